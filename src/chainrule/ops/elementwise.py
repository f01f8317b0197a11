"""Ops that act entry by entry, with NumPy's broadcasting: arithmetic, functions of one number, comparisons, where.

Each op is its shape, its NumPy meaning and its VJP, in that order. A VJP may return a cotangent of the broadcast
shape: `differentiate` sums it back to the operand's own (the adjoint of broadcasting).
"""

from functools import lru_cache, partial

import numpy as np

from chainrule.errors import ShapeError
from chainrule.graph.node import CONSTANT, Array, Node, Op
from chainrule.graph.shape import Dimension, Shape, write_shape


@lru_cache(maxsize=4096)  # asked for again and again, of the same shapes
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


entrywise = partial(Op, entrywise=True)

# ---- arithmetic --------------------------------------------------------------------------------------------------


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


add = entrywise("add", binary, np.add, lambda _, g: (g, g), noun="sum", commutative=True)
subtract = entrywise("subtract", binary, np.subtract, lambda _, g: (g, -g), noun="difference")
negate = entrywise("negate", unary, np.negative, lambda _, g: (-g,), noun="negative")
multiply = entrywise("multiply", binary, np.multiply, _multiply_vjp, noun="product", commutative=True)
divide = entrywise("divide", binary, np.divide, _divide_vjp, noun="quotient")
power = entrywise("power", binary, np.power, _power_vjp)
square = entrywise("square", unary, np.square, lambda node, g: (g * 2 * node.operands[0],))
sqrt = entrywise("sqrt", unary, np.sqrt, lambda node, g: (g / (2 * node),), noun="root")

# another name for the same numbers: s = w has uses of its own, and ∂L/∂s is made of these alone
same = entrywise("same", unary, vjp=lambda _, g: (g,), definition=lambda x: x, noun="second name")


def meant_by(node: Node) -> Node:
    """What a second name is one of; any other node itself."""
    while node.op is same:
        (node,) = node.operands
    return node


# ---- functions of one number -------------------------------------------------------------------------------------

exp = entrywise("exp", unary, np.exp, lambda node, g: (g * node,), noun="exponential")
expm1 = entrywise("expm1", unary, np.expm1, lambda node, g: (g * (1 + node),))  # exp(x) − 1, exact near 0 too
log = entrywise("log", unary, np.log, lambda node, g: (g / node.operands[0],), noun="logarithm")
log1p = entrywise("log1p", unary, np.log1p, lambda node, g: (g / (1 + node.operands[0]),))  # log(1 + x), exact near 0
sin = entrywise("sin", unary, np.sin, lambda node, g: (g * cos(node.operands[0]),), noun="sine")
cos: Op = entrywise("cos", unary, np.cos, lambda node, g: (-(g * sin(node.operands[0])),), noun="cosine")

# ---- steps: flat on both sides of a jump, so no cotangent passes; comparisons are 1 where they hold, 0 elsewhere --

greater = entrywise("greater", binary, np.greater, noun="comparison", sides=np.greater)
greater_equal = entrywise("greater_equal", binary, np.greater_equal, noun="comparison", sides=np.greater_equal)
less = entrywise("less", binary, np.less, noun="comparison", sides=np.less)
less_equal = entrywise("less_equal", binary, np.less_equal, noun="comparison", sides=np.less_equal)
equal = entrywise("equal", binary, np.equal, noun="comparison", commutative=True, sides=np.equal)
not_equal = entrywise("not_equal", binary, np.not_equal, noun="comparison", commutative=True, sides=np.not_equal)
floor = entrywise("floor", unary, np.floor, sides=np.floor)
sign = entrywise("sign", unary, np.sign, sides=np.sign)  # 1, 0 or −1

# ---- corners: at a tie the cotangent is shared equally -----------------------------------------------------------


def _where_vjp(node: Node, g: Node) -> tuple[None, Node, Node]:
    condition = node.operands[0]
    return None, where(condition, g, 0), where(condition, 0, g)


def _maximum_vjp(node: Node, g: Node) -> tuple[Node | None, Node | None]:
    return _larger_vjp(node, g, greater)


def _minimum_vjp(node: Node, g: Node) -> tuple[Node | None, Node | None]:
    return _larger_vjp(node, g, less)


def _larger_vjp(node: Node, g: Node, beats: Op) -> tuple[Node | None, Node | None]:
    """The cotangent goes to the operand that is chosen; a number wins every tie, so that max(0, x) is flat at 0."""
    a, b = node.operands
    if a.op is CONSTANT or b.op is CONSTANT:
        return None if a.op is CONSTANT else g * beats(a, b), None if b.op is CONSTANT else g * beats(b, a)
    tie = 0.5 * equal(a, b)
    return g * (beats(a, b) + tie), g * (beats(b, a) + tie)


def larger(a: Array, b: Array) -> object:
    """1 where a is larger than b, −1 where b is, 0 at a tie."""
    return np.sign(a - b)


absolute = entrywise(  # flat at its corner
    "absolute",
    unary,
    np.absolute,
    lambda node, g: (g * sign(node.operands[0]),),
    noun="absolute value",
    sides=np.sign,
)
maximum = entrywise("maximum", binary, np.maximum, _maximum_vjp, commutative=True, sides=larger)
minimum = entrywise("minimum", binary, np.minimum, _minimum_vjp, commutative=True, sides=larger)
where = entrywise(
    "where",
    ternary,
    lambda condition, a, b: np.where(condition != 0, a, b),
    _where_vjp,
    noun="choice",
    sides=lambda condition, *_: condition != 0,
)


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
    *(add, subtract, multiply, divide, negate, power, square, sqrt, exp, expm1, log, log1p, sin, cos, floor, sign),
    *(same, absolute, maximum, minimum, greater, greater_equal, less, less_equal, equal, not_equal, where),
)
