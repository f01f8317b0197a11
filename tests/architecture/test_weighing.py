"""Example weights come in where a cost takes examples together."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.errors import SettingError

RNG = np.random.default_rng(2)
X, Y = RNG.normal(size=(30, 3)), RNG.normal(size=30)
WEIGHTS = RNG.uniform(0, 2, 30)
COLUMNS = "data X (n, m), y (1, m)\nparams w (1, n) = 0.1, b = 0\nyhat = w @ X + b\nL = {cost}"
ROWS = "data X (m, n), y (m, 1)\nparams w (n, 1) = 0.1, b = 0\nyhat = X @ w + b\nL = {cost}"


def first_cost(text, **choices):
    """The cost of the first step over all rows."""
    board = cr.whiteboard(text)
    run = board.train(X=X, y=Y, epochs=1, batch_size="full", dtype="float64", optimizer=cr.SGD(1e-3), **choices)
    return run.history.cost[0]


@pytest.mark.parametrize("board", [COLUMNS, ROWS])
@pytest.mark.parametrize(
    ("cost", "of"),
    [
        ("mean((yhat - y)**2)", np.mean),
        ("sum((yhat - y)**2)", np.sum),
        ("sum((yhat - y)**2)/(2*m)", lambda each: each.mean() / 2),
        ("sum((yhat - y)**2) + 0.5*sum(w**2)", lambda each: each.sum() + 0.5 * 3 * 0.01),
    ],
)
def test_each_example_counts_with_its_weight(board, cost, of):
    """Weights are scaled to mean 1; a penalty has none."""
    each = WEIGHTS / WEIGHTS.mean() * (X @ [0.1, 0.1, 0.1] - Y) ** 2
    assert first_cost(board.format(cost=cost), weights=WEIGHTS) == pytest.approx(of(each), rel=1e-12)


@pytest.mark.parametrize("engine", ["numpy", "numba"])
def test_a_weighted_network_and_its_board_have_the_same_bytes(engine):
    """Weights of the training rows and of the validation rows."""
    if engine == "numba":
        pytest.importorskip("numba")
    labels = RNG.integers(0, 3, 30)
    network = cr.Network([3, 4, 3], output="softmax", seed=1)
    board = network.board()
    choices = {"weights": WEIGHTS, "epochs": 2, "batch_size": 10, "engine": engine}
    of_network = network.train(X, labels, validation=(X[:9], labels[:9], WEIGHTS[:9]), **choices)
    held_out = ({"X": X[:9], "Y": labels[:9]}, WEIGHTS[:9])
    of_board = board.train(X=X, Y=labels, seed=1, validation=held_out, **choices)
    assert network.theta.tobytes() == board.theta.tobytes()
    assert of_network.history.epochs == of_board.history.epochs


def test_equal_weights_change_nothing():
    """Every bit of theta is that of no weights."""
    thetas = []
    for weights in (None, np.full(30, 3.0)):
        board = cr.whiteboard(COLUMNS.format(cost="mean((yhat - y)**2)"))
        board.train(X=X, y=Y, epochs=3, weights=weights, dtype="float64")
        thetas.append(board.theta.tobytes())
    assert thetas[0] == thetas[1]


@pytest.mark.parametrize(
    ("cost", "sentence"),
    [
        ("(yhat - y) @ (yhat - y).T", "here they are taken together by matrix product"),
        ("mean((yhat - mean(yhat) - y)**2)", "a sum or a mean of what each example costs"),
        ("max((yhat - y)**2)", "here they are taken together by maximum"),
    ],
)
def test_a_cost_without_a_place_for_weights_is_refused(cost, sentence):
    """With the op that stands in the way, where one does."""
    with pytest.raises(SettingError, match=sentence):
        first_cost(COLUMNS.format(cost=cost), weights=WEIGHTS)


def test_weights_that_are_data_of_the_board_are_data():
    """A name of the board like any other: it is the board's own formula that uses it."""
    text = "data x (m,), y (m,), weights (m,)\nparams a = 0.5\nL = sum(weights*(a*x - y)**2)"
    board = cr.whiteboard(text)
    choices = {"epochs": 1, "batch_size": "full", "dtype": "float64", "optimizer": cr.SGD(1e-3)}
    run = board.train(x=X[:, 0], y=Y, weights=WEIGHTS, **choices)
    assert run.history.cost[0] == pytest.approx(np.sum(WEIGHTS * (0.5 * X[:, 0] - Y) ** 2), rel=1e-12)
