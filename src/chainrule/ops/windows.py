"""Windows: what a filter looks at as it moves over images or sequences, and what puts them back, which adds them up.

Images are (m, c, h, w), as in PyTorch: example, channel, row, column; sequences are (m, c, w). What a filter moves over
has a size in numbers, m and c may be letters. With filters of size k, stride s and padding p there are
⌊(h + 2p − k)/s⌋ + 1 windows along an axis of size h, and all of them together are (m, c, kh, kw, oh, ow).
"""

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


def shifts(images: Steps, windows: Steps, stride: Steps, padding: Steps) -> list[tuple[Part, Part]]:
    """For each place in a window, where it lies in all windows, and the same entries among the images."""
    axes, found = len(stride), []
    for at in np.ndindex(*windows[2 : 2 + axes]):
        there: Part = (slice(None), slice(None), *at)
        here: Part = there[:2]
        for h, count, k, s, p in zip(images[2:], windows[2 + axes :], at, stride, padding, strict=True):
            first, end = max(0, -((k - p) // s)), min(count, (h - 1 + p - k) // s + 1)
            end = max(first, end)  # no window has this place within the image
            start = k - p + first * s
            there, here = (*there, slice(first, end)), (*here, slice(start, start + (end - first) * s, s))
        found.append((there, here))
    return found


def write_windows(out: Array, images: Array, stride: Steps, padding: Steps) -> None:
    """The windows of images into `out`, with 0 where they reach beyond the edge."""
    if any(padding):
        out.fill(0)
    for there, here in shifts(images.shape, out.shape, stride, padding):
        out[there] = images[here]


def add_windows(out: Array, windows: Array, stride: Steps, padding: Steps) -> None:
    """Windows put back where they came from and added up, into `out`."""
    out.fill(0)
    for there, here in shifts(out.shape, windows.shape, stride, padding):
        out[here] += windows[there]


def windows_of(x: Array, size: Steps, stride: Steps, padding: Steps) -> Array:
    """The windows of images."""
    along = zip(x.shape[2:], size, stride, padding, strict=True)
    count = [(h + 2 * p - k) // s + 1 for h, k, s, p in along]
    out = np.empty((*x.shape[:2], *size, *count), dtype=x.dtype)
    write_windows(out, x, stride, padding)
    return out


def images_of(windows: Array, shape: Steps, stride: Steps, padding: Steps) -> Array:
    """Images of a shape, to which windows are added where they came from."""
    out = np.empty(shape, dtype=windows.dtype)
    add_windows(out, windows, stride, padding)
    return out


PRINTED = (shifts, write_windows, add_windows, windows_of, images_of)  # into a script that calls the last two


def _fold(windows: Array, *, size: Steps, stride: Steps, padding: Steps, shape: Steps) -> Array:  # noqa: ARG001
    return images_of(windows, shape, stride, padding)


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
