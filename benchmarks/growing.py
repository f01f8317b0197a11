"""How the cost of chainrule grows: with parameters, examples, batch size and depth. Run in a process of its own.

python -m benchmarks.growing numba 3
"""

import json
import statistics
import sys
import time
from collections.abc import Callable
from dataclasses import replace

from benchmarks.contenders import CONTENDERS
from benchmarks.pinning import pin
from benchmarks.results import Record
from benchmarks.workloads import Workload, initial_theta, made_up
from chainrule import Network

BASE = Workload((64, 100, 10), 100, "sgd", "relu", 10_000)
WIDTHS = (8, 32, 128, 512, 2048)
ROWS = (1_000, 4_000, 16_000, 64_000)
BATCHES = (1, 4, 16, 64, 256, 1024, 4096)
DEPTHS = (1, 2, 4, 8, 16, 32)
BLOCK = 0.05  # seconds of one timing


def timed(work: Callable[[], object], repeats: int) -> float:
    """The median seconds of a piece of work, after it has run once."""
    work()
    began = time.perf_counter()
    work()
    count = max(1, round(BLOCK / (time.perf_counter() - began)))
    found = []
    for _ in range(repeats):
        began = time.perf_counter()
        for _ in range(count):
            work()
        found.append((time.perf_counter() - began) / count)
    return statistics.median(found)


def with_parameters(width: int, repeats: int) -> Record:
    """One gradient, forward and backward, beside the 2m costs that central differences would need."""
    workload = replace(BASE, sizes=(64, width, 10), rows=100)
    examples = made_up(workload)
    network = Network(workload.sizes, hidden="relu", output="softmax", dtype="float32")
    gradient = timed(lambda: network.gradient(examples.X, examples.labels), repeats)
    cost = timed(lambda: network.cost(examples.X, examples.labels), repeats)
    m = workload.parameters
    return {"parameters": m, "gradient": gradient, "cost": cost, "differences": 2 * m * cost}


def epoch_seconds(workload: Workload, engine: str, repeats: int) -> float:
    """The seconds of an epoch of train."""
    session = CONTENDERS[engine].start()(workload, made_up(workload), 1)
    session.restart(initial_theta(workload))
    session.train(1)
    count = max(1, round(BLOCK / max(session.train(1), 1e-9)))
    return statistics.median(session.train(count) / count for _ in range(repeats))


def grown(engine: str, repeats: int) -> dict[str, list[Record]]:
    """All four."""
    deep = [replace(BASE, sizes=(64, *[30] * depth, 10)) for depth in DEPTHS]
    # whole batches of each size, and enough rows for a few
    batches = [replace(BASE, batch=size, rows=max(4 * size, 2048)) for size in BATCHES]
    return {
        "parameters": [with_parameters(width, repeats) for width in WIDTHS],
        "examples": [
            {"examples": rows, "epoch": epoch_seconds(replace(BASE, rows=rows), engine, repeats)} for rows in ROWS
        ],
        "batch": [{"batch": one.batch, "example": epoch_seconds(one, engine, repeats) / one.rows} for one in batches],
        "depth": [
            {"layers": depth + 1, "step": epoch_seconds(one, engine, repeats) * one.batch / one.rows}
            for depth, one in zip(DEPTHS, deep, strict=True)
        ],
    }


if __name__ == "__main__":
    pin()
    print(json.dumps(grown(sys.argv[1], int(sys.argv[2]))))
