"""Respelled: faults of a claim about steps show the claim as it was written, and call steps by their brackets."""

import pytest

import chainrule as cr
from chainrule.errors import WhiteboardError

TEXT = (
    "sizes T = {}\ndata x[1..T] (k, m)\nparams W (k, k), h[0] (k, m)\nfor t in 1..T:\n"
    "    h[t] = tanh(W @ h[t-1] + x[t])\n"
)
RECURRENT = cr.whiteboard(TEXT.format(3) + "L = sum(h[T])")
LONG = cr.whiteboard(TEXT.format(100) + "L = sum(h[T])")


def fault(claim, board=RECURRENT):
    """What is said, the line that is shown, and the word at the caret."""
    with pytest.raises(WhiteboardError) as caught:
        board.claim(claim)
    said, shown, caret = str(caught.value).split("\n")
    return said, shown[4:], shown[len(caret) - 1 :].split(" ")[0]


@pytest.mark.parametrize(
    ("claim", "meant"),
    [("dh_T = 1", "dh[T]"), ("dL/dh_T = 1", "dh[T]"), ("dh[2] = W.T @ dh_T", "dh[T]"), ("dh[T] = h_T", "h[T]")],
)
def test_a_step_is_named_by_its_size(claim, meant):
    """Of a board with T steps dh_T means dh[T], no other name that looks like it."""
    assert fault(claim)[0].endswith(f"; did you mean {meant}?")


@pytest.mark.parametrize(
    ("claim", "word"),
    [
        ("dh[T][0] = 1", "dh[T][0]"),
        ("dh[T] = h[T]*h[T-1] @ foo", "foo"),
        ("dh[t] = h[t-1]*h_{t-1}*h_t @ foo", "foo"),
        ("dh_t = h_t @ foo", "foo"),
        ("dh[T] = dh[T+1]", "dh[T+1]"),
    ],
)
@pytest.mark.parametrize("board", [RECURRENT, LONG])
def test_a_fault_shows_the_claim_as_it_was_written(claim, word, board):
    """The caret stands below the word that is meant, however long the names of steps are."""
    _, shown, at_caret = fault(claim, board)
    assert shown == claim
    assert at_caret == word


def test_a_step_is_called_as_the_claim_calls_it():
    """By its brackets, dh[3]; by its name in the graph where the claim says that."""
    assert "all of dh[3] as" in fault("dh[T][0] = 1")[0]
    assert "all of dh_3 as" in fault("dh_3[0] = 1")[0]
