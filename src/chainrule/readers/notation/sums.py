"""Sums, their kin and copies as the lectures write them: D1⃗, 1⃗ᵀD, ‖e‖², a bᵀ, Σ; 1⃗ v for a row that is copied down.

A vector of ones that a sum needs has the size that fits; one that copies says its size, for nothing else does.
"""

from collections.abc import Callable, Sequence

from chainrule.graph.node import Node
from chainrule.graph.shape import Dimension, Shape
from chainrule.readers.notation.at_index import is_by_example
from chainrule.readers.notation.combining import hadamard, in_shape, product, sizes, transposed
from chainrule.readers.notation.formula import (
    ONE,
    ONES,
    TWO,
    ZERO,
    Call,
    Fence,
    Formula,
    Fraction,
    Infix,
    Minus,
    Number,
    Power,
    Sized,
    Sum,
    Words,
)


def write_sum(node: Node, operands: Sequence[Formula]) -> Formula:
    """D1⃗ over the examples, ‖e‖² of squares, a row times a column where two of either are multiplied, else Σ."""
    (x,), (written,), axis = node.operands, operands, node.attributes["axis"]
    summed = _summed_axes(x, axis)
    is_total = len(summed) == len(_long_axes(x))
    if not summed:
        return written
    if isinstance(written, Minus):
        return Minus(write_sum(node, [written.operand]))
    if is_total and x.op.name == "square" and isinstance(written, Power):
        return Power(Fence("‖", written.base, "‖"), TWO)
    if is_total and (copied := _copied_number(x, written)):
        return _scaled(copied, product(*sizes(_dimensions_of(x, summed))))
    if is_total and is_by_example(written):
        return Sum(written)
    is_row = x.rank == 2 and x.shape[0] == 1
    if is_row and (parts := _factors(x, written)):
        return product(parts[0], transposed(parts[1]))
    if x.rank == 2 and x.shape[1] == 1 and (parts := _factors(x, written)):
        return product(transposed(parts[0]), parts[1])
    if x.rank == 2 and summed == [1] and (is_row or axis is not None):
        return product(written, ONES)
    if x.rank == 2 and summed == [0] and axis is not None:
        return product(transposed(ONES), written)
    return Sum(written, None if is_total else _say_axes(summed))


def _factors(x: Node, written: Formula) -> tuple[Formula, Formula] | None:
    """The two factors of a ⊙ b, where both are of the same shape: the sum of rows is a bᵀ, of columns aᵀ b."""
    if x.op.name != "multiply" or not (isinstance(written, Infix) and written.sign == "⊙"):
        return None
    a, b = x.operands
    *first, last = written.operands
    if not a.shape == b.shape == x.shape or b.op.name == "multiply":
        return None
    return (hadamard(*first) if len(first) > 1 else first[0]), last


def write_mean(node: Node, operands: Sequence[Formula]) -> Formula:
    """1/n times the sum."""
    x = node.operands[0]
    taken = _dimensions_of(x, _summed_axes(x, node.attributes["axis"]))
    summed = write_sum(node, operands)
    return product(Fraction(ONE, write_sizes(taken)), summed) if taken else summed


def _long_axes(x: Node) -> list[int]:
    """The axes along which there is more than one entry."""
    return [i for i, d in enumerate(x.shape) if d != 1]


def _summed_axes(x: Node, axis: object) -> list[int]:
    """The axes that a reduction takes together; none where it finds a single entry."""
    return [i for i in _long_axes(x) if axis is None or i in _axes_of(axis)]


def _dimensions_of(x: Node, axes: Sequence[int]) -> list[Dimension]:
    return [x.shape[i] for i in axes]


def write_sizes(dimensions: Sequence[Dimension]) -> Formula:
    """The product of sizes: how many there are."""
    written = sizes(dimensions)
    return product(*written) if len(written) > 1 else written[0]


def _axes_of(axis: object) -> tuple[int, ...]:
    """The axes of a node that has some."""
    assert isinstance(axis, tuple)  # noqa: S101
    return axis


def _say_axes(axes: Sequence[int]) -> Formula | None:
    """The axes as they stand below a sign."""
    return Words(", ".join(f"axis {i}" for i in axes)) if axes else None


