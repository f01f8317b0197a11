"""Targets: the data beside logarithms of probabilities, in whatever way a loss adds them up."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.boards.facts import Fact
from chainrule.boards.grammar import read_whiteboard
from chainrule.graph.graph import topological
from chainrule.ops import ALL_OPS
from chainrule.tutor.targets import targets  # by SUMMED, PRODUCTS, KEEP_PLACES and LOSSES of chainrule.tutor.targets

SIZES = {"k": 3, "m": 4}
BOARD = "data Y (k, m), v (k, m), y (1, m)\nparams Z (k, m), z (1, m)\nP = softmax(Z)\nL = {}"
COLUMNS, BINARY = {"Y": Fact("one-hot", 0)}, {"y": Fact("binary")}


def found(cost):
    """The targets of a cost, tried at three random points."""
    rng = np.random.default_rng(0)
    leaves = [node for node in topological([cost]) if node.is_leaf]
    shapes = {leaf: [SIZES.get(d, d) for d in leaf.shape] for leaf in leaves}
    points = [{leaf: rng.uniform(0.2, 0.9, shape) for leaf, shape in shapes.items()} for _ in range(3)]
    return dict(targets(cost, lambda node: [cr.evaluate([node], at, sizes=SIZES)[0] for at in points]))


def on_board(cost):
    """The targets of a cost as it is written on a board."""
    return found(read_whiteboard(BOARD.format(cost)).graph.node("L"))


@pytest.mark.parametrize(
    ("op", "cost"),
    [
        ("sum", "sum(Y*log(P))"),
        ("mean", "mean(Y*log(P))"),
        ("negate", "-sum(Y*log(P))"),
        ("add", "sum(Z**2) + sum(Y*log(P))"),
        ("subtract", "sum(Z**2) - sum(Y*log(P))"),
        ("transpose", "sum((Y*log(P)).T)"),
        ("reshape", "sum(reshape(sum(Y*log(P), axis=0), m))"),
        ("exp", "exp(-sum(Y*log(P)))"),
    ],
)
def test_a_loss_is_followed_through_whatever_adds_it_up(op, cost):
    """Sums, signs, other terms, turned or in another shape; and the exponential that makes it a perplexity."""
    assert op in {node.op.name for node in topological([read_whiteboard(BOARD.format(cost)).graph.node("L")])}
    assert on_board(cost) == COLUMNS


def test_a_loss_is_followed_through_copies():
    """Where a graph of Python has them."""
    Y, Z = cr.input("Y", ("k", "m")), cr.parameter("Z", ("k", "m"))
    losses = cr.sum(Y * cr.log_softmax(Z), axis=0)
    assert found(cr.sum(ALL_OPS["broadcast"](losses, shape=("k", "m")))) == COLUMNS


@pytest.mark.parametrize(
    ("op", "cost", "expected"),
    [
        ("multiply", "sum(Y*v*log(P))", {}),
        ("divide", "sum(Y/v*log(P))", {}),
        ("negate", "sum((1 - P)**2*-(Y*log(P)))", COLUMNS),
    ],
)
def test_factors_are_found_behind_signs_and_quotients(op, cost, expected):
    """Of two data in a product or a quotient nothing says which is the target; a focal loss has its factor first."""
    assert on_board(cost) == expected, op


@pytest.mark.parametrize(
    ("op", "target"),
    [("multiply", "2*Y"), ("divide", "Y/2"), ("negate", "-Y"), ("add", "Y + 1"), ("subtract", "1 - Y")],
)
def test_what_keeps_places_leaves_targets_what_they_are(op, target):
    """Entry by entry."""
    assert on_board(f"cross_entropy(Z, {target})") == COLUMNS, op


def test_what_moves_entries_keeps_no_target():
    """An exponential of Y is not Y."""
    assert on_board("cross_entropy(Z, exp(Y))") == {}


@pytest.mark.parametrize(("loss", "facts"), [("cross_entropy(Z, Y)", COLUMNS), ("logistic(z, y)", BINARY)])
def test_a_loss_says_what_its_targets_are(loss, facts):
    """Columns of which one entry is 1, or numbers that are 0 or 1."""
    assert on_board(loss) == facts
