"""One run of a race: the cost on held-out rows against what its steps and the looks of its scheme take."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

import chainrule as cr
from benchmarks.batching.sets import Race
from chainrule.training.batching.log import BatchingLog
from chainrule.training.batching.steering import Steering

PARTS = 16  # looks at the held-out rows in an epoch

Seconds = Callable[[NDArray[np.int64]], NDArray[np.float64]]  # of steps of these sizes


@dataclass
class Course:
    """Where a run stood, look after look at the held-out rows."""

    steps: list[int] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)
    looks: list[int] = field(default_factory=list)  # of the scheme
    looking: list[float] = field(default_factory=list)  # seconds of these
    sizes: NDArray[np.int64] = field(default_factory=lambda: np.zeros(0, np.int64))
    log: BatchingLog | None = None

    def seconds_until(self, target: float, seconds: Seconds, per_look: float = 0.0) -> float:
        """What it took until the cost was at the target, on the line between two looks; infinite if it never was."""
        costs = np.array(self.costs)
        below = np.flatnonzero(costs <= target)
        if not len(below):
            return float("inf")
        at = int(below[0])
        spent = np.concatenate([[0.0], np.cumsum(seconds(self.sizes))])
        own = np.array(self.looking) + per_look * np.array(self.looks)
        times = spent[np.array(self.steps)] + own
        if at == 0:
            return float(times[0])
        share = (costs[at - 1] - target) / (costs[at - 1] - costs[at])
        return float(times[at - 1] + share * (times[at] - times[at - 1]))

    def looks_until(self, target: float) -> int:
        """How often the scheme looked."""
        return self.looks[self._reached(target)]

    def looking_until(self, target: float) -> float:
        """The seconds of these looks."""
        return self.looking[self._reached(target)]

    def size_at(self, target: float) -> int:
        """The examples of the last step before the target."""
        return int(self.sizes[max(self.steps[self._reached(target)] - 1, 0)])

    def _reached(self, target: float) -> int:
        """The look at which the cost was at the target; the last one where it never was."""
        below = np.flatnonzero(np.array(self.costs) <= target)
        return int(below[0]) if len(below) else len(self.costs) - 1


class _Watch(cr.Callback):
    """Measures the held-out cost several times in an epoch, and ends the run at the target."""

    def __init__(self, race: Race, network: cr.Network, course: Course) -> None:
        self._race, self._course, self._model = race, course, race.model(network)
        self._held = self._model.examples(race.held_X, race.held_y)
        self._next, self.looked, self.looks = 0.0, 0.0, 0

    def started(self, run: cr.Run) -> None:
        """The cost before the first step."""
        self._note(run)

    def due(self, run: cr.Run) -> int:
        """In so many steps the next part of an epoch is over."""
        size = int(run.history.batch_size[-1]) if run.history.steps else 1
        return max(int((self._next - run.examples_used) / size), 1 if run.examples_used < self._next else 0)

    def progressed(self, run: cr.Run) -> None:
        """The cost where a part of an epoch is over."""
        if run.examples_used >= self._next:
            self._note(run)

    def _note(self, run: cr.Run) -> None:
        self._next += self._race.rows / PARTS
        course = self._course
        course.steps.append(run.step)
        course.costs.append(self._model.evaluation.cost(run.theta, self._held))
        course.looking.append(self.looked)
        course.looks.append(self.looks)
        if course.costs[-1] <= self._race.target:
            run.stop("the target is reached")


def run_once(race: Race, batch_size: object, learning_rate: float, seed: int) -> Course:
    """Train until the target is reached, and watch; a run that diverges reaches nothing."""
    network, course = race.network(seed), Course()
    watch, look = _Watch(race, network, course), Steering.look

    def timed(self: Steering, now: object) -> None:
        began = time.process_time()
        look(self, now)  # type: ignore[arg-type]
        watch.looked += time.process_time() - began
        watch.looks += 1

    Steering.look = timed  # type: ignore[method-assign]
    try:
        settings = {"batch_size": batch_size, "epochs": race.epochs, "callbacks": [watch], "threads": 1}
        run = network.train(race.X, race.y, optimizer=cr.Adam(learning_rate), **settings)  # type: ignore[arg-type]
        course.log = run.batching
    except cr.DivergenceError:
        pass
    finally:
        Steering.look = look  # type: ignore[method-assign]
    course.sizes = network.history.batch_size
    return course
