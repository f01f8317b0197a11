"""Named costs: the numbers with a name that a cost of several targets is added up of."""

from collections.abc import Collection

from chainrule.graph.graph import Graph, topological


def named_costs(graph: Graph, cost: str, tables: Collection[str]) -> tuple[str, ...]:
    """The lines below a cost that are one number and read tables, where there are several; none where there is one.

    >>> import chainrule as cr
    >>> x, y, w = cr.input("x", ("m",)), cr.input("y", ("m",)), cr.parameter("w")
    >>> one, other = cr.mean((w*x - y)**2), cr.mean(w*x)
    >>> named_costs(cr.Graph({"L": one + 0.5*other}, {"Ly": one, "Lx": other}), "L", ["x", "y"])
    ('Ly', 'Lx')
    """
    below = set(topological([graph.node(cost)]))
    found = []
    for name, node in graph.names.items():
        if name == cost or node not in below or any(size != 1 for size in node.shape):
            continue
        if any(leaf.is_leaf and leaf.name in tables for leaf in topological([node])):
            found.append(name)
    return tuple(found) if len(found) > 1 else ()
