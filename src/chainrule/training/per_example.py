"""Whether a graph computes for each example what belongs to it alone, so that examples may be taken in any parts."""

from chainrule.engines.memory import BATCH
from chainrule.graph.graph import Graph
from chainrule.graph.node import Node
from chainrule.graph.shape import Shape
from chainrule.ops.indexing import INDEXED


def example_axis(shape: Shape) -> int:
    """The axis of the examples: the first of several, or the last."""
    return 0 if len(shape) > 1 and shape[0] == BATCH else len(shape) - 1


def is_per_example(graph: Graph) -> bool:
    """Whether no node takes examples together: sums or compares them, multiplies along them, or counts them.

    >>> import chainrule as cr
    >>> X = cr.input("X", ("n", "m"))
    >>> is_per_example(cr.Graph({"A": cr.exp(X)})), is_per_example(cr.Graph({"A": X - cr.mean(X, axis=1)}))
    (True, False)
    """
    return all(map(keeps_apart, graph.order)) and all(node.shape.count(BATCH) == 1 for node in graph.outputs.values())


def keeps_apart(node: Node) -> bool:
    """Whether a node computes for each example what belongs to it alone."""
    if node.op.name == "dimension":
        return node.attributes["dimension"] != BATCH
    if node.shape.count(BATCH) > 1:
        return False
    read = [operand for operand in node.operands if BATCH in operand.shape]
    if read and BATCH not in node.shape:
        return False
    if node.op.name == "matmul":
        left, right = node.operands
        return left.shape[-1] != BATCH and right.shape[-2:-1] != (BATCH,)
    along = node.operands[:1] if node.op.name in INDEXED else read  # the axis of what is read, not that of its index
    return not any(_goes_along(one, node.attributes.get("axis")) for one in (*along, *_made_along(node)))


def _made_along(node: Node) -> tuple[Node, ...]:
    """A node that puts its operand at places among its own, which may be those of examples."""
    return (node,) if node.op.name == "scatter_add" else ()


def _goes_along(operand: Node, axis: object) -> bool:
    """Whether an axis, or one of several, is that of the examples; shape rules refuse all others."""
    axes = axis if isinstance(axis, tuple) else () if axis is None else (axis,)
    return any(operand.shape[one] == BATCH for one in axes)
