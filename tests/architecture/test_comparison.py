"""What a board predicts and what with: read off its cost, however that is spelled."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.architecture.board_model import BoardModel
from chainrule.architecture.bottlenecks import bottlenecks

ONE = "data X (n, m), y (1, m){known}\nparams w (1, n) ~ he, b = 0\nz = w @ X + b\n"
MANY = "data X (n, m), Y (c, m){known}\nparams W (c, n) ~ he, b (c, 1) = 0\nZ = W @ X + b\n"
ROWS = "data X (N, n), Y (N, c){known}\nparams W (n, c) ~ he, b (1, c) = 0\nZ = X @ W + b\n"
PLACES = "data X (n, m), y (m,) index\nparams W (c, n) ~ he, b (c, 1) = 0\nZ = W @ X + b\n"

NUMBERS = [
    "L = squared_error(z, y)",
    "L = mean((z - y)**2)",
    "L = sum((y - z)**2)/(2*m) + 0.1*sum(w**2)",
    "L = norm(y - z)",
    "L = mean(abs(z - y))",
    "L = mean(maximum(0.9*(y - z), -0.1*(y - z)))",
    "L = (z - y) @ (z - y).T",
]
TWO = [
    ("", "L = logistic(z, y)"),
    ("", "p = sigmoid(z)\nL = -mean(y*log(p) + (1 - y)*log(1 - p))"),
    (" binary", "p = 1/(1 + exp(-z))\nL = -sum(y*log(p) + (1 - y)*log(1 - p))"),
    ("", "L = mean(log(1 + exp(z)) - y*z)"),
]
CLASSES = [
    (MANY, "Z", "L = cross_entropy(Z, Y)"),
    (MANY, "Z", "L = -sum(Y*log(softmax(Z)))/m"),
    (MANY, "Z", "P = exp(Z)/sum(exp(Z), axis=0)\nL = -sum(Y*log(P))/m"),
    (MANY, "Z", "L = mean(logsumexp(Z, axis=0) - sum(Y*Z, axis=0)) + 0.1*sum(W**2)"),
    (ROWS, "Z.T", "L = -sum(Y*log(softmax(Z, axis=1)))/N"),
    (PLACES, "Z", "L = -mean(log_softmax(Z)[y, arange(m)])"),
    (PLACES, "Z", "P = softmax(Z)\nL = -mean(log(P[y, arange(m)]))"),
]
DATA = np.random.default_rng(3).normal(size=(7, 4))


def model(text):
    """A board with three classes and four features."""
    return BoardModel(text, (("c", 3), ("n", 4)) if "c" in text.split("params")[1] else (("n", 4),))


def shown(text, wanted):
    """The prediction of a board at some rows, and another expression of it."""
    made = model(text)
    graph, asked = made.prediction_graph(), made.asked_graph(wanted)
    theta = made.layout.views(np.random.default_rng(1).normal(size=made.layout.size))
    leaves = {**theta, "X": DATA if made.tables["X"][0] == "m" else DATA.T}
    return [
        cr.Values(one, {name: leaves[name] for name in one.leaves})[next(iter(one.outputs))] for one in (graph, asked)
    ]


@pytest.mark.parametrize("cost", NUMBERS)
def test_numbers_are_predicted_by_what_costs_least_at_the_target(cost):
    """Squares, absolute values and quantiles are all least where z is y, and z is it."""
    made = model(ONE.format(known="") + cost)
    assert (made.target, made.comparison.kind, made.classes) == ("y", "numbers", 0)
    found, expected = shown(ONE.format(known="") + cost, "z")
    np.testing.assert_array_equal(found, expected)


@pytest.mark.parametrize(("known", "cost"), TWO)
def test_a_cross_entropy_of_two_classes_predicts_a_sigmoid(known, cost):
    """Whichever way −y log p − (1 − y) log(1 − p) is written."""
    text = ONE.format(known=known) + cost
    made = model(text)
    assert (made.target, made.comparison.kind, made.classes) == ("y", "two classes", 2)
    found, expected = shown(text, "sigmoid(z)")
    np.testing.assert_allclose(found, expected, rtol=1e-14)


@pytest.mark.parametrize(("board", "logits", "cost"), CLASSES)
def test_a_cross_entropy_predicts_a_softmax(board, logits, cost):
    """With one-hot columns or rows, or with places that pick."""
    text = board.format(known=" one-hot rows" if board is ROWS else " one-hot") + cost
    made = model(text)
    assert (made.target, made.comparison.kind, made.classes) == ("y" if board is PLACES else "Y", "classes", 3)
    found, expected = shown(text, f"softmax({logits})" + (".T" if board is ROWS else ""))
    np.testing.assert_allclose(found, expected, rtol=1e-14)


@pytest.mark.parametrize(
    "cost",
    [
        "L = mean(exp(z) - y*z)",  # least where exp(z) is y
        "L = mean(z)",
        "L = mean(maximum(0, 1 - y*z))",  # a margin, least for every z beyond it
        "L = mean((z - 2*y)**2)",
        "L = -mean((z - y)**2)",  # greatest there
    ],
)
def test_a_cost_that_shows_no_prediction_has_none(cost):
    """Better no metric than one of something else."""
    made = model(ONE.format(known="") + cost)
    assert (made.target, made.comparison, made.prediction_graph()) == ("", None, None)


def test_a_loss_of_something_else_than_data_predicts_without_a_target():
    """Its first operand, which no column is measured by."""
    made = model(ONE.format(known="") + "L = squared_error(z, 2*y)")
    assert (made.target, made.comparison.target) == ("", None)


@pytest.mark.parametrize(
    ("text", "target"),
    [
        ("data x (m,), y (m,)\nparams w\nL = mean((w*x - y)**2)", "y"),
        ("data y (m,), x (m,)\nparams w\nL = mean((w*x - y)**2)", "y"),
        ("data x (m,), y (m,)\nparams w\nL = mean((x - w*y)**2)", "x"),
        ("data X (n, m), D (n, m) ~ dropout(0.5), y (1, m)\nparams w (1, n)\nL = mean((w @ (D*X) - y)**2)", "y"),
        ("data x (m,)\nparams w\nL = mean((w*x - x)**2)", ""),
        ("data x (m,), y (m,), s (m,)\nparams w\nL = mean(s*(w*x - y)**2)", ""),
    ],
)
def test_the_target_is_what_meets_no_parameter_alone(text, target):
    """Its name says nothing, nor does the order of declarations; of two that may be meant, none is."""
    assert BoardModel(text, (("n", 2),) if "n" in text.split("params")[0] else ()).target == target


def test_bottlenecks_are_where_all_ways_meet():
    """Of a diamond its two ends; what stands beside the way is none."""
    x, w = cr.input("x"), cr.parameter("w")
    middle = cr.exp(w * x)
    cost = middle * middle + cr.sin(middle) + w
    found = bottlenecks(cost, [x])
    assert (found[0], found[-1]) == (cost, x)
    assert middle in found
    assert w not in found
    assert not any(node.op.name == "sin" for node in found)
