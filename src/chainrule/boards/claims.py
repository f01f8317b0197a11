"""The tutor: a person states a gradient, and learns that it is right, or which slip it contains.

A claim such as `dW1 = ((w2.T @ (2/m*(yhat - y))) * A * (1 - A)) @ X.T` is tried by its numbers, at random points or,
where it consists of numbers, at those of the board. Its text is never compared: every way of writing is as good.
"""

import ast
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Protocol

import numpy as np

from chainrule.boards.asked import Asked
from chainrule.boards.claim_text import Claim, Question, finder, read_claim
from chainrule.boards.digits import Digits, Written, fitted, read_digits, worked_out
from chainrule.boards.edits import Edit, Edits
from chainrule.boards.effort import weight
from chainrule.boards.factors import Factor
from chainrule.boards.grammar import NESTED, Whiteboard
from chainrule.boards.mends import MendingReader, mends
from chainrule.boards.points import same_shape
from chainrule.boards.verdicts import Kind, Verdict
from chainrule.boards.words import about_factor, with_factor
from chainrule.errors import GraphError, WhiteboardError
from chainrule.graph.graph import topological
from chainrule.graph.node import Node
from chainrule.graph.shape import write_shape
from chainrule.graph.values import Values


class Ground(Protocol):
    """Where a claim is compared: at random points, or at written numbers."""

    def same(self, claimed: Node, expected: Node) -> bool:
        """Whether both are the same."""

    def factor(self, claimed: Node, expected: Node) -> Factor | None:
        """The factor that one is of the other, or None."""


def judge(
    whiteboard: Whiteboard,
    text: str,
    values: Mapping[str, object] | None = None,
    rng: "np.random.Generator | None" = None,
) -> Verdict:
    """What the tutor says about a claim; `values` are the numbers at which claims made of numbers are judged.

    >>> from chainrule.boards.grammar import read_whiteboard
    >>> board = read_whiteboard("L = (w*x - y)**2")
    >>> judge(board, "dw = 2*(w*x - y)*x").kind
    <Kind.RIGHT: 'right'>
    >>> print(judge(board, "dw = (w*x - y)*x"))
    ∂L/∂w: Right up to a factor: it is 1/2 times the gradient; look for a 2, which a square brings down.
    """
    return Tutor(whiteboard, values, rng).judge(text)


class Tutor:
    """Judges claims about one board; what has been worked out for one serves the next."""

    def __init__(
        self,
        whiteboard: Whiteboard,
        values: Mapping[str, object] | None = None,
        rng: "np.random.Generator | None" = None,
    ) -> None:
        self._whiteboard = whiteboard
        self._values = {**whiteboard.values, **(values or {})}
        self._rng = rng or np.random.default_rng(0)
        self._asked: dict[Question, Asked] = {}

    def judge(self, text: str) -> Verdict:
        """What is to be said about a claim."""
        claim = read_claim(self._whiteboard, text)
        try:
            return self._judged(claim)
        except RecursionError:
            raise claim.place.fault(NESTED) from None

    def _judged(self, claim: Claim) -> Verdict:
        if claim.question not in self._asked:
            self._asked[claim.question] = Asked(self._whiteboard, claim.question, self._rng)
        asked = self._asked[claim.question]
        digits = read_digits(claim.expression, claim.place)
        if digits is not None:
            return self._judge_numbers(asked, digits)
        find = finder(self._whiteboard, claim.question, asked.on_the_way)
        reader = MendingReader(find)
        try:
            node = reader.read(claim.expression, claim.place)
        except WhiteboardError as fault:
            if not reader.misfit:
                raise
            sentence = str(fault).split("\n")[0].split(": ", 1)[1]
            effort = asked.effort(sum(1 for _ in ast.walk(claim.expression)))
            found = _first(asked.points, _mended(asked, mends(find, claim.expression, claim.place, effort)))
            return asked.verdict(*(found or (Kind.SHAPE, f"The shapes do not fit: {sentence}.")))
        if not any(one.is_leaf or one.op.name == "dimension" for one in topological([node])) and self._bound:
            return self._judge_numbers(asked, worked_out(node))
        return _judge_formula(asked, node)

    @property
    def _bound(self) -> bool:
        return all(name in self._values for name in self._whiteboard.graph.leaves)

    def _judge_numbers(self, asked: Asked, digits: Digits) -> Verdict:
        """The verdict on written numbers, at the values of the board; a constant slope may do without any."""
        claimed = digits.node
        if not self._bound:
            if asked.points.same(claimed, asked.gradient):
                return asked.verdict(Kind.RIGHT, "Right.")
            if not same_shape(claimed.shape, asked.gradient.shape) and not claimed.shape:
                return asked.verdict(Kind.SHAPE, _shape_sentence(asked, "one number"))
            missing = ", ".join(name for name in self._whiteboard.graph.leaves if name not in self._values)
            raise GraphError(f"a claim made of numbers is judged at values, and these have none: {missing}")
        ground = Written(digits, Values(asked.backward, self._values))
        truth = ground.number(asked.gradient)
        if ground.same(claimed, asked.gradient):
            if digits.coarse(truth):
                return asked.verdict(Kind.DIGITS, "So far it agrees, but so few digits say little; write more of them.")
            return asked.verdict(Kind.RIGHT, "Right, to the digits that are written.")
        if not asked.depends:
            return asked.verdict(*_independent(asked, ground, claimed))
        if found := _multiple(asked, ground, claimed) or _first(ground, _explanations(asked, claimed)):
            return asked.verdict(*found)
        if fitted(digits.numbers, truth.shape) is None:
            return asked.verdict(Kind.SHAPE, _shape_sentence(asked, write_shape(digits.numbers.shape)))
        return asked.verdict(Kind.WRONG, "These are not the numbers of the gradient at these values.")


