"""What a step makes of the running averages of a board, as equations: μ ← 0.9 μ + 0.1 (1/m) Z 1⃗."""

from dataclasses import replace

from chainrule.graph.graph import Graph
from chainrule.graph.node import Node, input
from chainrule.ops.running_averages import averages_of, keeps, moved, shape_of_averages
from chainrule.readers.equations import equations
from chainrule.readers.equations.equation import Equation
from chainrule.transforms.simplify import simplify

NEW = " becomes"  # tells in the graph what a name becomes from what it was; on paper the arrow does


def running_equations(graph: Graph) -> tuple[Equation, ...]:
    """A line for each running average that the batch norms of a board keep."""
    found: list[Equation] = []
    for norm in dict.fromkeys(keeps(graph.order).values()):
        batch = norm.with_operands((_by_name(graph, norm.operands[0]),))
        old = {name: input(name, shape_of_averages(norm)) for name in averages_of(norm)}
        new = {f"{name}{NEW}": node for name, node in moved(batch, old).items()}
        lines = equations(simplify(Graph(new)), "named", aliases={name: name.removesuffix(NEW) for name in new}).forward
        found += [replace(line, sign="←") for line in lines]
    return tuple(found)


def _by_name(graph: Graph, node: Node) -> Node:
    """What is normed, by its name where it has one."""
    name = graph.name_of(node)
    return input(name, node.shape) if name else node
