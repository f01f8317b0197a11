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


def test_an_index_of_one_place_shows_no_prediction():
    """The loss on logits of a single class is the same number for every output: no cost moves as it does."""
    made = BoardModel("data X (1, m), t (1, m) index\nparams w (1, 1) = 1\nL = sum((w @ X) * t * t)", ())
    assert made.comparison is None


@pytest.mark.parametrize("cost", ["L = mean(exp(z) - y*z)", "L = sum(exp(z) - y*z)/m + sum(w**2)"])
def test_a_poisson_cost_of_the_logarithm_predicts_the_rate(cost):
    """It is least where exp(z) is y, and exp(z) is what is predicted, in the target's own unit."""
    text = ONE.format(known="") + cost
    made = model(text)
    assert (made.target, made.comparison.kind, made.comparison.any_unit) == ("y", "numbers", False)
    np.testing.assert_allclose(*shown(text, "exp(z)"), rtol=1e-14)


@pytest.mark.parametrize("cost", ["mean((y - mu)**2*exp(-s) + s)/2", "-mean(log(exp(-abs(mu - y)/b)/b))"])
def test_a_mean_is_predicted_whose_deviation_is_computed_too(cost):
    """Of a normal distribution, or of Laplace's: features act through both, and the target meets one of them."""
    text = (
        "data X (n, m), y (1, m)\nparams w (1, n) ~ he, v (1, n) ~ he\nA = tanh(w @ X)\nmu = 2*A\ns = v @ X + A\n"
        f"b = exp(s)\nL = {cost}"
    )
    model = BoardModel(text, (("n", 4),))
    assert (model.comparison.prediction, model.comparison.kind) == (model.graph.node("mu"), "numbers")
    assert model.comparison.target.name == "y"


@pytest.mark.parametrize("cost", ["mean((y - mu)**2 + (y - s)**2)", "mean((y - mu)**3*exp(s))", "mean((y - mu)*s)"])
def test_what_is_not_least_at_the_target_or_is_one_of_two_is_no_prediction(cost):
    """Nobody guesses which of two is meant."""
    text = f"data X (n, m), y (1, m)\nparams w (1, n) ~ he, v (1, n) ~ he\nmu = w @ X\ns = v @ X\nL = {cost}"
    assert BoardModel(text, (("n", 4),)).comparison is None


@pytest.mark.parametrize(
    ("cost", "any_unit"),
    [("squared_error(z, y)", True), ("absolute_error(z, y)", True), ("huber(z, y)", False), ("logistic(z, y)", False)],
)
def test_a_named_loss_is_asked_for_its_unit_as_a_written_one_is(cost, any_unit):
    """Squares and absolute values are the same in any unit, up to a factor; Huber's loss bends at 1 of the unit."""
    assert model(ONE.format(known="") + f"L = {cost}").comparison.any_unit == any_unit


@pytest.mark.parametrize(
    ("cost", "quantile"),
    [
        ("mean(maximum(0.9*(y - z), -0.1*(y - z)))", 0.9),
        ("sum(where(y > z, 0.25*(y - z), 0.75*(z - y)))/m", 0.25),
        ("mean(abs(z - y))", 0.5),
        ("mean((z - y)**2)", None),
        ("huber(z, y)", None),
    ],
)
def test_a_pinball_cost_asks_for_a_quantile(cost, quantile):
    """Too low by d costs τ d and too high (1 − τ) d; squares ask for a mean."""
    found = model(ONE.format(known="") + f"L = {cost}").comparison.quantile
    assert found == (None if quantile is None else pytest.approx(quantile))


