"""The live page in a browser: `make browserbench` says how fast it trains, plays, goes back and is dragged.

Needs Chromium and Playwright. A computed step is beside NumPy's own step on the same machine; frames are those of a
page that plays with all surfaces in sight.
"""

import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
from playwright.sync_api import Page, sync_playwright
from tests.browser.conftest import ARGUMENTS, installed

import chainrule as cr
from chainrule.data.samples import circles

WITHIN = (Path(__file__).parent / "browser.js").read_text("utf-8").partition("*/")[2]
ROWS, SECONDS, STEPS = 250, 4, 1_000


def main() -> int:
    """Every measurement, a line each."""
    sample = circles(ROWS)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as folder:
        chromium = playwright.chromium.launch(executable_path=installed(), args=ARGUMENTS)

        def opened(network: cr.Network, X: np.ndarray, y: np.ndarray, size: int) -> Page:
            file = Path(folder) / "page.html"
            file.write_text(network.page(X, y, optimizer=cr.SGD(0.03), batch_size=size), encoding="utf-8")
            view = chromium.new_page(viewport={"width": 1280, "height": 900})
            view.goto(file.as_uri())
            view.wait_for_selector("html[data-revision]")
            return view

        for sizes in ([2, 4, 2, 1], [2, 8, 2]):
            step = opened(cr.Network(sizes, hidden="tanh"), sample.X, sample.y, 10).evaluate(
                within("epoch"), [ROWS, 10, 20]
            )
            print(f"{write(sizes)}, batches of 10: {1000 * step:.2f} µs a step, {25 * step:.3f} ms an epoch of 250")
        view = opened(cr.Network([2, *[8] * 6, 1], hidden="tanh"), sample.X, sample.y, 10)
        rate, tasks, longest = view.evaluate(within("play"), SECONDS)
        said = f"{rate:.0f} frames/s, {tasks} tasks over 50 ms, the longest {longest:.0f} ms"
        print(f"playing with all surfaces of 2-8×6-1: {said}")
        view = opened(cr.Network([2, 8, 8, 2], hidden="tanh"), sample.X, sample.y, 10)
        back, drag = view.evaluate(within("back"), STEPS), view.evaluate(within("drag"))
        print("a recorded step of 2-8-8-2 restored: median {:.1f}, 99% {:.1f}, most {:.1f} ms".format(*back))
        print("a drag of the start of 2-8-8-2: median {:.1f}, 95% {:.1f}, most {:.1f} ms".format(*drag))
        wide(opened)
        chromium.close()
    return 0


def within(name: str) -> str:
    """A function that is called in the page."""
    return f"given => ({WITHIN}).{name}(given)"


def wide(opened: Callable[..., Page]) -> None:
    """The widest images that a page holds beside NumPy, whose program is printed from the same plan."""
    rng = np.random.default_rng(0)
    X, y = rng.integers(0, 9, (1_000, 784)).astype(float), rng.integers(0, 10, 1_000)
    network = cr.Network([784, 20, 10], hidden="sigmoid", output="sigmoid", loss="half_squared_error")
    step = opened(network, X[:2], y[:2], 2).evaluate(within("epoch"), [1_000, 10, 1])
    exact = cr.Network([784, 20, 10], hidden="sigmoid", output="sigmoid", loss="half_squared_error", dtype="float64")
    best = min(_timed(exact, X, y) for _ in range(5))
    print(f"784-20-10, batches of 10: {1000 * step:.0f} µs a step, NumPy {best:.0f} µs: {1000 * step / best:.2f} times")


def _timed(network: cr.Network, X: np.ndarray, y: np.ndarray) -> float:
    """Microseconds of a step in NumPy."""
    settings = {"optimizer": cr.SGD(0.01), "batch_size": 10, "epochs": 3, "engine": "numpy"}
    stand = network.stand(X, y)
    steps, seconds = stand.clock(stand.theta, settings)
    return float(1e6 * (seconds[-1] - seconds[0]) / (steps[-1] - steps[0]))


def write(sizes: list[int]) -> str:
    """A network as people write it."""
    return "-".join(map(str, sizes))


if __name__ == "__main__":
    sys.exit(main())
