"""lower: a graph in nothing but ops that have a spelling, its compound ops opened by their safe computations."""

from chainrule.graph.graph import Graph
from chainrule.graph.node import Node, Op
from chainrule.graph.shape import Shape
from chainrule.ops.linear import reshape, stretched_axes
from chainrule.ops.reductions import sum
from chainrule.ops.spelling import spelled
from chainrule.transforms.expand import Opening, open_ops
from chainrule.transforms.simplify import simplify


def lower(graph: Graph) -> Graph:
    """The same numbers, computed by spelled ops only, equal ones once."""
    return simplify(open_ops(simplify(graph), _opening))


def _opening(op: Op) -> Opening | None:
    if spelled(op.name):
        return None
    if op.name == "sum_to":
        return _sum_to
    return op.computation or op.definition


def _sum_to(x: Node, *, shape: Shape) -> Node:
    axes = stretched_axes(x.shape, shape)
    return reshape(sum(x, axis=axes) if axes else x, shape)
