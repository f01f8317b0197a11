"""One run of a race: the cost on held-out rows against the seconds that its steps take."""

import time
from dataclasses import dataclass, field

import numpy as np

import chainrule as cr
from benchmarks.batching.sets import Race
from chainrule.training.batching.steering import Steering

PARTS = 4  # looks at the held-out rows in an epoch


@dataclass
class Course:
    """Where a run stood: steps made, the size of each batch, seconds of looks, held-out cost."""

    steps: list[int] = field(default_factory=list)
    costs: list[float] = field(default_factory=list)
    looking: list[float] = field(default_factory=list)
    sizes: object = None
    run: object = None


class _Watch(cr.Callback):
    """Measures the held-out cost several times in an epoch: stretches end there, which changes no bit."""

    def __init__(self, race: Race, network: cr.Network, course: Course) -> None:
        self._race, self._model, self._course = race, network._model, course
        self._held = network._model.examples(race.Xv, race.yv)
        self._next = 0.0
        self.looked = 0.0

    def started(self, run: object) -> None:
        self._note(run)

    def progressed(self, run: object) -> None:
        part = self._race.rows / PARTS
        if run.examples_used >= self._next:
            self._note(run)
            self._next += part
        size = int(run.history.batch_size[-1])
        run._stretch = max(1, int((self._next - run.examples_used) / size))

    def _note(self, run: object) -> None:
        self._course.steps.append(run.step)
        self._course.costs.append(self._model.evaluation.cost(run.theta, self._held))
        self._course.looking.append(self.looked)


def run_once(
    race: Race, batch_size: object, optimizer: cr.Optimizer, seed: int, epochs: int | None = None, engine="numba"
) -> Course:
    """Train and watch."""
    network, course = race.network(seed), Course()
    course_watch = None
    network._model.examples(race.X, race.y)
    watch = _Watch(race, network, course)
    look = Steering.look

    def timed(self: Steering, now: object) -> None:
        began = time.process_time()
        look(self, now)
        watch.looked += time.process_time() - began

    Steering.look = timed
    try:
        course.run = network.train(
            race.X,
            race.y,
            optimizer=optimizer,
            batch_size=batch_size,
            epochs=epochs or race.epochs,
            callbacks=[watch],
            engine=engine,
            threads=1,
        )
    except cr.DivergenceError:
        course.run = None
    finally:
        Steering.look = look
    course.sizes = network.history.batch_size
    return course


def seconds_until(course: Course, target: float, tau) -> float:
    """The seconds of the steps until the held-out cost is at the target, on the line between two looks; inf if never."""
    costs = np.array(course.costs)
    below = np.flatnonzero(costs <= target)
    if not len(below):
        return float("inf")
    at = int(below[0])
    spent = np.concatenate([[0.0], np.cumsum(tau(course.sizes))])
    times = [spent[step] + looked for step, looked in zip(course.steps, course.looking, strict=True)]
    if at == 0:
        return times[0]
    share = (costs[at - 1] - target) / (costs[at - 1] - costs[at])
    return float(times[at - 1] + share * (times[at] - times[at - 1]))
