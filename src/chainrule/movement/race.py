"""Race: optimizers, batch sizes and learning rates from one start, on one landscape and on one cost curve."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import isqrt

import numpy as np

from chainrule.errors import SettingError
from chainrule.graph.display import Displayed, shortened
from chainrule.graph.node import Array
from chainrule.movement.attempt import DIVERGED, Attempt, Settings, Stand, call_of
from chainrule.movement.costs import Costs
from chainrule.movement.landscape import Landscape, View, landscape
from chainrule.movement.path import Path
from chainrule.ops.identifiers import Names
from chainrule.readers.movement.animation import Course, animation
from chainrule.readers.movement.race_figure import Curve, race_picture
from chainrule.settings import written

ACROSS = ("steps", "epochs", "examples", "seconds")

Runners = Sequence[Settings] | Mapping[str, Settings] | None


@dataclass(frozen=True)
class Runner:
    """One of a race: its run, the iterates that are shown, and how far it had come at each of them."""

    name: str
    attempt: Attempt = field(repr=False)
    path: Path = field(repr=False)
    steps: Array = field(repr=False)  # (k,) made before each iterate
    epochs: Array = field(repr=False)  # (k,) passes over the rows, counted by examples
    examples: Array = field(repr=False)  # (k,) used
    seconds: Array = field(repr=False)  # (k,) of the same run when nothing was recorded

    @property
    def cost(self) -> Array:
        """The cost over all rows at each iterate: (k,)."""
        return self.path.cost


@dataclass(frozen=True)
class Race(Displayed):
    """Runs from one start, on one landscape."""

    runners: tuple[Runner, ...]
    landscape: Landscape = field(repr=False)

    def __repr__(self) -> str:
        ends = "; ".join(f"{one.name}: {one.cost[-1]:.4g}" for one in self.runners)
        return shortened(f"<race of {len(self.runners)}: {ends}>")

    def svg(self) -> str:
        """The picture, as text: every path on the landscape, and the costs over steps, epochs, examples and seconds."""
        curves = [
            Curve(one.name, one.cost, {measure: getattr(one, measure) for measure in ACROSS}) for one in self.runners
        ]
        return race_picture(self.landscape.ground, [one.path.trail for one in self.runners], curves)

    def animation(self, measure: str = "examples") -> str:
        """An HTML file, as text, in which the runs move side by side: by steps, epochs, examples or seconds."""
        if measure not in ACROSS:
            raise SettingError(f"the measure of an animation is one of {', '.join(ACROSS)}, not {written(measure)}")
        courses = [Course(one.path.trail, getattr(one, measure)) for one in self.runners]
        return animation(self.landscape.ground, courses, measure)


def race(stand: Stand, runners: Runners, shared: Settings, view: View, theta: Array) -> Race:
    """Run each of these settings, and those that all share, from one theta; what is not said is as `train` has it.

    Without runners it is lecture 2's picture: gradient descent on all rows, on batches of √rows, and on single ones.
    """
    if runners is None:
        runners = [{"batch_size": size} for size in ("full", max(isqrt(stand.examples.rows), 1), 1)]
    attempts = [(name, stand.run(theta, settings)) for name, settings in named_runners(runners, shared)]
    names = Names()
    called = [(names.fresh(name or attempt.said), attempt) for name, attempt in attempts]
    costs = Costs(stand.checkpoint.trainable, stand.examples)
    wild = [name for name, attempt in called if attempt.outcome == DIVERGED]
    ground = landscape(costs, theta, [(name, attempt.record) for name, attempt in called], view, wild)
    return Race(
        tuple(
            _runner(name, attempt, path, stand.clock(theta, attempt.settings))
            for (name, attempt), path in zip(called, ground.paths, strict=True)
        ),
        ground,
    )


def named_runners(runners: Sequence[Settings] | Mapping[str, Settings], shared: Settings) -> list[tuple[str, Settings]]:
    """The name of each runner, or "", and all of its settings; what `train` refuses is refused before anything runs."""
    if not isinstance(runners, Sequence | Mapping):
        raise SettingError(f"runners are settings of train in a list, or by name, not {written(runners)}")
    given: list[tuple[object, object]] = [("", settings) for settings in runners]
    if isinstance(runners, Mapping):
        given = list(runners.items())
    found: list[tuple[str, Settings]] = []
    for name, settings in given:
        if not isinstance(name, str) or not isinstance(settings, Mapping):
            needed = "settings of train, such as {'optimizer': cr.SGD(0.1), 'batch_size': 1}"
            raise SettingError(f"each runner of a race is {needed}, not {written(settings)}")
        found.append((name, {**shared, **settings}))
        call_of(found[-1][1])
    if not found:
        raise SettingError("a race needs runners: [{'batch_size': 'full'}, {'batch_size': 1}]")
    return found


def _runner(name: str, attempt: Attempt, path: Path, clock: tuple[Array, Array]) -> Runner:
    sizes = np.concatenate([[0], np.cumsum(attempt.history.batch_size)])
    examples = sizes[np.minimum(path.steps, len(sizes) - 1)].astype(np.float64)
    return Runner(
        name=name,
        attempt=attempt,
        path=path,
        steps=path.steps.astype(np.float64),
        epochs=examples / attempt.record.examples.rows,
        examples=examples,
        seconds=np.interp(path.steps, *clock),
    )
