"""What a step makes of the running averages of a board, as equations: μ ← 0.9 μ + 0.1 (1/m) Z 1⃗."""

from collections.abc import Iterator
from dataclasses import replace

from chainrule.graph.graph import Graph
from chainrule.graph.node import Node, input
from chainrule.ops.running_averages import averages_of, keeps, moved, shape_of_averages
from chainrule.readers.equations.details import equations
from chainrule.readers.equations.equation import Equation, Equations
from chainrule.transforms.simplify import simplify

NEW = " becomes"  # tells in the graph what a name becomes from what it was; on paper the arrow does


def with_running(lines: Equations, graph: Graph) -> Equations:
    """The equations of a graph, below them a line for each average that its batch norms keep."""
    return replace(lines, backward=(*lines.backward, *_running(graph)))


def _running(graph: Graph) -> Iterator[Equation]:
    for norm in dict.fromkeys(keeps(graph.order).values()):
        batch = norm.with_operands((_by_name(graph, norm.operands[0]),))
        old = {name: input(name, shape_of_averages(norm)) for name in averages_of(norm)}
        new = {f"{name}{NEW}": node for name, node in moved(batch, old).items()}
        lines = equations(simplify(Graph(new)), "named", aliases={name: name.removesuffix(NEW) for name in new}).forward
        yield from (replace(line, sign="←") for line in lines)


def _by_name(graph: Graph, node: Node) -> Node:
    """What is normed, by its name where it has one."""
    name = graph.name_of(node)
    return input(name, node.shape) if name else node
