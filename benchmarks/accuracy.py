"""Time to accuracy: seconds of steps until 90 and 95 % of held-out digits are read right."""

import sys
import tempfile
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.asking import Asked, WorkerError, worker
from benchmarks.results import Record
from benchmarks.settings import Settings
from benchmarks.workloads import DIGITS, MNIST, Array, Examples, Integers, Workload, accuracy
from chainrule.data import load_sample

GOALS = (0.90, 0.95)
MOST_EPOCHS = 40
TRAINED = ("numba", "numpy", "jax", "pytorch", "compiled", "sklearn")  # on one core


def digits() -> tuple[Workload, Examples, Examples]:
    """The digits inside the package, a fifth of them held out, as many of the rest as make whole batches."""
    sample = load_sample("digits")
    order = np.random.default_rng(0).permutation(len(sample.X))
    X, y = (sample.X[order] / 16).astype(np.float32), np.asarray(sample.y)[order].astype(np.int64)
    held_out = len(X) - len(X) * 4 // 5
    return DIGITS, _whole(DIGITS, X[held_out:], y[held_out:]), Examples(X[:held_out], y[:held_out])


def mnist(path: Path) -> tuple[Workload, Examples, Examples]:
    """MNIST from an `.npz` file with x_train, y_train, x_test and y_test, pixels from 0 to 255."""
    with np.load(path) as file:
        train, test = (
            (file[f"x_{part}"].reshape(-1, 784).astype(np.float32) / 255, file[f"y_{part}"].astype(np.int64))
            for part in ("train", "test")
        )
    rows = len(train[0]) // MNIST.batch * MNIST.batch
    workload = replace(MNIST, rows=rows)
    return workload, _whole(workload, *train), Examples(*test)


def _whole(workload: Workload, X: Array, y: Integers) -> Examples:
    return Examples(np.ascontiguousarray(X[: workload.rows]), y[: workload.rows])


def measure_accuracy(settings: Settings) -> list[Record]:
    """For each problem and contender, the seconds and epochs to each goal; compiling does not count."""
    problems = [digits()] + ([mnist(settings.mnist)] if settings.mnist else [])
    names = [name for name in settings.contenders if name in TRAINED]
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        workers = [stack.enter_context(worker(name)) for name in names]
        return [record for problem in problems for record in _measure(problem, workers, settings, Path(folder))]


def _measure(
    problem: tuple[Workload, Examples, Examples], workers: list[Asked], settings: Settings, folder: Path
) -> list[Record]:
    workload, training, held_out = problem
    path = folder / "rows.npz"
    np.savez(path, X=training.X, labels=training.labels)
    found: dict[str, list[dict[str, object]]] = {}
    for one in workers:
        print(f"time to accuracy: {one.name}, {workload.title}", file=sys.stderr)
        try:
            one.start(workload, path)
            one.seconds("block", 1)
            found[one.name] = []
        except WorkerError as error:
            print(f"  left out: {error}", file=sys.stderr)
    for _ in range(settings.rounds):
        for one in workers:
            if one.name in found:
                found[one.name].append(_run(one, workload, held_out))
    return [{"problem": workload.title, "contender": name, "runs": runs} for name, runs in found.items()]


def _run(one: Asked, workload: Workload, held_out: Examples) -> dict[str, object]:
    """Seconds and epochs until each goal is reached; None where it is not."""
    seconds, reached = 0.0, dict.fromkeys(map(str, GOALS))
    one.ask("restart")
    for epoch in range(1, MOST_EPOCHS + 1):
        seconds += one.seconds("train", 1)
        share = accuracy(workload, np.array(one.ask("theta")["theta"]), held_out)
        for goal in GOALS:
            if share >= goal and reached[str(goal)] is None:
                reached[str(goal)] = {"seconds": seconds, "epochs": epoch}
        if all(reached.values()):
            break
    return reached
