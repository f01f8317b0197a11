"""How fast training is beside scikit-learn's, everything in one run on one core, rows shuffled, float32 for both.

    python benchmarks/training_speed.py            # the table
    python benchmarks/training_speed.py --json     # the figures

Each row times chainrule and its rival by turns and gives the medians; times differ from machine to machine, the
ratios much less. Data is made up: how long a step takes does not depend on what the numbers are.
"""

import os

os.environ.update(OPENBLAS_NUM_THREADS="1", OMP_NUM_THREADS="1")  # before NumPy loads its BLAS

import argparse
import json
import platform
import statistics
import sys
import time
import warnings
from collections.abc import Callable
from dataclasses import asdict, dataclass

import numpy as np
import sklearn
from sklearn.exceptions import ConvergenceWarning
from sklearn.neural_network import MLPClassifier

import chainrule as cr
from chainrule.data import load_sample

REPEATS = 7


@dataclass(frozen=True)
class Row:
    """One comparison: seconds of each run, by turns."""

    what: str
    chainrule: list[float]
    rival: list[float]

    @property
    def ratio(self) -> float:
        """How many times faster chainrule is, by the medians."""
        return statistics.median(self.rival) / statistics.median(self.chainrule)


def by_turns(what: str, ours: Callable[[], object], rival: Callable[[], object]) -> Row:
    """Time two pieces of work by turns, after one run of each that does not count."""
    ours()
    rival()
    times: tuple[list[float], list[float]] = ([], [])
    for _ in range(REPEATS):
        for column, work in zip(times, (ours, rival), strict=True):
            began = time.perf_counter()
            work()
            column.append(time.perf_counter() - began)
    return Row(what, *times)


def first_network() -> Row:
    """An epoch of [784, 30, 10], sigmoid, gradient descent, batches of 10, on 8,000 rows."""
    generator = np.random.default_rng(0)
    X = generator.random((8000, 784), dtype=np.float32)
    y = generator.integers(0, 10, 8000)
    network = cr.Network(
        [784, 30, 10], hidden="sigmoid", output="sigmoid", loss="half_squared_error", initializer="normal"
    )
    rival = MLPClassifier(
        (30,), activation="logistic", solver="sgd", batch_size=10, alpha=0, momentum=0, learning_rate_init=0.1,
        max_iter=1, random_state=0,
    )  # fmt: skip
    return by_turns(
        "an epoch of 784-30-10, SGD, batch 10",
        lambda: network.train(X, y, optimizer=cr.SGD(3.0), batch_size=10, epochs=1, last="keep"),
        lambda: rival.fit(X, y),
    )


def digits() -> Row:
    """All of training on the 8×8 digits: 64-100-10, ReLU, softmax, Adam, batches of 200, 50 epochs."""
    sample = load_sample("digits")
    X, y = (sample.X / 16).astype(np.float32), np.asarray(sample.y)
    rival = MLPClassifier((100,), batch_size=200, alpha=0, max_iter=50, tol=0, n_iter_no_change=50, random_state=0)

    def ours() -> None:
        network = cr.Network([64, 100, 10], hidden="relu", output="softmax")
        network.train(X, y, optimizer=cr.Adam(0.001), batch_size=200, epochs=50, last="keep")

    return by_turns("50 epochs of digits, 64-100-10, Adam, batch 200", ours, lambda: rival.fit(X, y))


def machine() -> str:
    """What the figures were measured on."""
    processor = platform.machine()
    return (
        f"one core, {processor}, Python {platform.python_version()}, NumPy {np.__version__}, "
        f"scikit-learn {sklearn.__version__}"
    )


def table(rows: list[Row]) -> str:
    """The rows as Markdown."""
    lines = ["| | chainrule | scikit-learn | ratio |", "|---|---|---|---|"]
    for row in rows:
        ours, rival = (f"{statistics.median(times) * 1000:,.0f} ms" for times in (row.chainrule, row.rival))
        lines.append(f"| {row.what} | {ours} | {rival} | **{row.ratio:.1f}×** |")
    return "\n".join([*lines, "", f"Medians of {REPEATS} runs by turns; {machine()}."])


def main() -> None:
    """Print the table, or the figures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--json", action="store_true", help="print every time as JSON")
    arguments = parser.parse_args()
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    warnings.simplefilter("ignore", ConvergenceWarning)  # the rival is stopped after as many epochs as we make
    rows = [first_network(), digits()]
    if arguments.json:
        json.dump({"machine": machine(), "rows": [{**asdict(row), "ratio": row.ratio} for row in rows]}, sys.stdout)
    else:
        print(table(rows))


if __name__ == "__main__":
    main()
