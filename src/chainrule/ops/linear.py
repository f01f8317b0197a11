"""Ops on axes: those that copy, sum and move entries.

`reshape`, `concatenate` and `slice` need numbers for the axes they touch; the others take letters.
"""

import builtins
import math
import operator
from collections.abc import Sequence

import numpy as np

from chainrule.errors import ShapeError
from chainrule.graph.node import Array, Node, Op, as_node
from chainrule.graph.origin import naming_line
from chainrule.graph.shape import Dimension, Shape, as_shape, write_shape
from chainrule.ops.elementwise import broadcast_shape
from chainrule.settings import written


def sizes_as_numbers(shape: Shape, what: str) -> tuple[int, ...]:
    """`shape` if it holds numbers only, else a ShapeError that says so."""
    for dimension in shape:
        if isinstance(dimension, str):
            raise ShapeError(f"{what} needs numbers, got {write_shape(shape)}; give {dimension} a number")
    return tuple(int(dimension) for dimension in shape)


# ---- broadcasting and its adjoint ---------------------------------------------------------------------------------


def _broadcast_to_shape(x: Shape, *, shape: Shape) -> Shape:
    if broadcast_shape(x, shape) != shape:
        raise ShapeError(f"{write_shape(x)} does not broadcast to {write_shape(shape)}")
    return shape


def _sum_to_shape(x: Shape, *, shape: Shape) -> Shape:
    if broadcast_shape(x, shape) != x:
        raise ShapeError(f"{write_shape(x)} cannot be summed to {write_shape(shape)}")
    return shape


def stretched_axes(x: Shape, shape: Shape) -> tuple[int, ...]:
    """The axes of `x` along which broadcasting `shape` to `x` copies, counted in `x`."""
    extra = len(x) - len(shape)
    return tuple(axis for axis in range(len(x)) if axis < extra or (shape[axis - extra] == 1 and x[axis] != 1))


def _sum_to(x: Array, *, shape: tuple[int, ...]) -> Array:
    extra = x.ndim - len(shape)
    axes = (axis for axis in range(extra, x.ndim) if shape[axis - extra] == 1)
    return np.asarray(x.sum(axis=(*range(extra), *axes), keepdims=True).reshape(shape))


broadcast: Op = Op(
    "broadcast",
    _broadcast_to_shape,
    lambda x, *, shape: np.broadcast_to(x, shape),
    lambda node, g: (sum_to(g, shape=node.operands[0].shape),),
    noun="copy",
)
sum_to: Op = Op("sum_to", _sum_to_shape, _sum_to, lambda node, g: (broadcast(g, shape=node.operands[0].shape),))


# ---- the same entries in another arrangement ----------------------------------------------------------------------


def _reshape_shape(x: Shape, *, shape: Shape) -> Shape:
    if _between_letters(x) == _between_letters(shape):
        return shape  # each letter stays, and there are as many entries between any two of them
    if _letters(x) == _letters(shape) != []:
        told = "a letter stays, and so does the number of entries before and behind it"
        raise ShapeError(f"reshape cannot turn {write_shape(x)} into {write_shape(shape)}: {told}")
    old, new = (math.prod(sizes_as_numbers(one, "reshape")) for one in (x, shape))
    raise ShapeError(f"reshape cannot turn {write_shape(x)} into {write_shape(shape)}: {old} ≠ {new}")


def _between_letters(shape: Shape) -> list[Dimension]:
    """A shape with one number for those before, between and behind its letters: (m, 2, 3) as 1, m, 6."""
    merged: list[Dimension] = [1]
    for dimension in shape:
        merged[-1:] = [merged[-1], dimension, 1] if isinstance(dimension, str) else [int(merged[-1]) * dimension]
    return merged


_reshape = Op(
    "reshape",
    _reshape_shape,
    lambda x, *, shape: np.reshape(x, shape),
    lambda node, g: (reshape(g, node.operands[0].shape),),
)


def reshape(x: Node | float | Array, shape: Shape | Dimension) -> Node:
    """The entries of `x`, row by row, in another shape; one dimension may be −1."""
    x = as_node(x)
    shape = shape if isinstance(shape, tuple) else (shape,)
    return _reshape(x, shape=_without_minus_one(shape, x.shape))


