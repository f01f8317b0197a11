"""Ops that read an array at whole numbers: rows or columns by number, their adjoint, and one entry for each example.

An index is data of kind "index": class labels, tokens. It counts from 0 and is never differentiated.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from chainrule.errors import GraphError, ShapeError
from chainrule.graph.node import Array, Node, Op, as_node
from chainrule.graph.origin import naming_line
from chainrule.graph.shape import Dimension, Shape, write_shape
from chainrule.ops.linear import normal_axis, reshape, slice, slice_python
from chainrule.ops.losses import one_hot
from chainrule.ops.reductions import sum

Key: TypeAlias = int | slice_python | Node | tuple[int | slice_python | Node, ...]
Places: TypeAlias = NDArray[np.intp]
SPARE_PLACES = 4  # of an index that nothing is read by
MOVED = ("slice", "transpose")  # of an index, an index still


def is_index(node: Node) -> bool:
    """Whether a node holds whole numbers: data of kind "index", or a window on it."""
    while node.op.name in MOVED:
        node = node.operands[0]
    return node.attributes.get("kind") == "index"


def places(index: Array, size: int) -> Places:
    """An index as whole numbers in a row, or a GraphError where one of them is no place along an axis of this size."""
    found = np.asarray(index).real.reshape(-1).astype(np.intp)
    outside = found[(found < 0) | (found >= size)]
    if outside.size:
        raise GraphError(f"an index is {outside[0]}, and an axis of {size} has the places 0 to {size - 1}")
    return found


def _long(shape: Sequence[Dimension]) -> list[Dimension]:
    return [d for d in shape if d != 1]


# ---- whole rows or columns, and their adjoint -----------------------------------------------------------------------


def _gather_shape(x: Shape, index: Shape, *, axis: int, shape: Shape) -> Shape:
    end = len(shape) - (len(x) - axis - 1)
    if (shape[:axis], shape[end:]) != (x[:axis], x[axis + 1 :]) or _long(shape[axis:end]) != _long(index):
        found = f"{write_shape(x)} at {write_shape(index)} along axis {axis}"
        raise ShapeError(f"gather cannot make {write_shape(shape)} of {found}")
    return shape


def _scatter_shape(x: Shape, index: Shape, *, axis: int, shape: Shape) -> Shape:
    _gather_shape(shape, index, axis=axis, shape=x)
    return shape


def _gather_forward(x: Array, index: Array, *, axis: int, shape: tuple[int, ...]) -> Array:
    return np.take(x, places(index, x.shape[axis]), axis=axis).reshape(shape)


def _scatter_forward(x: Array, index: Array, *, axis: int, shape: tuple[int, ...]) -> Array:
    at = places(index, shape[axis])
    return scatter_add(x.reshape(*shape[:axis], at.size, *shape[axis + 1 :]), at, axis=axis, shape=shape)


def scatter_add(x: Array, index: NDArray[np.intp], *, axis: int, shape: tuple[int, ...]) -> Array:
    """Zeros of a shape, to which `x` is added at the places of an index along an axis; a place may get several."""
    out = np.zeros(shape, dtype=x.dtype)
    np.add.at(out, (np.s_[:],) * axis + (index,), x)  # type: ignore[arg-type]
    return out


def _axis_of(node: Node) -> int:
    return int(str(node.attributes["axis"]))


_gather: Op = Op(
    "gather",
    _gather_shape,
    _gather_forward,
    lambda node, g: (
        _scatter_add(g, node.operands[1], axis=_axis_of(node), shape=node.operands[0].shape),
        None,
    ),
)
_scatter_add: Op = Op(
    "scatter_add",
    _scatter_shape,
    _scatter_forward,
    lambda node, g: (_gather(g, node.operands[1], axis=_axis_of(node), shape=node.operands[0].shape), None),
)


def gather(x: Node | Array, index: Node, axis: int = 0) -> Node:
    """What stands in `x` at the places of an index along `axis`; a row (1, m) of places is read as (m,).

    >>> import chainrule as cr
    >>> gather(cr.parameter("E", ("d", "v")), cr.input("tokens", (1, "m"), kind="index"), axis=1)
    <gather (d, m)>
    """
    x, read = as_node(x), _index(index)
    axis = normal_axis(axis, x.shape)
    picked = index.shape if index.rank != 2 or 1 not in index.shape else tuple(_long(index.shape)) or (1,)
    return _gather(x, read, axis=axis, shape=(*x.shape[:axis], *picked, *x.shape[axis + 1 :]))


@naming_line
def _index(index: Node) -> Node:
    """An index without axes of size 1 that were put there or taken away, or a GraphError for real numbers."""
    node = index
    while isinstance(node, Node) and node.op.name == "reshape" and _long(node.shape) == _long(node.operands[0].shape):
        node = node.operands[0]
    if not isinstance(node, Node) or not is_index(node):
        raise GraphError(
            f'what stands between [ and ] holds whole numbers: input("y", "m", kind="index"), not {index!r}'
        )
    return node


# ---- one entry for each example --------------------------------------------------------------------------------------


def _pick_shape(x: Shape, index: Shape, *, axis: int, shape: Shape) -> Shape:
    if len(x) != 2 or _long(index) != _long((x[1 - axis],)) or _long(shape) != _long(index):
        line = ("column", "row")[axis]
        raise ShapeError(f"picking takes one entry of each {line}, got {write_shape(x)} at {write_shape(index)}")
    return shape


def _pick_forward(x: Array, index: Array, *, axis: int, shape: tuple[int, ...]) -> Array:
    at, examples = places(index, x.shape[axis]), np.arange(x.shape[1 - axis])
    return x[(at, examples) if axis == 0 else (examples, at)].reshape(shape)


def _pick_vjp(node: Node, g: Node) -> tuple[Node, None]:
    (x, index), axis = node.operands, _axis_of(node)
    back = one_hot(index, x.shape[axis]) * g
    return back if axis == 0 else back.T, None


def _picked(x: Node, index: Node, *, axis: int, shape: Shape) -> Node:
    columns = x if axis == 0 else x.T
    return reshape(sum(one_hot(index, columns.shape[0]) * columns, axis=0), shape)


_pick: Op = Op("pick", _pick_shape, _pick_forward, _pick_vjp, definition=_picked)


def pick(x: Node | Array, index: Node, axis: int = 0) -> Node:
    """The entry of each column of `x` (K, m) in the row that an index says; of each row, with axis 1, in its column.

    >>> import chainrule as cr
    >>> pick(cr.input("P", ("K", "m")), cr.input("y", (1, "m"), kind="index"))
    <pick (1, m)>
    """
    x, read = as_node(x), _index(index)
    return _pick(x, read, axis=normal_axis(axis, x.shape), shape=index.shape)


def pick_pairs(x: Node | Array, rows: Node, columns: Node) -> Node:
    """One entry of a matrix for each example, in the row and in the column that two indices say: A[y, z].

    It is picked from the rows of all examples, so that the way back is that of `gather` and `pick`.

    >>> import chainrule as cr
    >>> y, z = (cr.input(name, (1, "m"), kind="index") for name in "yz")
    >>> pick_pairs(cr.parameter("A", ("K", "K")), y, z)
    <pick (1, m)>
    """
    x = as_node(x)
    if x.rank != 2 or _long(rows.shape) != _long(columns.shape) or len(_long(rows.shape)) > 1:
        found = f"{write_shape(x.shape)} at {write_shape(rows.shape)} and {write_shape(columns.shape)}"
        raise ShapeError(f"a matrix is read at a row and a column for each example, got {found}")
    return pick(gather(x, rows, 0), columns, 1)


def index_shape(node: Node) -> Shape:
    """The shape in which a node of these ops reads its index, which may have more or fewer axes of size 1."""
    if node.op is _pick:
        return node.shape
    axis, (whole, part) = _axis_of(node), (node.operands[0].shape, node.shape)
    whole, part = (part, whole) if node.op is _scatter_add else (whole, part)
    return part[axis : len(part) - (len(whole) - axis - 1)]


# ---- as Python writes it ---------------------------------------------------------------------------------------------


def item(x: Node, key: Key) -> Node:
    """`x[key]`: whole numbers and slices, and nodes of whole numbers along one axis or two, as NumPy has it."""
    keys = key if isinstance(key, tuple) else (key,)
    nodes = {axis: one for axis, one in enumerate(keys) if isinstance(one, Node)}
    if not nodes:
        return slice(x, key)  # type: ignore[arg-type]
    if len(nodes) == len(keys) == 2:
        return pick_pairs(x, nodes[0], nodes[1])
    if len(nodes) > 1 or any(one != slice_python(None) for one in keys if not isinstance(one, Node)):
        raise GraphError("a node is read at an index along one axis, and whole along the others: E[:, tokens]")
    ((axis, index),) = nodes.items()
    return gather(x, index, axis)


def limits(nodes: Iterable[Node]) -> Iterator[tuple[Node, Dimension]]:
    """Each index that these nodes read by, and the size that its places are below."""
    for node in nodes:
        if node.op.name not in (*INDEXED, "one_hot"):
            continue
        index = node.operands[-1]
        while index.op.name in MOVED:
            index = index.operands[0]
        if node.op.name == "one_hot":
            yield index, node.shape[0]
        else:
            yield index, (node if node.op is _scatter_add else node.operands[0]).shape[_axis_of(node)]


def as_places(nodes: Iterable[Node], drawn: Mapping[Node, Array], sizes: Mapping[str, int]) -> dict[Node, Array]:
    """The drawn numbers of leaves, those of an index made whole and below each size that these nodes ask for."""
    found: dict[Node, list[int]] = {leaf: [] for leaf in drawn if is_index(leaf)}
    for index, size in limits(nodes):
        if index in found:
            found[index].append(size if isinstance(size, int) else sizes[size])
    below = {leaf: min(several, default=SPARE_PLACES) for leaf, several in found.items()}
    return {leaf: _whole(array, below[leaf]) if leaf in below else array for leaf, array in drawn.items()}


def _whole(drawn: Array, below: int) -> Array:
    return np.asarray(np.floor(1000 * np.abs(drawn)).astype(np.int64) % below)


INDEXING = (_gather, _scatter_add, _pick)
INDEXED = frozenset(op.name for op in INDEXING)  # whose second operand is an index

Node.operators["slice"] = item
