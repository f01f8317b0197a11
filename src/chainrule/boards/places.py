"""Places on a board: X[0:3], X[:, 1], h[0:2, :], as NumPy reads them, counted from 0."""

import ast
from collections.abc import Mapping

from chainrule.boards.declarations import Declaration
from chainrule.boards.faults import Place
from chainrule.boards.steps import write_step
from chainrule.errors import ShapeError
from chainrule.graph.graph import Graph
from chainrule.graph.node import Node
from chainrule.graph.shape import write_shape
from chainrule.ops.indexing import limits

FORM = "a place is a whole number or a slice, counted from 0: X[0], X[0:3], X[:, 1]"


def part_of(node: Node, index: ast.expr, place: Place) -> Node:
    """The part of a node in the places that an index names, or the error that says which there are."""
    keys = tuple(_key(one, place) for one in (index.elts if isinstance(index, ast.Tuple) else [index]))
    for key, size in zip(keys, node.shape, strict=False):
        if isinstance(size, str) and key != slice(None):
            needed = f"for a part of {size} write a number in its place, or declare each part"
            raise place.fault(f"the shape is {write_shape(node.shape)}; {needed}")
    try:
        part = node[keys]
    except ShapeError as error:
        raise place.fault(str(error).split(" (made at")[0]) from None
    if 0 in part.shape:
        raise place.fault(f"nothing of {write_shape(node.shape)} is in these places; X[0:3] holds the first three")
    return part


def require_within(graph: Graph, declared: Mapping[str, Declaration]) -> None:
    """Nothing, or the error for an index on a board that is beyond an array whose size is a number there."""
    for leaf, size in limits(graph.order):
        one = declared.get(leaf.name)
        if one is None or one.value is None or not isinstance(size, int) or (most := one.value.max()) < size:
            continue
        shown = one.name if one.step is None else write_step(one.step[0], (one.step[1],))
        told = f"{shown} has the entry {most}, and what is read at it has {size} places"
        raise one.place.fault(f"{told}, from 0 to {size - 1}")


def _key(index: ast.expr, place: Place) -> int | slice:
    """A whole number, or a slice of every place from one to before another."""
    if isinstance(index, ast.Slice):
        if index.step is not None:
            raise place.fault("a slice takes every place between two: X[0:3]")
        if named := next((end for end in (index.lower, index.upper) if isinstance(end, ast.Name)), None):
            told = f"{named.id} has no number here, and a slice needs one when it is read"
            raise place.fault(f"{told}; write a line sizes {named.id} = 3, or the number itself")
        return slice(*(None if end is None else _whole(end, place) for end in (index.lower, index.upper)))
    return _whole(index, place)


def _whole(written: ast.expr, place: Place) -> int:
    try:
        value = ast.literal_eval(written)
    except ValueError:
        value = None
    if not isinstance(value, int) or isinstance(value, bool):
        raise place.fault(FORM)
    return value
