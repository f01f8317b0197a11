"""Convolutions and pooling on a board: conv2d(X, W, stride=2, padding=1), max_pool(X, 2)."""

import ast
from collections.abc import Callable, Mapping
from contextlib import suppress

from chainrule.boards.faults import Place
from chainrule.errors import ShapeError
from chainrule.graph.node import Node
from chainrule.ops import convolution

SETTINGS: Mapping[str, tuple[str, ...]] = {
    **dict.fromkeys(("conv1d", "conv2d"), ("stride", "padding")),
    **dict.fromkeys(("max_pool", "mean_pool"), ("stride",)),
}
LEAST = {"stride": 1, "padding": 0}
BIAS = {"conv1d": "(o, 1)", "conv2d": "(o, 1, 1)"}


def read_steps(key: ast.keyword, function: str, line: Place) -> tuple[str, int]:
    """A stride or a padding, which is one whole number for all axes."""
    place = line.at_byte(key.value.col_offset)
    allowed = SETTINGS[function]
    if key.arg in ("kernel_size", "size", "pool_size") and "padding" not in allowed:
        raise place.fault(
            f"the size of a window stands behind what it looks at: {function}(X, {ast.unparse(key.value)})"
        )
    if key.arg == "padding" and "padding" not in allowed:
        raise place.fault(f"{function} takes stride= and nothing else; its windows lie within the image")
    if key.arg not in allowed:
        raise place.fault(f"{function} takes {' and '.join(f'{name}=' for name in allowed)} and nothing else")
    try:
        value = ast.literal_eval(key.value)
    except ValueError:
        value = None
    if type(value) is int and value >= LEAST[key.arg]:
        return key.arg, value
    keeps = "; padding=1 keeps the size with filters of 3 and a stride of 1" if key.arg == "padding" else ""
    raise place.fault(f"{key.arg} is a whole number from {LEAST[key.arg]}, the same along every axis{keeps}")


def _convolution(name: str, make: Callable[..., Node]) -> Callable[..., Node]:
    def call(x: Node, *filters: Node, **steps: int) -> Node:
        if len(filters) == 1:
            return _within(steps.get("padding", 0), _in_order(name, make, x, filters[0], steps))
        more = "" if not filters else f"; a bias is added: {name}(X, W) + b with b {BIAS[name]}"
        more = (
            f"; a stride is written stride=2: {name}(X, W, stride=2)" if filters[1:] and _number(filters[1]) else more
        )
        raise ShapeError(f"{name} takes images and filters, {name}(X, W){more}")

    return call


def _in_order(name: str, make: Callable[..., Node], x: Node, w: Node, steps: Mapping[str, int]) -> Node:
    """A convolution, or a ShapeError, which says so where the two fit the other way round."""
    try:
        return make(x, w, **steps)
    except ShapeError:
        if _fits(make, w, x, steps):
            raise ShapeError(f"images stand first in {name}(X, W), and filters behind; exchange the two") from None
        raise


def _fits(make: Callable[..., Node], x: Node, w: Node, steps: Mapping[str, int]) -> bool:
    with suppress(ShapeError):
        make(x, w, **steps)
        return True
    return False


def _within(padding: int, node: Node) -> Node:
    """A convolution each of whose windows meets the image, or a ShapeError."""
    size = min(int(k) for k in node.operands[1].shape[2:])
    if padding >= size:
        raise ShapeError(
            f"a padding of {padding} leaves windows of {size} that hold zeros alone; at most {size - 1} does"
        )
    return node


def _pool(name: str, make: Callable[..., Node]) -> Callable[..., Node]:
    def call(x: Node, *sizes: Node, **steps: int) -> Node:
        found = {_number(size) for size in sizes}
        (size,) = found if len(found) == 1 else (0,)  # 2, and (2, 2)
        if not size:
            raise ShapeError(f"a window is as high as it is wide, one whole number: {name}(X, 3, stride=2)")
        return make(x, size, **steps)

    return call


def _number(node: Node) -> int:
    """The whole number from 1 that a node is; 0 where it is none."""
    value = node.attributes.get("value") if node.shape == () else None
    return int(value) if isinstance(value, float) and value.is_integer() and value > 0 else 0


FILTERS: Mapping[str, Callable[..., Node]] = {
    **{name: _convolution(name, getattr(convolution, name)) for name in ("conv1d", "conv2d")},
    **{name: _pool(name, getattr(convolution, name)) for name in ("max_pool", "mean_pool")},
}
RENAMED: Mapping[str, str] = {
    **dict.fromkeys(("maxpool", "maxpool1d", "maxpool2d"), "max_pool"),
    **dict.fromkeys(("meanpool", "avgpool", "avgpool1d", "avgpool2d", "averagepool"), "mean_pool"),
}
_IMAGES = "where I (m, c, h, w) are images"
INSTEAD: Mapping[str, str] = {
    **dict.fromkeys(
        ("conv", "convolve", "convolution", "correlate"), f"conv2d(I, W), {_IMAGES}; of sequences it is conv1d(s, w)"
    ),
    "flatten": "reshape(I, m, 400), where each example has 400 entries",
    **dict.fromkeys(
        ("globalavgpool", "globalaveragepool", "adaptiveavgpool2d"), "mean_pool(I, 7), where images are 7 by 7"
    ),
    **dict.fromkeys(("im2col", "unfold"), f"conv2d(I, W), {_IMAGES}; its windows are taken by itself"),
}
