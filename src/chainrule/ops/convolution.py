"""Convolution and pooling of images (m, c, h, w), as PyTorch has them, and of sequences (m, c, w).

A convolution is what networks call so: filters W (o, c, kh, kw) are laid on each window and not turned round,
Z_{m,o,p,q} = Σ_{c,i,j} W_{o,c,i,j} X_{m,c,sp+i,sq+j} with stride s. Its two derivatives are the operations g and h of
Goodfellow, Bengio and Courville, *Deep Learning* (2016), section 9.5: with the convolution itself they are enough for
all derivatives, of any order, since each VJP is made of the two others.
"""

import math
from collections.abc import Callable

from chainrule.errors import ShapeError
from chainrule.graph.node import Array, Node, Op, as_node
from chainrule.graph.origin import naming_line
from chainrule.graph.shape import Shape, write_shape
from chainrule.ops.elementwise import equal
from chainrule.ops.filtering import FILTERED
from chainrule.ops.linear import broadcast, reshape
from chainrule.ops.reductions import max, mean, sum
from chainrule.ops.windows import Steps, fold, places, unfold, windows_of
from chainrule.settings import written

Each = int | Steps  # for every axis, or one for each


# ---- convolution and its two derivatives -----------------------------------------------------------------------------


def _convolution_shape(x: Shape, w: Shape, *, stride: Steps, padding: Steps) -> Shape:
    if len(x) != len(w):
        axes = ("(m, c, w) and filters (o, c, k)", "(m, c, h, w) and filters (o, c, kh, kw)")[len(x) == 4]
        raise ShapeError(f"a convolution needs {axes}, got {write_shape(x)} and {write_shape(w)}")
    if len(x) > 2 and x[1] != w[1]:
        found = f"{write_shape(x)} and filters {write_shape(w)}: {x[1]} ≠ {w[1]}"
        raise ShapeError(f"filters (o, c, …) look at as many channels as there are in (m, c, …), got {found}")
    return (x[0], w[0], *places(x, _size(w), stride, padding))


def _size(filters: Shape) -> Steps:
    for size in filters[2:]:
        if isinstance(size, str):
            raise ShapeError(f"the size of a filter is in numbers, got {write_shape(filters)}; give {size} a number")
    return filters[2:]  # type: ignore[return-value]


def _images_shape(w: Shape, g: Shape, *, stride: Steps, padding: Steps, shape: Shape) -> Shape:
    return _adjoint(shape, w, g, shape, stride, padding)


def _filters_shape(x: Shape, g: Shape, *, stride: Steps, padding: Steps, shape: Shape) -> Shape:
    return _adjoint(x, shape, g, shape, stride, padding)


def _adjoint(x: Shape, w: Shape, g: Shape, shape: Shape, stride: Steps, padding: Steps) -> Shape:
    needed = _convolution_shape(x, w, stride=stride, padding=padding)
    if g != needed:
        raise ShapeError(f"maps of the shape {write_shape(needed)} were needed, got {write_shape(g)}")
    return shape


def _steps(node: Node) -> dict[str, Steps]:
    return {name: tuple(node.attributes[name]) for name in ("stride", "padding")}  # type: ignore[arg-type]


def _convolution_vjp(node: Node, g: Node) -> tuple[Node, Node]:
    x, w = node.operands
    return _to_images(w, g, **_steps(node), shape=x.shape), _to_filters(x, g, **_steps(node), shape=w.shape)


def _images_vjp(node: Node, back: Node) -> tuple[Node, Node]:
    w, g = node.operands
    return _to_filters(back, g, **_steps(node), shape=w.shape), _convolution(back, w, **_steps(node))


def _filters_vjp(node: Node, back: Node) -> tuple[Node, Node]:
    x, g = node.operands
    return _to_images(back, g, **_steps(node), shape=x.shape), _convolution(x, back, **_steps(node))


