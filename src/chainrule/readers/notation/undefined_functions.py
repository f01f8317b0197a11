"""How an undefined function is written: f(x), and its slope, ∂f/∂h in a chain as the lecture has it, else f′(h)."""

from collections.abc import Sequence

from chainrule.graph.node import Node
from chainrule.graph.passes import Derivative
from chainrule.readers.notation.formula import Call, Formula, Symbol

PRIMES = "′"
BELOW = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def write_undefined(node: Node, operands: Sequence[Formula]) -> Formula:
    """f(x), ∂f/∂h, f′(x), f″ with two primes; of several operands ∂₁f(x, y), by the first one."""
    name, by = str(node.attributes["name"]), node.attributes["by"]
    assert isinstance(by, tuple)  # noqa: S101
    times = [int(count) for count in by]
    if node.attributes["chained"] and sum(times) == 1:
        place = times.index(1)
        if inner := _called(operands[place], is_leaf=node.operands[place].is_leaf):
            return Symbol(Derivative(name, inner))
    if len(times) == 1:
        return Call(f"{name}{PRIMES * times[0]}", tuple(operands))
    marks = "".join(f"∂{str(i).translate(BELOW)}" * count for i, count in enumerate(times, 1))
    return Call(f"{marks}{name}", tuple(operands))


def label_undefined(node: Node) -> str:
    """The letter of the function, for a circle."""
    return str(node.attributes["name"])


def _called(operand: Formula, *, is_leaf: bool) -> str:
    """By which name a chain calls an operand: that of a leaf, or of the function that it comes from."""
    if isinstance(operand, Symbol) and is_leaf:
        return operand.name
    return operand.function if isinstance(operand, Call) else ""
