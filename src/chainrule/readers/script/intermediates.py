"""Intermediates: what becomes a line of its own in a script, and what stays a part of somebody else's line."""

from collections.abc import Iterator

from chainrule.graph.graph import Graph
from chainrule.graph.node import Node, Op
from chainrule.graph.passes import Derivative, computed_forward
from chainrule.ops.convolution import CONVOLUTION
from chainrule.ops.identifiers import Names
from chainrule.ops.losses import LOSSES
from chainrule.transforms.expand import Opening, open_ops
from chainrule.transforms.simplify import simplify

OPENED = frozenset({"relu", *(op.name for op in (*LOSSES, *CONVOLUTION))})  # written out where they are used
DEAR = frozenset(
    {"matmul", "sigmoid", "softmax", "log_softmax", "dropout_mask", "unfold"}
)  # computed once, however short
LONGEST = 6  # ops in one line


def prepare(graph: Graph) -> Graph:
    """The same numbers in ops that a script has words for; what is long or read twice is called t1, t2, …"""
    graph = simplify(open_ops(simplify(graph), _opening))
    fresh = Names(["t", *graph.all_names]).fresh
    parts = {fresh("t"): node for node in _large(graph)}
    return Graph(graph.outputs, {**parts, **graph.names}, graph.unused)


def _opening(op: Op) -> Opening | None:
    return (op.computation or op.definition) if op.name in OPENED else None


def _large(graph: Graph) -> Iterator[Node]:
    """Nodes that deserve a name; arrays of numbers do, and what is read before it is found to be a cotangent."""
    forward = computed_forward(graph)
    readers: dict[Node, int] = {}
    for node in graph.order:
        for operand in node.operands:
            readers[operand] = readers.get(operand, 0) + 1
    sizes: dict[Node, int] = {}
    for node in graph.order:
        own = 2 if node.op.name in DEAR else int(bool(node.operands))
        sizes[node] = own + sum(sizes[operand] for operand in node.operands)
        name, is_array = graph.name_of(node), node.op.name == "constant" and node.shape != ()
        is_matrix = node.shape != () and not node.is_leaf  # Iₙ has no operands, and a line of its own
        is_early = node in forward and isinstance(name, Derivative) and (bool(node.operands) or is_matrix)
        is_large = is_array or sizes[node] > LONGEST or (readers.get(node, 0) > 1 and sizes[node] > 1)
        if name or is_large:
            sizes[node] = 0
        if is_early or (is_large and not name):
            yield node
