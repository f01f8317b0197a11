"""Variance and standard deviation: the mean of the squared distances from the mean, and its root.

Both are those of a population, with the number n of entries as divisor, as in batch and layer norm; not n − 1.
"""

from chainrule.graph.node import Array, Node, Op, as_node
from chainrule.ops.elementwise import sqrt, square
from chainrule.ops.reductions import Axes, axes_of, axis_of, count, mean, reduced_not_empty


def _variance(x: Node, *, axis: Axes) -> Node:
    return mean(square(x - mean(x, axis)), axis)


def _var_vjp(node: Node, g: Node) -> tuple[Node]:
    (x,), axis = node.operands, axis_of(node)
    return (2 / count(x, axis) * g * (x - mean(x, axis)),)  # the mean moves too, but Σ (x − mean x) is 0


def _std_vjp(node: Node, g: Node) -> tuple[Node]:
    (x,), axis = node.operands, axis_of(node)
    return (1 / count(x, axis) * (g * (x - mean(x, axis)) / node),)


_var = Op("var", reduced_not_empty, vjp=_var_vjp, definition=_variance, noun="variance")
_std = Op(
    "std",
    reduced_not_empty,
    vjp=_std_vjp,
    definition=lambda x, *, axis: sqrt(_variance(x, axis=axis)),
    noun="standard deviation",
)


def var(x: Node | Array, axis: int | Axes = None) -> Node:
    """(1/n) Σ (x − mean x)² over `axis`, which stays with size 1; over everything without one.

    >>> import chainrule as cr
    >>> var(cr.input("X", ("n", "m")), axis=0)
    <var (1, m)>
    """
    x = as_node(x)
    return _var(x, axis=axes_of(x, axis))


def std(x: Node | Array, axis: int | Axes = None) -> Node:
    """The root of the variance, with the number of entries as divisor too."""
    x = as_node(x)
    return _std(x, axis=axes_of(x, axis))


SPREADS = (_var, _std)
