"""Likely slips: the wrong gradients of a board that people come to, each once, for whoever judges numbers later."""

from collections.abc import Iterator
from fractions import Fraction

import numpy as np

from chainrule.boards.whiteboard import Whiteboard
from chainrule.tutor.factors import Factor
from chainrule.tutor.gradient_answer import GradientAnswer
from chainrule.tutor.hints import times
from chainrule.tutor.phrases import about_factor
from chainrule.tutor.questions import Question
from chainrule.tutor.slips import Slip

LOST = (Fraction(-1), Fraction(1, 2), Fraction(2))


def slips_by(whiteboard: Whiteboard, name: str, most: int) -> tuple[Slip, ...]:
    """Up to so many wrong gradients by a name, in the shape of the right one, no two the same, likely ones first.

    >>> from chainrule.boards.grammar import read_whiteboard
    >>> [slip.sentence for slip in slips_by(read_whiteboard("L = x * y"), "x", 1)]
    ['Right up to the sign, which is the other one.']
    """
    answer = GradientAnswer(whiteboard, Question(whiteboard.cost, name), np.random.default_rng(0))
    if not answer.depends:
        return ()
    seen, found = {answer.points.fingerprint(answer.gradient)}, []
    for slip in (*_multiples(answer), *answer.slips):
        if (
            slip.gradient.shape == answer.gradient.shape
            and (mark := answer.points.fingerprint(slip.gradient)) not in seen
        ):
            seen.add(mark)
            found.append(slip)
    return tuple(found[:most])


def _multiples(answer: GradientAnswer) -> Iterator[Slip]:
    """The gradient with another sign, and with a factor too many or too few."""
    letters = {size for size in answer.gradient.shape if isinstance(size, str)} | answer.letters
    factors = [*map(Factor, LOST), *(Factor(Fraction(1), ((letter, 1),)) for letter in sorted(letters))]
    for factor in factors:
        yield Slip(*about_factor(factor, answer.noun), times(answer.gradient, factor))
