"""simplify: the same numbers from fewer nodes; every rule fires, and equal nodes become one."""

import math
import operator
from fractions import Fraction as Rational
from itertools import product

import numpy as np
import pytest

import chainrule as cr
from chainrule.graph.graph import topological
from chainrule.ops import ALL_OPS, ENTRYWISE
from chainrule.ops.elementwise import binary, ternary, unary
from chainrule.transforms import simplify as module

from .random_graphs import SEEDS, random_graph

s, t = cr.input("s"), cr.input("t")
x, y = cr.input("x", ("n", "m")), cr.input("y", ("n", "m"))
column, labels = cr.input("column", ("n", 1)), cr.input("labels", (1, "m"), kind="index")
row_labels = cr.input("row_labels", (1, "n"), kind="index")
Y = cr.input("Y", ("n", "m"), unit_axis=0)
stack, vector = cr.input("stack", ("b", "n", "m")), cr.input("vector", "n")
weight, square = cr.parameter("weight", ("n", "n")), cr.input("square", ("n", "n"))
three, two = (cr.input(f"rows{size}", (size, "m")) for size in (3, 2))
wide, tall, nothing = cr.input("wide", (2, 4)), cr.input("tall", (4, 2)), cr.constant(0)
zeros = {size: ALL_OPS["broadcast"](0, shape=(size, "m")) for size in (2, 3)}
P, A, m = cr.softmax(x), cr.sigmoid(x), cr.dimension("m")
op = ALL_OPS
row, other_stack = cr.input("row", (1, "m")), cr.input("other_stack", ("b", "n", "k"))
inverse, variance = cr.inverse(weight @ weight.T), cr.var(y, axis=1) + 0.1
deviation, long = cr.sqrt(variance), cr.std(y, axis=1) + 0.001
square_like, turned_stack = cr.input("square_like", ("m", "n")), cr.input("turned_stack", ("b", "m", "n"))
cubed, identity = cr.power(deviation, 3), cr.eye("n")
PRIMITIVES = [kind for kind in ENTRYWISE if kind.definition is None]


def copies(value):
    """A number copied to the shape of x."""
    return op["broadcast"](value, shape=("n", "m"))


def turned(node):
    """Each matrix of a stack, transposed."""
    return cr.swapaxes(node, 1, 2)


def written(node):
    """A node as a text of ops, leaf names and numbers."""
    if node.is_leaf:
        return node.name
    attributes = [f"{name}={value}" for name, value in node.attributes.items()]
    return f"{node.op.name}({', '.join([*map(written, node.operands), *attributes])})"


