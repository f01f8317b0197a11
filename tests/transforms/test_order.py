"""Rules end: each rule of `simplify` lowers one order of terms, on whatever operands it fires."""

import re
from collections import Counter
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

import chainrule as cr
from chainrule.errors import ChainruleError
from chainrule.ops import ALL_OPS, ENTRYWISE
from chainrule.transforms.rules import RULES

from .order import Order, order

SCALARS, ARRAYS = [cr.input(name) for name in "st"], [cr.input(name, ("n", "m")) for name in "xy"]
OTHERS = [cr.input("column", ("n", 1)), cr.input("three", (3, 1)), cr.input("one", (1, "m"))]
LABELS, ROW_LABELS = (cr.input("labels", (1, size), kind="index") for size in "mn")
SQUARE, KEPT = cr.parameter("W", ("n", "n")), [cr.softmax(ARRAYS[0]), cr.sigmoid(ARRAYS[1]), cr.sigmoid(SCALARS[0])]
SIZE = cr.dimension("m")
NUMBERS = [-3.0, -2.0, -1.0, -0.5, 0.0, 0.5, 1.0, 2.0, 3.0, 1e308, np.pi / 2]
GROWN = (
    "add",
    "subtract",
    "multiply",
    "divide",
    "negate",
    "power",
    "where",
    "cos",
    "exp",
    "square",
    "sqrt",
    "greater",
    "equal",
)
ROUNDS = pytest.mark.parametrize("rounds", [3_000, pytest.param(12_000, marks=pytest.mark.slow)], indirect=True)


@pytest.fixture(scope="module")
def rounds(request):
    """How many random terms there are."""
    return request.param


def simple_below(node):
    """A node over simple operands, as rules get them."""
    return node.with_operands(tuple(map(cr.simplify, node.operands)))


def grown(rng, depth):
    """A random term, with many numbers, signs, copies and products in it."""
    if depth == 0 or rng.random() < 0.15:
        pick = rng.random()
        if pick < 0.4:
            return cr.constant(float(rng.choice(NUMBERS)))
        pool = [*SCALARS, SIZE] if pick < 0.65 else ARRAYS if pick < 0.8 else KEPT if pick < 0.9 else [*OTHERS, SQUARE]
        return pool[int(rng.integers(len(pool)))]
    x, y = grown(rng, depth - 1), grown(rng, depth - 1)
    z = (x, y, *KEPT)[int(rng.integers(2 + len(KEPT)))]
    s = SCALARS[0]
    makers = (
        *[lambda: x * y] * 5,
        *[lambda: x / y, lambda: x + y, lambda: x - y, lambda: -x] * 2,
        *[lambda: x**y, lambda: cr.exp(x), lambda: cr.cos(x), lambda: cr.sin(x), lambda: x.T],
        *[lambda: cr.square(x), lambda: cr.sqrt(x), lambda: (x / z - y) * z, lambda: x * y - z * y],
        *[lambda: x @ y, lambda: x @ SQUARE, lambda: (SQUARE @ x).T, lambda: (x.T @ y).T, lambda: x.T @ y] * 2,
        *[lambda: SQUARE @ x - SQUARE @ y, lambda: SQUARE @ x + SQUARE @ y, lambda: x * z / (y * z)],
        *[lambda: (1 - x) * y - x * (1 - y), lambda: x * (1 - y) + x * y, lambda: x / (s * y)],
        *[lambda: ALL_OPS["broadcast"](1, shape=(1, 1)) @ x, lambda: cr.sum(z * x, axis=0)],
        *[lambda: z > 0, lambda: ALL_OPS["equal"](z, 0), lambda: x > y, lambda: ALL_OPS["equal"](x, y)],
        *[lambda: cr.where(s, x, x), lambda: cr.where(z > 0, x, y), lambda: cr.where(ALL_OPS["equal"](z, 0), x, y)],
        *[lambda: cr.sum(x - cr.mean(x, axis=1), axis=1)],
        *[lambda: cr.sum(x, axis=None), lambda: cr.sum(x, axis=-1), lambda: cr.where(x, y, 1.0)],
        *[lambda: ALL_OPS["broadcast"](x, shape=("n", "m"))] * 3,
        *[lambda: cr.reshape(x, (*x.shape, 1)), lambda: cr.reshape(x, x.shape[:1])],
        *[lambda: cr.swapaxes(cr.swapaxes(cr.reshape(x, (*x.shape, 1)), 0, 1), 0, 1)],
        *[lambda: cr.one_hot(LABELS, "n") / cr.pick(KEPT[0], LABELS)],
        *[lambda: (cr.one_hot(ROW_LABELS, "m") / cr.pick(KEPT[0], ROW_LABELS, 1)).T],
        *[lambda: ALL_OPS["sum_to"](x, shape=x.shape), lambda: cr.sum(cr.one_hot(LABELS, 3), axis=0)],
    )
    try:
        return makers[int(rng.integers(len(makers)))]()
    except ChainruleError:
        return x


