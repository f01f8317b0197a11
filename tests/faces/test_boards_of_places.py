"""Boards whose data are places train: tokens that pick columns of a table, labels that pick a probability."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.errors import DataError

RNG = np.random.default_rng(0)
TOKENS, LABELS = RNG.integers(0, 7, 60), RNG.integers(0, 3, 60)
SIZES = {"d": 4, "v": 7, "k": 3}
COLUMNS = """
    data tokens (1, m) index, y (1, m) index
    params E (d, v) ~ 0.5 * normal, W (k, d) ~ glorot, b (k, 1) = 0
    A = E[:, tokens]
    Z = W @ A + b
    L = -mean(log(softmax(Z)[y, arange(m)]))
"""
ROWS = """
    data tokens (N,) index, y (N,) index
    params E (v, d) ~ 0.5 * normal, W (d, k) ~ glorot, b (k,) = 0
    A = E[tokens]
    Z = A @ W + b
    L = -mean(log_softmax(Z, axis=1)[arange(N), y])
"""
ONE_HOT = COLUMNS.replace("y (1, m) index", "Y (k, m) one-hot").replace(
    "-mean(log(softmax(Z)[y, arange(m)]))", "cross_entropy(Z, Y)"
)


def trained(text, engine="numpy", **data):
    """A board after two epochs of three steps of gradient descent."""
    if engine == "numba":
        pytest.importorskip("numba")
    board = cr.whiteboard(text)
    choices = {"epochs": 2, "batch_size": 20, "optimizer": cr.SGD(0.1), "dtype": "float64", "seed": 3}
    sizes = {name: size for name, size in SIZES.items() if name != "k" or "y" in data}
    run = board.train(tokens=TOKENS, **data, sizes=sizes, engine=engine, **choices)
    return board, run.history.cost


def softmax(Z):
    """Columns that sum to 1."""
    P = np.exp(Z - Z.max(axis=0))
    return P / P.sum(axis=0)


def by_hand(board):
    """The parameters after these steps, and the cost of each, from the textbook's P − Y; a place may come twice."""
    theta = board.trainable.initial_theta(3)
    E, W, b = (view.copy() for view in board.trainable.layout.views(theta).values())
    costs = []
    for epoch in range(2):
        for rows in np.random.default_rng([3, epoch]).permutation(60).reshape(3, 20):
            tokens, y = TOKENS[rows], LABELS[rows]
            A = E[:, tokens]
            P = softmax(W @ A + b)
            costs.append(-np.mean(np.log(P[y, np.arange(20)])))
            dZ = (P - np.eye(3)[:, y]) / 20
            dE, dA = np.zeros_like(E), W.T @ dZ
            for i, token in enumerate(tokens):
                dE[:, token] += dA[:, i]
            E, W, b = E - 0.1 * dE, W - 0.1 * dZ @ A.T, b - 0.1 * dZ.sum(axis=1, keepdims=True)
    return {"E": E, "W": W, "b": b}, costs


@pytest.mark.parametrize("engine", ["numpy", "numba"])
@pytest.mark.parametrize(("text", "data"), [(COLUMNS, {"y": LABELS}), (ONE_HOT, {"Y": LABELS})])
def test_an_embedding_trains_as_a_person_computes_it(text, data, engine):
    """The cost of labels that are picked is cross-entropy, and each token moves its own column."""
    board, costs = trained(text, engine, **data)
    parameters, expected = by_hand(board)
    np.testing.assert_allclose(costs, expected, rtol=1e-12)
    for name, value in parameters.items():
        np.testing.assert_allclose(board.parameters[name], value, rtol=0, atol=1e-13)