CASES = {
    "a number of numbers": (cr.exp(cr.constant(0)) + 2, cr.constant(3)),
    "copies beside an operand": (copies(s) + x, s + x),
    "copies of copies": (cr.exp(copies(s)), copies(cr.exp(s))),
    "copies on both sides": (copies(s) * copies(column), copies(s * column)),
    "x + 0": (x + 0, x),
    "0 + x": (0 + x, x),
    "x + (−y)": (x + -y, x - y),
    "(−x) + y": (-x + y, y - x),
    "x + x": (x + x, 2 * x),
    "x − 0": (x - 0, x),
    "0 − x": (0 - x, -x),
    "x − (−y)": (x - -y, x + y),
    "1 · x": (1 * x, x),
    "x · 1": (x * 1, x),
    "x · 2": (x * 2, 2 * x),
    "X · s": (x * s, s * x),
    "(−x) · y": (-x * y, -(x * y)),
    "x · (−y)": (x * -y, -(x * y)),
    "2 · (3 / y)": (2 * (3 / y), 6 / y),
    "2 · (3 · x)": (2 * (3 * x), 6 * x),
    "s · (t · x)": (s * (t * x), (t * s) * x),
    "s · (2 · t)": (s * (2 * t), (2 * s) * t),
    "x / 1": (x / 1, x),
    "−(−x)": (-(-x), x),  # noqa: B002
    "−(x − y)": (-(x - y), y - x),
    "−2 · x": (-2 * x, -(2 * x)),
    "−2 as a person may write it": (-cr.constant(2) * x, -(2 * x)),
    "(−x) / y": (-x / y, -(x / y)),
    "x / (−2)": (x / -2, -(x / 2)),
    "x + (−2)": (s + -2, s - 2),
    "x − (−2)": (s - -2, s + 2),
    "(1/2) · (2 · s)": (cr.constant(1) / 2 * (2 * s), s),
    "x¹": (x**1, x),
    "x²": (cr.power(x, 2), cr.square(x)),
    "where(1, x, y)": (cr.where(1, x, y), x),
    "where(0, x, y)": (cr.where(0, x, y), y),
    "where(1, s, y)": (cr.where(1, s, y), copies(s)),
    "where(c, x, x)": (cr.where(s, x, x), x),
    "exp(x) = 0": (cr.where(ALL_OPS["equal"](cr.exp(x), 0), y, x), x),
    "exp(x) > 0": (cr.where(cr.exp(x) > 0, x, y), x),
    "y times exp(x) > 0": (y * (cr.exp(x) > 0), y),
    "(xᵀ)ᵀ": (x.T.T, x),
    "sᵀ": (s.T, s),
    "two axes exchanged twice": (cr.swapaxes(cr.swapaxes(stack, 1, 2), 1, 2), stack),
    "a broadcast to the same shape": (copies(x), x),
    "a broadcast of a broadcast": (copies(op["broadcast"](s, shape=("n", 1))), copies(s)),
    "a sum to the same shape": (op["sum_to"](x, shape=("n", "m")), x),
    "a reshape to the same shape": (cr.reshape(x, ("n", "m")), x),
    "a reshape of a reshape": (cr.reshape(cr.reshape(column, ("n",)), (1, "n")), cr.reshape(column, (1, "n"))),
    "a sum along an axis of size 1": (cr.sum(column, axis=1), column),
    "a sum of one number": (cr.sum(s), s),
    "a sum of a negated array": (cr.sum(-x), -cr.sum(x)),
    "p ⊙ (y/p)": (P * (y / P), y),
    "p ⊙ (s − y/p)": (P * (s - y / P), s * P - y),
    "y ⊙ p / p": (y * A / A, y),
    "(1 − y) p − y (1 − p)": ((1 - y) * A - y * (1 - A), A - y),
    "(x − y) − (x − z)": ((x - y) - (x - column), column - y),
    "2 · (x / 2)": (2 * (x / 2), x),
    "2 · (x / (2 · s))": (2 * (t / (2 * s)), t / s),
    "(x / y) / z": (x / y / A, x / (y * A)),
    "(x / y) / s": (x / y / s, (1 / s) * (x / y)),
    "u √u": (x * cr.sqrt(x), cr.power(cr.sqrt(x), 3)),
    "(√a)² / √a": (cr.square(cr.sqrt(x)) / cr.sqrt(x), cr.sqrt(x)),
    "(s · t)² / s": (cr.square(s * t) * (1 / (t * t * t)), cr.square(s) / t),
    "X · (1 / Y)": (x * (1 / y), x / y),
    "X · (s · Y)": (x * (s * y), s * (x * y)),
    "X / (s · Y)": (x / (s * y), (1 / s) * (x / y)),
    "X / m": (x / m, (1 / m) * x),
    "s · X − s · Y": (s * x - s * y, s * (x - y)),
    "s · X + s · Y": (s * x + s * y, s * (x + y)),
    "x (1 − y) + x y": (x * (1 - A) + x * A, x),
    "−(s · X) − s · Y": (-(s * x) - s * y, -(s * (x + y))),
    "A Z + B Z": (weight @ x + square @ x, (weight + square) @ x),
    "A X − A Y": (weight @ x - weight @ y, weight @ (x - y)),
    "x A + B x": (vector @ square + weight @ vector, (weight + square.T) @ vector),
    "x 1": (column @ op["broadcast"](1, shape=(1, 1)), column),
    "Xᵀ (s · Y)": (x.T @ (s * y), s * (x.T @ y)),
    "Xᵀ (−Y)": (x.T @ -y, -(x.T @ y)),
    "I X": (cr.eye("n") @ x, x),
    "X (s · I)": (x @ (s * cr.eye("m")), s * x),
    "(s · X) S⁻¹": ((s * x.T) @ inverse, s * (x.T @ inverse)),
    "x [s]": (column @ op["broadcast"](s * t, shape=(1, 1)), s * t * column),
    "[s] y": (op["broadcast"](s, shape=(1, 1)) @ row, s * row),
    "X ((s · Y) W)": (x @ ((s * y.T) @ weight), s * (x @ (y.T @ weight))),
    "(s · S⁻¹) X": ((s * inverse) @ x, s * (inverse @ x)),
    "X of copies of a column": (weight @ copies(column), op["broadcast"](weight @ column, shape=("n", "m"))),
    "copies of a row times X": (
        copies(row) @ x.T,
        op["broadcast"](row @ x.T, shape=("n", "n")),
    ),
    "(A Aᵀ + I)ᵀ": ((weight @ weight.T + cr.eye("n")).T, weight @ weight.T + cr.eye("n")),
    "(S⁻¹ x xᵀ S⁻¹)ᵀ of S = A Aᵀ": (
        (inverse @ column @ column.T @ inverse).T,
        inverse @ column @ column.T @ inverse,
    ),
    "(s · A Aᵀ x xᵀ A Aᵀ)ᵀ": (
        (s * weight @ weight.T @ column @ column.T @ weight @ weight.T).T,
        s * weight @ weight.T @ column @ column.T @ weight @ weight.T,
    ),
    "copies of a row, turned": (copies(row).T, op["broadcast"](row.T, shape=("m", "n"))),
    "copies of a number, turned": (copies(s).T, op["broadcast"](s, shape=("m", "n"))),
    "(Xᵀ Y)ᵀ of a stack": (turned(turned(stack) @ other_stack), turned(other_stack) @ stack),
    "(X ⊙ Yᵀ)ᵀ": ((x * square_like.T).T, x.T * square_like),
    "(X ⊙ v)ᵀ of a column made a row": ((x.T * cr.reshape(column, (1, "n"))).T, x * column),
    "(X ⊙ v)ᵀ of a column made a vector": ((x.T * cr.reshape(column, ("n",))).T, x * column),
    "(X ⊙ Yᵀ)ᵀ of a stack": (turned(turned(stack) * turned_stack), stack * turned(turned_stack)),
    "(1/y) · X": ((1 / column) * x, x / column),
    "(1/s) · t": ((1 / (1 + s)) * t, t / (1 + s)),
    "(3/s) · t": ((3 / (1 + s)) * t, 3 * t / (1 + s)),
    "(1 − σ(z)) y − σ(z) (1 − y)": (
        (1 - cr.sigmoid(s * x)) * y - cr.sigmoid(s * x) * (1 - y),
        y - cr.sigmoid(s * x),
    ),
    "u⁻² / u⁻¹": (cr.power(x, -2) / cr.power(x, -1), 1 / x),
    "(−X)ᵀ of a stack": (turned(-stack), -turned(stack)),
    "(s · X)ᵀ of a stack": (turned(s * stack), s * turned(stack)),
    "copies in a stack, turned": (
        turned(op["broadcast"](s, shape=("b", "n", "m"))),
        op["broadcast"](s, shape=("b", "m", "n")),
    ),
    "2 x ⊙ x + x ⊙ x": (2 * (x * x) + x * x, 3 * (x * x)),
    "x − 3 x": (x - 3 * x, -(2 * x)),
    "x ⊙ A + x ⊙ y": (x * A + x * y, x * (A + y)),
    "−(x ⊙ A) + 2 x ⊙ y": (-(x * A) - 2 * (x * y), -(x * (A + 2 * y))),
    "x/√v − y/√v³": (
        x / deviation - column / cr.power(deviation, 3) * y,
        (x - column / variance * y) / deviation,
    ),
    "A/u − B/u² + C/u": (
        x / long - P / cr.square(long) + y / long,
        (x + y - P / long) / long,
    ),
    "y − (1 − y)": (x - (1 - x), 2 * x - 1),
    "s X − s": (s * x - s, s * (x - 1)),
    "A/u − B/u² − C/u": (
        x / long - P / cr.square(long) - y / long,
        (x - P / long - y) / long,
    ),
    "x + (x − 1)": (x + (x - 1), 2 * x - 1),
    "(1/m) (1/Y) X": ((1 / m) * (1 / P) * x, (1 / m) * (x / P)),
    "2 ((m/2) X − 0.5 Y)": (2 * ((m / 2) * x - 0.5 * y), m * x - y),
    "2 ((m/2) X − 0.5 Y) Z": (2 * (((m / 2) * square - 0.5 * weight) @ x), (m * square - weight) @ x),
    "(Xᵀ S⁻¹)ᵀ": ((x.T @ cr.inverse(weight @ weight.T)).T, inverse @ x),
    "x/σ + y/σ": (x / cr.std(y, axis=1) + y / cr.std(y, axis=1), (x + y) / cr.std(y, axis=1)),
    "x/σ − y/σ³": (
        x / cr.std(y, axis=1) - y / cr.power(cr.std(y, axis=1), 3),
        (x - y / cr.square(cr.std(y, axis=1))) / cr.std(y, axis=1),
    ),
    "a sum of x/√v ⊙ y": (cr.sum(x / deviation * y, axis=1), cr.sum(x * y, axis=1) / deviation),
    "a sum of deviations from the written mean": (
        cr.sum(x - (1 / m) * cr.sum(x, axis=1), axis=1),
        op["broadcast"](0, shape=("n", 1)),
    ),
    "a sum of deviations from a sum by a size": (
        cr.sum(x - cr.sum(x, axis=1) / m, axis=1),
        op["broadcast"](0, shape=("n", 1)),
    ),
    "a sum of what deviations are taken from": (
        cr.sum(y - column * (x - cr.mean(x, axis=1)), axis=1),
        cr.sum(y, axis=1),
    ),
    "a sum of deviations less an array": (cr.sum((x - cr.mean(x, axis=1)) - y, axis=1), -cr.sum(y, axis=1)),
    "a sum of probabilities": (cr.sum(P, axis=0), op["broadcast"](1, shape=(1, "m"))),
    "X / √m": (x / cr.sqrt(m), (1 / cr.sqrt(m)) * x),
    "Iᵀ": (cr.eye("n").T, cr.eye("n")),
    "(−X)ᵀ": ((-x).T, -x.T),
    "(s · X)ᵀ": ((s * x).T, s * x.T),
    "(Xᵀ Y)ᵀ": ((x.T @ y).T, y.T @ x),
    "(X Yᵀ)ᵀ": ((x @ y.T).T, y @ x.T),
    "a sum of m copies": (cr.sum(op["broadcast"](s, shape=("m",))), m * s),
    "a sum of s · X": (cr.sum(s * x, axis=0), s * cr.sum(x, axis=0)),
    "a sum of what does not vary along it": (cr.sum(column * x, axis=1), column * cr.sum(x, axis=1)),
    "a sum over what does not vary along it": (
        cr.sum(x / cr.exp(column), axis=1),
        cr.sum(x, axis=1) / cr.exp(column),
    ),
    "a sum of an identity matrix": (cr.sum(cr.eye("n"), axis=0), op["broadcast"](1, shape=(1, "n"))),
    "a column of an identity matrix": (cr.sum(cr.eye("n") * column, axis=0), column.T),
    "a column of a diagonal": (cr.sum(cr.exp(column) * cr.eye("n") / column, axis=1), cr.exp(column) / column),
    "a sum of deviations from the mean": (cr.sum(x - cr.mean(x, axis=1), axis=1), op["broadcast"](0, shape=("n", 1))),
    "a sum of labels": (cr.sum(Y, axis=0), op["broadcast"](1, shape=(1, "m"))),
    "y/P[y_i, i]": (cr.one_hot(labels, "n") / cr.pick(P, labels), cr.one_hot(labels, "n") / P),
    "(y/P[i, y_i])ᵀ": (
        (cr.one_hot(row_labels, "m") / cr.pick(P, row_labels, 1)).T,
        cr.one_hot(row_labels, "m").T / P,
    ),
    "a sum of a one-hot row": (
        cr.sum(cr.one_hot(labels, 3).T, axis=1),
        op["broadcast"](1, shape=("m", 1)),
    ),
    "a sum of a one-hot column": (
        cr.sum(cr.one_hot(labels, 3), axis=0),
        op["broadcast"](1, shape=(1, "m")),
    ),
    "blocks + other blocks": (
        cr.concatenate([zeros[2], three]) + cr.concatenate([two, zeros[3]]),
        cr.concatenate([two, three]),
    ),
    "blocks − other blocks, zeros between them": (
        cr.concatenate([two, zeros[3], zeros[3]]) - cr.concatenate([zeros[3], zeros[2], three]),
        cr.concatenate([two, zeros[3], -three]),
    ),
}


