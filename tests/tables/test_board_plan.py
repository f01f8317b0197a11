"""Which data of a board a table fills, and with what; what it cannot fill is said in a sentence."""

import pytest

import chainrule as cr
from chainrule.errors import ArgumentError
from chainrule.tables.board_plan import board_plan

CLASSES = "data X (n, m), Y (c, m) one-hot\nparams W (k, n), V (c, k)\nL = cross_entropy(V @ tanh(W @ X), Y)"
NUMBERS = "data {x}, {y}\nparams w (1, n) = 0\nyhat = {yhat}\nL = mean((yhat - {name})**2)"


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (CLASSES, ("m", "X", "Y", "classes")),
        ("data Y (c, N) one-hot, A (n, N)\nparams W (c, n)\nL = cross_entropy(W @ A, Y)", ("N", "A", "Y", "classes")),
        ("data X (m, d), y (m, 1) binary\nparams w (d, 1)\nL = mean((X @ w - y)**2)", ("m", "X", "y", "two classes")),
        ("data X (d, m), t (1, m)\nparams w (1, d)\nL = logistic(w @ X, t)", ("m", "X", "t", "two classes")),
        ("data u (m,), v (m,)\nparams w\nL = mean(abs(w*v - u))", ("m", "v", "u", "numbers")),
        (
            "data X (n, m), y (m,) index\nparams W (c, n)\nL = -mean(log_softmax(W @ X)[y, arange(m)])",
            ("m", "X", "y", "classes"),
        ),
    ],
)
def test_what_is_filled_follows_from_the_board(text, found):
    """The letter of the examples, the features, the target and its kind, whatever they are called."""
    plan = board_plan(cr.whiteboard(text), "")
    assert (plan.letter, plan.inputs, plan.target, plan.kind) == found


def test_sizes_are_those_of_the_columns_and_those_that_are_chosen():
    """N from the features, c from the classes, k by choice; the letters of places too."""
    plan = board_plan(cr.whiteboard(CLASSES), "")
    assert plan.sizes(7, 3, {"k": 5}, "kind") == {"n": 7, "c": 3, "k": 5}
    assert plan.inside == {"k"}
    places = "data X (n, m), y (m,) index\nparams W (c, n)\nL = -mean(log_softmax(W @ X)[y, arange(m)])"
    assert board_plan(cr.whiteboard(places), "").sizes(7, 3, {}, "kind") == {"n": 7, "c": 3}


SIZES = [
    ({}, "sizes: k of the board has no number; give it one, such as k=64"),
    ({"k": 5, "q": 3}, "sizes: the board has no size 'q'; it has c, k, n"),
    ({"k": 5, "c": 4}, "sizes: c = 4 does not fit: 'kind' has 3 classes"),
    ({"k": 5, "n": 4}, "sizes: n = 4 does not fit: the columns became 7 inputs"),
]


@pytest.mark.parametrize(("chosen", "sentence"), SIZES)
def test_sizes_that_do_not_fit_are_refused(chosen, sentence):
    """With both numbers."""
    with pytest.raises(ArgumentError) as caught:
        board_plan(cr.whiteboard(CLASSES), "").sizes(7, 3, chosen, "kind")
    assert str(caught.value) == sentence


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("data X (4, m), y (1, m)\nparams w (1, 4)\nL = squared_error(w @ X, y)",
            "board: X (4, m) has room for 4, and the columns became 7 inputs"),
        ("data X (n, m), Y (4, m) one-hot\nparams W (4, n)\nL = cross_entropy(W @ X, Y)",
            "board: Y (4, m) has room for 4, and 'kind' has 3 classes"),
        ("data X (n, m), y (1, m) binary\nparams w (1, n)\nL = logistic(w @ X, y)",
            "board: y tells two classes apart, and 'kind' has 3; declare them as Y (c, m) one-hot"),
        ("data X (n, m), y (4, m)\nparams w (4, n)\nL = squared_error(w @ X, y)",
            "board: y (4, m) has room for 4, and 'kind' is 1 column"),
        ("data X (n, 2, m), y (2, m)\nparams w (n, 2, 1)\nL = mean((sum(w*X, axis=0, keepdims=False) - y)**2)",
            "board: X (n, 2, m) has more axes than a table"),
    ],
)  # fmt: skip
def test_columns_that_a_board_has_no_room_for_are_refused(text, sentence):
    """In the shapes of the board."""
    with pytest.raises(ArgumentError) as caught:
        board_plan(cr.whiteboard(text), "").sizes(7, 3, {}, "kind")
    assert str(caught.value).startswith(sentence)


FILLS = "a table fills two data of a board, features and a target, such as X (n, m) and Y (c, m) one-hot"
UNFILLED = [
    ("data x, y\nparams w\nL = (w*x - y)**2", "", "board: a table needs data with a letter for the examples"),
    ("params w (n, 1)\nL = sum(w**2)", "", "board: a table needs data with a letter for the examples"),
    ("data X (n, m)\nparams W (k, n)\nL = mean((W.T @ W @ X - X)**2)", "",
        f"board: {FILLS}; this one has X alone"),
    ("data X (n, m), y (m,), s (m,)\nparams w (1, n)\nL = mean(s*(w @ X - y)**2)", "",
        f"board: {FILLS}; this one has X, y, s"),
    ("data X (n, m), y (1, m), lam\nparams w (1, n)\nL = mean((w @ X - y)**2) + lam*sum(w**2)", "",
        "board: lam belongs to no example, and a table has no number for it; write one on the board, such as lam ="),
    ("data X (n, m), y (1, m)\nparams w (1, n)\nL = mean((w @ X - 2*y)**2)", "",
        "board: its cost does not show what is predicted; write it as squared_error(yhat, y), say"),
    ("data x (m,) index, y (m,)\nparams E (v,)\nL = mean((E[x] - y)**2)", "",
        "board: x holds places, and the features of a table are numbers"),
    ("data A (k, m), B (m, k)\nparams w\nL = sum((w*A - B.T)**2)", "", "batch: m and k may both count examples"),
    (CLASSES, "n", "batch: the letter of the examples is one of m, not 'n'"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "batch", "sentence"), UNFILLED)
def test_a_board_that_no_table_fills_is_refused(text, batch, sentence):
    """It is said what would be needed."""
    with pytest.raises(ArgumentError) as caught:
        board_plan(cr.whiteboard(text), batch)
    assert str(caught.value).startswith(sentence)


def test_the_letter_of_the_examples_can_be_said():
    """Where two may be meant."""
    board = cr.whiteboard("data A (k, m), B (k, m)\nparams w\nL = mean((w*A - B)**2)")
    assert [board_plan(board, batch).letter for batch in ("", "k")] == ["m", "k"]
