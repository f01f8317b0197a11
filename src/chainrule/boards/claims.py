"""The tutor: a person states a gradient, and learns that it is right, or which slip it contains.

A claim such as `dW1 = ((w2.T @ (2/m*(yhat - y))) * A * (1 - A)) @ X.T` is tried by its numbers, at random points or,
where it consists of numbers, at those of the board. Its text is never compared: every way of writing is as good.
"""

import ast
from collections.abc import Mapping

import numpy as np

from chainrule.boards.asked import Asked, cotangent_of
from chainrule.boards.asked_gradient import AskedGradient
from chainrule.boards.asked_update import UPHILL, AskedUpdate
from chainrule.boards.carried import decimals_carried
from chainrule.boards.claim_text import Claim, Question, finder, read_claim
from chainrule.boards.digits import Digits, Written, fitted, read_digits, worked_out
from chainrule.boards.edits import Edits, fitting_edits
from chainrule.boards.effort import weight
from chainrule.boards.expressions import Reader
from chainrule.boards.grammar import NESTED, Whiteboard
from chainrule.boards.hints import (
    Ground,
    Hint,
    derived,
    edited,
    exact,
    factor_of_one_term,
    multiple,
    with_a_factor,
    wrong_term,
)
from chainrule.boards.mends import MendingReader, mends
from chainrule.boards.points import same_shape
from chainrule.boards.verdicts import Kind, Verdict
from chainrule.boards.words import Words
from chainrule.errors import GraphError, WhiteboardError
from chainrule.graph.graph import topological
from chainrule.graph.node import Node
from chainrule.graph.shape import write_shape
from chainrule.graph.values import Values
from chainrule.wording import counted

KINDS: Mapping[str, type[Asked]] = {"gradient": AskedGradient, "update": AskedUpdate, "value": Asked}


def judge(
    whiteboard: Whiteboard,
    text: str,
    values: Mapping[str, object] | None = None,
    rng: "np.random.Generator | None" = None,
) -> Verdict:
    """What the tutor says about a claim; `values` are the numbers at which claims made of numbers are judged.

    >>> from chainrule.boards.expressions import Reader
    from chainrule.boards.grammar import read_whiteboard
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
        asked = self._asked_by(claim)
        if (digits := read_digits(claim.expression, claim.place)) is not None:
            return self._judge_numbers(asked, digits)
        reader = MendingReader(finder(self._whiteboard, claim.question, asked.cotangent))
        try:
            node = reader.read(claim.expression, claim.place)
        except WhiteboardError as fault:
            if not reader.misfit:
                raise
            return _misfit(asked, claim, reader, str(fault))
        if not any(one.is_leaf or one.op.name == "dimension" for one in topological([node])) and self._bound:
            return self._judge_numbers(asked, worked_out(node))
        if isinstance(asked, AskedUpdate) and asked.rate not in topological([node]):
            return _judge_step(asked, node, None if asked.rate is None else self._values.get(asked.rate.name))
        return _judge_formula(asked, node, Words(self._whiteboard.graph, {**self._whiteboard.parts, **reader.parts}))

    def _asked_by(self, claim: Claim) -> Asked:
        question = claim.question
        if question not in self._asked:
            if question.expression is not None:
                find = finder(self._whiteboard, question, lambda other: cotangent_of(self._whiteboard.graph, other))
                answer = Reader(find).read(question.expression, claim.place)
                self._asked[question] = Asked(self._whiteboard, question, self._rng, answer)
            else:
                self._asked[question] = KINDS[question.about](self._whiteboard, question, self._rng)
        return self._asked[question]

    @property
    def _bound(self) -> bool:
        return all(name in self._values for name in self._whiteboard.graph.leaves)

    def _judge_numbers(self, asked: Asked, digits: Digits) -> Verdict:
        """The verdict on written numbers, at the values of the board; a constant slope may do without any."""
        claimed = digits.node
        if not self._bound:
            if asked.points.same(claimed, asked.answer):
                return _verdict(asked, Kind.RIGHT, "Right.")
            if not same_shape(claimed.shape, asked.answer.shape) and not claimed.shape:
                return _verdict(asked, Kind.SHAPE, _shape_sentence(asked, "one number"))
            missing = ", ".join(name for name in self._whiteboard.graph.leaves if name not in self._values)
            raise GraphError(f"a claim made of numbers is judged at values, and these have none: {missing}")
        if isinstance(asked, AskedUpdate) and asked.rate is None:
            raise GraphError("how far a step goes is said by the learning rate; declare one: data eta = 0.1")
        ground = Written(digits, Values(asked.backward, self._values))
        truth = ground.number(asked.answer)
        if ground.same(claimed, asked.answer):
            if digits.coarse(truth):
                return _verdict(asked, Kind.DIGITS, "Right, as far as so few digits can say.")
            return _verdict(asked, Kind.RIGHT, "Right, to the digits that are written.")
        if decimals := decimals_carried(asked, ground, claimed):
            sentence = f"Right, with what comes before it rounded to {counted(decimals, 'decimal')}; unrounded, it is"
            return _verdict(asked, Kind.RIGHT, f"{sentence} {ground.unrounded(asked.answer)}.")
        if not asked.depends:
            return _verdict(asked, *_independent(asked, ground, claimed))
        tried = derived(asked, claimed)
        if (
            hint := multiple(asked, ground, claimed)
            or exact(asked, ground, tried)
            or with_a_factor(asked, ground, tried)
        ):
            return _hinted(asked, hint)
        if fitted(digits.numbers, truth.shape) is None:
            return _verdict(asked, Kind.SHAPE, _shape_sentence(asked, write_shape(digits.numbers.shape)))
        return _verdict(asked, Kind.WRONG, f"These are not the numbers of the {asked.noun} at these values.")


def _judge_step(asked: AskedUpdate, claimed: Node, known: object) -> Verdict:
    """The verdict on a step whose learning rate is a number in the claim; `known` is the board's."""
    if not same_shape(claimed.shape, asked.answer.shape):
        return _verdict(asked, Kind.SHAPE, _shape_sentence(asked, write_shape(claimed.shape)))
    step = asked.start - claimed
    if rate := asked.points.ratio(step, asked.gradient):
        if rate < 0:
            return _verdict(asked, Kind.SIGN, UPHILL)
        if known is not None and not np.isclose(rate, known):  # type: ignore[call-overload]
            return _verdict(
                asked, Kind.FACTOR, f"This step has the learning rate {rate:g}, and the board's is {known}."
            )
        return _verdict(asked, Kind.RIGHT, f"Right: a step of gradient descent with the learning rate {rate:g}.")
    for slip in asked.wrong_gradients:
        if asked.points.ratio(step, slip.gradient):
            return _verdict(asked, slip.kind, slip.sentence)
    return _verdict(asked, Kind.WRONG, "What is subtracted is no multiple of the gradient.")


