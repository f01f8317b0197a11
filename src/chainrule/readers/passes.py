"""The two passes that a graph with cotangents holds."""

from chainrule.graph.graph import Graph, topological
from chainrule.graph.node import Node
from chainrule.graph.passes import Derivative


def forward_pass(graph: Graph) -> Graph:
    """What a graph holds besides cotangents."""
    outputs = {name: node for name, node in graph.outputs.items() if not isinstance(name, Derivative)}
    names = {name: node for name, node in graph.names.items() if not isinstance(name, Derivative)}
    return Graph(outputs, names, graph.unused)


def computed_forward(graph: Graph) -> set[Node]:
    """The nodes that the forward pass computes; a cotangent may be one of them, such as exp(x) of f = exp(x) y."""
    return set(topological([*forward_pass(graph).all_names.values()]))


def differentiated(graph: Graph) -> tuple[str, tuple[str, ...]]:
    """The cost of the cotangents that a graph has among its outputs, and what it is differentiated by.

    >>> import chainrule as cr
    >>> x = cr.input("x")
    >>> differentiated(cr.differentiate(cr.Graph({"L": x * x}), ["x"]))
    ('L', ('x',))
    """
    cotangents = [name for name in graph.outputs if isinstance(name, Derivative)]
    return (cotangents[0].cost, tuple(name.by for name in cotangents)) if cotangents else ("", ())
