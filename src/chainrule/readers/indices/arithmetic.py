"""Arithmetic on sums of terms: what an op that acts on entries makes of those of its operands."""

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction as Ratio

from chainrule.graph.node import Node
from chainrule.readers.indices.algebra import as_term, minus, number, one, plus, raised, size, times
from chainrule.readers.indices.terms import Function, Total

LARGEST_POWER = 20  # that is taken as a power of each factor


def of_op(node: Node, operands: Sequence[Total]) -> Total:
    """An op on entries, of the sums that stand for the entries of its operands; a function of them by default."""
    if node.op.name == "constant":
        return number(float(str(node.attributes["value"])))
    if node.op.name == "dimension":
        dimension = node.attributes["dimension"]
        assert isinstance(dimension, int | str)  # noqa: S101
        return size(dimension)
    found = ARITHMETIC[node.op.name](operands) if node.op.name in ARITHMETIC else None
    return one(Function(node.op, tuple(operands))) if found is None else found


def is_finite(node: Node) -> bool:
    """Whether a constant is one finite number, as those of a sum of terms are."""
    value = node.attributes["value"]
    return isinstance(value, int | float) and math.isfinite(value)


def _multiplied(a: Total, b: Total) -> Total | None:
    """A product; what a person writes above and below a bar stays there, for x/x is no number where x is 0."""
    powers = as_term(a).powers
    return None if any(powers.get(one, 0) * power < 0 for one, power in as_term(b).powers.items()) else times(a, b)


def _divided(above: Total, below: Total) -> Total | None:
    return None if below.value == 0 else _multiplied(above, raised(below, Ratio(-1)))


def _power(base: Total, exponent: Total) -> Total | None:
    value = exponent.value
    if value is None or abs(value) > LARGEST_POWER or value.denominator > 2 or (base.value is not None):
        return None
    return raised(base, value)


ARITHMETIC: Mapping[str, Callable[[Sequence[Total]], Total | None]] = {
    "add": lambda x: plus(*x),
    "subtract": lambda x: plus(x[0], minus(x[1])),
    "negate": lambda x: minus(x[0]),
    "same": lambda x: x[0],
    "multiply": lambda x: _multiplied(*x),
    "divide": lambda x: _divided(*x),
    "square": lambda x: raised(x[0], Ratio(2)),
    "sqrt": lambda x: None if x[0].value is not None else raised(x[0], Ratio(1, 2)),
    "power": lambda x: _power(*x),
}