def _judge_formula(asked: Asked, claimed: Node, call: Words) -> Verdict:
    for clause, points in asked.grounds:
        if points.same(claimed, asked.answer):
            return _verdict(asked, Kind.RIGHT, f"Right, where {clause}." if clause else "Right.")
    if not asked.depends:
        return _verdict(asked, *_independent(asked, asked.points, claimed))
    effort = asked.effort(weight(topological([claimed]), asked.points.sizes))
    found = Edits(claimed, asked.graph.all_names, effort, call, asked.given)
    slips, edits = derived(asked, claimed), edited(asked, (*fitting_edits(claimed, asked.answer.shape), *found))
    for clause, points in asked.grounds:
        hint = (
            multiple(asked, points, claimed)
            or exact(asked, points, slips)
            or factor_of_one_term(asked, points, claimed, call)
            or exact(asked, points, edits)
            or wrong_term(asked, points, claimed, call)
            or with_a_factor(asked, points, (*slips, *edits))
        )
        if hint:
            return _hinted(asked, hint.where(clause))
    if not same_shape(claimed.shape, asked.answer.shape):
        return _verdict(asked, Kind.SHAPE, _shape_sentence(asked, write_shape(claimed.shape)))
    if ignored := asked.ignored_by(claimed):
        return _verdict(asked, Kind.IGNORES, f"The {asked.noun} depends on {ignored}, and the claim does not.")
    return _verdict(asked, Kind.WRONG, f"Not the {asked.noun}: the shape is right, but the numbers are others.")


def _misfit(asked: Asked, claim: Claim, reader: MendingReader, fault: str) -> Verdict:
    """The verdict on a claim whose shapes do not fit: what makes them fit, if that makes it right."""
    effort = asked.effort(sum(1 for _ in ast.walk(claim.expression)))
    tried = edited(asked, mends(reader.find, claim.expression, claim.place, effort))
    for clause, points in asked.grounds:
        if hint := exact(asked, points, tried) or with_a_factor(asked, points, tried):
            return _hinted(asked, hint.where(clause))
    sentence = fault.split("\n")[0].split(": ", 1)[1]
    return _verdict(asked, Kind.SHAPE, f"The shapes do not fit: {sentence}{'' if sentence.endswith('?') else '.'}")


def _independent(asked: Asked, ground: Ground, claimed: Node) -> tuple[Kind, str]:
    """What is to be said where the cost does not depend on what is asked for, and the claim is not 0."""
    cost, name = asked.question.cost, asked.question.name
    other = next((f" {slip.sentence}" for slip in asked.slips if ground.same(claimed, slip.gradient)), "")
    return Kind.INDEPENDENT, f"{cost} does not depend on {name}, so {asked.question} is 0.{other}"


def _verdict(asked: Asked, kind: Kind, sentence: str) -> Verdict:
    return Verdict(kind, sentence, asked.name, asked.revealed)


def _hinted(asked: Asked, hint: Hint) -> Verdict:
    return Verdict(hint.kind, hint.sentence, asked.name, asked.revealed, hint.factor, hint.undone)


def _shape_sentence(asked: Asked, shape: str) -> str:
    needed = write_shape(asked.answer.shape)
    if isinstance(asked, AskedGradient):
        return f"{asked.name} has the shape of {asked.question.name}, {needed}, not {shape}."
    return f"{asked.name} has the shape {needed}, not {shape}."
