"""Entries that are moved and not changed: a slice, other shapes, parts one after the other."""

from collections.abc import Sequence

from chainrule.graph.node import Node
from chainrule.graph.shape import Shape
from chainrule.readers.notation.combining import in_shape, transposed
from chainrule.readers.notation.formula import Call, Formula, Places, Words

ALL = ":"  # places along an axis


def write_slice(node: Node, operands: Sequence[Formula]) -> Formula:
    """X[0:3, :]: a place for each axis; slices along several axes share their brackets."""
    (x,), (source,) = operands, node.operands
    start, stop, axis = (int(str(node.attributes[name])) for name in ("start", "stop", "axis"))
    places = [ALL] * node.rank
    if isinstance(x, Places) and source.op is node.op and x.places[axis] == ALL:
        places = list(x.places)
        x = x.base
    places[axis] = f"{start}:{stop}"
    return Places(x, tuple(places))


def write_reshape(node: Node, operands: Sequence[Formula]) -> Formula:
    """In the shape that it gets; a row with an axis more or less is a row still, and a column is turned into one."""
    (x,), (old, new) = operands, (node.operands[0].shape, node.shape)
    if node.operands[0].op.name == "slice" and (picked := single_places(x, old, new)) != x:
        return picked
    if _is_row(old) and _is_row(new):
        return x
    if (_is_column(old) and _is_row(new)) or (len(old) == 2 and _is_row(old) and _is_column(new)):
        return transposed(x)
    return Call("reshape", tuple(operands), in_shape(node.shape or (1,)))


def single_places(x: Formula, old: Shape, new: Shape) -> Formula:
    """X[3, :] and X[:, 1]: a single place along each axis that goes; as it is where others go, or none."""
    if not isinstance(x, Places):
        return x
    ends = [place.split(":") for place in x.places]
    single = [i for i, end in enumerate(ends) if len(end) == 2 and end[0] and int(end[1]) - int(end[0]) == 1]
    gone = single[: len(old) - len(new)] if len(single) == len(old) - len(new) else []
    if not gone or tuple(d for i, d in enumerate(old) if i not in gone) != new:
        return x
    return Places(x.base, tuple(ends[i][0] if i in gone else place for i, place in enumerate(x.places)))


def _is_row(shape: Shape) -> bool:
    """Whether what has this shape is read as a row, or as a number: what has one axis is."""
    return len(shape) < 2 or (len(shape) == 2 and shape[0] == 1)


def _is_column(shape: Shape) -> bool:
    return len(shape) == 2 and shape[1] == 1


def write_concatenate(node: Node, operands: Sequence[Formula]) -> Formula:
    """One above the other, unless an axis is said."""
    axis = node.attributes["axis"]
    return Call("concatenate", tuple(operands), Words(f"axis {axis}") if axis != 0 else None)
