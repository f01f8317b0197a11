"""Subscripts: `E[:, tokens]` reads columns by number, `P[y, arange(m)]` one entry of each, `A[y, z]` one for each pair.

They are read as NumPy reads them.
"""

import ast
from collections.abc import Callable, Sequence

from chainrule.boards.calls import read_call
from chainrule.boards.faults import Place, brief
from chainrule.boards.places import FORM, part_of
from chainrule.errors import ShapeError
from chainrule.graph.node import INPUT, Node
from chainrule.graph.shape import Dimension, write_shape
from chainrule.ops.indexing import gather, is_index, pick, pick_pairs

Read = Callable[[ast.expr], Node]
RANGES = ("arange", "range")
_PLACES = (ast.Constant, ast.Slice, ast.UnaryOp)
INDICES = (
    "whole numbers that are given stand for one axis, E[:, t] or E[t], for an entry of each, P[y, arange(m)], "
    "or for an entry at each pair, A[y, z]"
)


def read_subscript(part: ast.Subscript, read: Read, place: Place) -> Node:
    """What stands at some places of an array, or the error that says how it is written."""
    keys = part.slice.elts if isinstance(part.slice, ast.Tuple) else [part.slice]
    x = read(part.value)
    if sum(map(_is_range, keys)) == 1 and len(keys) == 2:
        return _picked(part, x, keys, read, place)
    if all(isinstance(key, _PLACES) for key in keys):
        return part_of(x, part.slice, place)
    if any(isinstance(key, ast.List) for key in keys):
        raise place.fault("places in a list are declared, data t (2,) index = [0, 2], and read by their name: X[:, t]")
    if sum(map(_is_range, keys)):
        raise place.fault("arange stands beside whole numbers that are given: P[y, arange(m)]")
    if len(keys) == 2 and not any(isinstance(key, _PLACES) for key in keys):
        return _paired(part, x, keys, read, place)
    others = [axis for axis, key in enumerate(keys) if not _is_whole(key)]
    if any(not isinstance(keys[axis], _PLACES) for axis in others) and (len(others) != 1 or len(keys) > x.rank):
        raise place.fault(INDICES)
    if len(others) != 1 or len(keys) > x.rank or any(isinstance(keys[axis], _PLACES) for axis in others):
        raise place.fault(FORM)
    (axis,) = others
    index = _index(keys[axis], read(keys[axis]), place)
    found = gather(x, index, axis)
    if axis == 0 and x.rank == 2 and isinstance(x.shape[1], str) and x.shape[1] in index.shape:
        name, y = brief(ast.unparse(part.value)), brief(ast.unparse(keys[axis]))
        told = f"{name}[{y}] is a row of {name} {write_shape(x.shape)} for each of {y}"
        raise place.fault(f"{told}; one entry of each column is {name}[{y}, arange({x.shape[1]})]")
    return found


def _picked(part: ast.Subscript, x: Node, keys: Sequence[ast.expr], read: Read, place: Place) -> Node:
    """`P[y, arange(m)]`, or `P[arange(m), y]` where rows are examples."""
    axis = 0 if _is_range(keys[1]) else 1
    name = brief(ast.unparse(part.value))
    if x.rank != 2:
        raise place.fault(f"one entry of each example is picked from a matrix, and {name} is {write_shape(x.shape)}")
    index = _index(keys[axis], read(keys[axis]), place)
    examples, count = x.shape[1 - axis], _count(keys[1 - axis], read, place)
    if count != examples:
        raise place.fault(
            f"{name} is {write_shape(x.shape)}, so the examples are arange({examples}), not arange({count})"
        )
    if index.shape not in ((examples,), (1, examples)):
        y = brief(ast.unparse(keys[axis]))
        needed = f"one place for each example is ({examples},) or (1, {examples})"
        raise place.fault(f"{y} is {write_shape(index.shape)}; {needed}")
    return pick(x, index, axis)


def _paired(part: ast.Subscript, x: Node, keys: Sequence[ast.expr], read: Read, place: Place) -> Node:
    """`A[y, z]`: the entry in the row that y says and in the column that z says, for each example."""
    rows, columns = (_index(key, read(key), place) for key in keys)
    try:
        return pick_pairs(x, rows, columns)
    except ShapeError as error:
        raise place.fault(f"{brief(ast.unparse(part))}: {str(error).split(' (made at')[0]}") from None


def _index(key: ast.expr, index: Node, place: Place) -> Node:
    """A node of whole numbers, or the error that says how they are declared."""
    if is_index(index) or (index.op.name == "reshape" and is_index(index.operands[0])):
        return index
    name = brief(ast.unparse(key))
    if index.op is not INPUT:
        raise place.fault(f"an array is read at whole numbers that are given, data tokens (m,) index, not at {name}")
    told = f"an array is read at whole numbers, and {name} holds real ones"
    shape = f" {write_shape(index.shape)}" if index.shape else ""
    raise place.fault(f"{told}; declare it so: data {name}{shape} index")


def _count(key: ast.expr, read: Read, place: Place) -> Dimension | None:
    """The size that a range counts up to."""
    call = read_call(key) if isinstance(key, ast.Call) else None
    if call is None or len(call.operands) != 1:
        raise place.fault("a range counts up to one size: arange(m)")
    number = read(call.operands[0]).attributes
    if isinstance(letter := number.get("dimension"), str):
        return letter
    value = number.get("value")
    return int(value) if isinstance(value, float) and value.is_integer() else None


def _is_range(key: ast.expr) -> bool:
    call = read_call(key) if isinstance(key, ast.Call) else None
    return call is not None and call.name in RANGES


def _is_whole(key: ast.expr) -> bool:
    return isinstance(key, ast.Slice) and key.lower is None and key.upper is None and key.step is None
