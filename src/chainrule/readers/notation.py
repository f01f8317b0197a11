"""The notation table: how each op is written, once, for every surface that shows formulas.

Letters and signs are those of the lectures: ⊙ for the product entry by entry, nothing between the factors of a matrix
product, D1⃗ for the sum of D over the examples, ‖e‖² for a sum of squares.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction as Rational

import numpy as np

from chainrule.graph.node import Node
from chainrule.graph.shape import Dimension
from chainrule.ops import ALL_OPS
from chainrule.readers.formula import (
    ONES,
    RELATION,
    SUM,
    Call,
    Cases,
    Fence,
    Formula,
    Fraction,
    Infix,
    Matrix,
    Minus,
    Number,
    Power,
    Root,
    Sum,
    Symbol,
    hadamard,
    plus,
    product,
    transposed,
)
from chainrule.readers.numbers import format_number

Writer = Callable[[Node, Sequence[Formula]], Formula]
Times = Callable[[Formula, Formula], Formula]
LARGEST_DENOMINATOR = 1000  # of a ratio that is written as one
UNIT = Fraction(Number("1"), Number("1"))


def write_node(node: Node, operands: Sequence[Formula]) -> Formula:
    """The formula of a node whose operands are written already."""
    return NOTATION[node.op.name](node, operands)


def write_constant(value: object) -> Formula:
    """A number, or an array of numbers as rows, as a formula."""
    array = np.asarray(value, dtype=np.float64)
    if array.ndim == 0:
        return Number(format_number(float(array)))
    rows = array.reshape(1, -1) if array.ndim == 1 else array.reshape(array.shape[0], -1)
    return Matrix(tuple(tuple(Number(format_number(float(entry))) for entry in row) for row in rows))


def _constant(value: object) -> Formula:
    """π by its name, 0.666… as 2/3 (which is 2/m with three examples), other numbers in digits."""
    if not isinstance(value, float) or not math.isfinite(value):
        return write_constant(value)
    if value == math.pi:
        return Symbol("pi")
    ratio = Rational(value).limit_denominator(LARGEST_DENOMINATOR)
    if float(ratio) != value or ratio.denominator == 1 or len(format_number(value)) < len("0.12345"):
        return write_constant(value)
    size = Fraction(Number(str(abs(ratio.numerator))), Number(str(ratio.denominator)))
    return size if ratio > 0 else Minus(size)


# ---- sums and products --------------------------------------------------------------------------------------------


def _times(a: Node, b: Node) -> Times:
    """How two nodes are multiplied: without a sign where one is a plain number, else ⊙."""
    return product if () in (a.shape, b.shape) else hadamard


def _multiply(node: Node, operands: Sequence[Formula]) -> Formula:
    """A product; (1/m) is not written where m is 1."""
    factors = [factor for factor in operands if factor != UNIT]
    return _times(*node.operands)(*factors) if len(factors) == 2 else (*factors, UNIT)[0]


def _sum(node: Node, operands: Sequence[Formula]) -> Formula:
    """D1⃗ over the examples, ‖e‖² of squares, a row times a column where two rows are multiplied, else Σ."""
    (x,), axis = node.operands, node.attributes["axis"]
    (written,) = operands
    if not _summed(x, axis):
        return written
    if axis is None and x.op.name == "square" and isinstance(written, Power):
        return Power(Fence("‖", written.base, "‖"), Number("2"))
    is_row = len(x.shape) == 2 and x.shape[0] == 1
    if axis is None and is_row and isinstance(written, Infix) and written.sign == "⊙":
        *first, last = written.operands
        return product(hadamard(*first) if len(first) > 1 else first[0], transposed(last))
    if len(x.shape) == 2 and (axis == (1,) or (axis is None and is_row)):
        return product(written, ONES)
    if len(x.shape) == 2 and axis == (0,):
        return product(transposed(ONES), written)
    return Sum(written, _over(axis))


def _mean(node: Node, operands: Sequence[Formula]) -> Formula:
    taken, summed = _summed(node.operands[0], node.attributes["axis"]), _sum(node, operands)
    return product(Fraction(Number("1"), _dimensions(taken)), summed) if taken else summed


def _summed(x: Node, axis: object) -> list[Dimension]:
    """The sizes that a reduction takes together; none where it finds a single entry."""
    return [d for i, d in enumerate(x.shape) if d != 1 and (axis is None or i in _axes(axis))]


def _dimensions(dimensions: Sequence[Dimension]) -> Formula:
    written = [Symbol(d) if isinstance(d, str) else Number(str(d)) for d in dimensions]
    return product(*written) if len(written) > 1 else written[0]


def _axes(axis: object) -> tuple[int, ...]:
    assert isinstance(axis, tuple)  # noqa: S101
    return axis


def _over(axis: object) -> str:
    return "" if axis is None else ", ".join(f"axis {i}" for i in _axes(axis))


# ---- losses -------------------------------------------------------------------------------------------------------


def _loss(terms: Callable[[Formula, Formula, Times], Formula], halves: int = 1, *, negative: bool = False) -> Writer:
    """(1/m) Σ terms, or Σ terms where the loss is summed; with weights before the terms."""

    def write(node: Node, operands: Sequence[Formula]) -> Formula:
        shape = node.operands[0].shape
        scale: list[Dimension] = [halves, *(shape[-1:] if node.attributes["average"] else ())]
        factors = [factor for factor in scale if factor != 1]
        total = terms(operands[0], operands[1], _times(*node.operands[:2]))
        if len(operands) == 3:
            total = _times(node.operands[2], node.operands[0])(operands[2], total)
        if any(dimension != 1 for dimension in shape):  # one entry is no sum
            total = _total(total)
        scaled = product(Fraction(Number("1"), _dimensions(factors)), total) if factors else total
        return Minus(scaled) if negative else scaled

    return write


def _total(each: Formula) -> Formula:
    """‖e‖² of squares, else Σ."""
    if isinstance(each, Power) and each.exponent == Number("2"):
        return Power(Fence("‖", each.base, "‖"), each.exponent)
    return Sum(each)


def _difference(a: Formula, y: Formula) -> Formula:
    return Infix("−", (a, y), SUM)


# ---- the table ----------------------------------------------------------------------------------------------------


def _call(name: str) -> Writer:
    return lambda node, operands: Call(name, tuple(operands))


def _relation(sign: str) -> Writer:
    """[a > b], 1 where it holds and 0 elsewhere (K. Iverson's bracket)."""
    return lambda node, operands: Fence("[", Infix(sign, tuple(operands), RELATION), "]")


def _sqrt(_: Node, operands: Sequence[Formula]) -> Formula:
    (x,) = operands
    if isinstance(x, Power) and isinstance(x.base, Fence) and x.base.left == "‖":
        return x.base  # √‖x‖² is ‖x‖
    return Root(x)


def _where(_: Node, operands: Sequence[Formula]) -> Formula:
    condition, then, otherwise = operands
    if isinstance(condition, Fence) and condition.left == "[":
        condition = condition.operand  # the word "if" says what the bracket says
    return Cases(condition, then, otherwise)


def _slice(node: Node, operands: Sequence[Formula]) -> Formula:
    start, stop, axis = (str(node.attributes[name]) for name in ("start", "stop", "axis"))
    return Call("slice", (*operands, Number(start), Number(stop)), below=f"axis {axis}")


NOTATION: Mapping[str, Writer] = {
    **{name: _call(name.replace("_", " ")) for name in ALL_OPS},  # unless it is written otherwise below
    "input": lambda node, operands: Symbol(node.name),
    "parameter": lambda node, operands: Symbol(node.name),
    "constant": lambda node, operands: _constant(node.attributes["value"]),
    "dimension": lambda node, operands: Symbol(str(node.attributes["dimension"])),
    "add": lambda node, operands: plus(*operands),
    "subtract": lambda node, operands: _difference(*operands),
    "multiply": _multiply,
    "divide": lambda node, operands: Fraction(*operands),
    "negate": lambda node, operands: Minus(operands[0]),
    "power": lambda node, operands: Power(*operands),
    "square": lambda node, operands: Power(operands[0], Number("2")),
    "sqrt": _sqrt,
    "sigmoid": _call("σ"),
    "floor": lambda node, operands: Fence("⌊", operands[0], "⌋"),
    "absolute": lambda node, operands: Fence("|", operands[0], "|"),
    "maximum": _call("max"),
    "minimum": _call("min"),
    **{
        name: _relation(sign)
        for name, sign in (
            ("greater", ">"),
            ("greater_equal", "≥"),
            ("less", "<"),
            ("less_equal", "≤"),
            ("equal", "="),
            ("not_equal", "≠"),
        )
    },
    "where": _where,
    "matmul": lambda node, operands: product(*operands),
    "transpose": lambda node, operands: transposed(operands[0]),
    "broadcast": lambda node, operands: operands[0],  # the eye copies it along
    "sum_to": lambda node, operands: Sum(operands[0]),
    "slice": _slice,
    "sum": _sum,
    "mean": _mean,
    "max": lambda node, operands: Call("max", tuple(operands), below=_over(node.attributes["axis"])),
    "one_hot": _call("onehot"),
    "squared_error": _loss(lambda a, y, _: Power(_difference(a, y), Number("2"))),
    "half_squared_error": _loss(lambda a, y, _: Power(_difference(a, y), Number("2")), halves=2),
    "absolute_error": _loss(lambda a, y, _: Fence("|", _difference(a, y), "|")),
    "huber": _loss(lambda a, y, _: Call("huber", (_difference(a, y),))),
    "logistic": _loss(lambda a, y, times: _difference(Call("softplus", (a,)), times(y, a))),
    "cross_entropy": _loss(lambda a, y, times: times(y, Call("log softmax", (a,))), negative=True),
    "dropout_mask": lambda node, operands: Call("mask", tuple(operands), below=f"p = {node.attributes['rate']}"),
}
