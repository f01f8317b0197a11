"""Update rules, each written once, in ops: the Adam that is read is the Adam that runs.

A rule says what theta and its own state become, given theta, the gradient, the learning rate η and the step t,
counted from 1. State vectors start at zero. The conventions are PyTorch's, whose trajectories a test repeats.
"""

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from typing import ClassVar

import numpy as np
from numpy.typing import ArrayLike

from chainrule.errors import SettingError, ShapeError
from chainrule.graph.given_arrays import number_array
from chainrule.graph.node import Array, Node
from chainrule.ops.elementwise import minimum, sqrt, square
from chainrule.ops.reductions import sum
from chainrule.settings import real_number, whole_number, written
from chainrule.training.quantities import Quantities, apply_rule
from chainrule.training.schedules import Schedule, as_schedule


def setting(usual: float, low: float, high: float = math.inf) -> float:
    """A number of a rule, a dataclass field: its usual value, and the bounds from `low` to below `high`."""
    made: float = field(default=usual, metadata={"bounds": (low, high)})
    return made


@dataclass(frozen=True)
class Optimizer:
    """An update rule: its learning rate, or a schedule for it, and the largest norm of the gradient it lets through."""

    learning_rate: float | Schedule
    clip_norm: float | None = field(default=None, kw_only=True)

    state_names: ClassVar[tuple[str, ...]] = ()
    of_squares: ClassVar[tuple[str, ...]] = ()  # those of them that are never below 0

    def __post_init__(self) -> None:
        for one in fields(self):
            if "bounds" in one.metadata:
                value = real_number(one.name, getattr(self, one.name), *one.metadata["bounds"])
                object.__setattr__(self, one.name, value)
        if self.clip_norm is not None:
            object.__setattr__(self, "clip_norm", real_number("clip_norm", self.clip_norm, 0, above=True))
        for name in self.state_names:
            if name == "theta" or not name.isidentifier():
                raise SettingError(f"a state vector cannot be called {name!r}; give it a word such as velocity")
        as_schedule(self.learning_rate)

    @property
    def name(self) -> str:
        """Its name as a word for the command line and for files."""
        return type(self).__name__.lower()

    @cached_property
    def schedule(self) -> Schedule:
        """Its learning rate as a schedule."""
        return as_schedule(self.learning_rate)

    def is_like(self, other: "Optimizer | None") -> bool:
        """Whether another one has the same settings, be its learning rate a number or the schedule of a file."""
        return other is not None and replace(self, learning_rate=self.schedule) == replace(
            other, learning_rate=other.schedule
        )

    def update(self, now: Quantities) -> dict[str, Node]:
        """What theta and each state vector become: `clip_norm` first, then the rule."""
        if self.clip_norm is not None:
            norm = sqrt(sum(square(now.gradient)))
            clipped = minimum(1, self.clip_norm / norm) * now.gradient
            now = Quantities(now.theta, clipped, now.state, now.learning_rate, now.step)
        return self.rule(now)

    def rule(self, now: Quantities) -> dict[str, Node]:
        """The rule itself."""
        raise NotImplementedError

    def step(
        self,
        theta: ArrayLike,
        gradient: ArrayLike,
        state: Mapping[str, ArrayLike] | None = None,
        step: int = 1,
        learning_rate: float | None = None,
    ) -> tuple[Array, dict[str, Array]]:
        """What theta (p,) and the state become, given a gradient (p,) from anywhere: the rule's own graph, evaluated.

        The state is what the step before returned, none before the first; steps count from 1. A rate that changes has
        to be handed in. Raises ShapeError for a gradient of another shape.

        >>> SGD(0.5).step([1.0, 2.0], [1.0, -1.0])
        (array([0.5, 2.5]), {})
        """
        if learning_rate is None and self.schedule.name != "constant":
            raise SettingError(f"the rate changes ({self.schedule.name}): give the step its learning_rate=")
        rate = real_number("learning_rate", self.schedule.rate if learning_rate is None else learning_rate, 0)
        start = number_array(theta, "theta")
        real = start.dtype if start.dtype.kind == "f" else np.dtype(np.float64)
        before = dict.fromkeys(self.state_names, np.zeros(start.shape)) if state is None else state
        given = {"theta": start, "gradient": number_array(gradient, "gradient")}
        given |= {name: number_array(before[name], name) for name in self.state_names}
        for name, array in given.items():
            if array.shape != start.shape:
                raise ShapeError(f"theta has the shape {start.shape}, {name} {array.shape}; they need the same")
        vectors: dict[str, Array] = {name: array.astype(real) for name, array in given.items()}
        own, slope = vectors.pop("theta"), vectors.pop("gradient")
        made = apply_rule(self.update, own, slope, vectors, rate, whole_number("step", step, 1))
        return made.pop("theta"), made

    def size(self, state: Mapping[str, Node], step: Node) -> Node | None:
        """What each entry of a step is divided by, after so many steps; None where entries are taken as they are."""
        del state, step
        return None