@pytest.mark.parametrize("case", CASES)
def test_rule_fires(case):
    """What a rule is about comes out in its plainer form."""
    before, after = CASES[case]
    assert written(before) != written(after)
    assert written(cr.simplify(before)) == written(after)


def test_every_rule_has_a_case(monkeypatch):
    """No rule is there without a case in which it fires."""
    unused = {(kind.name, i) for kind, rules in module.RULES.items() for i in range(len(rules))}

    def watched(kind, i, rule):
        def apply(node, *operands):
            result = rule(node, *operands)
            if result is not None and result is not node:
                unused.discard((kind.name, i))
            return result

        return apply

    watching = {
        kind: tuple(watched(kind, i, rule) for i, rule in enumerate(rules)) for kind, rules in module.RULES.items()
    }
    monkeypatch.setattr(module, "RULES", watching)
    for before, _ in CASES.values():
        cr.simplify(before)
    shared = {(kind.name, i) for kind in ENTRYWISE for i in (0, 1)}  # folding, and dropping copies
    assert unused <= shared


@pytest.mark.parametrize("kind", PRIMITIVES, ids=lambda kind: kind.name)
def test_an_op_of_numbers_becomes_its_number(kind):
    """A function of numbers is one number, the one that it comes to."""
    node = kind(*(cr.constant(number) for number in (0.5, 2.0, 3.0)[: operands_of(kind)]))
    simple = cr.simplify(node)
    assert simple.op.name == "constant"
    assert float(simple.attributes["value"]) == cr.evaluate([node], {})[0]