def _windows_of(x: Node, filters: Shape, stride: Steps, padding: Steps) -> Node:
    return unfold(x, size=_size(filters), stride=stride, padding=padding)


def _convolution_of_windows(x: Node, w: Node, *, stride: Steps, padding: Steps) -> Node:
    return FILTERED["maps"](w, _windows_of(x, w.shape, stride, padding))


def _images_of_windows(w: Node, g: Node, *, stride: Steps, padding: Steps, shape: Shape) -> Node:
    return fold(FILTERED["windows"](w, g), size=_size(w.shape), stride=stride, padding=padding, shape=shape)


def _filters_of_windows(x: Node, g: Node, *, stride: Steps, padding: Steps, shape: Shape) -> Node:
    return FILTERED["filters"](_windows_of(x, shape, stride, padding), g)


_convolution: Op = Op("convolution", _convolution_shape, vjp=_convolution_vjp, definition=_convolution_of_windows)
_to_images: Op = Op("transposed_convolution", _images_shape, vjp=_images_vjp, definition=_images_of_windows)
_to_filters: Op = Op("correlation", _filters_shape, vjp=_filters_vjp, definition=_filters_of_windows)


@naming_line
def _each(what: str, value: Each, axes: int) -> Steps:
    """A number for every axis that is moved over, or one for each."""
    several = value if isinstance(value, tuple) else (value,) * axes
    if not all(type(one) is int for one in several):
        raise ShapeError(f"a {what} is a whole number, or one for each axis, not {written(value)}")
    return several


def _convolved(x: Node, w: Node, stride: Each, padding: Each) -> Node:
    axes = x.rank - 2
    return _convolution(x, w, stride=_each("stride", stride, axes), padding=_each("padding", padding, axes))


@naming_line
def _of_rank(name: str, x: Node, rank: int, needed: str) -> Node:
    if x.rank != rank:
        raise ShapeError(f"{name} takes {needed}, got {write_shape(x.shape)}")
    return x


def conv1d(x: Node | Array, w: Node | Array, stride: Each = 1, padding: Each = 0) -> Node:
    """W ∗ X of sequences X (m, c, w) and filters W (o, c, k): maps (m, o, places).

    >>> import chainrule as cr
    >>> conv1d(cr.input("X", ("m", 2, 10)), cr.parameter("W", ("o", 2, 3)))
    <convolution (m, o, 8)>
    """
    x = _of_rank("conv1d", as_node(x), 3, "sequences (m, c, w): examples, channels, places")
    return _convolved(x, as_node(w), stride, padding)


def conv2d(x: Node | Array, w: Node | Array, stride: Each = 1, padding: Each = 0) -> Node:
    """W ∗ X of images X (m, c, h, w) and filters W (o, c, kh, kw): maps (m, o, rows, columns).

    >>> import chainrule as cr
    >>> conv2d(cr.input("X", ("m", 1, 28, 28)), cr.parameter("W", (8, 1, 3, 3)), stride=2, padding=1)
    <convolution (m, 8, 14, 14)>
    """
    x = _of_rank("conv2d", as_node(x), 4, "images (m, c, h, w): examples, channels, rows, columns")
    return _convolved(x, as_node(w), stride, padding)


# ---- pooling ---------------------------------------------------------------------------------------------------------


def _pool_shape(x: Shape, *, size: Steps, stride: Steps) -> Shape:
    return (*x[:2], *places(x, size, stride, (0,) * len(size)))


def _windows(node: Node) -> tuple[dict[str, Steps], tuple[int, ...]]:
    """How the windows of a pooling are taken, and their axes."""
    size, stride = (tuple(node.attributes[name]) for name in ("size", "stride"))  # type: ignore[arg-type]
    return _steps_of(size, stride), _axes(size)


def _steps_of(size: Steps, stride: Steps) -> dict[str, Steps]:
    return {"size": size, "stride": stride, "padding": (0,) * len(size)}