@dataclass(frozen=True)
class SGD(Optimizer):
    """Gradient descent (lectures 1 and 2): θ ← θ − η g."""

    learning_rate: float | Schedule = 0.1

    def rule(self, now: Quantities) -> dict[str, Node]:
        """θ ← θ − η g."""
        return {"theta": now.theta - now.learning_rate * now.gradient}


@dataclass(frozen=True)
class Momentum(Optimizer):
    """Heavy ball (Polyak, 1964): v ← β v + (1 − d) g, θ ← θ − η v.

    The dampening d is 0; d = β makes v the moving average of gradients that some lectures call momentum.
    """

    learning_rate: float | Schedule = 0.1
    beta: float = setting(0.9, 0, 1)
    dampening: float = setting(0.0, 0)

    state_names: ClassVar[tuple[str, ...]] = ("velocity",)

    def velocity(self, now: Quantities) -> Node:
        """V ← β v + (1 − d) g."""
        return self.beta * now.state["velocity"] + (1 - self.dampening) * now.gradient

    def rule(self, now: Quantities) -> dict[str, Node]:
        """θ ← θ − η v."""
        velocity = self.velocity(now)
        return {"velocity": velocity, "theta": now.theta - now.learning_rate * velocity}


@dataclass(frozen=True)
class Nesterov(Momentum):
    """Momentum that looks ahead (Nesterov, 1983; Sutskever et al., 2013): v ← β v + g, θ ← θ − η (g + β v)."""

    def rule(self, now: Quantities) -> dict[str, Node]:
        """θ ← θ − η (g + β v)."""
        velocity = self.velocity(now)
        ahead = now.gradient + self.beta * velocity
        return {"velocity": velocity, "theta": now.theta - now.learning_rate * ahead}


@dataclass(frozen=True)
class AdaGrad(Optimizer):
    """A step scaled by all gradients so far, entry by entry (Duchi, Hazan and Singer, 2011): s ← s + g²,
    θ ← θ − η g / (√s + ε).
    """

    learning_rate: float | Schedule = 0.1
    epsilon: float = setting(1e-8, 0)

    state_names: ClassVar[tuple[str, ...]] = ("sum_of_squares",)
    of_squares: ClassVar[tuple[str, ...]] = ("sum_of_squares",)

    def rule(self, now: Quantities) -> dict[str, Node]:
        """S ← s + g², θ ← θ − η g / (√s + ε)."""
        total = now.state["sum_of_squares"] + square(now.gradient)
        step = now.gradient / self.size({"sum_of_squares": total}, now.step)
        return {"sum_of_squares": total, "theta": now.theta - now.learning_rate * step}

    def size(self, state: Mapping[str, Node], step: Node) -> Node:
        """√s + ε."""
        del step
        return sqrt(state["sum_of_squares"]) + self.epsilon


