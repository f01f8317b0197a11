"""Batch, layer and RMS norm: entries less their mean over their standard deviation, or over their root mean square.

Batch norm (Ioffe and Szegedy, 2015) takes the examples of a batch together, unit by unit; layer norm (Ba, Kiros and
Hinton, 2016) and RMS norm (Zhang and Sennrich, 2019) the units of an example. γ and β are parameters like any other,
written beside: γ ⊙ batch_norm(Z) + β.
"""

import math
from collections.abc import Callable, Mapping

from chainrule.errors import GraphError, ShapeError
from chainrule.graph.node import Array, Node, Op, as_node
from chainrule.graph.shape import Shape
from chainrule.ops.elementwise import sqrt, square
from chainrule.ops.reductions import Axes, axes_of, axis_of, mean, reduced_not_empty
from chainrule.ops.variance import var
from chainrule.settings import written

EPSILON = 1e-5  # below a root, so that nothing is divided by 0, as in PyTorch


def _kept(x: Shape, *, axis: Axes, epsilon: float) -> Shape:
    if not 0 <= epsilon < math.inf:
        raise ShapeError(f"what is added below the root is a number from 0, such as {EPSILON}, not {epsilon}")
    reduced_not_empty(x, axis=axis)
    return x


def _deviation(x: Node, axis: Axes, epsilon: float) -> Node:
    """√(var x + ε)."""
    return sqrt(var(x, axis) + epsilon)


def _root_mean_square(x: Node, axis: Axes, epsilon: float) -> Node:
    """√(mean x² + ε)."""
    return sqrt(mean(square(x), axis) + epsilon)


def _standardized(x: Node, *, axis: Axes, epsilon: float) -> Node:
    return (x - mean(x, axis)) / _deviation(x, axis, epsilon)


def _over_root_mean_square(x: Node, *, axis: Axes, epsilon: float) -> Node:
    return x / _root_mean_square(x, axis, epsilon)


def epsilon_of(node: Node) -> float:
    """What a norm adds below its root."""
    return float(str(node.attributes["epsilon"]))


def _standardized_vjp(node: Node, g: Node) -> tuple[Node]:
    (x,), axis = node.operands, axis_of(node)
    moved = g - mean(g, axis) - node * mean(g * node, axis)  # the mean and the deviation move with every entry
    return (moved / _deviation(x, axis, epsilon_of(node)),)


def _over_root_mean_square_vjp(node: Node, g: Node) -> tuple[Node]:
    (x,), axis = node.operands, axis_of(node)
    return ((g - node * mean(g * node, axis)) / _root_mean_square(x, axis, epsilon_of(node)),)


BATCH_NORM = Op(
    "batch_norm",
    lambda x, *, axis, epsilon, **_: _kept(x, axis=axis, epsilon=epsilon),
    vjp=_standardized_vjp,
    definition=lambda x, *, axis, epsilon, **_: _standardized(x, axis=axis, epsilon=epsilon),
)
_layer_norm = Op("layer_norm", _kept, vjp=_standardized_vjp, definition=_standardized)
_rms_norm = Op("rms_norm", _kept, vjp=_over_root_mean_square_vjp, definition=_over_root_mean_square, noun="RMS norm")

# ---- which axes are taken together ----------------------------------------------------------------------------------


def examples_axes(rank: int) -> Axes:
    """The axes of a batch: the last one where columns are examples, all but the channels' in (m, c, h, w).

    >>> examples_axes(2), examples_axes(4)
    ((1,), (0, 2, 3))
    """
    return tuple(axis for axis in range(rank) if axis != 1) if rank > 2 else (rank - 1,)


def units_axes(rank: int) -> Axes:
    """The axis of the units of an example: the first one where columns are examples, the last one in (m, t, d)."""
    return (rank - 1,) if rank > 2 else (0,)


USUAL_AXES: Mapping[str, Callable[[int], Axes]] = {  # of a rank, for each norm
    "batch_norm": examples_axes,
    **dict.fromkeys(("layer_norm", "rms_norm"), units_axes),
}


def _norm(op: Op, formula: str) -> Callable[..., Node]:
    def norm(x: Node | Array, axis: int | Axes = None, epsilon: float = EPSILON) -> Node:
        node = as_node(x)
        if not node.rank:
            raise ShapeError(f"{op.name} takes several entries together, and this is one number")
        if isinstance(epsilon, bool) or not isinstance(epsilon, int | float):
            raise GraphError(f"epsilon is a number from 0, such as {EPSILON}, not {written(epsilon)}")
        return op(
            node, axis=USUAL_AXES[op.name](node.rank) if axis is None else axes_of(node, axis), epsilon=float(epsilon)
        )

    norm.__name__ = norm.__qualname__ = op.name
    norm.__doc__ = formula
    return norm


batch_norm = _norm(
    BATCH_NORM,
    """(x − mean x)/√(var x + ε), over the examples: along rows of (k, m), over all but the channels of (m, c, h, w).

    `axis` says otherwise, such as 0 where rows are examples.

    >>> import chainrule as cr
    >>> batch_norm(cr.input("Z", ("k", "m")))
    <batch_norm (k, m)>
    """,
)
layer_norm = _norm(
    _layer_norm,
    """(x − mean x)/√(var x + ε), over the units of an example: down the columns of (k, m), along the last of (m, t, d).

    `axis` says otherwise, such as 1 where rows are examples.
    """,
)
rms_norm = _norm(_rms_norm, "x/√(mean x² + ε), over the units of an example, as layer norm takes them together.")

NORMS = (BATCH_NORM, _layer_norm, _rms_norm)