# rare among random terms
UNIT, C = cr.eye("n"), cr.input("c")
COLUMN, WIDE = OTHERS[0], cr.input("wide", (1, "n"))
SUMS = [cr.sum(x, axis=axis) for x in (UNIT, UNIT * COLUMN, WIDE * (C * UNIT), UNIT * WIDE / COLUMN) for axis in (0, 1)]
IDENTITIES = (*SUMS, UNIT @ SQUARE, SQUARE.T @ UNIT, (C * UNIT) @ cr.exp(SQUARE), SQUARE @ (cr.exp(C) * UNIT), UNIT.T)
ZEROS = ALL_OPS["broadcast"](0, shape=(3, 1))
ABOVE, BELOW = cr.concatenate([OTHERS[1], ZEROS]), cr.concatenate([ZEROS, cr.exp(OTHERS[1])])
BLOCKS = (ABOVE + BELOW, BELOW - ABOVE)
VARIANCE = cr.var(ARRAYS[1], axis=1) + 0.1
ROOT, STD = cr.sqrt(VARIANCE), cr.std(ARRAYS[1], axis=1)
OVER = [(a / b, c / d) for a, c in pairwise(ARRAYS * 2) for b, d in ((ROOT, ROOT**3), (STD, STD), (STD**3, STD))]
ROOTS = [one for a, c in OVER for one in (a + c, -a - KEPT[0] * c, c * KEPT[1] + a)]
ROOTS += [cr.sum(ARRAYS[0] / ROOT * ARRAYS[1], axis=1), cr.sum(ARRAYS[0] / STD * ARRAYS[0], axis=1)]
STACK, STACKS = cr.input("stack", ("b", "n", "m")), cr.input("stacks", ("b", "n", "k"))
COPIES = [
    ALL_OPS["broadcast"](one, shape=shape) for one, shape in ((C, (3, 1)), (COLUMN, ("n", "m")), (WIDE, (3, "n")))
]
TURNED = cr.swapaxes(cr.input("turned", ("b", "m", "n")), 1, 2)
STACKED = [
    STACK * TURNED,
    -STACK,
    C * STACK,
    cr.swapaxes(STACK, 1, 2) @ STACKS,
    ALL_OPS["broadcast"](C, shape=("b", 3, 1)),
]
TURNS = [cr.swapaxes(one, 1, 2) for one in STACKED] + [
    one.T for one in (SQUARE.T * cr.exp(SQUARE), *COPIES, SQUARE @ SQUARE.T)
]
MATRICES = [*TURNS, SQUARE @ COPIES[1], COPIES[2] @ SQUARE, (C * SQUARE) @ cr.inverse(SQUARE)]
ALIKE = [a + b for a in (2 * KEPT[0], -3 * KEPT[0]) for b in (KEPT[0], 5 * KEPT[0])]
ALIKE += [KEPT[0] * ARRAYS[0] - KEPT[0] * ARRAYS[1], 3 * KEPT[0] - KEPT[0]]
HALVES = (SIZE / 2) * cr.exp(SQUARE) - 0.5 * SQUARE
SCALES = [2 * HALVES, 2 * (HALVES @ SQUARE), -4 * (SQUARE - HALVES), C / SIZE * (1 / KEPT[0]) * ARRAYS[0]]
SCALES += [C * ARRAYS[0] - C, C + C * ARRAYS[0], -(C * ARRAYS[0]) - C, ARRAYS[0] - (1 - ARRAYS[0])]
LONG = cr.std(ARRAYS[1], axis=1) + 0.001
THREE = ARRAYS[0] / LONG - KEPT[1] / LONG**2
SCALES += [THREE + ARRAYS[1] / LONG, THREE - ARRAYS[1] / LONG]
SCALES += [cr.sum(ARRAYS[0] / LONG * ARRAYS[1], axis=1)]
PRODUCTS = [(SQUARE.T @ cr.inverse(SQUARE)).T, ARRAYS[0].T @ ((C * SQUARE) @ ARRAYS[1])]
SMALL = (SQUARE.T.T, ALL_OPS["power"](ARRAYS[0], 2.0), ARRAYS[0].T @ (C * ARRAYS[1]))
RARE = (*SMALL, *IDENTITIES, *BLOCKS, *ROOTS, *MATRICES, *ALIKE, *SCALES, *PRODUCTS)


