"""Among arrays: nodes beside arrays make nodes, and NumPy's functions say what to write for a node."""

import re

import numpy as np
import pytest

import chainrule as cr
from chainrule.graph.among_arrays import FUNCTIONS, OPERATORS

X = cr.input("X", (2, 2))
A = np.array([[1.0, 2.0], [3.0, 4.0]])
B = np.array([[0.5, 3.0], [2.0, 4.0]])


@pytest.mark.parametrize("name", OPERATORS)
def test_an_operator_between_an_array_and_a_node_makes_a_node(name):
    """On either side, it is what NumPy computes of two arrays."""
    operator = getattr(np, name)
    for node, expected in ((operator(A, X), operator(A, B)), (operator(X, A), operator(B, A))):
        assert isinstance(node, cr.Node)
        np.testing.assert_array_equal(cr.evaluate([node], {X: B})[0], expected)


def test_an_array_to_which_a_node_is_added_becomes_a_node():
    """In place there is nothing to hold it; the array itself stays."""
    total = zeros = np.zeros((2, 2))
    total += X
    assert isinstance(total, cr.Node)
    assert not zeros.any()


@pytest.mark.parametrize(
    ("ask", "written"),
    [
        (lambda: np.exp(X), "np.exp computes numbers, and a node holds none; write cr.exp(…)"),
        (lambda: np.maximum(0, X), "write cr.maximum(…)"),
        (lambda: np.mean(X), "write cr.mean(…)"),  # which was X / 1
        (lambda: np.dot(A, X), "write a @ b"),  # which was A * X
        (lambda: np.sum(X, axis=0), "write cr.sum(…)"),
        (lambda: np.where(A > 0, X, 0), "write cr.where(…)"),
        (lambda: np.concatenate([X, X]), "write cr.concatenate(…)"),
        (lambda: np.linalg.norm(X), r"np.linalg.norm computes numbers, and a node holds none; write cr.sqrt("),
        (lambda: np.cbrt(X), "np.cbrt computes numbers, and a node holds none; chainrule's own functions make nodes"),
        (lambda: np.add(A, X, out=np.zeros((2, 2))), "np.add computes numbers"),
        (lambda: np.add.reduce(X), "np.add computes numbers"),
    ],
)
def test_a_function_of_numpy_is_answered_with_the_spelling_that_works(ask, written):
    """No node is taken for an array of one object."""
    with pytest.raises(cr.GraphError, match=re.escape(written)):
        ask()


def test_every_spelling_exists():
    """What is to be written in place of a function that NumPy has is a name of chainrule."""
    functions = {name: text for name, text in FUNCTIONS.items() if not isinstance(getattr(np, name, type), type)}
    named = {name: re.findall(r"cr\.(\w+)", text) for name, text in functions.items()}
    assert {one for names in named.values() for one in names} <= set(cr.__all__)
    assert named["exp"] == ["exp"]
