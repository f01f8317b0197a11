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