@pytest.fixture(scope="module")
def fired(rounds):
    """For each rule that fired on random terms: how often, and the first term whose order it did not lower."""
    rng = np.random.default_rng(17)
    counts, faults = Counter(), {}
    random = (grown(rng, int(rng.integers(1, 5))) for _ in range(rounds))
    for node in map(simple_below, (*random, *RARE)):
        for i, rule in enumerate(RULES.get(node.op, ())):
            result = rule(node, *node.operands)
            if result is not None and result is not node:
                counts[node.op.name, i] += 1
                if not order(result) < order(node):
                    faults.setdefault((node.op.name, i), (order(node), order(result), node, result))
    return counts, faults


@ROUNDS
def test_every_rule_lowers_the_order(fired):
    """Of thousands of random terms, none comes out of a rule as high as it went in."""
    assert fired[1] == {}


@ROUNDS
def test_every_rule_is_tried(fired):
    """Every rule fires on some of them; of those that all entrywise ops share, on the ops that were grown."""
    shared = {(op.name, i) for op in ENTRYWISE for i in (0, 1)} - {(name, i) for name in GROWN for i in (0, 1)}
    rules = {(op.name, i) for op, rules in RULES.items() for i in range(len(rules))}
    assert rules - set(fired[0]) - shared == set()


@ROUNDS
def test_terms_around_a_rule_are_lowered_with_it(rounds):
    """Whatever stands around a place at which a rule fires, the order of the whole falls too."""
    rng = np.random.default_rng(18)
    tried = 0
    for _ in range(rounds // 2):
        node, other = grown(rng, 3), grown(rng, 2)
        results = [rule(node, *node.operands) for rule in RULES.get(node.op, ())]
        for result in (one for one in results if one is not None and one is not node):
            for around in (lambda z: z * other, lambda z: other * z, lambda z: other / z, lambda z: z - other, cr.exp):  # noqa: B023
                try:
                    before, after = around(node), around(result)
                except ChainruleError:
                    continue
                tried += 1
                assert order(after) < order(before), (before, after)
    assert tried > 1000


def test_the_order_tells_a_rule_from_its_reverse():
    """A sign that goes into a product, a number that goes to the back, copies that go inwards: all are higher."""
    (s, _), (x, y) = SCALARS, ARRAYS
    copies = ALL_OPS["broadcast"]
    assert order(cr.constant(-2.0) * x) > order(-(2 * x))
    assert order(-x * y) > order(-(x * y))
    assert order(s * cr.constant(2.0)) > order(2 * s)
    assert order(x * s) > order(s * x)
    assert order(cr.exp(copies(s, shape=("n", "m")))) > order(copies(cr.exp(s), shape=("n", "m")))


def test_the_decision_names_the_parts_of_the_order():
    """What `docs/decisions` tells of the order has its parts, in their order."""
    text = (Path(__file__).parents[2] / "docs/decisions/0017-rules-end.md").read_text(encoding="utf-8")
    assert tuple(re.findall(r"^\| (\w+) \|", text, re.MULTILINE))[1:] == Order._fields
