"""Windows: what a filter looks at as it moves over images or sequences, and what puts them back, which adds them up.

Images are (m, c, h, w), as in PyTorch: example, channel, row, column; sequences are (m, c, w). What a filter moves over
has a size in numbers, m and c may be letters. With filters of size k, stride s and padding p there are
⌊(h + 2p − k)/s⌋ + 1 windows along an axis of size h, and all of them together are (m, c, kh, kw, oh, ow).
"""

from collections.abc import Iterator
from itertools import product

import numpy as np

from chainrule.errors import ShapeError
from chainrule.graph.node import Array, Node, Op
from chainrule.graph.shape import Shape, write_shape
from chainrule.ops.linear import sizes_as_numbers

Steps = tuple[int, ...]  # a number for each axis that a filter moves over
MOVED_OVER = (1, 2)  # how many axes these may be


def places(x: Shape, size: Steps, stride: Steps, padding: Steps) -> Steps:
    """How many windows there are along each axis that a filter moves over, or a ShapeError where there is none."""
    if len(x) - 2 not in MOVED_OVER:
        found = f"images (m, c, h, w) or sequences (m, c, w) were needed, got {write_shape(x)}"
        raise ShapeError(f"a filter moves over one or two axes: {found}")
    if not len(x) - 2 == len(size) == len(stride) == len(padding):
        raise ShapeError(
            f"a size for each axis behind the channels was needed: {write_shape(size)} on {write_shape(x)}"
        )
    if min(*size, *stride) < 1 or min(padding) < 0:
        raise ShapeError("the size of a window and its stride are whole numbers from 1, a padding one from 0")
    lengths = [h + 2 * p for h, p in zip(sizes_as_numbers(x[2:], "what a filter moves over"), padding, strict=True)]
    if any(k > h for k, h in zip(size, lengths, strict=True)):
        padded = " with its padding" if any(padding) else ""
        raise ShapeError(f"a window of {times(size)} does not fit into {times(lengths)}{padded}")
    return tuple((h - k) // s + 1 for h, k, s in zip(lengths, size, stride, strict=True))


def times(sizes: Shape | list[int]) -> str:
    """Sizes as one says them.

    >>> times((3, 5))
    '3 × 5'
    """
    return " × ".join(map(str, sizes))


# ---- windows and their adjoint --------------------------------------------------------------------------------------


def _unfold_shape(x: Shape, *, size: Steps, stride: Steps, padding: Steps) -> Shape:
    return (*x[:2], *size, *places(x, size, stride, padding))


def _fold_shape(windows: Shape, *, size: Steps, stride: Steps, padding: Steps, shape: Shape) -> Shape:
    needed = _unfold_shape(shape, size=size, stride=stride, padding=padding)
    if windows != needed:
        raise ShapeError(f"the windows of {write_shape(shape)} are {write_shape(needed)}, not {write_shape(windows)}")
    return shape


Part = tuple[slice | int, ...]
WHOLE = (slice(None), slice(None))  # along examples and channels


def _shifts(images: Array, windows: Array, stride: Steps, padding: Steps) -> Iterator[tuple[Part, Part]]:
    """For each place in a window, where it lies in all windows, and the same entries among the images."""
    axes = range(len(stride))
    for at in product(*(range(windows.shape[2 + axis]) for axis in axes)):
        there, here = [], []
        for axis, k, s, p in zip(axes, at, stride, padding, strict=True):
            height, count = images.shape[2 + axis], windows.shape[2 + len(stride) + axis]
            first, end = max(0, -((k - p) // s)), max(0, min(count, (height - 1 + p - k) // s + 1))
            there.append(slice(first, max(first, end)))
            start = k - p + first * s
            here.append(slice(start, start + max(0, end - first) * s, s))
        yield (*WHOLE, *at, *there), (*WHOLE, *here)


def write_windows(out: Array, images: Array, stride: Steps, padding: Steps) -> None:
    """The windows of images into `out`, with 0 where they reach beyond the edge."""
    if any(padding):
        out.fill(0)
    for there, here in _shifts(images, out, stride, padding):
        out[there] = images[here]


def add_windows(out: Array, windows: Array, stride: Steps, padding: Steps) -> None:
    """Windows put back where they came from and added up, into `out`."""
    out.fill(0)
    for there, here in _shifts(out, windows, stride, padding):
        out[here] += windows[there]


def windows_of(x: Array, size: Steps, stride: Steps, padding: Steps) -> Array:
    """The windows of an array."""
    count = places(x.shape, size, stride, padding)
    out = np.empty((*x.shape[:2], *size, *count), dtype=x.dtype)
    write_windows(out, x, stride, padding)
    return out


def _fold(windows: Array, *, size: Steps, stride: Steps, padding: Steps, shape: tuple[int, ...]) -> Array:  # noqa: ARG001
    out = np.empty(shape, dtype=windows.dtype)
    add_windows(out, windows, stride, padding)
    return out


def steps_of(node: Node) -> dict[str, Steps]:
    """The size, stride and padding that a node was made with."""
    return {name: tuple(node.attributes[name]) for name in ("size", "stride", "padding")}  # type: ignore[arg-type]


unfold: Op = Op(
    "unfold",
    _unfold_shape,
    windows_of,
    lambda node, g: (fold(g, **steps_of(node), shape=node.operands[0].shape),),
)
fold: Op = Op("fold", _fold_shape, _fold, lambda node, g: (unfold(g, **steps_of(node)),))


WINDOWS = (unfold, fold)
