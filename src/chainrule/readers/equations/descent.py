"""One step of gradient descent as a node, read by the trace and by the script: W ← W − η ∂L/∂W."""

from chainrule.graph.graph import Graph
from chainrule.graph.node import Node, input
from chainrule.graph.passes import Derivative
from chainrule.ops.identifiers import Names
from chainrule.readers.notation.names import taken_letters


def rate_of(graph: Graph) -> str:
    """What the learning rate of a graph is called: eta, or eta1 where something on it has that name."""
    return Names(taken_letters(graph)).fresh("eta")


def descent_step(parameter: Node, cotangent: str, rate: str) -> Node:
    """What a step makes of a parameter: itself minus the learning rate, called `rate`, times its cotangent."""
    return parameter - input(rate) * input(cotangent, parameter.shape)


def learned(graph: Graph) -> dict[str, str]:
    """The parameters of a graph that have a cotangent in it, each with that cotangent's name."""
    cotangents = [name for name in graph.outputs if isinstance(name, Derivative)]
    return {name.by: name for name in cotangents if graph.node(name.by).op.name == "parameter"}
