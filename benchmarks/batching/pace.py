"""How long a step takes for each batch size: rounds in which every size has its turn, the median counts."""

import time
from collections.abc import Callable, Sequence
from statistics import median

import numpy as np

import chainrule as cr
from benchmarks.batching.sets import Race

TURN = 0.01  # about so many seconds of steps


def step_seconds(race: Race, sizes: Sequence[int], rounds: int) -> dict[int, float]:
    """Processor seconds of one step of each size: gathering shuffled rows, forward, backward, Adam."""
    network = race.network(0)
    model = race.model(network)
    examples = model.examples(race.X, race.y)
    program = model.program(cr.Adam(), examples.types, "numba")
    vectors = program.new_vectors(model.checkpoint.theta.copy(), {})
    order = np.random.default_rng(0).permutation(race.rows)
    room = {size: program.memory(size) for size in sizes}

    def steps(size: int, count: int) -> float:
        bounds = np.arange(0, size * count + 1, size)
        rows = np.resize(order, size * count)
        began = time.process_time()
        program.run(examples.tables, rows, bounds, [0.0] * count, (1, 0), vectors, room[size])
        return time.process_time() - began

    counts = {}
    for size in sizes:
        steps(size, 1)
        counts[size] = max(1, int(TURN / max(steps(size, 4) / 4, 1e-7)))
    found = {size: [] for size in sizes}
    for _ in range(rounds):
        for size in sizes:
            found[size].append(steps(size, counts[size]) / counts[size])
    return {size: median(times) for size, times in found.items()}


def stretch_seconds(race: Race, repeats: int = 5) -> float:
    """What it costs the trainer that one stretch of steps ends and another begins, as it does at each look."""
    network = race.network(0)

    def timed(watch: _Every) -> float:
        began = time.process_time()
        run = network.train(
            race.X[:2048], race.y[:2048], optimizer=cr.Adam(1e-4), batch_size=16, epochs=1, callbacks=[watch], threads=1
        )
        assert run.steps == watch.steps
        return time.process_time() - began

    steps = min(2048, race.rows) // 16
    few, many = _Every(steps, steps), _Every(1, steps)
    timed(few)
    both = [(timed(few), timed(many)) for _ in range(repeats)]
    return max(median([more - less for less, more in both]) / (steps - 1), 0.0)


class _Every(cr.Callback):
    """Ends a stretch after so many steps."""

    def __init__(self, every: int, steps: int) -> None:
        self.every, self.steps = every, steps

    def due(self, run: cr.Run) -> int:  # noqa: ARG002
        """So many."""
        return self.every


def tau(seconds: dict[int, float]) -> Callable[[object], object]:
    """The seconds of steps of any sizes: on the line between the sizes that were timed."""
    sizes = sorted(seconds)
    return lambda asked: np.interp(np.asarray(asked, dtype=float), sizes, [seconds[size] for size in sizes])