@pytest.mark.parametrize("kind", PRIMITIVES, ids=lambda kind: kind.name)
def test_an_op_of_copies_becomes_copies_of_it(kind):
    """What is the same everywhere is computed once."""
    leaves = [cr.input(f"x{i}") for i in range(operands_of(kind))]
    node = kind(*map(copies, leaves))
    simple = cr.simplify(node)
    assert (simple.op.name, simple.operands[0].shape) == ("broadcast", ())
    numbers = dict(zip(leaves, (0.5, 2.0, 3.0), strict=False))
    expected, found = (cr.evaluate([one], numbers, sizes={"n": 2, "m": 3})[0] for one in (node, simple))
    np.testing.assert_array_equal(found, expected)


def operands_of(kind):
    """How many operands an op on entries takes."""
    return {unary: 1, binary: 2, ternary: 3}[kind.shape]


STAYS = {
    "0 · x": 0 * x,  # x may be NaN or infinite
    "a product without a number in double precision": cr.constant(1e308) * cr.constant(1e307),
    "x − x": x - y,
    "x / x": x / x,
    "x + s": x + s,
    "s + 0 copied": cr.exp(s),
    "column + 0 copied": copies(column),
    "a sum along a letter": cr.sum(x, axis=1),
    "a sum of one-hot rows": cr.sum(cr.one_hot(labels, 3), axis=1),
    "where of a node": cr.where(s, x, y),
    "xᵀ": x.T,
    "x (y/x), where x may be 0": x * (y / x),
    "a scale on its way back through weights": weight.T @ (s * x),
    "a scale on its way back through two weights": weight.T @ ((s * square) @ x),
    "(1/m) s": (1 / m) * s,
    "(2/m) s": (2 / m) * s,
    "a sum of labels along the other axis": cr.sum(Y, axis=1),
    "P (1 − P)": P * (1 - P),
    "a sum over what may be 0": cr.sum(x / column, axis=1),
    "(x + y) (x − y)": (x + y) * (x - y),
    "a sum of probabilities along the other axis": cr.sum(P, axis=1),
    "x/y + x/y²": x / y + x / cr.square(y),
    "both below √v³": x / cubed + P / cubed,
    "(A B)ᵀ": (weight @ square).T,
    "I ⊙ x + I ⊙ y": identity * weight + identity * square,
    "deviations from the mean along another axis": cr.sum(x - cr.mean(x, axis=0), axis=1),
    "a row copied down": x.T @ copies(row),
    "t / √n": t / cr.sqrt(m),
    "blocks that meet": cr.concatenate([three, zeros[2]]) + cr.concatenate([zeros[2], cr.exp(three)]),
    "blocks along another axis": cr.concatenate([wide, op["broadcast"](nothing, shape=(2, 4))])
    + cr.concatenate([op["broadcast"](nothing, shape=(4, 2)), tall], axis=1),
}


