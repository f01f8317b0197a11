"""cr.check: expressions, graphs and boards against central differences."""

import numpy as np
import pytest

import chainrule as cr


def test_an_expression_is_checked():
    """By its parameters, or by its inputs where it has none; the name of the cost is free."""
    x, w = cr.input("y"), cr.parameter("w")
    report = cr.check(1 / (1 + cr.exp(-w * x)), y=2.0, w=0.5)
    assert report.right
    assert [one.label for one in report.parameters] == ["∂y1/∂w"]
    assert [one.label for one in cr.check(cr.sin(x), y=1.0).parameters] == ["∂y1/∂y"]


def test_a_board_and_a_graph_are_checked():
    """A board by name or at its own numbers, a graph by name."""
    board = cr.whiteboard("params w = 2\ndata x = 3\nL = w * x")
    assert cr.check(board).worst.worst.analytic == 3.0
    assert cr.check(board, x=5.0).worst.worst.analytic == 5.0
    assert cr.check(board.graph, w=1.0, x=4.0).worst.worst.analytic == 4.0


def test_labels_are_not_differentiated_by():
    """Of an expression without parameters only what can move a little is asked."""
    Z, labels = cr.input("Z", (3, "m")), cr.input("labels", (1, "m"), kind="index")
    loss = cr.cross_entropy(Z, cr.one_hot(labels, 3))
    report = cr.check(loss, Z=np.arange(6.0).reshape(3, 2), labels=[[0, 2]])
    assert [one.name for one in report.parameters] == ["Z"]


@pytest.mark.parametrize(
    ("thing", "sentence"),
    [
        (lambda: cr.check(cr.input("a") * cr.input("b"), a=1.0), r"b has no value; give one by name, such as check\("),
        (lambda: cr.check(5), "a node, a graph or a board is needed to check, not int"),
        (lambda: cr.check(cr.constant(5.0)), "no input or parameter in it to differentiate by"),
        (lambda: cr.check(cr.input("x"), x=1.0, q=2.0), "the graph has no 'q'"),
    ],
)
def test_refusals(thing, sentence):
    """What cannot be checked is answered by a sentence."""
    with pytest.raises(cr.GraphError, match=sentence):
        thing()
