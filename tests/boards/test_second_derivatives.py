"""Second derivatives on a board: what they are, how they read, which is the cost, and what is no such thing."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.boards.grammar import read_whiteboard
from chainrule.errors import WhiteboardError

LOGISTIC = """
data X (n, m), y (1, m)
params w (1, n), b
z = w @ X + b
p = sigmoid(z)
L = logistic(z, y)
"""
LAYER = "data X (n, m), y (1, m)\nparams W (k, n), b (k, 1), w (1, k)\nA = tanh(W @ X + b)\nL = mean((w @ A - y)**2)\n"
FORM = "a second derivative is written hessian(L, w), or ∂²L/∂w² of one name"
AXES = "the Hessian by {} has 4 axes; by a number, a row (1, n), a column (n, 1) or a vector (n,) it is a matrix"
BAD = (
    ("H = hessian(L)", "line 5, column 5: a Hessian is that of a cost by one name: hessian(L, w)"),
    ("H = hessian(L, w, b)", "line 5, column 5: a Hessian is that of a cost by one name: hessian(L, w)"),
    ("H = hessian(L, W)", f"line 5, column 5: {AXES.format('(k, n)')}"),
    ("H = ∂²L/∂X²", f"line 5, column 5: {AXES.format('(n, m)')}"),
    (
        "H = hessian(w, L)",
        "line 5, column 5: a Hessian is that of one number, and this is (1, k); take its sum or its mean",
    ),
    ("H = hessian(L, v)", "line 5, column 16: v is not known here; declare it on a data or params line"),
    ("H = ∂²L/∂v²", "line 5, column 16: v is not known here; declare it on a data or params line"),
    ("H = hessian(L, w, axis=0)", "line 5, column 24: hessian takes no settings"),
    ("H = hesian(L, w)", "line 5, column 5: there is no function hesian; did you mean hessian?"),
    ("H = hessian + L", "line 5, column 5: hessian is not known here; hessian is a function: hessian(…)"),
    ("H = ∂²L/∂w∂b", f"line 5, column 5: {FORM}"),
    ("H = ∇²L", f"line 5, column 5: {FORM}"),
    ("H = hessian(H, w)", "line 5, column 13: H is not known here; it is assigned only below, so move that line up"),
    (
        "H = hessian(L, w) @ y",
        "line 5, column 19: hessian(L, w) @ y: hessian(L, w) is (k, k) and y is (1, m), so k ≠ 1",
    ),
)


@pytest.mark.parametrize("line", ["hessian(L, w)", "∂²L/∂w²", "d²L/dw²", "L.hessian(w)", "Hess(L, w)"])
def test_a_second_derivative_is_a_line_and_no_cost(line):
    """L stays the cost; in words of one name, however it is spelled."""
    board = cr.whiteboard(f"{LOGISTIC}H = {line}")
    assert board.whiteboard.cost == "L"
    assert "H" not in board.whiteboard.costs
    lines = board.equations().text().splitlines()
    assert lines[3:] == [
        "H = (1/m) X diag(p ⊙ (1 − p)) Xᵀ",
        "∂L/∂w = (1/m) (p − y) Xᵀ",
        "∂L/∂b = (1/m) (p − y) 1⃗",
    ]
    assert board.equations("indices").text().splitlines()[3] == "Hⱼᵢ = (1/m) Σₛ Xⱼₛ pₛ (1 − pₛ) Xᵢₛ"


def test_a_second_derivative_has_numbers_and_is_claimed():
    """As every line has; a wrong one is answered."""
    board = cr.whiteboard(f"{LOGISTIC}H = hessian(L, w)")
    X = np.array([[0.5, -1.0, 2.0], [1.0, 0.0, -0.5]])
    values = board.bind(X=X, y=[[1, 0, 1]], w=[[0.3, -0.2]], b=0.1)
    p = values["p"]
    np.testing.assert_allclose(values["H"], (X * p * (1 - p)) @ X.T / 3, rtol=1e-14)
    assert board.claim("H = (X * p * (1 - p)) @ X.T / m").sentence == "Right."
    twice = board.claim("H = (X * p * (1 - p)) @ X.T / m * 2").sentence
    assert twice.startswith("Right up to a factor: it is 2 times the value")


def test_what_stands_on_a_second_derivative_may_be_the_cost():
    """A penalty on curvature has a gradient too."""
    board = cr.whiteboard("params w (n, 1)\nL = sum(w**4)\nH = hessian(L, w)\nP = trace(H)")
    assert board.whiteboard.cost == "P"
    np.testing.assert_allclose(board.bind(w=[[1.0], [2.0]])["∂P/∂w"], [[24.0], [48.0]], rtol=1e-14)


def test_a_board_of_second_derivatives_ends_in_the_last():
    """Where there is no other line, that is what the board is about."""
    board = cr.whiteboard("params x\nG = hessian(x**3, x)\nH = hessian(x**4, x)")
    assert (board.whiteboard.costs, board.bind(x=2.0)["H"]) == (("H",), 48)


@pytest.mark.parametrize(("line", "message"), BAD)
def test_a_bad_second_derivative_is_refused_with_its_message(line, message):
    """The message names line and column, and what to write in its place."""
    with pytest.raises(WhiteboardError) as caught:
        read_whiteboard(LAYER + line)
    assert str(caught.value).split("\n")[0] == message
