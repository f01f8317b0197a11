"""What a board predicts, found by its loss: that which is compared with the target, after the loss's own output."""

from collections.abc import Callable, Mapping

from chainrule.graph.graph import topological
from chainrule.graph.node import Node
from chainrule.ops.activations import sigmoid
from chainrule.ops.losses import LOSSES
from chainrule.ops.reductions import softmax

OUTPUTS: Mapping[str, Callable[[Node], Node]] = {
    **{op.name: lambda x: x for op in LOSSES},
    "logistic": sigmoid,
    "cross_entropy": lambda x: softmax(x, axis=0),
}


def predicted(cost: Node) -> Node | None:
    """The prediction of the one loss that a cost stands on; None where there is none, or more than one.

    >>> import chainrule as cr
    >>> Z, Y = cr.parameter("Z", (3, "m")), cr.input("Y", (3, "m"))
    >>> predicted(cr.cross_entropy(Z, Y))
    <softmax (3, m)>
    """
    found = losses_in(cost)
    return OUTPUTS[found[0].op.name](found[0].operands[0]) if len(found) == 1 else None


def losses_in(cost: Node) -> list[Node]:
    """The losses that a cost stands on."""
    return [node for node in topological([cost]) if node.op.name in OUTPUTS]
