"""Number claims: what is said of numbers that a person wrote, and of steps with a learning rate in numbers."""

from collections.abc import Iterable, Mapping

import numpy as np

from chainrule.errors import GraphError, NoValueError
from chainrule.graph.node import Node
from chainrule.graph.shape import write_shape
from chainrule.graph.values import Values
from chainrule.tutor.answer import Answer
from chainrule.tutor.hints import derived, exact, multiple, with_a_factor
from chainrule.tutor.replies import hinted, independent, shape_sentence, turns, verdict
from chainrule.tutor.same_shape import same_shape
from chainrule.tutor.slide_rounding import decimals_carried, decimals_taken
from chainrule.tutor.update_answer import UPHILL, UpdateAnswer, rate_of_numbers
from chainrule.tutor.verdicts import Kind, Verdict
from chainrule.tutor.written_numbers import Digits, Written, fitted
from chainrule.wording import counted


def judge_numbers(
    answer: Answer, digits: Digits, leaves: Iterable[str], given: Mapping[str, object], calculation: Node | None = None
) -> Verdict:
    """The verdict on written numbers, at those given of the leaves of the board; a constant slope may do without any.

    `calculation` is what they were worked out by, where the claim is one.
    """
    claimed = digits.node
    if missing := [name for name in leaves if name not in given]:
        if answer.points.same(claimed, answer.node):
            return verdict(answer, Kind.RIGHT, "Right.")
        if (comparison := answer.points.turning(claimed, answer.node)) is not None:
            return verdict(answer, Kind.WRONG, turns(answer.call(comparison)))
        if not same_shape(claimed.shape, answer.node.shape) and not claimed.shape:
            return verdict(answer, Kind.SHAPE, shape_sentence(answer, "one number"))
        raise NoValueError(f"a claim made of numbers is judged at values, and these have none: {', '.join(missing)}")
    if isinstance(answer, UpdateAnswer) and answer.rate is None:
        raise GraphError("how far a step goes is said by the learning rate; declare one: data eta = 0.1")
    ground = Written(digits, Values(answer.backward, given))
    truth = ground.number(answer.node)
    if ground.same(claimed, answer.node):
        if digits.digitless(truth):
            return verdict(answer, *_too_coarse(digits))
        if digits.coarse(truth):
            return verdict(answer, Kind.DIGITS, "Right, as far as so few digits can say.")
        return verdict(answer, Kind.RIGHT, "Right, to the digits that are written.")
    if decimals := decimals_carried(answer, ground, claimed) or decimals_taken(answer, ground, calculation):
        sentence = f"Right, with what comes before it rounded to {counted(decimals, 'decimal')}; unrounded, it is"
        return verdict(answer, Kind.RIGHT, f"{sentence} {ground.unrounded(answer.node)}.")
    if not answer.depends:
        return verdict(answer, *independent(answer, ground, claimed))
    if not digits.numbers.any():
        return verdict(answer, Kind.WRONG, f"The {answer.noun} is not 0 at these values.")
    tried = derived(answer, claimed)
    if (
        hint := multiple(answer, ground, claimed)
        or exact(answer, ground, tried)
        or with_a_factor(answer, ground, tried)
    ):
        return hinted(answer, hint)
    if fitted(digits.numbers, truth.shape) is None:
        return verdict(answer, Kind.SHAPE, shape_sentence(answer, write_shape(digits.numbers.shape)))
    return verdict(answer, Kind.WRONG, f"These are not the numbers of the {answer.noun} at these values.")


def judge_step(answer: UpdateAnswer, claimed: Node, leaves: Iterable[str], given: Mapping[str, object]) -> Verdict:
    """The verdict on a step whose learning rate is a number in the claim."""
    if not same_shape(claimed.shape, answer.node.shape):
        return verdict(answer, Kind.SHAPE, shape_sentence(answer, write_shape(claimed.shape)))
    step = answer.start - claimed
    rate, where = answer.points.ratio(step, answer.gradient), ""
    if not rate and all(name in given for name in leaves):
        rate, where = rate_of_numbers(answer, step, Values(answer.backward, given)), " at these values"
    known = None if answer.rate is None else given.get(answer.rate.name)
    if rate < 0:
        return verdict(answer, Kind.SIGN, UPHILL)
    if rate and known is not None and not np.isclose(rate, known):  # type: ignore[call-overload]
        sentence = f"This step has the learning rate {rate:g}{where}, and the board's is {known}."
        return verdict(answer, Kind.FACTOR, sentence)
    if rate:
        sentence = f"Right{where}: a step of gradient descent with the learning rate {rate:g}."
        return verdict(answer, Kind.RIGHT, sentence)
    for slip in answer.wrong_gradients:
        if answer.points.ratio(step, slip.gradient):
            return verdict(answer, slip.kind, slip.sentence)
    return verdict(answer, Kind.WRONG, "What is subtracted is no multiple of the gradient.")


def _too_coarse(digits: Digits) -> tuple[Kind, str]:
    """What is to be said of numbers that have no digit of what they are to be."""
    if not digits.numbers.any():
        return Kind.WRONG, "It is small, but not 0; write so many digits that one of them is not 0."
    return Kind.COARSE, "Too coarse to tell: no digit of this can be checked; write more of them."
