"""Plain numbers, copies and signs: folded, brought out."""

import math
import operator
from collections.abc import Callable
from fractions import Fraction as Rational
from typing import Any

from chainrule.graph.evaluate import evaluate
from chainrule.graph.node import Node, constant
from chainrule.transforms.rules.patterns import (
    is_number,
    is_op,
    is_positive,
    is_some_number,
    number,
    stretched,
    without_sign,
)

LARGEST_DENOMINATOR = 1000  # of what is taken for a ratio of whole numbers
LARGEST_RATIO = 2.0**53  # beyond which every number is whole
ARITHMETIC: dict[str, Callable[[Any, Any], Any]] = {
    "add": operator.add,
    "subtract": operator.sub,
    "multiply": operator.mul,
    "divide": operator.truediv,
}


def fold(node: Node, *operands: Node) -> Node | None:
    """f(2, 3) → its number, where it has one."""
    if node.shape == () and operands and all(map(is_some_number, operands)):
        value = _of_ratios(node, *operands)
        if value is None:
            value = float(evaluate([node], {})[0])
        return constant(value) if math.isfinite(value) else None
    return None


def _of_ratios(node: Node, *operands: Node) -> float | None:
    """The number that arithmetic of ratios gives, rounded once: 2/3 − 1 is −1/3 and not −0.33333333333333337."""
    if node.op.name not in ARITHMETIC:
        return None
    values = [float(number(x) or 0) for x in operands]
    if not all(abs(value) <= LARGEST_RATIO for value in values):
        return None
    ratios = [Rational(value).limit_denominator(LARGEST_DENOMINATOR) for value in values]
    if [float(ratio) for ratio in ratios] != values or (node.op.name == "divide" and not ratios[1]):
        return None
    return float(ARITHMETIC[node.op.name](*ratios))


def without_broadcast(node: Node, *operands: Node) -> Node | None:
    """broadcast(x) + y → broadcast(x + y)."""
    if not any(is_op(x, "broadcast") for x in operands):
        return None
    plain = node.with_operands(tuple(x.operands[0] if is_op(x, "broadcast") else x for x in operands))
    return stretched(plain, node)


def never(node: Node, x: Node, y: Node) -> Node | None:
    """X = 0 → 0 for what is positive, such as exp(a)."""
    return stretched(constant(0), node) if is_number(y, 0) and is_positive(x) else None


def always(node: Node, x: Node, y: Node) -> Node | None:
    """X > 0 → 1 for what is positive."""
    return stretched(constant(1), node) if is_number(y, 0) and is_positive(x) else None


def signs_outwards(node: Node, x: Node, y: Node) -> Node | None:
    """(−x) · y, x · (−y), −2 · y → −(x · y), −(2 · y)."""
    if is_some_number(x) and is_some_number(y):
        return None
    for left, right in ((without_sign(x), y), (x, without_sign(y))):
        if left is not None and right is not None:
            return -node.with_operands((left, right))
    return None
