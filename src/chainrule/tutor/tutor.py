"""The tutor: a person states a gradient, and learns that it is right, or which slip it contains.

A claim such as `dW1 = ((w2.T @ (2/m*(yhat - y))) * A * (1 - A)) @ X.T` is tried by its numbers, at random points or,
where it consists of numbers, at those of the board. Its text is never compared: every way of writing is as good.
"""

import ast
from collections.abc import Mapping
from functools import partial

import numpy as np

from chainrule.boards.expressions import Reader
from chainrule.boards.statements import NESTED
from chainrule.boards.steps import Counting
from chainrule.boards.whiteboard import Whiteboard
from chainrule.errors import GraphError, WhiteboardError
from chainrule.graph.graph import topological
from chainrule.graph.node import Node
from chainrule.graph.shape import write_shape
from chainrule.ops.undefined import any_function, undefined_in
from chainrule.tutor.answer import Answer, cotangent_of
from chainrule.tutor.any_functions import with_drawn_functions
from chainrule.tutor.best_hint import best_hint, on_weakest_ground
from chainrule.tutor.claim_text import Claim, finder, read_claim
from chainrule.tutor.claimed_steps import claims_by_step, together, tried, with_steps_written
from chainrule.tutor.gradient_answer import GradientAnswer
from chainrule.tutor.hints import Edited, exact, with_a_factor
from chainrule.tutor.misfits import MendingReader, mends
from chainrule.tutor.number_claims import judge_numbers, judge_step
from chainrule.tutor.phrases import Words
from chainrule.tutor.questions import Question
from chainrule.tutor.replies import hinted, independent, shape_sentence, turns, verdict
from chainrule.tutor.respelled import Respelled, in_brackets
from chainrule.tutor.same_shape import same_shape
from chainrule.tutor.update_answer import UpdateAnswer
from chainrule.tutor.verdicts import Kind, Verdict
from chainrule.tutor.written_numbers import Digits, read_digits, worked_out

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
        for name in values or ():
            if name not in whiteboard.graph.leaves:
                found = (
                    "is computed on the board" if name in whiteboard.graph.all_names else "does not stand on the board"
                )
                raise GraphError(f"{name} {found}; numbers are given to {', '.join(whiteboard.graph.leaves)}")
        self._any = undefined_in(whiteboard.graph.order)
        self._whiteboard = with_drawn_functions(whiteboard)
        self._values = {**whiteboard.values, **(values or {})}
        self._rng = rng or np.random.default_rng(0)
        self._answers: dict[Question, Answer] = {}

    def judge(self, text: str) -> Verdict:
        """What is to be said about a claim, or about what it claims of every step of a loop."""
        try:
            return with_steps_written(self._whiteboard, self._judged_at_steps(text), text)
        except WhiteboardError as fault:
            raise WhiteboardError(in_brackets(self._whiteboard.steps, text)(str(fault))) from None

    def _judged_at_steps(self, text: str) -> Verdict:
        claims = claims_by_step(self._whiteboard, text)
        if claims is None:
            return self._judged_alone(text)
        judged: dict[int, Verdict] = {}
        for number in tried(claims.at, len(self._whiteboard.graph.order)):
            judged[number] = self._judged_alone(claims.at[number])
            if not judged[number].right:
                break
        return together(claims, judged)

    def _judged_alone(self, text: str | Respelled) -> Verdict:
        claim = read_claim(self._whiteboard, text)
        try:
            return self._judged(claim)
        except RecursionError:
            raise claim.place.fault(NESTED) from None

    def _judged(self, claim: Claim) -> Verdict:
        answer = self._answer_to(claim)
        if (digits := read_digits(claim.expression, claim.place)) is not None:
            return self._judge_numbers(answer, digits)
        counting = Counting(dict(self._whiteboard.sizes))
        reader = MendingReader(finder(self._whiteboard, claim.question, answer.cotangent), counting=counting)
        try:
            node = reader.read(claim.expression, claim.place)
        except WhiteboardError as fault:
            if not reader.misfit:
                raise
            return _misfit(answer, claim, reader, str(fault))
        if not any(one.is_leaf or one.op.name == "dimension" for one in topological([node])) and self._bound:
            return self._judge_numbers(answer, worked_out(node), node)
        if isinstance(answer, UpdateAnswer) and answer.rate not in topological([node]):
            return judge_step(answer, node, self._whiteboard.graph.leaves, self._values)
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

    def _judge_numbers(self, answer: Answer, digits: Digits, calculation: Node | None = None) -> Verdict:
        if self._any:
            raise GraphError(any_function(self._any[0]))
        return judge_numbers(answer, digits, self._whiteboard.graph.leaves, self._values, calculation)


def _judge_formula(answer: Answer, claimed: Node, call: Words) -> Verdict:
    for clause, points in answer.grounds:
        if points.same(claimed, answer.node):
            return verdict(answer, Kind.RIGHT, f"Right, where {clause}." if clause else "Right.")
    if not answer.depends:
        return verdict(answer, *independent(answer, answer.points, claimed))
    if hint := best_hint(answer, claimed, call):
        return hinted(answer, hint)
    if not same_shape(claimed.shape, answer.node.shape):
        return verdict(answer, Kind.SHAPE, shape_sentence(answer, write_shape(claimed.shape)))
    if (comparison := answer.points.turning(claimed, answer.node)) is not None:
        return verdict(answer, Kind.WRONG, turns(call(comparison)))
    if ignored := answer.ignored_by(claimed):
        return verdict(answer, Kind.IGNORES, f"The {answer.noun} depends on {ignored}, and the claim does not.")
    return verdict(answer, Kind.WRONG, f"Not the {answer.noun}: the shape is right, but the numbers are others.")


def _misfit(answer: Answer, claim: Claim, reader: MendingReader, fault: str) -> Verdict:
    """The verdict on a claim whose shapes do not fit: what makes them fit, if that makes it right."""
    effort = answer.effort(sum(1 for _ in ast.walk(claim.expression)))
    tried = Edited(answer, mends(reader, claim.expression, claim.place, effort))
    one_slip = partial(exact, answer, tried=tried)
    if hint := on_weakest_ground(answer, one_slip, partial(with_a_factor, answer, tried=tried)):
        return hinted(answer, hint)
    sentence = fault.split("\n")[0].split(": ", 1)[1]
    return verdict(answer, Kind.SHAPE, f"The shapes do not fit: {sentence}{'' if sentence.endswith('?') else '.'}")