# ---- finding the slip ---------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Explanation:
    """A slip that explains a claim if these two are the same."""

    kind: Kind
    sentence: str
    claimed: Node
    expected: Node


Found = tuple[Kind, str, str]  # kind, sentence, factor


def _judge_formula(asked: Asked, claimed: Node) -> Verdict:
    if asked.points.same(claimed, asked.gradient):
        return asked.verdict(Kind.RIGHT, "Right.")
    if asked.normalized_points and asked.normalized_points.same(claimed, asked.gradient):
        columns = " and ".join(asked.targets)
        return asked.verdict(Kind.RIGHT, f"Right, where every column of {columns} sums to 1.")
    if not asked.depends:
        return asked.verdict(*_independent(asked, asked.points, claimed))
    effort = asked.effort(weight(topological([claimed]), asked.points.sizes))
    edits = tuple(Edits(claimed, asked.graph.all_names, effort, asked.on_the_way.values()))
    for ground in filter(None, (asked.points, asked.normalized_points)):
        slips = chain(_explanations(asked, claimed), _mended(asked, edits))
        if found := _multiple(asked, ground, claimed) or _first(ground, slips):
            return asked.verdict(*found)
    if not same_shape(claimed.shape, asked.gradient.shape):
        return asked.verdict(Kind.SHAPE, _shape_sentence(asked, write_shape(claimed.shape)))
    if ignored := asked.ignored_by(claimed):
        return asked.verdict(Kind.IGNORES, f"The gradient depends on {ignored}, and the claim does not.")
    return asked.verdict(Kind.WRONG, "Not the gradient: the shape is right, but the numbers are others.")


def _independent(asked: Asked, ground: Ground, claimed: Node) -> Found:
    """What is to be said where the cost does not depend on what is asked for, and the claim is not 0."""
    cost, name = asked.question.cost, asked.question.name
    other = next((f" {slip.sentence}" for slip in asked.slips if ground.same(claimed, slip.gradient)), "")
    return Kind.INDEPENDENT, f"{cost} does not depend on {name}, so {asked.question} is 0.{other}", ""


def _first(ground: Ground, explanations: Iterable[Explanation]) -> Found | None:
    """The first explanation that holds; failing that, the first that holds up to a factor."""
    tried = []
    for one in explanations:
        if ground.same(one.claimed, one.expected):
            return one.kind, one.sentence, ""
        tried.append(one)
    for one in tried:
        if factor := ground.factor(one.claimed, one.expected):
            return one.kind, with_factor(one.sentence, factor), str(factor)
    return None


def _multiple(asked: Asked, ground: Ground, claimed: Node) -> Found | None:
    """What is to be said where the claim is right up to a factor."""
    factor = ground.factor(claimed, asked.gradient)
    return (*about_factor(factor), str(factor)) if factor else None


def _explanations(asked: Asked, claimed: Node) -> Iterator[Explanation]:
    """What comes out with one slip on the way back."""
    return (Explanation(slip.kind, slip.sentence, claimed, slip.gradient) for slip in asked.slips)


def _mended(asked: Asked, edits: Iterable[Edit]) -> Iterator[Explanation]:
    return (Explanation(edit.kind, edit.sentence, edit.mended, asked.gradient) for edit in edits)


def _shape_sentence(asked: Asked, shape: str) -> str:
    return f"{asked.question} has the shape of {asked.question.name}, {write_shape(asked.gradient.shape)}, not {shape}."