@pytest.mark.parametrize("engine", ["numpy", "numba"])
def test_places_in_rows_train_too(engine):
    """Step by step, the cost falls as that of the gradient that is printed: both engines agree with it."""
    board, costs = trained(ROWS, engine, y=LABELS)
    values = board.bind(tokens=TOKENS, y=LABELS)
    assert board.cost(tokens=TOKENS, y=LABELS) == pytest.approx(float(values["L"]), rel=1e-12)
    gradient = np.concatenate([values[f"∂L/∂{name}"].ravel() for name in ("E", "W", "b")])
    np.testing.assert_allclose(board.gradient(tokens=TOKENS, y=LABELS), gradient, rtol=1e-12, atol=1e-14)
    np.testing.assert_allclose(costs, trained(ROWS, y=LABELS)[1], rtol=1e-12)


def test_a_loop_over_tokens_trains():
    """Each step reads its own column; tables are handed in one by one, or in a list of steps."""
    text = """
        data s[1..2] (1, m) index, y (1, m) index
        params E (d, v) ~ 0.5 * normal, W (d, d) ~ glorot, V (k, d) ~ glorot, h[0] (d, 1) = 0
        for t in 1..2:
            h[t] = tanh(W @ h[t-1] + E[:, s[t]])
        L = -mean(log(softmax(V @ h[2])[y, arange(m)]))
    """
    second = np.roll(TOKENS, 1)
    choices = {"y": LABELS, "sizes": SIZES, "epochs": 1, "dtype": "float64"}
    board, other = cr.whiteboard(text), cr.whiteboard(text)
    board.train(s=[TOKENS, second], **choices)
    other.train(s_1=TOKENS, s_2=second, **choices)
    assert board.theta.tobytes() == other.theta.tobytes()
    values = board.bind(s=[TOKENS[None], second[None]], y=LABELS[None])
    gradient = np.concatenate([values[f"∂L/∂{name}"].ravel() for name in ("E", "W", "V", "h[0]")])
    np.testing.assert_allclose(board.gradient(s=[TOKENS, second], y=LABELS), gradient, rtol=1e-12, atol=1e-14)


def test_what_is_read_at_places_is_predicted_row_by_row():
    """A column of the table for each token, and the probabilities that come of it."""
    board, _ = trained(ONE_HOT, Y=LABELS)
    E, W, b = (board.parameters[name] for name in ("E", "W", "b"))
    np.testing.assert_array_equal(board.predict("A", tokens=[2, 5, 2]), E.T[[2, 5, 2]])
    P = softmax(W @ E[:, TOKENS] + b)
    np.testing.assert_allclose(board.predict("softmax(Z)", tokens=TOKENS), P.T, rtol=1e-12)
    assert board.predict(tokens=TOKENS).tolist() == P.argmax(axis=0).tolist()
    picked, _ = trained(COLUMNS, y=LABELS)
    found = picked.predict("softmax(Z)[y, arange(m)]", tokens=TOKENS, y=LABELS)
    np.testing.assert_allclose(found, P[LABELS, np.arange(60)], rtol=1e-12)


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({"tokens": [0, 7]}, "tokens has 7 in row 1, and what is read at it has 7 places, from 0 to 6"),
        ({"tokens": [-1, 0]}, "tokens has -1 in row 0, and what is read at it has 7 places, from 0 to 6"),
        ({"y": [0, 3]}, "y has 3 in row 1, and what is read at it has 3 places, from 0 to 2"),
        ({"tokens": [0.0, 1.0]}, "tokens holds places or labels and needs whole numbers, not float64"),
    ],
)
@pytest.mark.parametrize("engine", ["numpy", "numba"])
def test_places_beyond_what_is_read_are_refused(engine, data, message):
    """In training, and of what is asked afterwards."""
    if engine == "numba":
        pytest.importorskip("numba")
    given = {"tokens": [0, 1], "y": [0, 1], **data}
    with pytest.raises(DataError, match=message):
        cr.whiteboard(COLUMNS).train(given, sizes=SIZES, engine=engine)
    board, _ = trained(COLUMNS, y=LABELS)
    with pytest.raises(DataError, match=message):
        board.cost(given)
