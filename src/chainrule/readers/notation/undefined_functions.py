"""How an undefined function is written: f(x), and its slope, ∂f/∂h in a chain as the lecture has it, else f′(h).

Of several operands, ∂f/∂x says which one is meant only where one of them alone is called x; else it is ∂₁f(x, x).
"""

from collections.abc import Sequence

from chainrule.graph.node import Node
from chainrule.graph.passes import Derivative
from chainrule.ops.undefined import UNDEFINED
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
        called = [_called(*one) for one in zip(node.operands, operands, strict=True)]
        if called[place] and called.count(called[place]) == 1:
            return Symbol(Derivative(name, called[place]))
    if len(times) == 1:
        return Call(f"{name}{PRIMES * times[0]}", tuple(operands))
    marks = "".join(f"∂{str(i).translate(BELOW)}" * count for i, count in enumerate(times, 1))
    return Call(f"{marks}{name}", tuple(operands))


def label_undefined(node: Node) -> str:
    """The letter of the function, for a circle."""
    return str(node.attributes["name"])


def _called(operand: Node, written: Formula) -> str:
    """By which name a chain calls an operand: that of a leaf, or of the undefined function that it comes from."""
    if isinstance(written, Symbol) and operand.is_leaf:
        return written.name
    return written.function if isinstance(written, Call) and operand.op in UNDEFINED else ""
