"""Ops that act entry by entry, with NumPy's broadcasting: arithmetic, comparisons, where.

Each op is its shape, its NumPy meaning and its VJP, in that order. A VJP may return a cotangent of the broadcast
shape: `differentiate` sums it back to the operand's own (the adjoint of broadcasting).
"""

import math

import numpy as np

from chainrule.errors import ShapeError
from chainrule.graph.node import Array, Node, Op
from chainrule.graph.shape import Dimension, Shape, write_shape


def broadcast_shape(*shapes: Shape) -> Shape:
    """The shape that NumPy's broadcasting gives; a letter stretches a 1 and nothing else.

    >>> broadcast_shape(("k", "m"), ("k", 1))
    ('k', 'm')
    """
    rank = max(map(len, shapes))
    padded = [(1,) * (rank - len(shape)) + shape for shape in shapes]
    return tuple(_broadcast_dimension(dimensions, shapes) for dimensions in zip(*padded, strict=True))


def _broadcast_dimension(dimensions: tuple[Dimension, ...], shapes: tuple[Shape, ...]) -> Dimension:
    longer = [dimension for dimension in dimensions if dimension != 1]
    for dimension in longer:
        if dimension != longer[0]:
            written = " and ".join(map(write_shape, shapes))
            raise ShapeError(f"{written} do not broadcast: {longer[0]} ≠ {dimension}")
    return longer[0] if longer else 1


def unary(x: Shape) -> Shape:
    """The shape rule of an op that acts on the entries of one operand."""
    return x


def binary(a: Shape, b: Shape) -> Shape:
    """The shape rule of an op that acts on the entries of two operands."""
    return broadcast_shape(a, b)


def ternary(a: Shape, b: Shape, c: Shape) -> Shape:
    """The shape rule of an op that acts on the entries of three operands."""
    return broadcast_shape(a, b, c)


# ---- arithmetic --------------------------------------------------------------------------------------------------

add = Op("add", binary, np.add, lambda _, g: (g, g))
subtract = Op("subtract", binary, np.subtract, lambda _, g: (g, -g))
negate = Op("negate", unary, np.negative, lambda _, g: (-g,))


def _multiply_vjp(node: Node, g: Node) -> tuple[Node, Node]:
    a, b = node.operands
    return g * b, g * a


def _divide_vjp(node: Node, g: Node) -> tuple[Node, Node]:
    a, b = node.operands
    return g / b, -(g * a / square(b))


def _power_vjp(node: Node, g: Node) -> tuple[Node, Node]:
    a, b = node.operands
    lower = where(equal(b, 0), where(equal(a, 0), 1, b - 1), b - 1)  # not 0 · 0**-1, which is NaN: a**0 is flat
    base = where(a > 0, a, 1)  # a**b depends on b only where a has a logarithm; elsewhere its derivative is 0
    return g * b * power(a, lower), g * node * log(base)


def _where_vjp(node: Node, g: Node) -> tuple[None, Node, Node]:
    condition = node.operands[0]
    return None, where(condition, g, 0), where(condition, 0, g)


multiply = Op("multiply", binary, np.multiply, _multiply_vjp)
divide = Op("divide", binary, np.divide, _divide_vjp)
power = Op("power", binary, np.power, _power_vjp)
square = Op("square", unary, np.square, lambda node, g: (g * 2 * node.operands[0],))
sqrt = Op("sqrt", unary, np.sqrt, lambda node, g: (g / (2 * node),))
exp = Op("exp", unary, np.exp, lambda node, g: (g * node,))
log = Op("log", unary, np.log, lambda node, g: (g / node.operands[0],))
cos = Op("cos", unary, np.cos, lambda node, g: (-(g * sin(node.operands[0])),))


def sin(x: Node | float | Array) -> Node:
    """The sine, as a shifted cosine: the alphabet has one wave."""
    return cos(x - math.pi / 2)


# ---- comparisons: 1 where they hold, 0 elsewhere; flat, so no cotangent passes -----------------------------------

greater = Op("greater", binary, np.greater)
greater_equal = Op("greater_equal", binary, np.greater_equal)
less = Op("less", binary, np.less)
less_equal = Op("less_equal", binary, np.less_equal)
equal = Op("equal", binary, np.equal)
not_equal = Op("not_equal", binary, np.not_equal)
floor = Op("floor", unary, np.floor)

where = Op("where", ternary, lambda condition, a, b: np.where(condition != 0, a, b), _where_vjp)


# ---- corners: at a tie the cotangent is shared equally -----------------------------------------------------------


def _maximum_vjp(node: Node, g: Node) -> tuple[Node, Node]:
    a, b = node.operands
    tie = 0.5 * equal(a, b)
    return g * ((a > b) + tie), g * ((a < b) + tie)


def _minimum_vjp(node: Node, g: Node) -> tuple[Node, Node]:
    a, b = node.operands
    tie = 0.5 * equal(a, b)
    return g * ((a < b) + tie), g * ((a > b) + tie)


def sign(x: Node) -> Node:
    """1, 0 or −1: the slope of the absolute value, flat at its corner."""
    return (x > 0) - (x < 0)


absolute = Op("absolute", unary, np.absolute, lambda node, g: (g * sign(node.operands[0]),))
maximum = Op("maximum", binary, np.maximum, _maximum_vjp)
minimum = Op("minimum", binary, np.minimum, _minimum_vjp)


def _power(a: Node | float | Array, b: Node | float | Array) -> Node:
    return square(a) if isinstance(b, int | float) and b == 2 else power(a, b)


Node.operators.update(
    add=add,
    subtract=subtract,
    multiply=multiply,
    divide=divide,
    power=_power,
    negate=negate,
    absolute=absolute,
    greater=greater,
    greater_equal=greater_equal,
    less=less,
    less_equal=less_equal,
)

ELEMENTWISE = (
    *(add, subtract, multiply, divide, negate, power, square, sqrt, exp, log, cos, floor),
    *(absolute, maximum, minimum, greater, greater_equal, less, less_equal, equal, not_equal, where),
)
