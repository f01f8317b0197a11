"""Schedules of the learning rate, written in ops: from the moment of a run to the rate of its next step.

A moment is told by three numbers: `step`, the steps made before this one; `epoch`, the passes completed before it;
`progress`, the share of the run that is done, from 0 to 1. A schedule multiplies its `rate` by a factor.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from chainrule.errors import SettingError
from chainrule.graph.evaluate import evaluate
from chainrule.graph.node import Array, Node, as_node, input
from chainrule.ops.elementwise import cos, floor, log, minimum, where
from chainrule.settings import real_number, written
from chainrule.transforms.simplify import simplify

WARM_UP = "warm_up "  # how the name of a schedule begins that rises to another one, whose name follows
MOST_WARM_UPS = 8


@dataclass(frozen=True)
class Moment:
    """Where a run stands, as nodes."""

    step: Node
    epoch: Node
    progress: Node


Factor = Callable[[Moment], Node | float]


@dataclass(frozen=True)
class Schedule:
    """A learning rate that changes: `rate` times a factor of the moment."""

    rate: float
    name: str
    factor: Factor = field(compare=False, repr=False)
    settings: tuple[tuple[str, float], ...] = ()  # what the factor was made with, so that equal schedules compare equal

    def __post_init__(self) -> None:
        object.__setattr__(self, "rate", real_number("a learning rate", self.rate, 0, above=True))
        if not isinstance(self.name, str) or (self.name in SCHEDULES and self.factor.__module__ != __name__):
            raise SettingError(f"a schedule of your own needs a name of its own, not {written(self.name)}")
        if not isinstance(self.settings, tuple):
            raise SettingError(f"settings are pairs of a name and a number, not {written(self.settings)}")
        settings = tuple((str(name), real_number(str(name), value)) for name, value in self.settings)
        object.__setattr__(self, "settings", settings)

    def __reduce__(self) -> tuple[Callable[..., "Schedule"], tuple[object, ...]]:
        """How a copy is made: one of these anew, for a formula is a function; a person's own from its function."""
        if self.name.replace(WARM_UP, "") in SCHEDULES:
            return again, (self.rate, self.name, self.settings)
        return Schedule, (self.rate, self.name, self.factor, self.settings)

    def formula(self, now: Moment) -> Node:
        """The learning rate of the coming step, as a node."""
        return as_node(self.rate * self.factor(now))

    @cached_property
    def _graph(self) -> tuple[Moment, Node]:
        now = Moment(*(input(name, ("s",)) for name in ("step", "epoch", "progress")))
        return now, simplify(self.formula(now))

    def rates(self, step: Array, epoch: Array, progress: Array) -> Array:
        """The learning rate at each of these moments, in float64."""
        now, formula = self._graph
        if formula.op.name == "constant":
            return np.full(np.shape(step), float(np.asarray(formula.attributes["value"])))
        (rates,) = evaluate([formula], {now.step: step, now.epoch: epoch, now.progress: progress})
        return np.broadcast_to(rates, np.shape(step))


def as_schedule(rate: "float | Schedule") -> Schedule:
    """The schedule itself, or the constant one of a number."""
    return rate if isinstance(rate, Schedule) else constant(rate)


def constant(rate: float) -> Schedule:
    """η, always."""
    return Schedule(rate, "constant", lambda now: 1.0)


def step_decay(rate: float, factor: float = 0.5, every: float = 10) -> Schedule:
    """η · factor^⌊epoch / every⌋: lower by a factor every so many epochs."""
    factor, every = _positive("factor", factor), _positive("every", every)
    return Schedule(
        rate, "step", lambda now: factor ** floor(now.epoch / every), (("factor", factor), ("every", every))
    )


def exponential(rate: float, factor: float = 0.95) -> Schedule:
    """η · factor^epoch."""
    factor = _positive("factor", factor)
    return Schedule(rate, "exponential", lambda now: factor**now.epoch, (("factor", factor),))


def inverse_time(rate: float, decay: float = 0.01) -> Schedule:
    """η / (1 + decay · step), the 1/t that Robbins and Monro (1951) ask for."""
    decay = _positive("decay", decay)
    return Schedule(rate, "inverse_time", lambda now: 1 / (1 + decay * now.step), (("decay", decay),))


def cosine(rate: float, final: float = 0.0) -> Schedule:
    """From η along half a cosine to final · η (Loshchilov and Hutter, 2017)."""
    final = real_number("final", final)
    if not 0 <= final <= 1:
        raise SettingError(f"final is the share of the rate that is left at the end, from 0 to 1, not {final:g}")
    return Schedule(
        rate, "cosine", lambda now: final + (1 - final) * 0.5 * (1 + cos(math.pi * now.progress)), (("final", final),)
    )


def coslog4(rate: float) -> Schedule:
    """η · ½ (1 − cos(2π log₂(1 + 15 t))), t the progress: four waves (RealMLP, Holzmüller et al., 2024)."""
    return Schedule(
        rate, "coslog4", lambda now: 0.5 * (1 - cos(2 * math.pi / math.log(2) * log(1 + 15 * now.progress)))
    )


def flat_cos(rate: float) -> Schedule:
    """η for the first half, then along half a cosine to 0 (RealMLP, Holzmüller et al., 2024)."""

    def factor(now: Moment) -> Node:
        falling = 0.5 * (1 + cos(math.pi * (2 * now.progress - 1)))
        return where(now.progress < 0.5, 1, falling)

    return Schedule(rate, "flat_cos", factor)


def warm_up(then: "float | Schedule", steps: float = 100) -> Schedule:
    """Another schedule, rising to it in equal parts over the first `steps` steps."""
    steps, after = _positive("steps", steps), as_schedule(then)
    if after.name.count(WARM_UP) >= MOST_WARM_UPS:
        raise SettingError(f"a schedule warms up {MOST_WARM_UPS} times at most")
    settings = (("steps", steps), *after.settings)
    return Schedule(
        after.rate,
        WARM_UP + after.name,
        lambda now: minimum(1, (now.step + 1) / steps) * after.factor(now),
        settings,
    )


SCHEDULES: dict[str, Callable[..., Schedule]] = {
    "constant": constant,
    "step": step_decay,
    "exponential": exponential,
    "inverse_time": inverse_time,
    "cosine": cosine,
    "coslog4": coslog4,
    "flat_cos": flat_cos,
    "warm_up": warm_up,
}


def again(rate: float, name: str, settings: tuple[tuple[str, float], ...]) -> Schedule:
    """A schedule of these once more, from its rate, its name and its settings.

    >>> made = warm_up(cosine(0.1, final=0.5), steps=10)
    >>> again(made.rate, made.name, made.settings) == made
    True
    """
    if name.startswith(WARM_UP):
        (_, steps), *others = settings
        return warm_up(again(rate, name.removeprefix(WARM_UP), tuple(others)), steps)
    return SCHEDULES[name](rate, **dict(settings))


def find_schedule(name: str) -> Callable[..., Schedule]:
    """The schedule of that name."""
    if name not in SCHEDULES:
        raise SettingError(f"there is no schedule {name!r}; there are {', '.join(SCHEDULES)}")
    return SCHEDULES[name]


def _positive(name: str, value: float) -> float:
    return real_number(name, value, 0, above=True)
