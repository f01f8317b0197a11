"""Rounding: a difference is rounding only where rounding otherwise makes one as large."""

import pytest

from chainrule.boards.grammar import read_whiteboard
from chainrule.tutor.tutor import judge

SIGMOIDS = "a0 = sigmoid(x)\n" + "\n".join(f"a{i} = sigmoid(a{i - 1})" for i in range(1, 20))
SLOPES = "*".join(f"a{i}*(1 - a{i})" for i in range(20))


@pytest.mark.parametrize("claim", ["dx = 0*x", f"dx = 2*{SLOPES}", f"dx = {SLOPES} + 1e-15"])
def test_a_gradient_that_vanishes_is_still_a_gradient(claim):
    """Twenty sigmoids leave a slope of 1e-13, and another number of that size is wrong."""
    assert not judge(read_whiteboard(SIGMOIDS), claim).right


def test_the_gradient_that_vanishes_is_right():
    """The same slope written out is right."""
    assert judge(read_whiteboard(SIGMOIDS), f"dx = {SLOPES}").right


@pytest.mark.parametrize(
    ("board", "claim"),
    [
        ("f = (x + 100)**2 - x**2", "dx = 200"),
        ("f = exp(x)*exp(-x) + x - x", "dx = 0"),
        ("f = log(1 + exp(x)) - log(1 + exp(-x))", "dx = 1"),
        ("data X (n, m)\nparams w (1, n)\nc = mean(X, axis=1)\nL = mean(w @ (X - c))", "dw = 0*w"),
    ],
)
def test_what_cancels_up_to_rounding_is_right(board, claim):
    """Where terms cancel, what rounding leaves of them is no difference."""
    assert judge(read_whiteboard(board), claim).right


def test_signs_of_leaves_vary_though_others_have_to_be_positive():
    """A logarithm asks for a positive s, and mu is then drawn with either sign all the same."""
    board = "data y (1, m)\nparams mu, s\nr = y - mu\nL = m*log(s) + sum(abs(r))/s"
    assert not judge(read_whiteboard(board), "dr = where(r*mu > 0, 1/s, -1/s)").right
