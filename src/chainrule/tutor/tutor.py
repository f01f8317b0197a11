"""The tutor: a person states a gradient, and learns that it is right, or which slip it contains.

A claim such as `dW1 = ((w2.T @ (2/m*(yhat - y))) * A * (1 - A)) @ X.T` is tried by its numbers, at random points or,
where it consists of numbers, at those of the board. Its text is never compared: every way of writing is as good.
"""

import ast
from collections.abc import Mapping
from itertools import chain

import numpy as np

from chainrule.boards.expressions import Reader
from chainrule.boards.grammar import NESTED
from chainrule.boards.whiteboard import Whiteboard
from chainrule.errors import GraphError, NoValueError, WhiteboardError
from chainrule.graph.graph import topological
from chainrule.graph.node import Node
from chainrule.graph.shape import write_shape
from chainrule.graph.values import Values
from chainrule.tutor.answer import Answer, cotangent_of
from chainrule.tutor.claim_text import Claim, Question, finder, read_claim
from chainrule.tutor.edits import Edits, fitting_edits
from chainrule.tutor.effort import weight
from chainrule.tutor.gradient_answer import GradientAnswer
from chainrule.tutor.hints import (
    Edited,
    Ground,
    Hint,
    derived,
    exact,
    factor_of_one_term,
    multiple,
    with_a_factor,
    wrong_term,
)
from chainrule.tutor.misfits import MendingReader, mends
from chainrule.tutor.phrases import Words
from chainrule.tutor.points import same_shape
from chainrule.tutor.slide_rounding import decimals_carried
from chainrule.tutor.update_answer import UPHILL, UpdateAnswer
from chainrule.tutor.verdicts import Kind, Verdict
from chainrule.tutor.written_numbers import Digits, Written, fitted, read_digits, worked_out
from chainrule.wording import counted

KINDS: Mapping[str, type[Answer]] = {"gradient": GradientAnswer, "update": UpdateAnswer, "value": Answer}


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
        self._answers: dict[Question, Answer] = {}

    def judge(self, text: str) -> Verdict:
        """What is to be said about a claim."""
        claim = read_claim(self._whiteboard, text)
        try:
            return self._judged(claim)
        except RecursionError:
            raise claim.place.fault(NESTED) from None

    def _judged(self, claim: Claim) -> Verdict:
        answer = self._answer_to(claim)
        if (digits := read_digits(claim.expression, claim.place)) is not None:
            return self._judge_numbers(answer, digits)
        reader = MendingReader(finder(self._whiteboard, claim.question, answer.cotangent))
        try:
            node = reader.read(claim.expression, claim.place)
        except WhiteboardError as fault:
            if not reader.misfit:
                raise
            return _misfit(answer, claim, reader, str(fault))
        if not any(one.is_leaf or one.op.name == "dimension" for one in topological([node])) and self._bound:
            return self._judge_numbers(answer, worked_out(node))
        if isinstance(answer, UpdateAnswer) and answer.rate not in topological([node]):
            return _judge_step(answer, node, None if answer.rate is None else self._values.get(answer.rate.name))
        return _judge_formula(answer, node, Words(self._whiteboard.graph, {**self._whiteboard.parts, **reader.parts}))

    def _answer_to(self, claim: Claim) -> Answer:
        question = claim.question
        if question not in self._answers:
            if question.expression is not None:
                find = finder(self._whiteboard, question, lambda other: cotangent_of(self._whiteboard.graph, other))
                answer = Reader(find).read(question.expression, claim.place)
                self._answers[question] = Answer(self._whiteboard, question, self._rng, answer)
            else:
                self._answers[question] = KINDS[question.about](self._whiteboard, question, self._rng)
        return self._answers[question]

    @property
    def _bound(self) -> bool:
        return all(name in self._values for name in self._whiteboard.graph.leaves)

    def _judge_numbers(self, answer: Answer, digits: Digits) -> Verdict:
        """The verdict on written numbers, at the values of the board; a constant slope may do without any."""
        claimed = digits.node
        if not self._bound:
            if answer.points.same(claimed, answer.node):
                return _verdict(answer, Kind.RIGHT, "Right.")
            if not same_shape(claimed.shape, answer.node.shape) and not claimed.shape:
                return _verdict(answer, Kind.SHAPE, _shape_sentence(answer, "one number"))
            missing = ", ".join(name for name in self._whiteboard.graph.leaves if name not in self._values)
            raise NoValueError(f"a claim made of numbers is judged at values, and these have none: {missing}")
        if isinstance(answer, UpdateAnswer) and answer.rate is None:
            raise GraphError("how far a step goes is said by the learning rate; declare one: data eta = 0.1")
        ground = Written(digits, Values(answer.backward, self._values))
        truth = ground.number(answer.node)
        if ground.same(claimed, answer.node):
            if digits.coarse(truth):
                return _verdict(answer, Kind.DIGITS, "Right, as far as so few digits can say.")
            return _verdict(answer, Kind.RIGHT, "Right, to the digits that are written.")
        if decimals := decimals_carried(answer, ground, claimed):
            sentence = f"Right, with what comes before it rounded to {counted(decimals, 'decimal')}; unrounded, it is"
            return _verdict(answer, Kind.RIGHT, f"{sentence} {ground.unrounded(answer.node)}.")
        if not answer.depends:
            return _verdict(answer, *_independent(answer, ground, claimed))
        tried = derived(answer, claimed)
        if (
            hint := multiple(answer, ground, claimed)
            or exact(answer, ground, tried)
            or with_a_factor(answer, ground, tried)
        ):
            return _hinted(answer, hint)
        if fitted(digits.numbers, truth.shape) is None:
            return _verdict(answer, Kind.SHAPE, _shape_sentence(answer, write_shape(digits.numbers.shape)))
        return _verdict(answer, Kind.WRONG, f"These are not the numbers of the {answer.noun} at these values.")