@pytest.mark.parametrize("case", STAYS)
def test_what_is_simple_stays(case):
    """A node that no rule is about is returned as it is."""
    assert cr.simplify(STAYS[case]) is STAYS[case]


def test_dropping_a_zero_keeps_the_shape():
    """A column plus zeros of (n, m) is not the column but its copies."""
    assert written(cr.simplify(column + copies(0))) == written(copies(column))


# ---- merging ------------------------------------------------------------------------------------------------------


def test_equal_nodes_are_merged():
    """Two uses of one op on the same operands become one node."""
    simple = cr.simplify(cr.exp(x) + cr.cos(cr.exp(x)))
    assert [node.op.name for node in topological([simple])] == ["input", "exp", "cos", "add"]


def test_nodes_of_other_attributes_are_not_merged():
    """Sums along two axes stay two sums."""
    simple = cr.simplify(cr.sum(x, axis=0) * cr.sum(x, axis=1))
    assert len(topological([simple])) == 4


def test_equal_constants_are_merged_and_others_are_not():
    """Arrays of the same numbers are one constant, of other numbers two; 0 and −0 are not the same number."""
    others = cr.simplify(cr.constant(np.ones(3)) * cr.exp(cr.constant(np.zeros(3))))
    assert len(topological([others])) == 4
    ones = cr.simplify(cr.constant(np.ones(3)) * cr.exp(cr.constant(np.ones(3))))
    assert [node.op.name for node in topological([ones])] == ["constant", "exp", "multiply"]
    zeros = cr.simplify(cr.maximum(cr.maximum(x, 0.0), cr.maximum(y, -0.0)))
    assert [node.op.name for node in topological([zeros])].count("constant") == 2