def write_sum_to(node: Node, operands: Sequence[Formula]) -> Formula:
    """A sum over the axes that are gone; what is left of a matrix is a row."""
    (x,), (written,) = node.operands, operands
    extra = x.rank - node.rank
    gone = [i for i in _long_axes(x) if i < extra or node.shape[i - extra] == 1]
    if x.rank == 2 and gone == [0]:
        return product(transposed(ONES), written)
    return Sum(written, None if gone == _long_axes(x) else _say_axes(gone)) if gone else written


def of_columns(name: str) -> Callable[[Node, Sequence[Formula]], Formula]:
    """A function of each column, unless an axis is said."""

    def write(node: Node, operands: Sequence[Formula]) -> Formula:
        (x,), axis = node.operands, node.attributes["axis"]
        taken, usual = _summed_axes(x, axis), _summed_axes(x, (0,))
        said = Words("all") if axis is None else Words(", ".join(f"axis {i}" for i in _axes_of(axis)))
        return Call(name, tuple(operands), None if taken == usual else said)

    return write


def of_all(name: str) -> Callable[[Node, Sequence[Formula]], Formula]:
    """A function of all entries, unless an axis is said."""

    def write(node: Node, operands: Sequence[Formula]) -> Formula:
        (x,), axis = node.operands, node.attributes["axis"]
        over = None if _summed_axes(x, axis) == _long_axes(x) else _say_axes(_axes_of(axis))
        return Call(name, tuple(operands), over)

    return write


# ---- copies: what a sum hands back ----------------------------------------------------------------------------------


def write_copies(node: Node, operands: Sequence[Formula]) -> Formula:
    """1⃗ v for a row v that is copied down, v 1⃗ᵀ for a column; a matrix of ones says its shape, 1_(k×m)."""
    (x,), (written,) = node.operands, operands
    if _copies_number(node) and written == ZERO:
        return _filled(ZERO, node.shape)
    if [d for d in x.shape if d != 1] == [d for d in node.shape if d != 1]:
        return written
    if isinstance(written, Fraction) and x.op.name == "divide" and x.operands[1].shape == ():  # the share of a mean
        return product(Fraction(ONE, written.bottom), *_copied(node, x, written.top))
    return product(*_copied(node, x, written))


def _copied(node: Node, x: Node, written: Formula) -> list[Formula]:
    """What is copied, and the ones that copy it."""
    if _copies_number(node):
        return [*([] if written == ONE else [written]), _filled(ONE, node.shape)]
    if node.rank > 2:
        return [hadamard(written, _filled(ONE, node.shape))]
    rows, columns = node.shape
    if x.shape[-1] == columns:
        return [Sized(ONES, in_shape((rows,))), written]
    return [written, transposed(Sized(ONES, in_shape((columns,))))]


def _copies_number(node: Node) -> bool:
    """Whether a node is many copies of one number."""
    return node.op.name == "broadcast" and not _long_axes(node.operands[0]) and bool(_long_axes(node))


def _copied_number(node: Node, written: Formula) -> Formula | None:
    """The number that a node is copies of, from what is written for the node; None where it is none."""
    if not _copies_number(node):
        return None
    ones = _filled(ONE, node.shape)
    if written == ones:
        return ONE
    if isinstance(written, Infix) and written.sign == "" and written.operands[-1] == ones:
        return product(*written.operands[:-1]) if len(written.operands) > 2 else written.operands[0]
    return None


def _filled(number: Number, shape: Shape) -> Formula:
    """Ones, or zeros, in a shape: 1⃗_n, 1⃗_mᵀ, 1_(k×m)."""
    if number == ONE and len(shape) == 2 and 1 in shape:
        ones = Sized(ONES, in_shape((shape[0] if shape[1] == 1 else shape[1],)))
        return ones if shape[1] == 1 else transposed(ones)
    return Sized(number, in_shape(shape))


def whole(formula: Formula) -> Formula:
    """A formula as a whole side of an equation, whose other side says the shape: zeros are 0."""
    return ZERO if isinstance(formula, Sized) and formula.base == ZERO else formula


def _scaled(factor: Formula, formula: Formula) -> Formula:
    return formula if factor == ONE else product(factor, formula)