def _judge_step(answer: UpdateAnswer, claimed: Node, known: object) -> Verdict:
    """The verdict on a step whose learning rate is a number in the claim; `known` is the board's."""
    if not same_shape(claimed.shape, answer.node.shape):
        return _verdict(answer, Kind.SHAPE, _shape_sentence(answer, write_shape(claimed.shape)))
    step = answer.start - claimed
    if rate := answer.points.ratio(step, answer.gradient):
        if rate < 0:
            return _verdict(answer, Kind.SIGN, UPHILL)
        if known is not None and not np.isclose(rate, known):  # type: ignore[call-overload]
            return _verdict(
                answer, Kind.FACTOR, f"This step has the learning rate {rate:g}, and the board's is {known}."
            )
        return _verdict(answer, Kind.RIGHT, f"Right: a step of gradient descent with the learning rate {rate:g}.")
    for slip in answer.wrong_gradients:
        if answer.points.ratio(step, slip.gradient):
            return _verdict(answer, slip.kind, slip.sentence)
    return _verdict(answer, Kind.WRONG, "What is subtracted is no multiple of the gradient.")


def _judge_formula(answer: Answer, claimed: Node, call: Words) -> Verdict:
    for clause, points in answer.grounds:
        if points.same(claimed, answer.node):
            return _verdict(answer, Kind.RIGHT, f"Right, where {clause}." if clause else "Right.")
    if not answer.depends:
        return _verdict(answer, *_independent(answer, answer.points, claimed))
    effort = answer.effort(weight(topological([claimed]), answer.points.sizes))
    found = Edits(claimed, answer.graph.all_names, effort, call, answer.given)
    slips, edits = derived(answer, claimed), Edited(answer, chain(fitting_edits(claimed, answer.node.shape), found))
    for clause, points in answer.grounds:
        hint = (
            multiple(answer, points, claimed)
            or exact(answer, points, slips)
            or factor_of_one_term(answer, points, claimed, call)
            or exact(answer, points, edits)
            or wrong_term(answer, points, claimed, call)
            or with_a_factor(answer, points, chain(slips, edits))
        )
        if hint:
            return _hinted(answer, hint.where(clause))
    if not same_shape(claimed.shape, answer.node.shape):
        return _verdict(answer, Kind.SHAPE, _shape_sentence(answer, write_shape(claimed.shape)))
    if ignored := answer.ignored_by(claimed):
        return _verdict(answer, Kind.IGNORES, f"The {answer.noun} depends on {ignored}, and the claim does not.")
    return _verdict(answer, Kind.WRONG, f"Not the {answer.noun}: the shape is right, but the numbers are others.")


def _misfit(answer: Answer, claim: Claim, reader: MendingReader, fault: str) -> Verdict:
    """The verdict on a claim whose shapes do not fit: what makes them fit, if that makes it right."""
    effort = answer.effort(sum(1 for _ in ast.walk(claim.expression)))
    tried = Edited(answer, mends(reader.find, claim.expression, claim.place, effort))
    for clause, points in answer.grounds:
        if hint := exact(answer, points, tried) or with_a_factor(answer, points, tried):
            return _hinted(answer, hint.where(clause))
    sentence = fault.split("\n")[0].split(": ", 1)[1]
    return _verdict(answer, Kind.SHAPE, f"The shapes do not fit: {sentence}{'' if sentence.endswith('?') else '.'}")


def _independent(answer: Answer, ground: Ground, claimed: Node) -> tuple[Kind, str]:
    """What is to be said where the cost does not depend on what is asked for, and the claim is not 0."""
    cost, name = answer.question.cost, answer.question.name
    other = next((f" {slip.sentence}" for slip in answer.slips if ground.same(claimed, slip.gradient)), "")
    return Kind.INDEPENDENT, f"{cost} does not depend on {name}, so {answer.question} is 0.{other}"


def _verdict(answer: Answer, kind: Kind, sentence: str) -> Verdict:
    return Verdict(kind, sentence, answer.name, answer.revealed)


def _hinted(answer: Answer, hint: Hint) -> Verdict:
    return Verdict(hint.kind, hint.sentence, answer.name, answer.revealed, hint.factor, hint.undone)


def _shape_sentence(answer: Answer, shape: str) -> str:
    needed = write_shape(answer.node.shape)
    if isinstance(answer, GradientAnswer):
        return f"{answer.name} has the shape of {answer.question.name}, {needed}, not {shape}."
    return f"{answer.name} has the shape {needed}, not {shape}."