def test_leaves_of_one_shape_are_not_merged():
    """Two inputs are two inputs, whatever they have in common."""
    assert cr.simplify(s * t).operands == (s, t)


def test_simplifying_twice_changes_nothing():
    """What is simple is simple: 50 gradients come out of a second pass as they went in."""
    for seed in range(50):
        graph = random_graph(seed)
        once = cr.simplify(cr.Graph({"L": cr.gradient(graph.cost, graph.leaves[1])}))
        assert len(cr.simplify(once).order) == len(once.order)


@SEEDS
def test_random_graphs_keep_their_numbers_in_fewer_nodes(seeds):
    """Costs and gradients of 100 random graphs (`make slow`: 500) are the same to 1e-12, from fewer nodes."""
    for seed in seeds:
        random = random_graph(seed)
        graph = cr.differentiate(cr.Graph({"L": random.cost}, {}, tuple(random.leaves)), ["x0", "x1"])
        simple = cr.simplify(graph)
        assert len(simple.order) < len(graph.order)
        for name in graph.outputs:
            before, after = cr.evaluate([graph.node(name), simple.node(name)], random.numbers, sizes={"m": 3})
            np.testing.assert_allclose(after, before, rtol=1e-12, atol=1e-12, err_msg=f"{seed} {name}")


