"""Reductions: sum, mean, max, logsumexp. A reduced axis stays, with size 1; over all axes the result is ()."""

import math
from functools import reduce

import numpy as np

from chainrule.errors import GraphError, ShapeError
from chainrule.graph.node import Array, Node, Op, as_node, constant
from chainrule.graph.shape import Dimension, Shape, write_shape
from chainrule.ops.elementwise import equal, exp, log, multiply
from chainrule.ops.linear import broadcast, normal_axis

Axes = tuple[int, ...] | None


def _reduced(x: Shape, *, axis: Axes) -> Shape:
    return () if axis is None else tuple(1 if i in axis else d for i, d in enumerate(x))


def reduced_not_empty(x: Shape, *, axis: Axes) -> Shape:
    """The shape of what is left of `x`, where there is something to be reduced."""
    if 0 in (x if axis is None else [x[i] for i in axis]):
        raise ShapeError(f"there is no mean and no maximum over nothing: {write_shape(x)}, axis {axis}")
    return _reduced(x, axis=axis)


def axes_of(x: Node, axis: int | Axes) -> Axes:
    """The axes that a person names, counted from the front and in order; None for all of them at once."""
    if axis is None:
        return None
    axes = axis if isinstance(axis, tuple) else (axis,)
    if not all(isinstance(one, int) for one in axes):
        raise GraphError(f"an axis is a whole number, or a tuple of some, not {axis!r}")
    counted = sorted(normal_axis(one, x.shape) for one in axes)
    if len({*counted}) < len(counted):
        raise ShapeError(f"axis={axis} names one twice in {write_shape(x.shape)}; write each once")
    return tuple(counted)


# ---- dimension: a letter as a number ------------------------------------------------------------------------------


def _dimension_shape(*, dimension: Dimension) -> Shape:  # noqa: ARG001
    return ()


_dimension = Op("dimension", _dimension_shape, lambda *, dimension: dimension, noun="size")


def dimension(size: Dimension) -> Node:
    """The number behind a letter, such as the m of 1/m; a number is the constant of itself."""
    return _dimension(dimension=size) if isinstance(size, str) else constant(size)


def count(x: Node, axis: Axes) -> Node:
    """How many entries of `x` a reduction along `axis` takes together."""
    taken = x.shape if axis is None else [x.shape[i] for i in axis]
    number = math.prod(d for d in taken if isinstance(d, int))
    letters = [dimension(d) for d in taken if isinstance(d, str)]
    if number == 1 and letters:
        return reduce(multiply, letters)
    return reduce(multiply, letters, constant(number))


# ---- sum, mean, max -----------------------------------------------------------------------------------------------


def axis_of(node: Node) -> Axes:
    """The axes that a reduction runs along."""
    axis = node.attributes["axis"]
    assert axis is None or isinstance(axis, tuple)  # noqa: S101
    return axis  # type: ignore[return-value]


def _sum_vjp(node: Node, g: Node) -> tuple[Node]:
    return (broadcast(g, shape=node.operands[0].shape),)


def _mean_vjp(node: Node, g: Node) -> tuple[Node]:
    (x,) = node.operands
    return (broadcast(g / count(x, axis_of(node)), shape=x.shape),)


def _max_vjp(node: Node, g: Node) -> tuple[Node]:
    (x,) = node.operands
    ties = equal(x, node)  # tied entries share the cotangent equally
    return (ties * (g / _sum(ties, axis=axis_of(node))),)


_sum = Op("sum", _reduced, lambda x, *, axis: np.sum(x, axis=axis, keepdims=axis is not None), _sum_vjp)
_mean_op = Op(
    "mean",
    reduced_not_empty,
    lambda x, *, axis: np.mean(x, axis=axis, keepdims=axis is not None),
    _mean_vjp,
    definition=lambda x, *, axis: _sum(x, axis=axis) / count(x, axis),
)
_max_op = Op(
    "max",
    reduced_not_empty,
    lambda x, *, axis: np.max(x, axis=axis, keepdims=axis is not None),
    _max_vjp,
    noun="maximum",
    sides=lambda x, *, axis: x == x.max(axis=axis, keepdims=True),
)


