"""Losses as a textbook has them, (1/m) Σ of the terms, and what these are multiplied and raised by."""

from collections.abc import Callable, Sequence

from chainrule.graph.node import Node
from chainrule.graph.shape import Dimension
from chainrule.readers.notation.combining import hadamard, product
from chainrule.readers.notation.formula import TWO, Fence, Formula, Fraction, Minus, Number, Power, Sum
from chainrule.readers.notation.sums import write_sizes

Writer = Callable[[Node, Sequence[Formula]], Formula]
Times = Callable[[Formula, Formula], Formula]


def times_between(a: Node, b: Node) -> Times:
    """How two nodes are multiplied: without a sign where one is a plain number, else ⊙."""
    return product if () in (a.shape, b.shape) else hadamard


def power_of_entries(base: Formula, exponent: Formula, *nodes: Node) -> Formula:
    """A power of each entry, which says so where a power of the matrix could be meant."""
    if isinstance(exponent, Minus) and isinstance(exponent.operand, Number):
        exponent = Number(f"-{exponent.operand.text}")
    square = any(x.rank == 2 and x.shape[0] == x.shape[1] != 1 for x in nodes)
    return Power(base, exponent, entrywise=square or (len(nodes) > 1 and nodes[1].rank > 0))


def write_loss(
    terms: Callable[[Formula, Formula, Times], Formula], halves: int = 1, *, negative: bool = False
) -> Writer:
    """(1/m) Σ terms, or Σ terms where the loss is summed; with weights before the terms."""

    def write(node: Node, operands: Sequence[Formula]) -> Formula:
        shape = node.operands[0].shape
        scale: list[Dimension] = [halves, *(shape[-1:] if node.attributes["average"] else ())]
        factors = [factor for factor in scale if factor != 1]
        total = terms(operands[0], operands[1], times_between(*node.operands[:2]))
        if len(operands) == 3:
            each = power_of_entries(total.base, TWO, node.operands[0]) if isinstance(total, Power) else total
            total = times_between(node.operands[2], node.operands[0])(operands[2], each)
        if any(dimension != 1 for dimension in shape):  # one entry is no sum
            total = _total(total)
        scaled = product(Fraction(Number("1"), write_sizes(factors)), total) if factors else total
        return Minus(scaled) if negative else scaled

    return write


def _total(each: Formula) -> Formula:
    """‖e‖² of squares, else Σ."""
    if isinstance(each, Power) and each.exponent == TWO:
        return Power(Fence("‖", each.base, "‖"), each.exponent)
    return Sum(each)