@dataclass(frozen=True)
class RMSprop(Optimizer):
    """A step scaled by the recent size of each entry (Tieleman and Hinton, 2012): s ← ρ s + (1 − ρ) g²,
    θ ← θ − η g / (√s + ε).
    """

    learning_rate: float | Schedule = 0.01
    rho: float = setting(0.9, 0, 1)
    epsilon: float = setting(1e-8, 0)

    state_names: ClassVar[tuple[str, ...]] = ("second_moment",)
    of_squares: ClassVar[tuple[str, ...]] = ("second_moment",)

    def rule(self, now: Quantities) -> dict[str, Node]:
        """S ← ρ s + (1 − ρ) g², θ ← θ − η g / (√s + ε)."""
        second = self.rho * now.state["second_moment"] + (1 - self.rho) * square(now.gradient)
        step = now.gradient / self.size({"second_moment": second}, now.step)
        return {"second_moment": second, "theta": now.theta - now.learning_rate * step}

    def size(self, state: Mapping[str, Node], step: Node) -> Node:
        """√s + ε."""
        del step
        return sqrt(state["second_moment"]) + self.epsilon


@dataclass(frozen=True)
class Adam(Optimizer):
    """Momentum over size, both corrected for their start at zero (Kingma and Ba, 2015).

    m ← β₁ m + (1 − β₁) g, s ← β₂ s + (1 − β₂) g², m̂ = m / (1 − β₁ᵗ), ŝ = s / (1 − β₂ᵗ),
    θ ← θ − η m̂ / (√ŝ + ε).
    """

    learning_rate: float | Schedule = 0.001
    beta1: float = setting(0.9, 0, 1)
    beta2: float = setting(0.999, 0, 1)
    epsilon: float = setting(1e-8, 0)

    state_names: ClassVar[tuple[str, ...]] = ("first_moment", "second_moment")
    of_squares: ClassVar[tuple[str, ...]] = ("second_moment",)

    def rule(self, now: Quantities) -> dict[str, Node]:
        """θ ← θ − η m̂ / (√ŝ + ε)."""
        first = self.beta1 * now.state["first_moment"] + (1 - self.beta1) * now.gradient
        second = self.beta2 * now.state["second_moment"] + (1 - self.beta2) * square(now.gradient)
        # both corrections are numbers: dividing by them here spares two passes over the vectors
        rate = now.learning_rate / (1 - self.beta1**now.step)
        moved = self.shrunk(now) - rate * (first / self.size({"second_moment": second}, now.step))
        return {"first_moment": first, "second_moment": second, "theta": moved}

    def size(self, state: Mapping[str, Node], step: Node) -> Node:
        """√ŝ + ε."""
        return sqrt(state["second_moment"]) / sqrt(1 - self.beta2**step) + self.epsilon

    def shrunk(self, now: Quantities) -> Node:
        """Theta before the step."""
        return now.theta


@dataclass(frozen=True)
class AdamW(Adam):
    """Adam after a decay of theta that the gradient does not see (Loshchilov and Hutter, 2019): θ ← θ − η λ θ."""

    weight_decay: float = setting(0.01, 0)

    def shrunk(self, now: Quantities) -> Node:
        """θ ← (1 − η λ) θ."""
        return (1 - now.learning_rate * self.weight_decay) * now.theta


OPTIMIZERS: Mapping[str, Callable[..., Optimizer]] = {
    "sgd": SGD,
    "momentum": Momentum,
    "nesterov": Nesterov,
    "adagrad": AdaGrad,
    "rmsprop": RMSprop,
    "adam": Adam,
    "adamw": AdamW,
}


def as_optimizer(choice: Optimizer | str | None) -> Optimizer | None:
    """An optimizer as it is, that of a name with its usual settings, or None for none."""
    if isinstance(choice, str):
        return find_optimizer(choice)()
    if choice is not None and not isinstance(choice, Optimizer):
        raise SettingError(
            f"an optimizer is an object such as cr.Adam(0.001), or a name such as 'adam', not {written(choice)}"
        )
    return choice


def find_optimizer(name: str) -> Callable[..., Optimizer]:
    """The optimizer of that name."""
    if name not in OPTIMIZERS:
        raise SettingError(f"there is no optimizer {written(name)}; there are {', '.join(OPTIMIZERS)}")
    return OPTIMIZERS[name]
