"""Entries that are moved and not changed: a slice, other shapes, parts one after the other."""

from collections.abc import Sequence

from chainrule.graph.node import Node
from chainrule.graph.shape import Shape
from chainrule.readers.notation.formula import Call, Formula, Number, Words, in_shape, transposed


def write_slice(node: Node, operands: Sequence[Formula]) -> Formula:
    """The first entry, and the one behind the last, along an axis."""
    start, stop, axis = (str(node.attributes[name]) for name in ("start", "stop", "axis"))
    return Call("slice", (*operands, Number(start), Number(stop)), Words(f"axis {axis}"))


def write_reshape(node: Node, operands: Sequence[Formula]) -> Formula:
    """In the shape that it gets; a row that gets or loses an axis of size 1 stays a row, and a column is turned."""
    (x,), (old, new) = operands, (node.operands[0].shape, node.shape)
    if _is_row(old) and _is_row(new):
        return x
    if (_is_row(old) and _is_column(new)) or (_is_column(old) and _is_row(new)):
        return transposed(x)
    return Call("reshape", tuple(operands), in_shape(node.shape or (1,)))


def _is_row(shape: Shape) -> bool:
    """Whether what has this shape is read as a row, or as a number: what has one axis is."""
    return len(shape) < 2 or (len(shape) == 2 and shape[0] == 1)


def _is_column(shape: Shape) -> bool:
    return len(shape) == 2 and shape[1] == 1


def write_concatenate(node: Node, operands: Sequence[Formula]) -> Formula:
    """One above the other, unless an axis is said."""
    axis = node.attributes["axis"]
    return Call("concatenate", tuple(operands), Words(f"axis {axis}") if axis != 0 else None)
