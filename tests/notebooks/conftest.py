"""Notebooks as people run them: JupyterLab and marimo, served from a folder of the test, seen by a headless browser."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

import pytest
from tests.browser.conftest import browser

__all__ = ["browser"]
SECONDS = 90  # in which a server has to answer
BOARD = "data x, y\\nparams w, b\\nL = (w*x + b - y)**2"
NUMBERS = {"x": 3, "y": 1, "w": 2, "b": 0}
RATE = 0.01


def theta_after(steps: int) -> list[str]:
    """W and b as Python has them, as the notebook writes them."""
    w, b = 2.0, 0.0
    for _ in range(steps):
        slope = 2 * (3 * w + b - 1)
        w, b = w - RATE * 3 * slope, b - RATE * slope
    return [f"{w:.10f}", f"{b:.10f}"]


def until(holds: Callable[[], object], seconds: float = SECONDS) -> object:
    """What it comes to, once that is something."""
    end = time.monotonic() + seconds
    while not (found := holds()):
        assert time.monotonic() < end, "it does not hold in time"
        time.sleep(0.2)
    return found


def answers(address: str) -> bool:
    """Whether a server is there."""
    try:
        with urlopen(address, timeout=5) as answer:  # noqa: S310 - a server of this test
            return answer.status == 200
    except (URLError, OSError):
        return False


@contextmanager
def serving(module: str, words: list[str], folder: Path, log: Path) -> Iterator[subprocess.Popen[bytes]]:
    """A program that serves, whose settings and what it knows are all below a folder; it ends with the test."""
    places = {name: str(folder / name) for name in ("JUPYTER_CONFIG_DIR", "JUPYTER_DATA_DIR", "JUPYTER_RUNTIME_DIR")}
    known = {**os.environ, **places, "HOME": str(folder), "IPYTHONDIR": str(folder / "ipython")}
    with log.open("ab") as said:
        command = [sys.executable, "-m", module, *words]
        process = subprocess.Popen(command, env=known, stdout=said, stderr=said, start_new_session=True)  # noqa: S603
        try:
            yield process
        finally:
            process.terminate()
            with suppress(subprocess.TimeoutExpired):
                process.wait(20)
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGKILL)  # with its kernels
            process.wait()


@pytest.fixture
def view(browser) -> Iterator[object]:
    """A new browser, wide enough for a notebook."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000}, reduced_motion="reduce")
    context.set_default_timeout(60_000)
    yield context.new_page()
    context.close()
