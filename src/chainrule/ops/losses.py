"""The losses of the lectures, each with its scale said in its name, and one-hot labels.

A loss takes predictions (or logits) and targets of one shape, columns being examples, and optional example
weights (1, m) of mean 1. It is summed over outputs, and over the m examples averaged (`average=True`) or summed.
"""

from collections.abc import Callable

import numpy as np

from chainrule.errors import ShapeError
from chainrule.graph.node import Array, Node, Op, as_node, constant
from chainrule.graph.shape import Dimension, Shape, write_shape
from chainrule.ops.activations import sigmoid, softplus
from chainrule.ops.elementwise import absolute, larger, maximum, minimum, sign, square, where
from chainrule.ops.reductions import dimension, log_softmax, softmax, sum
from chainrule.settings import truth

Terms = Callable[[Node, Node], Node]


def _one_hot_shape(labels: Shape, *, classes: Dimension) -> Shape:
    if len(labels) not in (1, 2) or labels[:-1] not in ((), (1,)):
        raise ShapeError(f"one_hot needs labels of shape (1, m) or (m,), got {write_shape(labels)}")
    return classes, labels[-1]


def _one_hot(labels: Array, *, classes: int) -> object:
    return np.equal(np.arange(classes)[:, None], labels)


_one_hot_op = Op("one_hot", _one_hot_shape, _one_hot)


def one_hot(labels: Node, classes: Dimension) -> Node:
    """A column for each label: 1 in its row, 0 elsewhere; labels (1, m) of kind "index", from 0 to classes − 1."""
    return _one_hot_op(labels, classes=classes)


# ---- how every loss is made ---------------------------------------------------------------------------------------


def examples(shape: Shape) -> Dimension:
    """The m of a shape: its last axis; 1 for a number."""
    return shape[-1] if shape else 1


def _long(shape: Shape) -> list[Dimension]:
    return [size for size in shape if size != 1]


def _loss_shape(prediction: Shape, target: Shape, weights: Shape | None = None, *, average: bool) -> Shape:
    if prediction != target:
        found = f"{write_shape(prediction)} and {write_shape(target)}"
        alike = sorted(map(str, prediction)) == sorted(map(str, target)) or _long(prediction) == _long(target)
        hint = f"; declare the targets as {write_shape(prediction)}" if alike and prediction else ""
        raise ShapeError(f"a loss needs predictions and targets of one shape, got {found}{hint}")
    m = examples(prediction)
    needed = (1,) * (len(prediction) - 1) + prediction[-1:]
    if weights is not None and weights != needed:
        raise ShapeError(f"example weights must be {write_shape(needed)}, got {write_shape(weights)}")
    if average and m == 0:
        raise ShapeError(f"there is no average over no examples: {write_shape(prediction)}")
    return ()


def _columns_shape(prediction: Shape, target: Shape, weights: Shape | None = None, *, average: bool) -> Shape:
    if len(prediction) < 2:
        raise ShapeError(f"cross_entropy needs a column of logits for each example, got {write_shape(prediction)}")
    return _loss_shape(prediction, target, weights, average=average)


def _make_loss(
    name: str,
    terms: Terms,
    slope: Terms,
    target_slope: Terms,
    factor: float = 1,
    shape: Callable[..., Shape] = _loss_shape,
    sides: Callable[..., object] | None = None,
) -> Op:
    """The op factor/m · Σ terms(a, y); the slopes are the derivatives of factor · terms, entry by entry."""

    def scale(a: Node, average: object, factor: float) -> Node:
        return factor / dimension(examples(a.shape)) if average else constant(factor)

    def definition(a: Node, y: Node, weights: Node | None = None, *, average: bool) -> Node:
        return scale(a, average, factor) * sum(terms(a, y) if weights is None else weights * terms(a, y))

    def vjp(node: Node, g: Node) -> tuple[Node, ...]:
        a, y, *weights = node.operands
        each = g * scale(a, node.attributes["average"], 1)
        if not weights:
            return each * slope(a, y), each * target_slope(a, y)
        weighted = each * weights[0]
        return weighted * slope(a, y), weighted * target_slope(a, y), each * factor * terms(a, y)

    return Op(name, shape, vjp=vjp, definition=definition, sides=sides)


def _huber_terms(a: Node, y: Node) -> Node:
    size = absolute(a - y)
    return where(size <= 1, 0.5 * square(a - y), size - 0.5)


def _huber_slope(a: Node, y: Node) -> Node:
    return maximum(minimum(a - y, 1), -1)


_squared_error = _make_loss(
    "squared_error",
    terms=lambda a, y: square(a - y),
    slope=lambda a, y: 2 * (a - y),
    target_slope=lambda a, y: -2 * (a - y),
)
_half_squared_error = _make_loss(
    "half_squared_error",
    terms=lambda a, y: square(a - y),
    slope=lambda a, y: a - y,
    target_slope=lambda a, y: y - a,
    factor=0.5,
)
_absolute_error = _make_loss(
    "absolute_error",
    terms=lambda a, y: absolute(a - y),
    slope=lambda a, y: sign(a - y),
    target_slope=lambda a, y: sign(y - a),
    sides=lambda a, y, *_, average: larger(a, y),
)
_huber = _make_loss(  # Huber, 1964, with its corner at 1
    "huber",
    terms=_huber_terms,
    slope=_huber_slope,
    target_slope=lambda a, y: -_huber_slope(a, y),
)
_logistic = _make_loss(  # −y log σ(a) − (1 − y) log(1 − σ(a)), in a form that never takes the logarithm of 0
    "logistic",
    terms=lambda a, y: softplus(a) - y * a,
    slope=lambda a, y: sigmoid(a) - y,
    target_slope=lambda a, _: -a,
)
_cross_entropy = _make_loss(
    "cross_entropy",
    terms=lambda a, y: -(y * log_softmax(a, axis=0)),
    slope=lambda a, y: softmax(a, axis=0) * sum(y, axis=0) - y,
    target_slope=lambda a, _: -log_softmax(a, axis=0),
    shape=_columns_shape,
)


def _public(op: Op, formula: str) -> Callable[..., Node]:
    def loss(
        prediction: Node | Array,
        target: Node | Array,
        weights: Node | Array | None = None,
        *,
        average: bool = True,
    ) -> Node:
        operands = (prediction, target) if weights is None else (prediction, target, weights)
        return op(*map(as_node, operands), average=truth("average", average))

    loss.__name__ = loss.__qualname__ = op.name
    loss.__doc__ = formula
    return loss


squared_error = _public(_squared_error, "(1/m) ‖Ŷ − Y‖².")
half_squared_error = _public(_half_squared_error, "(1/2m) ‖Ŷ − Y‖².")
absolute_error = _public(_absolute_error, "(1/m) Σ |Ŷ − Y|.")
huber = _public(_huber, "(1/m) Σ h(Ŷ − Y), where h(d) = d²/2 up to |d| = 1 and |d| − 1/2 beyond (Huber, 1964).")
logistic = _public(_logistic, "(1/m) Σ log(1 + exp(a)) − y·a: −y log σ(a) − (1 − y) log(1 − σ(a)) on the logit a.")
cross_entropy = _public(_cross_entropy, "−(1/m) Σ Y log softmax(Z), on logits Z: a column of Y sums to 1.")

LABELS = (_one_hot_op,)
LOSSES = (_squared_error, _half_squared_error, _absolute_error, _huber, _logistic, _cross_entropy)
