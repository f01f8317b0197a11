"""Where something cancels, the derivation shows the step: what stands upstream written out, and what is left of it."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.readers.typeset.text import to_text

from .readback.boards import disagreements, disagreements_in_numbers

SOFTMAX = "data Y (K, m) one-hot\nparams A (K, m)\nP = softmax(A)\nL = -sum(Y*log(P))"
ROWS = "data Y (N, K) one-hot rows\nparams S (N, K)\nP = softmax(S, axis=1)\nL = -sum(Y*log(P))/N"
LOGISTIC = """
data x (n, m), y (1, m)
params w (1, n), b
a = w @ x + b
p = sigmoid(a)
L = sum(-y*log(p) - (1 - y)*log(1 - p))
"""
STEPS = {  # a board, and a line of its derivation
    "softmax": (
        SOFTMAX,
        "∂L/∂A = P ⊙ (∂L/∂P − 1⃗ᵀ (∂L/∂P ⊙ P)) = P ⊙ (1⃗ᵀ (Y/P ⊙ P) − Y/P) = P ⊙ 1⃗ᵀ Y − Y = P − Y",
    ),
    "its upstream": (SOFTMAX, "∂L/∂P = (∂L/∂u₁)/P = −Y/P"),
    "labels that are any": (
        SOFTMAX.replace(" one-hot", ""),
        "∂L/∂A = P ⊙ (∂L/∂P − 1⃗ᵀ (∂L/∂P ⊙ P)) = P ⊙ (1⃗ᵀ (Y/P ⊙ P) − Y/P) = P ⊙ 1⃗ᵀ Y − Y",
    ),
    "a softmax that has no name": (
        "data Y (K, m)\nparams A (K, m)\nL = -sum(Y*log(softmax(A)))",
        "∂L/∂A = u₁ ⊙ (∂L/∂u₁ − 1⃗ᵀ (∂L/∂u₁ ⊙ u₁)) = u₁ ⊙ (1⃗ᵀ (Y/u₁ ⊙ u₁) − Y/u₁) = u₁ ⊙ 1⃗ᵀ Y − Y",
    ),
    "sigmoid": (LOGISTIC, "∂L/∂a = ∂L/∂p ⊙ p ⊙ (1 − p) = (−(y − 1)/u₄ − y/p) ⊙ p ⊙ (1 − p) = p − y"),
    "exp and log": ("y = exp(x)\nL = log(y)", "∂L/∂x = ∂L/∂y y = y/y = 1"),
}
RESTING = "    1⃗ᵀ Y is 1 everywhere, for every column of Y sums to 1"


def lines_of(text):
    """The lines of a derivation, without shapes."""
    return [one.split("    (")[0] for one in cr.whiteboard(text).equations("derivation").text().splitlines()]


@pytest.mark.parametrize("kind", STEPS)
def test_the_step_in_between_is_shown(kind):
    """The chain rule by names, with what stands upstream, and what is left of it."""
    text, line = STEPS[kind]
    assert line in lines_of(text)


@pytest.mark.parametrize("kind", STEPS)
def test_each_side_is_true(kind):
    """Text and LaTeX, in letters and in numbers."""
    board = cr.whiteboard(STEPS[kind][0])
    assert disagreements(board, 0) == []
    assert disagreements_in_numbers(board, 0) == []


def test_labels_in_rows_are_known_too():
    """Y 1⃗ is a column of ones there."""
    lines = lines_of(ROWS)
    (line,) = (one for one in lines if one.startswith("∂L/∂S"))
    assert line.endswith(" = (1/N) (P − Y)")
    assert disagreements(cr.whiteboard(ROWS), 0) == []


def test_a_fact_is_said_where_it_is_used():
    """Below the line that ends by it, and nowhere else."""
    assert lines_of(SOFTMAX).count(RESTING) == 1
    assert RESTING not in lines_of(SOFTMAX.replace(" one-hot", ""))


def test_where_nothing_cancels_a_step_has_one_side():
    """The fourth network of lecture 3 is derived as before."""
    board = cr.whiteboard("""
        data X (n, m), y (1, m)
        params W1 (k, n), b1 (k, 1), w2 (1, k), b2
        Z = W1 @ X + b1
        A = sigmoid(Z)
        yhat = w2 @ A + b2
        L = mean((yhat - y)**2)
    """)
    assert all(len(line.sides) == 1 for line in board.equations("derivation").backward)


def test_what_is_zero_somewhere_does_not_cancel():
    """X (y/x) is not y where x is 0, so nothing is shown."""
    board = cr.whiteboard("params x, y\nz = y/x\nL = x*z")
    assert [to_text(line.formula) for line in board.equations("derivation").backward if line.name == "∂L/∂y"] == [
        "∂L/∂y = (∂L/∂z)/x"
    ]


def test_numbers_follow_what_is_left():
    """With values the last side but one is what is left, in numbers."""
    board = cr.whiteboard(SOFTMAX)
    values = board.bind(A=np.array([[0.0], [0.0]]), Y=np.array([[1.0], [0.0]]))
    (line,) = (one for one in str(board.equations("derivation", values)).splitlines() if one.startswith("∂L/∂A"))
    assert line.endswith("= P − Y = [0.5; 0.5] − [1; 0] = [-0.5; 0.5]    (K, m)".replace("-0.5", "−0.5"))
