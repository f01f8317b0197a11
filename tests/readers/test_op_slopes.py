"""Op slopes: what is printed of a derivative is the derivative."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.ops import ALL_OPS, ENTRYWISE
from chainrule.ops.elementwise import binary, ternary, unary
from chainrule.ops.losses import LOSSES
from chainrule.readers.notation.formula import Symbol
from chainrule.readers.notation.op_slopes import any_slope, entry_slope, loss_slope
from chainrule.readers.typeset.text import to_text

COUNTS = {unary: 1, binary: 2, ternary: 3}
CASES = [
    (op.name, position)
    for op in ENTRYWISE
    if op.vjp
    for position in range(COUNTS[op.shape])
    if (op.name, position) != ("where", 0)  # a condition gets nothing back
]
AT = [1.3, 0.7, 0.4]  # positive, and no two alike
STEP = 1e-6


def difference(cost, leaves, at, moved):
    """The central difference of a number by one of its leaves."""
    ends = []
    for by in (-STEP, STEP):
        numbers = {leaf: x + by * (leaf is moved) for leaf, x in zip(leaves, at, strict=True)}
        ends.append(float(cr.evaluate([cost], numbers)[0]))
    return (ends[1] - ends[0]) / (2 * STEP)


@pytest.mark.parametrize(("name", "position"), CASES)
def test_the_slope_of_an_op_on_entries_is_its_difference_quotient(name, position):
    """By each operand, at positive numbers: there the guards of a power may be left out."""
    letters = "abc"[: COUNTS[ALL_OPS[name].shape]]
    slope = entry_slope(ALL_OPS[name], position, letters)
    leaves = slope.node.operands
    at = AT[: len(leaves)]
    (found,) = cr.evaluate([slope.part], dict(zip(leaves, at, strict=True)))
    assert float(found) == pytest.approx(difference(slope.node, leaves, at, slope.operand), rel=1e-8, abs=1e-8)


@pytest.mark.parametrize("op", [op for op in LOSSES if op.name != "cross_entropy"], ids=lambda op: op.name)
@pytest.mark.parametrize(("position", "count"), [(0, 2), (1, 2), (0, 3), (1, 3), (2, 3)])
def test_the_slope_of_a_loss_is_its_difference_quotient(op, position, count):
    """By prediction, target and weight where there is one, of one example."""
    node = op(*map(cr.input, "ayw"[:count]), average=True)
    slope = loss_slope(node, position, [Symbol(letter) for letter in "ayw"[:count]])
    leaves, at = slope.node.operands, AT[: len(slope.node.operands)]
    (found,) = cr.evaluate([slope.part], dict(zip(leaves, at, strict=True)))
    assert float(found) == pytest.approx(difference(slope.node, leaves, at, slope.operand), rel=1e-8)


TARGETS = [  # a board, and an array of labels that sum to 2, which no slope may take for one
    "data Y (2, m)\nparams Z (2, m)\nL = cross_entropy(Z, Y)",
    "data Y (2, m)\nparams Z (2, m)\nL = cross_entropy(Z, Y*Y)",
    "data Y (2, m)\nparams Z (2, m)\nL = cross_entropy(2*Z, Y/2)",
]


@pytest.mark.parametrize("text", TARGETS)
def test_the_slope_of_columns_is_that_of_the_node_shown(text):
    """At labels that are no labels of classes it is the cotangent still, but for the mean."""
    board, Y = cr.whiteboard(text), np.array([[1.0, 0.0, 3.0], [1.0, 1.0, -2.0]])
    loss = board.graph.node("L")
    slope = loss_slope(loss, 0, [Symbol("a"), Symbol("y")])
    Z = np.array([[2.0, 1.0, 0.5], [0.0, 1.0, -1.0]])
    prediction, _ = slope.node.operands
    scores = 2 * Z if "2*Z" in text else Z
    (found,) = cr.evaluate([slope.part], {prediction: scores, board.graph.node("Y"): Y})
    (whole,) = cr.evaluate([cr.gradient(loss, loss.operands[0])], {board.graph.node("Z"): Z, board.graph.node("Y"): Y})
    np.testing.assert_allclose(found, 3 * whole, rtol=1e-12)


def test_a_slope_knows_what_is_remarkable_about_it():
    """That of exp is exp itself, that by a factor the other factor, that of a sum 1 and of what is subtracted −1."""
    add, subtract, multiply, exp = (ALL_OPS[name] for name in ("add", "subtract", "multiply", "exp"))
    assert [name for name, position in CASES if entry(name, position).is_own] == ["exp"]
    assert {name for name, position in CASES if entry(name, position).is_other} == {"multiply"}
    assert [entry_slope(op, 1, "ab").number for op in (add, subtract, multiply)] == [1, -1, None]
    assert entry_slope(exp, 0, "a").number is None


def entry(name, position):
    """The slope of an op over letters."""
    return entry_slope(ALL_OPS[name], position, "abc"[: COUNTS[ALL_OPS[name].shape]])


@pytest.mark.parametrize(
    ("name", "text"),
    [("tanh", "1 − tanh²"), ("sigmoid", "σ (1 − σ)"), ("softplus", "σ"), ("cos", "−sin"), ("log", ""), ("square", "")],
)
def test_a_slope_stands_without_its_operand_where_it_can(name, text):
    """In functions alone; log needs the point, and a square is written as no function."""
    formula = entry(name, 0).without_point
    assert (to_text(formula) if formula else "") == text


def test_what_many_operands_get_back_has_letters():
    """Of a join of thirty parts the last is called by a number too."""
    parts = [cr.input(f"x{i}", (1, 2)) for i in range(30)]
    slope = any_slope(cr.concatenate(parts), 29, "G")
    assert to_text(slope.letter) == "A₃₀"
    assert to_text(slope.formula) == "G[29:30, :]"
    assert len({leaf.name for leaf in slope.node.operands}) == 30
