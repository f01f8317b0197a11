"""Reductions of a board: what takes the entries along an axis together, which stays with size 1 or goes.

`sum(X, axis=0)` of X (n, m) is a row (1, m), `sum(X, axis=0, keepdims=False)` has the shape (m,), as in PyTorch.
Several axes are reduced at once, `mean(X, axis=(2, 3))` of images (m, c, h, w).
"""

from collections.abc import Callable, Mapping
from typing import TypeAlias

from chainrule.errors import ShapeError
from chainrule.graph.node import Node
from chainrule.ops import elementwise, linear, reductions, variance
from chainrule.ops.reductions import Axes

Axis: TypeAlias = int | Axes
Reduce = Callable[[Node, Axis], Node]


def norm(x: Node, axis: Axis = None) -> Node:
    """√Σ x²: the length of a vector, of a matrix its Frobenius norm; of each column or row along an axis."""
    return elementwise.sqrt(reductions.sum(elementwise.square(x), axis))


def is_norm(x: Node) -> bool:
    """Whether a node is √Σ x² of something."""
    return x.op is elementwise.sqrt and x.operands[0].op.name == "sum" and _is_square(x.operands[0].operands[0])


def _is_square(x: Node) -> bool:
    return x.op is elementwise.square


def _minimum(x: Node, axis: Axis) -> Node:
    return -reductions.max(-x, axis)


def _along(reduce: Reduce, usual: Axis = None) -> Callable[..., Node]:
    """A reduction as a board calls it, with its usual axis."""

    def call(x: Node, axis: Axis = usual, *, keepdims: bool = True) -> Node:
        reduced = reduce(x, axis)
        axes = reductions.axes_of(x, axis)
        return reduced if keepdims or axes is None else _without(reduced, axes)

    return call


def _without(x: Node, axes: tuple[int, ...]) -> Node:
    """The same entries without axes of size 1."""
    return linear.reshape(x, tuple(size for axis, size in enumerate(x.shape) if axis not in axes))


def _of_two(reduction: Callable[..., Node], compare: Callable[[Node, Node], Node]) -> Callable[..., Node]:
    """`max(X, axis=0)` is a reduction, `max(0, z)` the larger one of two."""

    def call(x: Node, *other: Node, **settings: int) -> Node:
        if not other:
            return reduction(x, **settings)
        if settings:
            raise ShapeError("the larger of two has no axis")
        return compare(x, *other)

    return call


LOSING_AN_AXIS: Mapping[str, Callable[..., Node]] = {
    **{name: _along(getattr(reductions, name)) for name in ("sum", "mean")},
    "logsumexp": _along(reductions.logsumexp, usual=0),
    "max": _of_two(_along(reductions.max), elementwise.maximum),
    "min": _of_two(_along(_minimum), elementwise.minimum),
    "var": _along(variance.var),
    "std": _along(variance.std),
    "norm": _along(norm),
}
OF_TWO = ("max", "min")  # reductions that compare two operands as well
REDUCTIONS: Mapping[str, Callable[..., Node]] = {
    **LOSING_AN_AXIS,
    "softmax": reductions.softmax,
    "log_softmax": reductions.log_softmax,
}
