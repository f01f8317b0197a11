"""lower: a graph in nothing but ops that have a spelling, its compound ops opened by their safe computations."""

import numpy as np

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
    return _signs_of_rectified(simplify(open_ops(simplify(graph), _opening)))


def _opening(op: Op) -> Opening | None:
    if spelled(op.name):
        return None
    if op.name == "sum_to":
        return _sum_to
    return op.computation or op.definition


def _sum_to(x: Node, *, shape: Shape) -> Node:
    axes = stretched_axes(x.shape, shape)
    return reshape(sum(x, axis=axes) if axes else x, shape)


def _signs_of_rectified(graph: Graph) -> Graph:
    """X > 0 asked of max(x, 0), where that is there: the same answer, NaN included, and x is not kept for it."""
    rectified: dict[Node, Node] = {}  # x to the new max(x, 0)

    def replace(node: Node, operands: tuple[Node, ...]) -> Node:
        x = node.operands[0] if node.operands else node
        if node.op.name == "greater" and _is_zero(node.operands[1]):
            operands = (rectified.get(x, operands[0]), operands[1])
        new = node.with_operands(operands)
        if node.op.name == "maximum" and _is_zero(node.operands[1]):
            rectified[x] = new
        return new

    return graph.rebuilt(replace)


def _is_zero(node: Node) -> bool:
    return node.op.name == "constant" and node.shape == () and float(np.asarray(node.attributes["value"])) == 0
