"""Scalars among arrays: they come to the front, where they are read as one factor."""

from chainrule.graph.node import Node, constant
from chainrule.transforms.rules.fractions import Fraction
from chainrule.transforms.rules.numbers import fold
from chainrule.transforms.rules.patterns import (
    is_number,
    is_op,
    is_size,
    is_some_number,
    stretched,
)
from chainrule.transforms.rules.terms import is_scaled


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


def size_forwards(_: Node, x: Node, y: Node) -> Node | None:
    """(t · X) / m → (t / m) · X for a size m."""
    if x.shape == () or not is_size(y):
        return None
    t, whole = x.operands if is_scaled(x) else (constant(1), x)
    return (t / y) * whole


def reciprocal(node: Node, x: Node, y: Node) -> Node | None:
    """X · (1 / Y) → X / Y, and so of (1 / Y) · X for an array Y."""
    if is_op(x, "divide") and x.shape != ():
        x, y = y, x
    if not (is_op(y, "divide") and is_number(y.operands[0], 1)):
        return None
    if x.shape == () == y.shape and is_size(y.operands[1]) and not is_some_number(x):
        return None  # (1/m) is read as one thing
    fraction = Fraction.of(node)
    if fraction is None or (x.shape == () != y.shape and fraction.has_scalars_below):
        return None
    result = fraction.written()
    return None if result is None else stretched(result, node)
