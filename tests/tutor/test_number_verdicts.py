"""Numbers that are not those of the gradient: what is said of them, and of which kind it is."""

import pytest

import chainrule as cr
from chainrule.tutor.verdicts import Kind  # which chainrule.tutor.number_claims gives

SQUARE = "params w\nL = w**2"


@pytest.mark.parametrize(
    ("kind", "board", "claim", "at", "sentence"),
    [
        (Kind.WRONG, SQUARE, "dw = 0", {"w": 3}, "The gradient is not 0 at these values."),
        (Kind.WRONG, SQUARE, "L = 0", {"w": 3}, "The value is not 0 at these values."),
        (Kind.WRONG, SQUARE, "dw = 5.1", {"w": 3}, "These are not the numbers of the gradient at these values."),
        (
            Kind.WRONG,
            "params w\nL = minimum(w, 100)",
            "dw = 1",
            {},
            "Not everywhere: on one side of where the comparison turns, it is something else.",
        ),
        (
            Kind.WRONG,
            SQUARE,
            "dw = 0",
            {"w": 0.1},
            "It is small, but not 0; write so many digits that one of them is not 0.",
        ),
        (
            Kind.COARSE,
            SQUARE,
            "dw = 1",
            {"w": 0.36},
            "Too coarse to tell: no digit of this can be checked; write more of them.",
        ),
    ],
)
def test_wrong_numbers_are_told_so(kind, board, claim, at, sentence):
    """Nothing where there is something, something else, what holds on one side, or what has no digit of the truth."""
    verdict = cr.whiteboard(board).claim(claim, **at)
    assert (verdict.sentence, verdict.kind) == (sentence, kind)
