"""What a page computes: printed training beside NumPy's, and beside the code of TensorFlow Playground."""

import subprocess
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from time import process_time

import numpy as np
from playwright.sync_api import Page
from threadpoolctl import threadpool_limits

import chainrule as cr
from benchmarks.browser.chromium import Chromium, within
from chainrule.data.samples import circles
from chainrule.engines.task import TableType
from chainrule.training.model import Model

WEB = Path(__file__).parents[2] / "web"
ROWS, SIZE, ROUNDS = 250, 10, 5


def lines(chromium: Chromium, playground: str) -> Iterator[str]:
    """A line for each network."""
    sample, theirs = circles(ROWS), built(Path(playground)) if playground else ""
    for sizes in ([2, 4, 2, 1], [2, 8, 2]):
        view = chromium.blank()
        within(view, "ours", trainer(cr.Network(sizes, hidden="tanh", loss="squared_error"), sample.X, sample.y))
        others = ["playground", "playground_with_loss"] if theirs else []
        if theirs:
            within(view, "playground", [theirs, sizes, ROWS, SIZE])
        ours, *other = raced(chromium, view, ["ours", *others], 3_000)
        told = f"{write(sizes)}, batches of {SIZE}: {1000 * ours:.0f} µs an epoch of {ROWS}"
        also = (
            f"; {name} {1000 * one:.0f} µs: {one / ours:.1f} times" for name, one in zip(others, other, strict=True)
        )
        yield told + "".join(also)
    yield wide(chromium)


def raced(chromium: Chromium, view: Page, runners: list[str], epochs: int) -> list[float]:
    """Milliseconds of an epoch of each, in turns: the middle of some rounds, after one that warms up."""
    rounds = [[chromium.worked(view, "epochs", [one, epochs]) / epochs for one in runners] for _ in range(1 + ROUNDS)]
    return [float(np.median(one)) for one in zip(*rounds[1:], strict=True)]


def trainer(network: cr.Network, X: np.ndarray, y: np.ndarray) -> dict[str, object]:
    """The text that trains a network in a page, and what it takes."""
    stand = network.stand(X, y)
    known = stand.checkpoint
    own = Model(replace(known, theta=known.theta.astype(np.float64)))
    tables = stand.examples.tables
    types = tuple(TableType(name, "int64" if one.dtype.kind in "iu" else "float64") for name, one in tables.items())
    program = own.program(cr.SGD(0.03), types, "javascript")
    vectors = [one.tolist() for one in program.new_vectors(own.checkpoint.theta, {}).values()]
    widths = [int(np.prod(one.shape[1:])) for one in tables.values()]
    return {"text": program.source, "vectors": vectors, "widths": widths, "rows": len(X), "size": SIZE}


def built(folder: Path) -> str:
    """Playground's network as a module, without anything that draws."""
    command = ["npx", "esbuild", str(folder / "src" / "nn.ts"), "--bundle", "--format=esm", "--minify"]
    done = subprocess.run(command, cwd=WEB, check=True, capture_output=True, text=True)  # noqa: S603 - who measures names it
    return done.stdout


def wide(chromium: Chromium) -> str:
    """Images of 784 numbers, in turns with NumPy, whose program is printed from the same plan."""
    rng = np.random.default_rng(0)
    X, y = rng.integers(0, 9, (1_000, 784)).astype(float), rng.integers(0, 10, 1_000)
    network = cr.Network([784, 30, 10], hidden="sigmoid", output="sigmoid", loss="half_squared_error", dtype="float64")
    view, steps = chromium.blank(), len(X) // SIZE
    within(view, "ours", trainer(network, X, y))
    page, numpy = [], []
    with threadpool_limits(1):
        for _ in range(1 + ROUNDS):
            page += raced(chromium, view, ["ours"], 10)
            numpy.append(timed(network, X, y))
    ours, theirs = 1000 * np.median(page[1:]) / steps, np.median(numpy[1:])
    return f"784-30-10, batches of {SIZE}: {ours:.0f} µs a step, NumPy {theirs:.0f} µs: {ours / theirs:.2f} times"


def timed(network: cr.Network, X: np.ndarray, y: np.ndarray) -> float:
    """Microseconds of processor time of a step in NumPy."""
    settings = {"optimizer": cr.SGD(0.01), "batch_size": SIZE, "epochs": 20, "engine": "numpy"}
    stand = network.stand(X, y)
    start = process_time()
    steps, _ = stand.clock(stand.theta, settings)
    return float(1e6 * (process_time() - start) / steps[-1])


def write(sizes: list[int]) -> str:
    """A network as people write it."""
    return "-".join(map(str, sizes))
