"""How parameters of a board start where its text does not say: weights as Glorot and Bengio draw them, shifts at 0."""

from collections.abc import Mapping
from math import prod

from chainrule.boards.starts import Start
from chainrule.graph.graph import Graph
from chainrule.graph.node import Node

SHIFTS = ("add", "subtract")


def default_start(graph: Graph, leaf: Node) -> Start:
    """Zeros for what is only added, Glorot's draw (2010) for all else."""
    readers = [node for node in graph.order if leaf in node.operands]
    return Start("zeros" if readers and all(node.op.name in SHIFTS for node in readers) else "glorot")


def fans(graph: Graph, leaf: Node) -> tuple[int, int]:
    """The numbers of inputs and outputs of a weight whose sizes are numbers: W (k, n) has n inputs in W X, k in X W.

    >>> import chainrule as cr
    >>> W, X = cr.parameter("W", (3, 2)), cr.input("X", ("m", 3))
    >>> fans(cr.Graph({"Z": X @ W}), W)
    (3, 2)

    A stack of weights, W (8, k, n) in W X, is of n inputs and k outputs, eight times; filters have as many inputs as
    all their axes but the first have entries.
    """
    sizes = [int(size) for size in leaf.shape]
    if len(sizes) < 2:
        return prod(sizes), 1
    is_stack = any(node.op.name == "matmul" and leaf in node.operands for node in graph.order)
    outputs, inputs = sizes[-2:] if is_stack else (sizes[0], prod(sizes[1:]))
    return (outputs, inputs) if _stands_right(graph, leaf) else (inputs, outputs)


def _stands_right(graph: Graph, leaf: Node) -> bool:
    """Whether a weight is the right factor of its first product, or its transpose is the left one."""
    turned = next((node for node in graph.order if node.op.name == "transpose" and leaf in node.operands), None)
    for node in graph.order:
        if node.op.name == "matmul" and (leaf in node.operands or turned in node.operands):
            return node.operands[1] is leaf or (turned is not None and node.operands[0] is turned)
    return False


def starts_of(graph: Graph, declared: Mapping[str, Start]) -> dict[str, Start]:
    """How each parameter is drawn: as declared, else by default."""
    parameters = {name: leaf for name, leaf in graph.leaves.items() if leaf.op.name == "parameter"}
    return {name: declared.get(name) or default_start(graph, leaf) for name, leaf in parameters.items()}
