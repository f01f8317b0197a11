"""How long a step takes: all contenders by turns, round after round, each in a process that is already warm."""

import sys
from collections.abc import Callable, Iterable
from contextlib import ExitStack
from dataclasses import asdict

from benchmarks.asking import Asked, WorkerError, worker
from benchmarks.contenders import CONTENDERS
from benchmarks.results import Record
from benchmarks.settings import Settings
from benchmarks.workloads import OTHERS, SIX, Workload

TRIES = 2
DISTURBED = 0.03  # the share of a turn that its core may spend on others


def measure_steps(settings: Settings) -> list[Record]:
    """Microseconds of a step, for each workload and contender, one number for each round."""
    workloads = SIX if settings.quick else (*SIX, *OTHERS)
    with ExitStack() as stack:
        workers = [stack.enter_context(worker(name)) for name in settings.contenders]
        return [_compare(workload, workers, settings) for workload in workloads]


def _compare(workload: Workload, workers: Iterable[Asked], settings: Settings) -> Record:
    """One row of the table."""
    return {
        "workload": asdict(workload),
        **compared(workload.name, workload.rows // workload.batch, workers, settings, lambda one: one.start(workload)),
    }


def compared(
    name: str, steps: int, workers: Iterable[Asked], settings: Settings, start: Callable[[Asked], object]
) -> Record:
    """What each worker takes for a step, by turns, an epoch having so many; `start` makes it ready."""
    print(name, file=sys.stderr)
    epochs = {one: found for one in workers if (found := _ready(one, start, settings.block))}
    times: dict[str, list[float]] = {one.name: [] for one in epochs}
    elsewhere: dict[str, list[float]] = {one.name: [] for one in epochs}
    turns = list(epochs)
    for _ in range(settings.rounds):
        for one in turns:
            seconds, share = _turn(one, epochs[one])
            times[one.name].append(seconds / (epochs[one] * steps) * 1e6)
            elsewhere[one.name].append(share)
        turns = [*turns[1:], *turns[:1]]  # nobody always follows the same other
    return {"name": name, "microseconds": times, "elsewhere": elsewhere}


def _turn(one: Asked, epochs: int) -> tuple[float, float]:
    """The seconds of a turn, and the share of them that its core spent on others; one that was disturbed is repeated.

    Two cores may rest while one of them works, so that nothing can be said about them.
    """
    found: list[tuple[float, float]] = []
    while len(found) < TRIES:
        answer = one.ask("block", epochs=epochs)
        share = answer["elsewhere"] if CONTENDERS[one.name].cores == 1 else 0.0
        found.append((answer["seconds"], share))
        if share < DISTURBED:
            break
    return min(found, key=lambda turn: turn[1])


def _ready(one: Asked, start: Callable[[Asked], object], block: float) -> int:
    """How many epochs make a turn of that length, after one that compiles and one that is timed; 0 if it fails."""
    try:
        start(one)
        one.seconds("block", 1)
        return max(1, round(block / one.seconds("block", 1)))
    except WorkerError as error:
        print(f"  left out: {error}", file=sys.stderr)
        return 0
