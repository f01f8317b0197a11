"""Terms: which of the things that a claim is the sum of is wrong, where several come back."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from chainrule.graph.node import Node
from chainrule.tutor.answer import Answer
from chainrule.tutor.factors import Factor
from chainrule.tutor.hints import Ground, Hint, times
from chainrule.tutor.paths import Way
from chainrule.tutor.same_shape import same_shape
from chainrule.tutor.verdicts import Kind


def factor_of_one_term(answer: Answer, ground: Ground, claimed: Node, call: Callable[[Node], str]) -> Hint | None:
    """What is to be said where several terms come back, and one of them is right up to a factor."""
    for way, rest, true in _by_ways(answer, claimed):
        factor = ground.factor(rest, true)
        if factor and answer.may_be_lost(factor):
            terms = terms_of(claimed)
            name = next((one.written(call) for one in terms if len(terms) > 1 and ground.same(one.signed, rest)), "")
            found = f"The term {name}" if name else f"What comes back on {way.name}"
            kind = Kind.SIGN if str(factor) == "−1" else Kind.FACTOR
            return Hint(kind, _off_by(found, factor), way.lost + times(rest, factor.inverse))
    return None


def wrong_term(answer: Answer, ground: Ground, claimed: Node, call: Callable[[Node], str]) -> Hint | None:
    """What is to be said where several terms come back, and all but one of them are right."""
    terms = terms_of(claimed)
    for way, _, true in _by_ways(answer, claimed) if len(terms) > 1 else ():
        for term in terms:
            rest = claimed - term.signed
            if ground.same(rest, way.lost):
                sentence = f"The term {term.written(call)} is not what comes back on {way.name}; the rest is right."
                return Hint(Kind.TERM, sentence, rest + true)
    return None


def _by_ways(answer: Answer, claimed: Node) -> Iterator[tuple[Way, Node, Node]]:
    """Each way back, what a claim has for it if all else in it is right, and what is right."""
    if same_shape(claimed.shape, answer.node.shape):
        for way in answer.ways:
            yield way, claimed - way.lost, answer.node - way.lost


@dataclass(frozen=True)
class Term:
    """One of the things that a claim is the sum of, and whether it is subtracted."""

    node: Node
    is_minus: bool

    @property
    def signed(self) -> Node:
        """The term with its sign."""
        return -self.node if self.is_minus else self.node

    def written(self, call: Callable[[Node], str]) -> str:
        """The term as it stands in the claim."""
        return f"-{call(self.node)}" if self.is_minus else call(self.node)


def terms_of(claimed: Node) -> list[Term]:
    """What a claim is the sum of, each with its sign; a sum that is met again is a term of its own."""
    found, waiting = [], [Term(claimed, is_minus=False)]
    opened: set[Node] = set()  # doubling twenty times is twenty sums and a million terms
    while waiting:
        one = waiting.pop()
        if one.node in opened:
            found.append(one)
            continue
        opened.add(one.node)
        if one.node.op.name in ("add", "subtract"):
            a, b = one.node.operands
            waiting += [Term(b, one.is_minus ^ (one.node.op.name == "subtract")), Term(a, one.is_minus)]
        elif one.node.op.name == "negate":
            waiting.append(Term(one.node.operands[0], not one.is_minus))
        else:
            found.append(one)
    return found


def _off_by(found: str, factor: Factor) -> str:
    if str(factor) == "−1":
        return f"{found} has the other sign; the rest is right."
    return f"{found} is {factor} times what it should be; the rest is right."