@pytest.mark.parametrize(
    ("known", "cost", "probable"),
    [
        (" signs", "mean(maximum(0, 1 - y*z))", False),
        (" signs", "mean(log(1 + exp(-y*z)))", True),
        (" signs", "squared_error(z, y)", False),
        (" binary", "squared_error(z, y)", False),
        (" binary", "squared_error(sigmoid(z), y)", True),
        (" binary", "mean((1/(1 + exp(-z)) - y)**2)", True),
        ("", "logistic(z, y)", True),
        ("", "squared_error(sigmoid(z), y)", False),
        (" signs", "mean(maximum(0, 1 - y*sigmoid(z)))", False),
        (" signs", "mean(maximum(0, 1 - y*(2*sigmoid(z) - 1)))", False),
        (" signs", "mean(exp(-y*tanh(z)))", False),
        (" signs", "mean((y - tanh(z))**2)", True),
        (" binary", "mean(abs(sigmoid(z) - y))", False),
        (" binary", "absolute_error(sigmoid(z), y)", False),
    ],
)
def test_what_may_leave_0_to_1_is_no_probability(known, cost, probable):
    """Margins and least squares of labels are scores; sigmoids are probabilities where a cost is least at shares."""
    assert model(ONE.format(known=known) + f"L = {cost}").gives_probabilities == probable


@pytest.mark.parametrize(
    ("cost", "probable"), [("(P - Y)**2", True), ("abs(P - Y)", False), ("maximum(0, Y*(1 - P))", False)]
)
def test_several_classes_have_probabilities_where_the_cost_is_least_at_their_shares(cost, probable):
    """The mean square of one-hot columns is least at the shares of the classes, the absolute value at the largest."""
    board = "data X (n, m), Y (3, m) one-hot\nparams W (3, n)\nP = softmax(W @ X)\n"
    assert model(f"{board}L = mean({cost})").gives_probabilities == probable


SIGNED = [
    ("L = 0.5*sum(w**2) + 10*mean(maximum(0, 1 - y*z))", "(1 + z)/2"),
    ("L = mean(maximum(0, 1 - y*z)**2)", "(1 + z)/2"),
    ("L = mean(exp(-y*z))", "(1 + z)/2"),
    ("L = mean((z - y)**2)", "(1 + z)/2"),
    ("L = squared_error(z, y)", "(1 + z)/2"),
    ("L = mean(log(1 + exp(-y*z)))", "sigmoid(z)"),
    ("L = -sum(log(sigmoid(y*z)))/m + sum(w**2)", "sigmoid(z)"),
]


@pytest.mark.parametrize(("cost", "wanted"), SIGNED)
def test_of_signs_the_sign_of_the_score_is_the_prediction(cost, wanted):
    """A hinge, an exponential or a squared cost shows (1 + z)/2, above ½ where z > 0; log(1 + e^−yz) is σ's."""
    text = ONE.format(known=" signs") + cost
    made = model(text)
    assert (made.target, made.comparison.kind, made.classes) == ("y", "two classes", 2)
    np.testing.assert_allclose(*shown(text, wanted), rtol=1e-14)


@pytest.mark.parametrize(
    "cost", ["L = mean(maximum(0, 1 + y*z))", "L = mean(abs(z))", "L = mean(maximum(0, z - y)**2)"]
)
def test_a_cost_that_is_no_margin_predicts_no_signs(cost):
    """One that falls where signs differ, one without the target, and one that is least on one side of it."""
    assert model(ONE.format(known=" signs") + cost).comparison is None


@pytest.mark.parametrize("labels", [[-1, 1], ["no", "yes"]])
def test_a_hinge_learns_labels_and_is_measured_by_accuracy(labels):
    """Signs, or two texts of which the second is 1: what is predicted are labels, those of the score's sign."""
    X = np.random.default_rng(0).normal(size=(200, 4))
    y = np.array(labels)[(X @ [1, -2, 0.5, 0] > 0).astype(int)]
    board = cr.Board(ONE.format(known=" signs") + "L = mean(maximum(0, 1 - y*z))")
    run = board.train(X=X, y=y, validation=0.2, epochs=40, optimizer=cr.Adam(0.05), seed=1)
    assert run.history.epochs["accuracy"][-1] >= 0.9
    found = board.predict(X=X)
    np.testing.assert_array_equal(found, np.array(labels)[(board.predict("z", X=X) > 0).astype(int)])
    assert np.mean(found == y) >= 0.9


def test_signs_that_are_none_are_refused():
    """Zeros and ones under `signs` would move a margin nowhere."""
    board = cr.Board(ONE.format(known=" signs") + "L = mean(maximum(0, 1 - y*z))")
    with pytest.raises(cr.errors.DataError, match="y has the entry 0, and y is −1 or 1"):
        board.train(X=DATA, y=[0, 1, 1, 0, 1, 0, 1])


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
