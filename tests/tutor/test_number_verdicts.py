"""Numbers that are not those of the gradient: what is said of them, and of which kind it is."""

import pytest

import chainrule as cr
from chainrule.tutor.verdicts import Kind

SQUARE = "params w\nL = w**2"


@pytest.mark.parametrize(
    ("board", "claim", "at", "sentence"),
    [
        (SQUARE, "dw = 0", {"w": 3}, "The gradient is not 0 at these values."),
        (SQUARE, "L = 0", {"w": 3}, "The value is not 0 at these values."),
        (SQUARE, "dw = 5.1", {"w": 3}, "These are not the numbers of the gradient at these values."),
        (
            "params w\nL = minimum(w, 100)",
            "dw = 1",
            {},
            "Not everywhere: on one side of where the comparison turns, it is something else.",
        ),
    ],
)
def test_wrong_numbers_are_told_so(board, claim, at, sentence):
    """Nothing where there is something, something else, or what holds on one side."""
    verdict = cr.whiteboard(board).claim(claim, **at)
    assert (verdict.sentence, verdict.kind) == (sentence, Kind.WRONG)
