"""Named costs: the numbers with a name that a cost of several targets, or of a fit and a penalty, is added up of."""

from collections.abc import Collection

from chainrule.graph.graph import Graph, topological
from chainrule.graph.node import Node

ADDED = ("add", "subtract", "negate", "same")  # what a sum consists of, and another name for one
SCALED = ("multiply", "divide")


def named_costs(graph: Graph, cost: str, tables: Collection[str]) -> tuple[str, ...]:
    """The lines below a cost that are one number, where there are several; none where there is one.

    They read tables, as the error of a target does, or are terms of the cost, as a penalty λ Σ w² is.

    >>> import chainrule as cr
    >>> x, y, w = cr.input("x", ("m",)), cr.input("y", ("m",)), cr.parameter("w")
    >>> one, other = cr.mean((w*x - y)**2), cr.mean(w*x)
    >>> named_costs(cr.Graph({"L": one + 0.5*other}, {"Ly": one, "Lx": other}), "L", ["x", "y"])
    ('Ly', 'Lx')
    """
    top = graph.node(cost)
    below, terms = set(topological([top])), _terms(top)
    found = []
    for name, node in graph.names.items():
        if name == cost or node not in below or any(size != 1 for size in node.shape):
            continue
        if node in terms or any(leaf.is_leaf and leaf.name in tables for leaf in topological([node])):
            found.append(name)
    return tuple(found) if len(found) > 1 else ()


def _terms(cost: Node) -> set[Node]:
    """What a cost is added up of, behind factors such as 1/(2 m) or λ."""
    waiting, terms = [cost], set[Node]()
    while waiting:
        node = waiting.pop()
        found = node.operands if node.op.name in ADDED else ()
        if node.op.name in SCALED:
            scaled = [operand for operand in node.operands if _is_computed(operand)]
            found = tuple(scaled) if len(scaled) == 1 else ()
        waiting += {*found} - terms
        terms.update(found)
    return terms


def _is_computed(node: Node) -> bool:
    """Whether this is more than a leaf, and more than numbers and sizes."""
    return not node.is_leaf and any(one.is_leaf for one in topological([node]))
