"""The derivative of a sum of terms by an entry: δ where it is met, the product rule, slopes of the ops' own VJPs."""

from collections.abc import Mapping

from chainrule.graph.graph import topological
from chainrule.graph.node import Node
from chainrule.readers.indices.algebra import as_term, one, plus, summed, times, together, total
from chainrule.readers.indices.arithmetic import of_op
from chainrule.readers.indices.terms import ONE, ZERO, Delta, Entry, Factor, Function, Slope, Term, Total
from chainrule.readers.notation.op_slopes import entry_slope, hands_back

LETTERS = "abcdefgh"


def slope(part: Total, by: Entry, through: frozenset[str] = frozenset()) -> Total:
    """∂part/∂by; the derivative of what is computed `through` by, such as Z_n of A_kn, is left to be said."""
    return plus(*(_of_term(term, by, through) for term in part.terms))


def _of_term(term: Term, by: Entry, through: frozenset[str]) -> Total:
    """The product rule."""
    parts = []
    for factor, power in term.powers.items():
        inner = _of_factor(factor, by, through)
        if inner.terms:
            rest = {**term.powers, factor: power - 1}
            left = Term(term.number * power, {one: each for one, each in rest.items() if each})
            parts.append(total([together(left, as_term(inner))]))
    return summed(plus(*parts), term.bound) if parts else ZERO


def _of_factor(factor: Factor, by: Entry, through: frozenset[str]) -> Total:
    match factor:
        case Entry(name=name, indices=indices) if name == by.name:
            pairs = zip(indices, by.indices, strict=True)
            return times(ONE, *(one(Delta(here, there)) for here, there in pairs if here != there))
        case Entry(name=name) if name in through:
            return one(Slope(factor, by))
        case Total():
            return slope(factor, by, through)
        case Function(operands=operands):
            inner = [slope(operand, by, through) for operand in operands]
            return plus(*(times(_own(factor, i), each) for i, each in enumerate(inner) if each.terms))
    return ZERO


def _own(function: Function, position: int) -> Total:
    """The slope of a function by one of its operands, read off its own VJP."""
    letters = LETTERS[: len(function.operands)]
    if not hands_back(function.op, position, len(letters)):
        return ZERO
    node = entry_slope(function.op, position, letters).part
    return of_numbers(node, dict(zip(letters, function.operands, strict=True)))


def of_numbers(node: Node, operands: Mapping[str, Total]) -> Total:
    """A node over plain numbers as a sum of terms, given what stands for each leaf."""
    written: dict[Node, Total] = {}
    for part in topological([node]):
        inner = [written[operand] for operand in part.operands]
        written[part] = operands[part.name] if part.is_leaf else of_op(part, inner)
    return written[node]
