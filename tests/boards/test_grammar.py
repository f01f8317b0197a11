"""The whiteboard language: what it reads, and what that means."""

import numpy as np
import pytest

from chainrule.boards.grammar import read_whiteboard
from chainrule.graph.evaluate import evaluate
from chainrule.graph.values import Values
from chainrule.tutor.tutor import judge

NUMBERS = {"x": 0.7, "y": -1.3}


@pytest.mark.parametrize(
    ("expression", "expected"),
    [
        *(("x + y", -0.6), ("x - y", 2.0), ("-x * y", 0.91), ("x / y", 0.7 / -1.3), ("+x", 0.7), ("x ** 2", 0.49)),
        *(("x ** 3", 0.343), ("2 ** x", 2**0.7), ("1e-3 * x", 0.0007), ("abs(y)", 1.3), ("x.T", 0.7)),
        *(("σ(x)", 1 / (1 + np.exp(-0.7))), ("sin(x)", np.sin(0.7)), ("max(x)", 0.7), ("maximum(x, y)", 0.7)),
        *(("x > y", 1.0), ("x <= y", 0.0), ("x == x", 1.0), ("x != x", 0.0), ("where(x < y, x, y)", -1.3)),
        *(("sqrt(x)", np.sqrt(0.7)), ("log(x)", np.log(0.7)), ("half_squared_error(x, y)", 2.0)),
    ],
)
def test_expressions_mean_what_python_says(expression, expected):
    """An operator or a function has the number that it has in Python."""
    graph = read_whiteboard(f"f = {expression}").graph
    known = {node: NUMBERS[name] for name, node in graph.leaves.items()}
    assert float(evaluate([graph.node("f")], known)[0]) == pytest.approx(expected, rel=1e-12)


def test_letters_of_shapes_are_numbers():
    """`/ m` divides by the number of examples."""
    board = read_whiteboard("data X (n, m)\nf = sum(X) / m + n")
    assert float(Values(board.graph, {"X": np.ones((2, 4))})["f"]) == 4


def test_values_on_the_board_are_its_values():
    """A value without a shape brings its own; a flat row fills a declared one."""
    board = read_whiteboard(
        "data X (1, 3) = [1, 2, 3], Y = [[1, 2]]\nparams b (1, 1) = -2, w = 0.5\nf = sum(X) * w * b"
    )
    assert {name: value.shape for name, value in board.values.items()} == {
        "X": (1, 3),
        "Y": (1, 2),
        "b": (1, 1),
        "w": (),
    }


def test_the_cost_is_the_last_assignment_that_nothing_uses():
    """What is used lies between; of several costs the last is meant."""
    board = read_whiteboard("z = x * w\nL1 = z * z\nL2 = z + 1")
    assert (board.costs, board.cost, list(board.graph.names)) == (("L1", "L2"), "L2", ["z"])


@pytest.mark.parametrize(
    ("text", "wrt"),
    [
        ("f = (x + y) * z", ("x", "y", "z")),
        ("data x, y\nparams z\nf = (x + y) * z", ("z",)),
        ("data X (n, m)\nparams w (1, n)\nL = sum(w @ X)", ("w",)),
    ],
)
def test_circuits_of_gates_are_differentiated_by_all_of_their_numbers(text, wrt):
    """Undeclared single numbers all have a slope, as on lecture 1's slides; what is declared is believed."""
    assert read_whiteboard(text).wrt == wrt


def test_undeclared_names_are_data_if_they_begin_with_x_or_y():
    """Where nothing is declared, x and y are data and the rest is to be learned."""
    leaves = read_whiteboard("f = w * x1 + b - y").graph.leaves
    assert {name: leaf.op.name for name, leaf in leaves.items()} == {
        "w": "parameter",
        "x1": "input",
        "b": "parameter",
        "y": "input",
    }


def test_comments_blank_lines_and_indents_are_skipped():
    """A board may be indented as a block, with remarks."""
    board = read_whiteboard("\n    # a line\n    z = x + 1  # more\n\n    f = z * z\n")
    assert list(board.graph.all_names) == ["x", "z", "f"]


@pytest.mark.parametrize(
    ("line", "op"),
    [
        *(("inputs x", "input"), ("Input: x", "input"), ("given x", "input"), ("targets x", "input")),
        *(
            ("parameters x", "parameter"),
            ("Params x", "parameter"),
            ("weights: x", "parameter"),
            ("param x", "parameter"),
        ),
    ],
)
def test_other_words_declare_too(line, op):
    """What is given is data, what is learned is a parameter, in singular and plural, with a colon or without."""
    assert read_whiteboard(f"{line} (n, m)\nL = sum(x)").graph.leaves["x"].op.name == op


def test_an_unused_leaf_stays_on_the_board():
    """A declared name belongs to the graph although no cost stands on it."""
    assert "b" in read_whiteboard("data x\nparams w, b\nf = w * x").graph.leaves


def test_parts_are_joined_and_reshaped():
    """Concatenate and reshape stand on a board too, and claims may use them."""
    board = read_whiteboard("data X (2, 2), Y (1, 2)\nparams w (1, 3)\nZ = concatenate(X, Y)\nL = sum((w @ Z)**2)")
    assert board.graph.node("Z").shape == (3, 2)
    assert judge(board, "dw = 2*(w @ Z) @ concatenate(X.T, Y.T, axis=1)").right
    assert read_whiteboard("data X (3, 2)\nZ = reshape(X, 2, 3)").graph.node("Z").shape == (2, 3)
