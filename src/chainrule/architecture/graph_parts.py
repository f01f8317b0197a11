"""Parts of graphs exchanged for others, and what their products cost."""

from collections.abc import Mapping
from math import prod

from chainrule.graph.graph import Graph, rebuild, topological
from chainrule.graph.node import Node

EXAMPLES = "m"  # the letter that counts examples in every graph that runs


def exchanged(graph: Graph, new: Mapping[str, Node]) -> Graph:
    """A graph with other nodes in place of some leaves; one of them keeps the leaf's name, if it has operands."""
    if not new:
        return graph
    leaves = {leaf: new[name] for name, leaf in graph.leaves.items() if name in new}
    nodes = rebuild(graph.order, lambda node, operands: leaves.get(node, node.with_operands(operands)))
    named = {name: nodes[node] for name, node in graph.names.items()}
    kept = {name: node for name, node in new.items() if node.operands and node.shape and name not in named}
    outputs = {name: nodes[node] for name, node in graph.outputs.items()}
    return Graph(outputs, {**named, **kept}, tuple(leaf for leaf in graph.leaves.values() if leaf not in leaves))


def leaves_of(node: Node) -> set[Node]:
    """The leaves that a node stands on."""
    return {one for one in topological([node]) if one.is_leaf}


def numbers_of(graph: Graph) -> list[str]:
    """The parameters that are one number."""
    return [name for name, leaf in graph.leaves.items() if leaf.op.name == "parameter" and leaf.shape == ()]


def multiply_adds_of(product: Node, m: int) -> int:
    """Those of a matrix product for m examples."""
    a, b = product.operands
    sizes = [m if size == EXAMPLES else int(size) for size in (*a.shape, *b.shape[-1:])]
    return prod(sizes)


def products_in(cost: Node) -> list[Node]:
    """The matrix products that a cost stands on."""
    return [node for node in topological([cost]) if node.op.name == "matmul"]


def multiply_adds_of_both_passes(cost: Node) -> int:
    """Those of an example: of each product once forward, and once backward for each factor that may move."""
    moved: set[Node] = set()
    for node in topological([cost]):
        if node.op.name == "parameter" or any(operand in moved for operand in node.operands):
            moved.add(node)
    return sum(
        multiply_adds_of(node, 1) * (1 + sum(one in moved for one in node.operands)) for node in products_in(cost)
    )
