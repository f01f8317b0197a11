"""Aliases: one name in two spellings."""

import pytest

from chainrule.boards.aliases import Spellings, spelled_out
from chainrule.boards.grammar import read_whiteboard
from chainrule.errors import WhiteboardError


@pytest.mark.parametrize(
    ("name", "out"),
    [
        *(
            ("θ", "theta"),
            ("λ", "lambda"),
            ("Δ", "Delta"),
            ("ς", "sigma"),
            ("ŷ", "yhat"),
            ("x̄", "xbar"),
            ("w̃", "wtilde"),
        ),
        *(("y_hat", "yhat"), ("W_1", "W1"), ("θ_1", "theta1"), ("lam", "lambda"), ("é", "e\N{COMBINING ACUTE ACCENT}")),
    ],
)
def test_names_are_spelled_out(name, out):
    """Greek letters by their names, marks by what they are called, without underscores."""
    assert spelled_out(name) == out


def test_a_name_that_could_be_two_is_none():
    """Where two names of a board are spelled alike, a third spelling says neither."""
    assert Spellings(["W1"]).other("W_1") == "W1"
    assert Spellings(["theta", "theta_"]).other("θ") == ""


@pytest.mark.parametrize(
    "text",
    [
        "params theta, x\nL = θ*x",
        "params θ, x\nL = theta*x",
        "params W1\nL = W₁*W_1",
        "ŷ = w*x\nL = (yhat - y)**2",
        "data lam\nparams w\nL = λ*w**2",
    ],
)
def test_a_board_takes_both_spellings_for_one_name(text):
    """What is declared or assigned in one spelling is used in another, and nothing new is made."""
    board = read_whiteboard(text)
    assert {"θ", "theta"} & set(board.graph.all_names) != {"θ", "theta"}
    assert not {"W_1", "λ", "yhat"} & set(board.graph.all_names)


def test_an_exact_name_comes_first():
    """Two spellings that are both on the board are two names."""
    graph = read_whiteboard("params theta, θ\nL = theta*θ").graph
    assert len(graph.leaves) == 2


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("ŷ = w*x\nyhat = (yhat - y)**2", "line 2, column 1: yhat is another spelling of ŷ, a name above"),
        ("params theta\nL = 2*theta\nθ = L", "line 3, column 1: θ is another spelling of theta"),
        ("L = W_1*x\n  W1 = L + 1", "line 2, column 3: W1 is another spelling of W_1"),
        ("theta = θ*x", "line 1, column 1: theta is another spelling of θ"),
    ],
)
def test_a_name_is_not_assigned_again_in_another_spelling(text, said):
    """A line below would mean the one or the other, and the board might end in nothing that no line uses."""
    with pytest.raises(WhiteboardError) as caught:
        read_whiteboard(text)
    assert str(caught.value).startswith(said)
