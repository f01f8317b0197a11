"""What is seen while a network learns."""

import io
import re
from types import SimpleNamespace

import numpy as np
import pytest
from rich.console import Console

from chainrule import Network
from chainrule.cli.console import console_on
from chainrule.cli.progress import Bar, Lines, watch
from chainrule.readers.notation.numbers import format_number


class Screen(io.StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        """It is one."""
        return True


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch):
    for name in ("NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE", "TTY_INTERACTIVE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("COLUMNS", "80")
    monkeypatch.setenv("TERM", "xterm")


def _train(callback: Bar | Lines) -> None:
    x = np.linspace(-1, 1, 40)[:, None]
    network = Network([1, 4, 1])
    network.train(x, 2 * x[:, 0], epochs=3, batch_size=8, validation=(x, 2 * x[:, 0]), callbacks=[callback])


def test_lines():
    """Elsewhere than on a terminal there are plain lines, with the RMSE in the target's own unit."""
    stream = io.StringIO()
    _train(Lines(console_on(stream), unit=1000.0, period=0.0))
    last = stream.getvalue().splitlines()[-1]
    words = r"epoch 3 of 3: cost \S+, validation RMSE \d{3,}(\.\d)?, [\d,]+ examples/s, at most \S+ \S+ left"
    assert re.fullmatch(words, last)


def test_lines_are_rare():
    """A short run says nothing."""
    stream = io.StringIO()
    _train(Lines(console_on(stream)))
    assert stream.getvalue() == ""


def test_clock_starts_after_the_first_step(monkeypatch: pytest.MonkeyPatch):
    """The first step may wait seconds for a compiler; neither the pace nor the time left is reckoned from that."""
    network, clock, stream = Network([1, 1]), iter([100.0, *[102.0] * 9]), io.StringIO()
    network.train([[0.0], [1.0]], [0.0, 1], epochs=1, batch_size=1)
    watched = Lines(console_on(stream), period=0.0)
    monkeypatch.setattr("chainrule.cli.progress.time.perf_counter", lambda: next(clock))
    for used, progress in ((10, 0.1), (210, 0.3)):
        watched.progressed(SimpleNamespace(history=network.history, examples_used=used, progress=progress, epochs=10))
    assert stream.getvalue().splitlines() == [
        f"epoch 4 of 10: cost {format_number(network.history.cost.mean(), 4)}, 100 examples/s, at most 7.0 s left"
    ]


def test_bar_is_gone_at_the_end():
    """On a terminal two lines are drawn within 80 columns, and the cursor is shown again at the end."""
    stream = Screen()
    _train(Bar(Console(file=stream, markup=False, highlight=False, no_color=True)))
    drawn = stream.getvalue()
    assert "epoch 3 of 3" in drawn
    assert "validation RMSE" in drawn
    assert drawn.rindex("\x1b[?25h") > drawn.rindex("examples/s")


@pytest.mark.parametrize(("term", "kind"), [("xterm", Bar), ("dumb", Lines)])
def test_watch_of_a_terminal(monkeypatch: pytest.MonkeyPatch, term: str, kind: type):
    """Live lines are only for terminals that can draw them."""
    monkeypatch.setenv("TERM", term)
    assert type(watch(console_on(Screen()), 1.0)) is kind


def test_watch_of_a_file():
    """A file gets plain lines even where colours are forced."""
    assert type(watch(console_on(io.StringIO()), 1.0)) is Lines


def test_no_color(monkeypatch: pytest.MonkeyPatch):
    """NO_COLOR is honoured."""
    monkeypatch.setenv("NO_COLOR", "1")
    console = console_on(Screen())
    with console.capture() as captured:
        console.print("red", style="red")
    assert captured.get() == "red\n"
