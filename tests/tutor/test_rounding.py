"""Rounding: a difference is rounding only where rounding otherwise makes one as large."""

import numpy as np
import pytest
from tests.ops.cases import SAMPLERS

import chainrule as cr
from chainrule.boards.grammar import read_whiteboard
from chainrule.tutor import rounding  # chainrule.tutor.rounding
from chainrule.tutor.claim_text import read_claim
from chainrule.tutor.tutor import Tutor, judge

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


@pytest.mark.parametrize("name", sorted(SAMPLERS))
def test_what_rounds_nothing_is_what_picks_and_moves(name):
    """An op is exact if all it ever gives are entries that it got, with either sign, and whole numbers."""
    moved = []
    for seed in range(20):
        rng = np.random.default_rng(seed)
        case = SAMPLERS[name](rng)
        numbers = case.numbers(rng)
        (result,) = cr.evaluate([case.node], numbers, sizes=case.sizes)
        known = np.concatenate([np.ravel(one) for one in numbers.values()]) if numbers else np.empty(0)
        moved.append(np.isin(np.abs(result), np.abs(known)) | (result == np.round(result)))
    assert (name in rounding.EXACT) == all(one.all() for one in moved)


def test_a_verdict_does_not_depend_on_claims_before_it():
    """What one claim asks of rounding moves no point of another question."""
    board = read_whiteboard("data X (n, m)\nparams w (1, n), b\nL = mean(w @ (X - mean(X, axis=1))) + b*b")
    fresh, used = Tutor(board), Tutor(board)
    assert [fresh.judge("dw = w").right, used.judge("dw = 0*w").right] == [False, True]
    b, claim = board.graph.node("b"), read_claim(board, "db = b")
    first, second = (one._answer_to(claim).points.numbers(b) for one in (fresh, used))
    assert first == second
