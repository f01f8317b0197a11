"""Hints: which slip explains a claim, tried by undoing it.

A hint is given only where the claim without the slip is the gradient, at every random point. Two slips at once are
named where the second is a sign, or a factor that people lose on this way back.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Protocol

from chainrule.graph.node import Node, constant
from chainrule.ops.reductions import dimension
from chainrule.tutor.answer import Answer
from chainrule.tutor.edits import Edit
from chainrule.tutor.factors import Factor
from chainrule.tutor.phrases import about_factor, with_another, with_factor
from chainrule.tutor.points import RandomPoints
from chainrule.tutor.verdicts import Kind

# of two slips, one is seen in the claim and the other leads to a wrong gradient; neither is other work altogether
IN_THE_CLAIM = (
    *(Kind.SIGN, Kind.FACTOR, Kind.NUMBER, Kind.EXTRA, Kind.ADDED, Kind.OPERATOR, Kind.ORDER, Kind.PRODUCT),
    *(Kind.TRANSPOSED, Kind.UNTRANSPOSED, Kind.AXIS, Kind.MEAN),
)
OTHER_WORK = (Kind.PARAMETER, Kind.COST, Kind.EARLY)


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
        return Hint(kind, sentence, times(claimed, factor.inverse), str(factor))
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
            undone = _undone(answer, one, times(one.claimed, factor.inverse))
            return Hint(one.kind, with_factor(one.sentence, factor), undone, str(factor))
    return None


def edit_and_slip(
    answer: Answer, ground: RandomPoints, slips: Iterable[Explanation], edits: Iterable[Explanation]
) -> Hint | None:
    """The first edit that leaves one slip: what comes out is a wrong gradient that is known."""
    known = {ground.fingerprint(one.expected): one for one in reversed(tuple(slips)) if one.kind not in OTHER_WORK}
    for edit in (one for one in edits if one.kind in IN_THE_CLAIM):
        slip = known.get(ground.fingerprint(edit.claimed))
        if slip and ground.same(edit.claimed, slip.expected):
            undone = _undone(answer, slip, edit.claimed)
            return Hint(*with_another(edit.kind, edit.sentence, slip.sentence), undone)
    return None


def _undone(answer: Answer, one: Explanation, claimed: Node) -> Node:
    """The claim without the slip: an edit has taken it out; of a wrong gradient, what is wrong in it is taken away."""
    if one.is_edit:
        return claimed
    return claimed - one.expected + answer.node if claimed.shape == answer.node.shape else answer.node


def times(node: Node, factor: Factor) -> Node:
    """A node times a factor, letters and all."""
    times: Node = constant(factor.number.numerator) / factor.number.denominator
    for letter, power in factor.powers:
        for _ in range(abs(power)):
            times = times * dimension(letter) if power > 0 else times / dimension(letter)
    return node * times