# ---- what is printed ----------------------------------------------------------------------------------------------


def test_cross_entropy_of_labels_comes_to_probabilities_minus_labels():
    """∂L/∂Z of the summed cross-entropy of one-hot labels is P − Y: no sum is left."""
    Z = cr.input("Z", (3, "m"))
    cost = cr.cross_entropy(Z, cr.one_hot(labels, 3), average=False)
    slope = cr.simplify(cr.gradient(cost, Z))
    assert written(slope) == written(cr.softmax(Z) - cr.one_hot(labels, 3))


def test_averaged_cross_entropy_has_the_factor_one_over_m():
    """∂L/∂Z of the averaged cross-entropy is (1/m) · (P − Y)."""
    Z = cr.input("Z", (3, "m"))
    slope = cr.simplify(cr.gradient(cr.cross_entropy(Z, cr.one_hot(labels, 3)), Z))
    assert written(slope) == written((1 / cr.dimension("m")) * (cr.softmax(Z) - cr.one_hot(labels, 3)))


def test_squared_error_has_the_factor_two_over_m():
    """∂L/∂Ŷ of mean((ŷ − y)²) over a row of m examples is (2/m) · (ŷ − y)."""
    yhat, target = cr.input("yhat", (1, "m")), cr.input("y", (1, "m"))
    slope = cr.simplify(cr.gradient(cr.mean((yhat - target) ** 2), yhat))
    assert written(slope) == written((2 / cr.dimension("m")) * (yhat - target))


def test_the_slope_of_a_cube_is_three_squares():
    """∂ΣX³/∂X = 3X², with nothing left of the cases of the power's rule."""
    assert written(cr.simplify(cr.gradient(cr.sum(x**3), x))) == written(3 * cr.square(x))


def test_a_graph_keeps_its_names():
    """Names point to the simple nodes, and two names may come to one node."""
    graph = cr.simplify(cr.Graph({"L": cr.sum(x * 1)}, {"A": x * 1, "B": x + 0}))
    assert operator.is_(graph.node("A"), x)
    assert operator.is_(graph.node("B"), x)


def test_what_is_kept_stays_as_it_was_written():
    """Of a backward pass the cotangents become simple, and the forward pass is the very same nodes."""
    u = -x
    graph = cr.Graph({"L": cr.sum(0 + u * y)}, {"U": u})
    backward = cr.differentiate(graph, ["x", "y"])
    kept = cr.simplify(backward, kept=graph.order)
    assert set(graph.order) <= set(kept.order)
    assert kept.node("L") is graph.node("L")
    assert operator.is_(kept.node("∂L/∂U"), y)
    assert len(kept.order) < len(backward.order)


def test_equal_nodes_merge_with_kept_ones():
    """A slope that needs σ(x) again reads the σ(x) of the forward pass."""
    forward = cr.sigmoid(x)
    graph = cr.simplify(cr.Graph({"A": forward, "again": cr.sigmoid(x) * 1}), kept=[x, forward])
    assert graph.node("again") is forward


def test_a_kept_number_counts_as_its_number():
    """The 1/2 that a person wrote stays two nodes, and in a slope it is folded like any other number."""
    half = cr.constant(1) / 2
    graph = cr.Graph({"L": cr.power(s, half)})
    kept = cr.simplify(cr.differentiate(graph, ["s"]), kept=graph.order)
    assert written(kept.node("∂L/∂s")) == written(0.5 * cr.power(s, -0.5))
    assert kept.node("L").operands[1] is half