@naming_line
def _without_minus_one(shape: Shape, x: Shape) -> Shape:
    if shape.count(-1) == 1:
        if _letters(shape) != _letters(x):  # those that stay do not matter
            sizes_as_numbers(shape, "reshape"), sizes_as_numbers(x, "reshape to -1")
        known = math.prod(d for d in shape if isinstance(d, int) and d != -1)
        total = math.prod(d for d in x if isinstance(d, int))
        shape = tuple(total // known if d == -1 and known else d for d in shape)
    return as_shape(shape)


def _letters(shape: Shape) -> list[Dimension]:
    return [d for d in shape if isinstance(d, str)]


def _concatenate_shape(*parts: Shape, axis: int) -> Shape:
    first = parts[0]
    for part in parts:
        if len(part) != len(first) or part[:axis] + part[axis + 1 :] != first[:axis] + first[axis + 1 :]:
            written = ", ".join(map(write_shape, parts))
            raise ShapeError(f"concatenate along axis {axis} needs equal sizes elsewhere, got {written}")
    total = sum(sizes_as_numbers(tuple(part[axis] for part in parts), "concatenate"))
    return (*first[:axis], total, *first[axis + 1 :])


def _concatenate_vjp(node: Node, g: Node) -> tuple[Node, ...]:
    axis = node.attributes["axis"]
    assert isinstance(axis, int)  # noqa: S101
    ends = np.cumsum([part.shape[axis] for part in node.operands])
    return tuple(
        _slice(g, axis=axis, start=int(end) - int(part.shape[axis]), stop=int(end))
        for part, end in zip(node.operands, ends, strict=True)
    )


_concatenate = Op(
    "concatenate", _concatenate_shape, lambda *parts, axis: np.concatenate(parts, axis=axis), _concatenate_vjp
)


def concatenate(parts: Sequence[Node | Array], axis: int = 0) -> Node:
    """The parts one after the other along `axis`."""
    nodes = tuple(as_node(part) for part in parts)
    if not nodes:
        raise ShapeError("concatenate needs at least one part")
    return _concatenate(*nodes, axis=normal_axis(axis, nodes[0].shape))


@naming_line
def normal_axis(axis: int, shape: Shape) -> int:
    """`axis` counted from the front, or a ShapeError when the shape has no such axis."""
    if not isinstance(axis, int | np.integer):
        raise ShapeError(f"an axis is a whole number, not {written(axis)}")
    if not -len(shape) <= axis < len(shape):
        raise ShapeError(f"there is no axis {axis} in the shape {write_shape(shape)}")
    return axis % len(shape)


# ---- slices -------------------------------------------------------------------------------------------------------


def _slice_shape(x: Shape, *, axis: int, start: int, stop: int) -> Shape:
    return (*x[:axis], stop - start, *x[axis + 1 :])


def _slice_forward(x: Array, *, axis: int, start: int, stop: int) -> Array:
    result: Array = x[(slice_python(None),) * axis + (slice_python(start, stop),)]
    return result


def _slice_vjp(node: Node, g: Node) -> tuple[Node]:
    (x,) = node.operands
    axis, start, stop = (int(str(node.attributes[name])) for name in ("axis", "start", "stop"))

    def zeros(count: int) -> list[Node]:
        return [broadcast(0, shape=(*x.shape[:axis], count, *x.shape[axis + 1 :]))] if count else []

    parts = [*zeros(start), g, *zeros(int(x.shape[axis]) - stop)]
    return (concatenate(parts, axis) if len(parts) > 1 else g,)


slice_python = builtins.slice
_slice = Op("slice", _slice_shape, _slice_forward, _slice_vjp)


@naming_line
def slice(x: Node, key: "int | slice_python | tuple[int | slice_python, ...]") -> Node:
    """`x[key]` for whole numbers and slices of step 1, as NumPy reads them."""
    keys = key if isinstance(key, tuple) else (key,)
    if len(keys) > x.rank:
        raise ShapeError(f"{len(keys)} indices for the shape {write_shape(x.shape)}")
    dropped = []
    for axis, one in enumerate(keys):
        if isinstance(one, slice_python) and one == slice_python(None):
            continue
        (size,) = sizes_as_numbers((x.shape[axis],), f"a slice along axis {axis}")
        start, stop = _bounds(one, size)
        x = _slice(x, axis=axis, start=start, stop=stop)
        if not isinstance(one, slice_python):
            dropped.append(axis)
    return reshape(x, tuple(d for axis, d in enumerate(x.shape) if axis not in dropped)) if dropped else x


def _bounds(key: object, size: int) -> tuple[int, int]:
    try:
        bounds = key.indices(size) if isinstance(key, slice_python) else operator.index(key)  # type: ignore[arg-type]
    except TypeError:
        raise ShapeError(f"an index is a whole number or a slice such as 0:2, not {key!r}") from None
    if isinstance(bounds, tuple):
        start, stop, step = bounds
        if step != 1:
            raise ShapeError(f"a slice of a node takes every entry; the step {step} is not possible")
        return start, max(start, stop)
    if not -size <= bounds < size:
        raise ShapeError(f"index {bounds} is outside an axis of size {size}, whose places are 0 to {size - 1}")
    return bounds % size, bounds % size + 1


Node.operators.update(slice=slice)

LINEAR = (broadcast, sum_to, _reshape, _concatenate, _slice)
