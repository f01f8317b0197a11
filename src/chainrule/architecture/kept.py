"""What batch norms keep, in the graphs that run: moved by each batch in training, read instead of it elsewhere."""

from collections.abc import Callable

from chainrule.graph.graph import Graph
from chainrule.graph.node import Node
from chainrule.graph.shape import Shape
from chainrule.ops.running_averages import averages_of, by_averages, keeps, moved, shape_of_averages

BECOMES = "new "  # before the name of an average: what a step makes of it
Average = Callable[[str, Shape], Node]  # of a name on the board and a shape


def by_what_is_kept(graph: Graph, average: Average) -> Graph:
    """A graph whose batch norms read the averages that they keep, and look at no batch."""

    def replaced(node: Node, operands: tuple[Node, ...]) -> Node:
        names = averages_of(node)
        if not names:
            return node.with_operands(operands)
        return by_averages(node, operands[0], {name: average(name, shape_of_averages(node)) for name in names})

    return graph.rebuilt(replaced)


def what_becomes(graph: Graph, average: Average) -> dict[str, Node]:
    """What a step makes of each average, by the average's name."""
    found: dict[str, Node] = {}
    for norm in keeps(graph.order).values():
        found |= moved(norm, {name: average(name, shape_of_averages(norm)) for name in averages_of(norm)})
    return found


def variances(graph: Graph) -> tuple[str, ...]:
    """Those of the averages that are variances, and so no less than 0."""
    return tuple(averages_of(norm)[1] for norm in dict.fromkeys(keeps(graph.order).values()))
