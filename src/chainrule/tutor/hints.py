"""Hints: which slip explains a claim, tried by undoing it.

A hint is given only where the claim without the slip is the gradient, at every random point. Two slips at once are
named where the second is a sign, or a factor that people lose on this way back.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from chainrule.graph.node import Node, constant
from chainrule.ops.reductions import dimension
from chainrule.tutor.answer import Answer
from chainrule.tutor.edits import Edit
from chainrule.tutor.factors import Factor
from chainrule.tutor.phrases import about_factor, with_factor
from chainrule.tutor.points import same_shape
from chainrule.tutor.slips import Way
from chainrule.tutor.verdicts import Kind


class Ground(Protocol):
    """Where a claim is compared: at random points, or at written numbers."""

    def same(self, claimed: Node, expected: Node) -> bool:
        """Whether both are the same."""

    def factor(self, claimed: Node, expected: Node) -> Factor | None:
        """The factor that one is of the other, or None."""


@dataclass(frozen=True)
class Hint:
    """A slip by name, the sentence about it, a factor that the claim is off by, and the claim without all this."""

    kind: Kind
    sentence: str
    undone: Node
    factor: str = ""

    def where(self, clause: str) -> "Hint":
        """The same, where it rests on something."""
        return replace(self, sentence=f"{self.sentence.removesuffix('.')}, if {clause}.") if clause else self


@dataclass(frozen=True)
class Explanation:
    """A slip that explains a claim if these two are the same."""

    kind: Kind
    sentence: str
    claimed: Node
    expected: Node
    is_edit: bool


def derived(answer: Answer, claimed: Node) -> tuple[Explanation, ...]:
    """What comes out with one slip on the way back."""
    return tuple(Explanation(slip.kind, slip.sentence, claimed, slip.gradient, is_edit=False) for slip in answer.slips)


class Edited:
    """The claim with one thing in it put right, made when it is first asked for, and kept for the next question."""

    def __init__(self, answer: Answer, edits: Iterable[Edit]) -> None:
        self._answer = answer
        self._left = iter(edits)
        self._made: list[Explanation] = []

    def __iter__(self) -> Iterator[Explanation]:
        yield from self._made
        for edit in self._left:
            one = Explanation(edit.kind, edit.sentence, edit.mended, self._answer.node, is_edit=True)
            self._made.append(one)
            yield one


def multiple(answer: Answer, ground: Ground, claimed: Node) -> Hint | None:
    """What is to be said where the claim is right up to a factor."""
    factor = ground.factor(claimed, answer.node)
    if factor and str(factor) != "1":
        kind, sentence = about_factor(factor, answer.noun)
        return Hint(kind, sentence, _times(claimed, factor.inverse), str(factor))
    return None


def exact(answer: Answer, ground: Ground, tried: Iterable[Explanation]) -> Hint | None:
    """The first explanation that holds as it is."""
    for one in tried:
        if ground.same(one.claimed, one.expected):
            return Hint(one.kind, one.sentence, _undone(answer, one, one.claimed))
    return None


def with_a_factor(answer: Answer, ground: Ground, tried: Iterable[Explanation]) -> Hint | None:
    """The first explanation that holds up to a sign, or to a factor that people lose on this way back."""
    for one in tried:
        factor = ground.factor(one.claimed, one.expected)
        if factor and answer.may_be_lost(factor):
            undone = _undone(answer, one, _times(one.claimed, factor.inverse))
            return Hint(one.kind, with_factor(one.sentence, factor), undone, str(factor))
    return None


def _undone(answer: Answer, one: Explanation, claimed: Node) -> Node:
    """The claim without the slip: an edit has taken it out; of a wrong gradient, what is wrong in it is taken away."""
    if one.is_edit:
        return claimed
    return claimed - one.expected + answer.node if claimed.shape == answer.node.shape else answer.node


# ---- one of several terms -------------------------------------------------------------------------------------------


def factor_of_one_term(answer: Answer, ground: Ground, claimed: Node, call: Callable[[Node], str]) -> Hint | None:
    """What is to be said where several terms come back, and one of them is right up to a factor."""
    for way, rest, true in _by_ways(answer, claimed):
        factor = ground.factor(rest, true)
        if factor and answer.may_be_lost(factor):
            terms = terms_of(claimed)
            name = next((one.written(call) for one in terms if len(terms) > 1 and ground.same(one.signed, rest)), "")
            found = f"The term {name}" if name else f"What comes back on {way.name}"
            kind = Kind.SIGN if str(factor) == "−1" else Kind.FACTOR
            return Hint(kind, _off_by(found, factor), way.lost + _times(rest, factor.inverse))
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
    """What a claim is the sum of, each with its sign."""
    found, waiting = [], [Term(claimed, is_minus=False)]
    while waiting:
        one = waiting.pop()
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


def _times(node: Node, factor: Factor) -> Node:
    """A node times a factor, letters and all."""
    times: Node = constant(factor.number.numerator) / factor.number.denominator
    for letter, power in factor.powers:
        for _ in range(abs(power)):
            times = times * dimension(letter) if power > 0 else times / dimension(letter)
    return node * times
