"""Local rules: what a gate does to a cotangent that comes back, as formulas."""

from chainrule.graph.graph import Graph
from chainrule.graph.node import Node, input
from chainrule.graph.passes import Derivative
from chainrule.readers.diagram.groups import formula_text
from chainrule.readers.notation.formula import Formula, Symbol
from chainrule.readers.notation.op_slopes import stand_in
from chainrule.readers.typeset.text import write_name
from chainrule.transforms.differentiate import handed_back
from chainrule.transforms.simplify import simplify

NUMBERS = ("constant", "dimension")  # operands that a rule tells as they are


def local_rules(node: Node, cost: str) -> list[str]:
    """What a gate sends back to each operand, written with G for its own cotangent and a, b, … for what arrives.

    Nothing, where there is no cost.

    >>> import chainrule as cr
    >>> local_rules(cr.input("W", ("k", "n")) @ cr.input("X", ("n", "m")), "L")
    ['∂L/∂a = G bᵀ', '∂L/∂b = aᵀ G']
    """
    if not cost:
        return []
    arriving = [operand for operand in dict.fromkeys(node.operands) if operand.op.name not in NUMBERS]
    stands = {operand: stand_in(operand, letter) for operand, letter in zip(arriving, "abcdefgh", strict=False)}
    gate = node.with_operands(tuple(stands.get(operand, operand) for operand in node.operands))
    sent = handed_back(gate, input("G", gate.shape))
    parts = [part for part in sent if part.operand in stands.values()]
    return [f"{write_name(Derivative(cost, part.operand.name))} = {_written(part.summed, gate)}" for part in parts]


def _written(part: Node, gate: Node) -> str:
    """A part in its simplest form; what the gate gives is called out."""
    graph = simplify(Graph({"part": part, "gate": gate}))
    known: dict[Node, Formula] = {graph.outputs["gate"]: Symbol("out")}
    return formula_text(graph.outputs["part"], known)
