"""Loops in a shell: folded equations, or a line for each step, and numbers for steps."""

from pathlib import Path

import pytest

from .conftest import Run

BOARD = "for t in 1..3:\n    h[t] = tanh(w*h[t-1] + x[t])\nL = h[3]\n"


@pytest.fixture
def board() -> str:
    """The file of a board with a loop."""
    Path("loop.txt").write_text(BOARD, encoding="utf-8")
    return "loop.txt"


@pytest.mark.parametrize("command", [("explain",), ("export", "--to", "latex")])
def test_equations_are_folded_unless_every_step_is_asked_for(run: Run, board: str, command: tuple[str, ...]) -> None:
    """As in Python; LaTeX too."""
    name, *options = command
    folded = run(name, board, *options).out
    whole = run(name, board, *options, "--unfolded").out
    assert "t = 1 … 3" in folded or r"t = 1, \dots, 3" in folded
    assert "t = 1" not in whole
    assert "h₂ = " in whole or "h_{2} &= " in whole


def test_a_step_is_given_a_number_by_its_name(run: Run, board: str) -> None:
    """x[1], or x_1 as the graph has it."""
    said = run("explain", board, "--at", "x[1]=1, x[2]=2, x_3=3, h[0]=0, w=0.5").out
    assert "h₁ = tanh(u₂) = tanh(1) = 0.761594" in said


DEFINED = "def cell(a, b):\n    return tanh(w*a + b)\nfor t in 1..3:\n    h[t] = cell(h[t-1], x[t])\nL = h[3]**2\n"


def test_a_definition_is_closed_by_its_name(run: Run) -> None:
    """In equations as they are printed and as LaTeX, and in the circuit, where a loop can be closed too."""
    Path("cells.txt").write_text(DEFINED, encoding="utf-8")
    assert "hₜ = cell(hₜ₋₁, xₜ)    t = 1 … 3" in run("explain", "cells.txt", "--closed", "cell").out
    latex = run("export", "cells.txt", "--to", "latex", "--closed", "cell").out
    assert r"\operatorname{cell}\left(a, b\right) &= \tanh" in latex
    assert ">cell<" in run("export", "cells.txt", "--to", "svg", "--closed", "cell").out
    assert ">t = 1 … 3<" in run("export", "cells.txt", "--to", "svg", "--closed", "t").out


@pytest.mark.parametrize(
    ("options", "message"),
    [
        (("--closed", "gru"), "--closed: the board has no 'gru' to be closed as a block; there are t, cell"),
        (("--closed", "cell", "--equations", "derivation"), "closed calls stand in equations that are final or named"),
        (("--closed", "cell", "--random", "--numbers"), "closed calls show no numbers; leave out one of the two"),
    ],
)
def test_what_cannot_be_closed_is_a_usage_error(run: Run, options: tuple[str, ...], message: str) -> None:
    """With what there is."""
    Path("cells.txt").write_text(DEFINED, encoding="utf-8")
    ended = run("explain", "cells.txt", *options)
    assert (ended.code, message in ended.err) == (2, True)