def sum(x: Node | Array, axis: int | Axes = None) -> Node:
    """Σ over `axis`, which stays with size 1; over everything without one.

    >>> import chainrule as cr
    >>> sum(cr.input("X", ("n", "m")), axis=1)
    <sum (n, 1)>
    """
    x = as_node(x)
    return _sum(x, axis=axes_of(x, axis))


def mean(x: Node | Array, axis: int | Axes = None) -> Node:
    """The sum divided by how many there are."""
    x = as_node(x)
    return _mean_op(x, axis=axes_of(x, axis))


def max(x: Node | Array, axis: int | Axes = None) -> Node:
    """The largest entry; tied ones share its cotangent equally."""
    x = as_node(x)
    return _max_op(x, axis=axes_of(x, axis))


# ---- the logarithm of a sum of exponentials, and its two companions --------------------------------------------------


def _shifted(x: Node, axis: Axes) -> Node:
    return x - _max_op(x, axis=axis)  # exp never sees a positive number


def _logsumexp_safely(x: Node, *, axis: Axes) -> Node:
    return _max_op(x, axis=axis) + log(_sum(exp(_shifted(x, axis)), axis=axis))


def _softmax_safely(x: Node, *, axis: Axes) -> Node:
    gates = exp(_shifted(x, axis))
    return gates / _sum(gates, axis=axis)


def _log_softmax_safely(x: Node, *, axis: Axes) -> Node:
    shifted = _shifted(x, axis)
    return shifted - log(_sum(exp(shifted), axis=axis))


def _softmax_vjp(node: Node, g: Node) -> tuple[Node]:
    return (node * (g - _sum(g * node, axis=axis_of(node))),)


def _log_softmax_vjp(node: Node, g: Node) -> tuple[Node]:
    axis = axis_of(node)
    return (g - _softmax(node.operands[0], axis=axis) * _sum(g, axis=axis),)


def _unreduced(x: Shape, *, axis: Axes) -> Shape:
    reduced_not_empty(x, axis=axis)
    return x


_logsumexp = Op(
    "logsumexp",
    reduced_not_empty,
    vjp=lambda node, g: (g * _softmax(node.operands[0], axis=axis_of(node)),),
    definition=lambda x, *, axis: log(_sum(exp(x), axis=axis)),
    computation=_logsumexp_safely,
)
_softmax: Op = Op(
    "softmax",
    _unreduced,
    vjp=_softmax_vjp,
    definition=lambda x, *, axis: exp(x) / _sum(exp(x), axis=axis),
    computation=_softmax_safely,
)
_log_softmax = Op(
    "log_softmax",
    _unreduced,
    vjp=_log_softmax_vjp,
    definition=lambda x, *, axis: x - log(_sum(exp(x), axis=axis)),
    computation=_log_softmax_safely,
)


def logsumexp(x: Node | Array, axis: int | Axes = 0) -> Node:
    """Log Σ exp(x) over `axis`; the default 0 takes the classes of one example together."""
    x = as_node(x)
    return _logsumexp(x, axis=axes_of(x, axis))


def softmax(x: Node | Array, axis: int | Axes = 0) -> Node:
    """exp(x) / Σ exp(x) over `axis`: probabilities from logits, a column for each example."""
    x = as_node(x)
    return _softmax(x, axis=axes_of(x, axis))


def log_softmax(x: Node | Array, axis: int | Axes = 0) -> Node:
    """The logarithm of softmax, x − log Σ exp(x)."""
    x = as_node(x)
    return _log_softmax(x, axis=axes_of(x, axis))


REDUCTIONS = (_dimension, _sum, _mean_op, _max_op, _logsumexp, _softmax, _log_softmax)
