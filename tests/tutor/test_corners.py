"""Corners: what holds on one side of a comparison only is not right, however far away the comparison turns."""

from inspect import signature

import numpy as np
import pytest
from tests.ops.cases import SAMPLERS

import chainrule as cr
from chainrule.boards.grammar import read_whiteboard
from chainrule.ops import ALL_OPS
from chainrule.tutor.corners import beside, compared
from chainrule.tutor.tutor import judge
from chainrule.tutor.verdicts import Kind

CLIPPED = "L = minimum(maximum(x, -10), 10)**2"
RELU6 = "L = sum(minimum(maximum(x, 0), 6))"
HUBER = "L = where(abs(x) <= 10, x**2/2, 10*abs(x) - 50)"
CAPPED = "data X (n, m)\nparams W (k, n)\nL = sum(minimum(W @ X, 100)**2)"
ROOT = "params X (n, m)\nL = sum(X*X/sqrt(X*X + 1e-12))"
LOGARITHM = "data y (1, m)\nparams z (1, m)\np = sigmoid(z)\nL = -mean(y*log(p + 1e-10) + (1 - y)*log(1 - p + 1e-10))"
NORM = (
    "params X (n, m)\nmu = mean(X, axis=1)\nv = mean((X - mu)**2, axis=1)\nH = (X - mu)/sqrt(v + 1e-5)\nL = sum(H**3)"
)


@pytest.mark.parametrize(
    ("board", "claim"),
    [
        (RELU6, "dx = x > 0"),
        (CLIPPED, "dx = 2*x"),
        (HUBER, "dx = x"),
        ("L = maximum(0, x - 20)", "dx = 0"),
        ("L = maximum(0, x - 20)", "dx = 0*x"),
        ("L = where(x > 15, x**3, x**2)", "dx = 2*x"),
        (CAPPED, "dW = 2*(W @ X) @ X.T"),
        # what the claim compares
        ("L = x**2", "dx = 2*minimum(x, 12)"),
        ("L = x**2", "dx = where(x > 1000, 0, 2*x)"),
        ("L = maximum(0, x)", "dx = x > 0.001"),
        ("L = x**2", "dx = where(x == 3, 5, 2*x)"),
        ("L = x**2", "dx = 2*x*(x != 2)"),
        # a logarithm keeps some leaves from being negative
        ("params x (n)\nL = sum(log(x)*relu(x - 30))", "dx = 0*x"),
        # an ε that is missing
        ("params X (n, m)\nL = sum(X/sqrt(X*X + 1e-10))", "dX = 0*X"),
        (ROOT, "dX = X/abs(X)"),
        (LOGARITHM, "dz = (p - y)/m"),
        (NORM, "dX = (3*H**2 - mean(3*H**2, axis=1) - H*mean(3*H**3, axis=1))/sqrt(v)"),
    ],
)
def test_what_is_right_on_one_side_only_is_wrong(board, claim):
    """Corners at 6, 10, 20 or 1000, those that only a claim has, and a small number that keeps a divisor from 0."""
    assert not judge(read_whiteboard(board), claim).right


@pytest.mark.parametrize(
    ("board", "claim"),
    [
        (RELU6, "dx = (x > 0)*(x < 6)"),
        (RELU6, "dx = (x >= 0)*(x <= 6)"),
        (CLIPPED, "dx = 2*x*(abs(x) < 10)"),
        (HUBER, "dx = maximum(minimum(x, 10), -10)"),
        ("L = maximum(0, x - 20)", "dx = x > 20"),
        (CAPPED, "dW = 2*(W @ X*(W @ X < 100)) @ X.T"),
        ("params x (n)\nL = max(x)", "dx = x == max(x)"),
        (ROOT, "dX = 2*X/sqrt(X*X + 1e-12) - X**3/(X*X + 1e-12)**1.5"),
        (NORM, "dX = (3*H**2 - mean(3*H**2, axis=1) - H*mean(3*H**3, axis=1))/sqrt(v + 1e-5)"),
        ("L = maximum(0, x)", "dx = (x > 0) + 0.3*(x == 0)"),
        ("L = x**2", "dx = where(x == 0, 0, 2*x)"),
        # far from a corner exp overflows, and what is right stays right
        ("params x (n)\nL = sum(log(1 + exp(x)) + relu(x - 20))", "dx = exp(x)/(1 + exp(x)) + (x > 20)"),
    ],
)
def test_what_is_right_on_both_sides_stays_right(board, claim):
    """At a tie itself either convention holds, and what overflows far away says nothing."""
    assert judge(read_whiteboard(board), claim).sentence == "Right."


@pytest.mark.parametrize("claim", ["dZ2 = dA2*(Z2 > 0)", "dZ2 = dA2*(Z2 >= 0)", "dZ1 = W2.T @ dZ2*(Z1 > 0)"])
def test_any_convention_holds_at_a_tie(claim):
    """Where all units of a layer are dead, the next one gets 0 from 0, and its maximum has a tie."""
    lines = ["data X (n, m)", "params W1 (k, n), W2 (k, k)", "Z1 = W1 @ X", "A1 = maximum(Z1, 0)", "Z2 = W2 @ A1"]
    board = read_whiteboard("\n".join([*lines, "A2 = maximum(Z2, 0)", "L = sum(A2**2)/m + sum(A2)"]))
    assert judge(board, claim).sentence == "Right."


def test_what_is_wrong_beside_a_tie_is_wrong():
    """Two maxima of which the outer one has a tie wherever the inner one is 0."""
    board = read_whiteboard("params x (n)\nL = sum(maximum(maximum(x, 0), 0))")
    assert not judge(board, "dx = 0*x + 1").right
    assert judge(board, "dx = x > 0").sentence == "Right."


@pytest.mark.parametrize(
    ("kind", "board", "claim", "comparison"),
    [
        (Kind.WRONG, "L = minimum(x, 10)**2", "dx = 2*x", "minimum(x, 10)"),
        (Kind.WRONG, CAPPED, "dW = 2*(W @ X) @ X.T", "minimum(W @ X, 100)"),
    ],
)
def test_the_verdict_names_the_comparison(kind, board, claim, comparison):
    """Whoever forgot a corner learns which."""
    verdict = judge(read_whiteboard(board), claim)
    sentence = f"Not everywhere: on one side of where {comparison} turns, it is something else."
    assert (verdict.kind, verdict.sentence) == (kind, sentence)


def test_numbers_are_found_close_to_both_sides():
    """From 1 the way to 20 is found, and a step of 1e-6 leads from one side to the other."""
    graph = read_whiteboard("L = maximum(x, 20)").graph
    (comparison,), x = compared([graph.node("L")]), graph.node("x")
    rng = np.random.default_rng(0)
    found = [float(one[x]) for one in beside(comparison, {x: np.array(1.0)}, [x], {}, rng, 1000)][:2]
    assert found == pytest.approx([20, 20], rel=1e-6)
    assert found[0] < 20 < found[1]


@pytest.mark.parametrize("name", [name for name, op in ALL_OPS.items() if op.sides is not None])
def test_what_turns_along_a_line_is_looked_beside(name):
    """Of the ops with corners or jumps, all but those that turn at a point, or where another one does."""
    op, x = ALL_OPS[name], cr.parameter("x", ("n", "m"))
    takes = len(signature(op.shape).parameters)
    node = SAMPLERS[name](np.random.default_rng(2)).node if name in SAMPLERS else op(*(x, 2 * x)[:takes])
    assert (node in compared([node])) == (name not in ("equal", "not_equal", "where"))
