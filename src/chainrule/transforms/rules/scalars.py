"""Scalars among arrays: they come to the front, where they are read as one factor."""

import math

from chainrule.graph.node import Node, constant
from chainrule.transforms.rules.fractions import Fraction, one_bar
from chainrule.transforms.rules.numbers import fold
from chainrule.transforms.rules.patterns import (
    is_number,
    is_op,
    is_size,
    is_some_number,
    number,
    stretched,
)
from chainrule.transforms.rules.terms import added, is_scaled, scalar_taken, terms


def collect_scalars(_: Node, s: Node, y: Node) -> Node | None:
    """Numbers first: s · (t · x) → (t · s) · x."""
    if is_op(y, "multiply") and s.shape == () and y.operands[0].shape == ():
        t, x = y.operands
        if x.shape != () or (is_some_number(t) and not is_some_number(x)):
            value = _product(t, s)
            if value is None and is_some_number(t) and is_some_number(s):
                return None  # no float holds it, but t · x may have one
            return (t * s if value is None else value) * x
    return None


def _product(t: Node, s: Node) -> Node | None:
    """The number t · s of two numbers, where it has one."""
    return fold(t * s, t, s)


def scalar_forwards(_: Node, x: Node, y: Node) -> Node | None:
    """X · (s · Y) → s · (X · Y)."""
    return y.operands[0] * (x * y.operands[1]) if x.shape != () and is_scaled(y) else None


def scalar_from_below(_: Node, x: Node, y: Node) -> Node | None:
    """(t · X) / (s · Y) → (t / s) · (X / Y)."""
    if not is_scaled(y):
        return None
    s, below = y.operands
    if is_some_number(s):
        return None
    t, above = x.operands if is_scaled(x) else (constant(1), x)
    return (t / s) * (above / below)


def number_inwards(_: Node, s: Node, y: Node) -> Node | None:
    """2 ((m/2) X − 0.5 Y) → m X − Y, so too in a matrix product: a number goes where it leaves fewer numbers."""
    value = number(s)
    if value is None:
        return None
    if is_op(y, "matmul"):
        inside = number_inwards(y, s, y.operands[0])
        return None if inside is None else inside @ y.operands[1]
    parts = terms(y) if is_op(y, "add", "subtract") else None
    taken = [(sign, *found) for sign, part in parts or () if (found := scalar_taken(part))]
    scales = [new for _, old, _ in taken if (new := _times(value, old)) is not None]
    if parts is None or not len(parts) == len(taken) == len(scales):
        return None
    if sum(map(_numbers, scales)) >= sum(_numbers(old) for _, old, _ in taken):
        return None
    rest = [(sign, part) for sign, _, part in taken]
    return added(
        [(sign, part if number(new) == 1 else new * part) for new, (sign, part) in zip(scales, rest, strict=True)]
    )


def _times(value: float, s: Node) -> Node | None:
    """A number times a scalar in lowest terms; None beyond the floats."""
    if (other := number(s)) is not None:
        return constant(value * other) if math.isfinite(value * other) else None
    whole = constant(value) * s
    plain = one_bar(whole)
    return whole if plain is None else plain


def _numbers(x: Node) -> int:
    """How many numbers stand above and below the bar of a scalar."""
    fraction = Fraction.of(x)
    return sum(one != 1 for side in fraction.numbers for one in side) if fraction else 0


def size_forwards(_: Node, x: Node, y: Node) -> Node | None:
    """(t · X) / m → (t / m) · X for a size m."""
    if x.shape == () or not is_size(y):
        return None
    t, whole = x.operands if is_scaled(x) else (constant(1), x)
    return (t / y) * whole


def _is_of_scalars(x: Node) -> bool:
    """Whether a scalar is made of scalars, and is no sum over an array, which stands behind its factor."""
    return x.shape == () and all(operand.shape == () for operand in x.operands)


def reciprocal(node: Node, x: Node, y: Node) -> Node | None:
    """X · (1 / Y) → X / Y, behind a scalar too; so of (1 / Y) · X, but for a scalar Y before what is made of arrays."""
    if is_scaled(x) and is_op(over := x.operands[1], "divide") and is_number(over.operands[0], 1):
        behind = reciprocal(over * y, over, y)
        return None if behind is None else x.operands[0] * behind
    if is_op(x, "divide") and (x.shape != () or (_is_of_scalars(y) and not is_size(x.operands[1]))):
        x, y = y, x
    scalars = x.shape == () == y.shape
    if not (is_op(y, "divide") and (is_number(y.operands[0], 1) or (scalars and is_some_number(y.operands[0])))):
        return None
    if scalars and is_size(y.operands[1]) and not is_some_number(x):
        return None  # (1/m) is read as one thing
    fraction = Fraction.of(node)
    if fraction is None or (x.shape == () != y.shape and fraction.has_scalars_below):
        return None
    result = fraction.written()
    return None if result is None else stretched(result, node)