def _axes(size: Steps) -> tuple[int, ...]:
    return tuple(range(2, 2 + len(size)))


def _beside_windows(x: Node, axes: tuple[int, ...]) -> Node:
    """Maps with an axis of size 1 for each axis of a window."""
    return reshape(x, (*x.shape[:2], *(1 for _ in axes), *x.shape[2:]))


def _max_pool_vjp(node: Node, g: Node) -> tuple[Node]:
    return (_unpool(*node.operands, g, **node.attributes),)


def _unpool_shape(x: Shape, g: Shape, *, size: Steps, stride: Steps) -> Shape:
    if g != (needed := _pool_shape(x, size=size, stride=stride)):
        raise ShapeError(f"an entry for each window was needed, {write_shape(needed)}, got {write_shape(g)}")
    return x


def _are_tied(x: Node, steps: dict[str, Steps], axes: Steps) -> Node:
    """1 for the largest of each window, also for several that are as large, which share equally."""
    windows = unfold(x, **steps)
    return equal(windows, max(windows, axis=axes))


def _unpooled(x: Node, g: Node, *, size: Steps, stride: Steps) -> Node:
    axes, steps = _axes(size), _steps_of(size, stride)
    ties = _are_tied(x, steps, axes)
    return fold(ties * (_beside_windows(g, axes) / sum(ties, axis=axes)), **steps, shape=x.shape)


def _unpool_vjp(node: Node, back: Node) -> tuple[None, Node]:
    (x, g), (steps, axes) = node.operands, _windows(node)
    ties = _are_tied(x, steps, axes)
    taken = sum(ties * unfold(back, **steps), axis=axes) / sum(ties, axis=axes)
    return None, reshape(taken, g.shape)  # which entry is the largest does not move with x


_unpool: Op = Op("unpool", _unpool_shape, vjp=_unpool_vjp, definition=_unpooled)


def _mean_pool_vjp(node: Node, g: Node) -> tuple[Node]:
    (x,), (steps, axes) = node.operands, _windows(node)
    shared = broadcast(_beside_windows(g / math.prod(steps["size"]), axes), shape=unfold(x, **steps).shape)
    return (fold(shared, **steps, shape=x.shape),)


def _pool(
    name: str,
    reduction: Callable[..., Node],
    vjp: Callable[[Node, Node], tuple[Node]],
    sides: Callable[..., object] | None = None,
) -> Op:
    def definition(x: Node, *, size: Steps, stride: Steps) -> Node:
        windows = unfold(x, **_steps_of(size, stride))
        return reshape(reduction(windows, axis=_axes(size)), _pool_shape(x.shape, size=size, stride=stride))

    return Op(name, _pool_shape, vjp=vjp, definition=definition, sides=sides)


def _are_largest(x: Array, *, size: Steps, stride: Steps) -> object:
    """Of each window, which of its entries are the largest."""
    windows = windows_of(x, size, stride, (0,) * len(size))
    return windows == windows.max(axis=tuple(range(2, 2 + len(size))), keepdims=True)


_max_pool = _pool("max_pool", max, _max_pool_vjp, _are_largest)
_mean_pool = _pool("mean_pool", mean, _mean_pool_vjp)


def _make_pool(op: Op, formula: str) -> Callable[..., Node]:
    def pool(x: Node | Array, size: Each, stride: Each | None = None) -> Node:
        node = as_node(x)
        windows = _each("window", size, node.rank - 2)
        return op(node, size=windows, stride=_each("stride", windows if stride is None else stride, node.rank - 2))

    pool.__name__ = pool.__qualname__ = op.name
    pool.__doc__ = formula
    return pool


max_pool = _make_pool(_max_pool, "The largest entry of each window; the stride is the size of a window, unless given.")
mean_pool = _make_pool(_mean_pool, "The mean of each window; the stride is the size of a window, unless given.")

CONVOLUTION = (_convolution, _to_images, _to_filters, _max_pool, _unpool, _mean_pool)
