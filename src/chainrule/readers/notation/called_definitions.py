"""How a closed call is written: layer(X, W₁), and what comes back through it, G · ∂A/∂X where A is what it gives."""

from collections.abc import Sequence

from chainrule.graph.node import Node
from chainrule.graph.passes import Derivative
from chainrule.ops.called import CALLED
from chainrule.readers.notation.formula import PRODUCT, Call, Formula, Infix, Symbol


def write_called(node: Node, operands: Sequence[Formula]) -> Formula:
    """A call with what it is given, or its slope behind what comes back."""
    if node.op is CALLED:
        given = node.attributes["given"]
        assert isinstance(given, int)  # noqa: S101
        return Call(str(node.attributes["name"]), tuple(operands[:given]))
    return through(operands[0], Symbol(Derivative(str(node.attributes["name"]), str(node.attributes["by"]))))


def through(coming: Formula, slope: Formula) -> Formula:
    """What comes back, on its way through a slope: G · ∂A/∂x."""
    return Infix("·", (coming, slope), PRODUCT)