@pytest.mark.parametrize(
    ("sum_of_two", "wanted"),
    [
        (cr.constant(2) / 3 - 1, Rational(-1, 3)),
        (cr.constant(1) / 3 - 1, Rational(-2, 3)),
        (cr.constant(0.1) + 0.2, Rational(3, 10)),
        (cr.constant(1) / 49 * 49, Rational(1)),
        (cr.constant(4) / 3 + math.pi, Rational(float(4 / 3) + math.pi)),  # π is no ratio: as floats add
    ],
)
def test_ratios_are_folded_exactly(sum_of_two, wanted):
    """What arithmetic of ratios gives is rounded once, so that x^(2/3) has the slope (2/3) x^(−1/3)."""
    assert written(cr.simplify(sum_of_two)) == written(cr.constant(float(wanted)))


def test_a_ratio_over_nothing_stays_as_it_is():
    """1/0 has no number, and is not folded."""
    assert cr.simplify(s + cr.constant(1) / 0).operands[1].op.name == "divide"


@pytest.mark.parametrize("number", [-2, -1, -0.5])
def test_a_kept_negative_number_does_not_turn_rules_in_a_circle(number):
    """A factor or an exponent below zero, written as a negated number, ends in a slope without its sign inside."""
    written_so = -cr.constant(-number)
    for cost in (cr.exp(written_so * s), s**written_so, written_so * s * t, s / written_so, (s + t) ** written_so):
        graph = cr.Graph({"L": cost})
        kept = cr.simplify(cr.differentiate(graph, ["s"]), kept=graph.order)
        values = {s: 1.5, t: 0.5}
        slopes = cr.evaluate([kept.node("∂L/∂s"), cr.gradient(cost, s)], values)
        assert slopes[0] == pytest.approx(slopes[1], rel=1e-14)


@pytest.mark.parametrize(("condition", "slope"), [("-1 > 0", 0), ("1 > 0", 1), ("0*1 == 1", 0)])
def test_a_choice_by_numbers_that_a_person_wrote_takes_the_right_one(condition, slope):
    """A kept comparison of numbers counts as its number, 0 where it does not hold."""
    board = cr.whiteboard(f"params w\nL = abs(where({condition}, w, 2))")
    assert board.bind(w=3.0)["∂L/∂w"] == slope


def test_merge_changes_nothing_else():
    """Equal nodes become one; a needless 0 stays."""
    product = cr.exp(x) * (cr.exp(x) + 0)
    merged = module.merge(product)
    assert merged.operands[1].operands[0] is merged.operands[0]
    assert written(merged) == written(product)


POWERS = {
    "square": cr.square,
    "sqrt": cr.sqrt,
    "third": lambda u: cr.power(u, 1 / 3),
    "cube": lambda u: cr.power(u, 3),
    "4th": lambda u: cr.power(u, 4),
}

# (√x)² is x where √x is a number; elsewhere nothing is said of it
ROOTS_FIRST = {("sqrt", "square"), ("sqrt", "4th"), ("third", "cube")}


@pytest.mark.parametrize(("inner", "outer"), sorted({*product(POWERS, POWERS)} - ROOTS_FIRST))
@pytest.mark.parametrize(
    "around", [lambda u, p: u * p, lambda u, p: p / u, lambda u, p: u / u / p, lambda u, p: u * u * p / 3]
)
def test_a_power_of_a_power_keeps_its_sign(inner, outer, around):
    """√(x²) is |x|, not x; and where (x³)^⅓ has no number, x has one."""
    graph = cr.Graph({"f": around(t, POWERS[outer](POWERS[inner](t)))})
    for number in (-2.0, 3.0):
        with np.errstate(all="ignore"):
            found, expected = (cr.Values(one, {"t": number})["f"] for one in (module.simplify(graph), graph))
        np.testing.assert_allclose(found, expected, rtol=1e-12)
