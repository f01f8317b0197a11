"""Facts: what a declaration says is known of data."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.boards.facts import Fact, read_fact
from chainrule.boards.grammar import read_whiteboard
from chainrule.errors import GraphError, WhiteboardError

COLUMNS, ROWS = 0, 1


@pytest.mark.parametrize(
    ("written", "fact"),
    [
        *(("one-hot", Fact("one-hot", COLUMNS)), ("one hot columns", Fact("one-hot", COLUMNS))),
        *(("one-hot rows", Fact("one-hot", ROWS)), ("every row is one-hot", Fact("one-hot", ROWS))),
        *(("columns sum to 1", Fact("sums to 1", COLUMNS)), ("sums to 1", Fact("sums to 1", COLUMNS))),
        *(("rows sum to 1", Fact("sums to 1", ROWS)), ("each row sums to one", Fact("sums to 1", ROWS))),
        *(("binary", Fact("binary")), ("0 or 1", Fact("binary")), ("in {0, 1}", Fact("binary"))),
        ("∈ {0,1}", Fact("binary")),
        *(("index", Fact("index")), ("integers", Fact("index")), ("whole numbers", Fact("index"))),
        *(("signs", Fact("signs")), ("±1", Fact("signs")), ("-1 or 1", Fact("signs")), ("in {-1, 1}", Fact("signs"))),
    ],
)
def test_a_fact_stands_behind_the_shape(written, fact):
    """Facts read as on a whiteboard, and are about columns unless they say rows."""
    assert read_whiteboard(f"data X (n, m), Y (K, m) {written}, z\nL = sum(Y)").facts == {"Y": fact}


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("data Y (K, m) one-hott", "column 15: what is known of data is one-hot, columns sum to 1, one-hot rows"),
        ("data y (1, m) one-hot", r"a column of \(1, m\) is one number and would be 1; write binary, or one-hot rows"),
        ("data y (m, 1) one-hot rows", r"a row of \(m, 1\) is one number and would be 1; write binary, or one-hot col"),
        ("data y (K) one-hot rows", r"column 12: \(K,\) has no rows that could be one-hot"),
        ("data y one-hot", r"column 8: \(\) has no columns that could be one-hot"),
        ("params W (K, m) binary", "column 8: only data is known to be binary, and W is a parameter; declare it on a"),
        ("data Y (2, 2) one-hot = [[1, 0], [0, 0]]", "column 6: column 2 of Y sums to 0, and every column of Y is one"),
        ("data Y (2, 2) one-hot rows = [[1, 0], [0.5, 0.5]]", "row 2 of Y has the entry 0.5, and every row of Y is on"),
    ],
)
def test_a_fact_that_cannot_be_is_refused(line, message):
    """A word that is no fact, a shape that has none, a parameter, a value on the board that is otherwise."""
    with pytest.raises(WhiteboardError, match=message):
        read_whiteboard(f"{line}\nL = 1")


@pytest.mark.parametrize(
    ("fact", "right", "wrong", "violation"),
    [
        (
            "one-hot",
            [[1, 0], [0, 1]],
            [[1, 1], [1, 0]],
            "column 1 of Y sums to 2, and every column of Y is one-hot, as",
        ),
        ("sums to 1", [[0.1, 1], [0.9, 0]], [[0.5, 1], [0.5, 1]], "column 2 of Y sums to 2, and every column of Y sum"),
        ("rows sum to 1", [[0.5, 0.5]], [[np.nan, 1]], "row 1 of Y sums to nan, and every row of Y sums to 1, as decl"),
        ("binary", [[1, 1], [0, 1]], [[0, 0], [0, -1]], "Y has the entry -1, and Y is 0 or 1, as declared"),
        ("index", [[0, 2], [1, 1]], [[0, 2], [-1, 1]], "Y has the entry -1, and Y holds whole numbers from 0, as decl"),
        ("signs", [[1, 1], [-1, 1]], [[1, 1], [1, 0]], "Y has the entry 0, and Y is −1 or 1, as declared"),
    ],
)
def test_bound_numbers_are_as_declared(fact, right, wrong, violation):
    """Numbers that are bound, or at which a claim is judged, are held against the facts."""
    board = cr.whiteboard(f"data Y (k, m) {fact}\nparams w\nL = w*sum(Y)")
    assert board.bind(Y=right, w=1.0)["L"] == np.sum(right)
    with pytest.raises(GraphError, match=violation):
        board.bind(Y=wrong, w=1.0)
    with pytest.raises(GraphError, match=violation):
        board.claim("dw = 1", Y=wrong, w=1.0)


def test_shares_with_seven_digits_sum_to_one():
    """Numbers rounded to single precision are as declared."""
    shares = np.full((3, 1), np.float32(1 / 3))
    assert Fact("sums to 1", 0).violation("P", shares) == ""


@pytest.mark.parametrize("written", ["one-hot", "one-hot rows", "columns sum to 1", "rows sum to 1", "binary", "index"])
def test_random_numbers_can_be_made_to_obey(written):
    """What is imposed on random numbers violates nothing, and is not the same for all."""
    fact = read_fact(written, ("K", "m"))
    drawn = fact.imposed(np.random.default_rng(0).normal(size=(4, 5)))
    assert fact.violation("Y", drawn) == ""
    assert drawn.std() > 0


def test_only_what_is_drawn_is_made_to_obey():
    """Numbers that a person gave stay what they are."""
    board = read_whiteboard("data Y (2, 2) one-hot, p (2) sums to 1, x\nL = sum(Y) + x")
    drawn = {"Y": [[1.0, 2.0], [3.0, 1.0]], "p": [1.0, 2.0], "x": 5.0}
    made = board.obeying(drawn, given=["p"])
    assert np.array_equal(made["Y"], [[0, 1], [1, 0]])
    assert (made["p"], made["x"]) == ([1.0, 2.0], 5.0)
