"""A small convolutional network on a board, trained by both engines whose costs are the same."""

import numpy as np
import pytest

import chainrule as cr

BOARD = """
data    X (m, 2, 8, 8), Y (3, m)
params  W1 (4, 2, 3, 3) ~ he, b1 (4, 1, 1) = 0, W2 (5, 4, 2, 2) ~ he, b2 (5, 1, 1) = 0, V (3, 5) ~ glorot
A = max_pool(tanh(conv2d(X, W1, padding=1) + b1), 2)
B = mean_pool(relu(conv2d(A, W2, stride=2) + b2), 2)
S = V @ reshape(B, m, 5).T
L = cross_entropy(S, Y)
"""
SHORT = """
data    X (m, 2, 8, 8), Y (3, m)
params  W1 (4, 2, 3, 3) ~ he, b1 (4, 1, 1) = 0, V (3, 64) ~ glorot
A = max_pool(tanh(conv2d(X, W1, padding=1) + b1), 2)
S = V @ reshape(A, m, 64).T
L = cross_entropy(S, Y)
"""
ROWS, BATCH, EPOCHS, RATE = 60, 20, 3, 0.1


def data():
    """Random images, and classes of them."""
    rng = np.random.default_rng(0)
    return rng.normal(size=(ROWS, 2, 8, 8)), np.eye(3)[rng.integers(0, 3, ROWS)]


def trained(text, engine):
    """The board and its run."""
    board, (X, Y) = cr.whiteboard(text), data()
    settings = {"optimizer": cr.SGD(RATE), "batch_size": BATCH, "epochs": EPOCHS, "dtype": "float64", "seed": 0}
    return board, board.train(X=X, Y=Y, engine=engine, **settings)


@pytest.mark.parametrize("text", [SHORT, pytest.param(BOARD, marks=pytest.mark.slow)], ids=["one layer", "two layers"])
def test_a_convolutional_network_is_trained_alike_by_both_engines(text):
    """Costs fall, and those of one engine are those of the other to 1e-12."""
    pytest.importorskip("numba")
    costs = [trained(text, engine)[1].history.cost for engine in ("numpy", "numba")]
    assert costs[0][-1] < costs[0][0]
    np.testing.assert_allclose(*costs, rtol=1e-12)


def test_the_first_step_is_that_of_evaluate():
    """The cost before any step, and after one of gradient descent over all rows, to 1e-12."""
    board, (X, Y) = cr.whiteboard(BOARD), data()
    run = board.train(X=X, Y=Y, engine="numpy", optimizer=cr.SGD(RATE), batch_size=ROWS, epochs=2, dtype="float64")
    start = cr.whiteboard(BOARD)
    start.train(X=X, Y=Y, engine="numpy", epochs=0, dtype="float64")
    graph, theta = start.backward(), start.theta
    names = [name for name, leaf in graph.leaves.items() if leaf.op.name == "parameter"]
    ends = np.cumsum([int(np.prod(graph.leaves[name].shape)) for name in names])
    costs = []
    for _ in range(2):
        parts = np.split(theta, ends[:-1])
        numbers = {n: part.reshape(graph.leaves[n].shape) for n, part in zip(names, parts, strict=True)}
        numbers |= {"X": X, "Y": Y.T}
        found = cr.evaluate(graph.outputs.values(), {leaf: numbers[name] for name, leaf in graph.leaves.items()})
        cost, slopes = found[list(graph.outputs).index("L")], dict(zip(graph.outputs, found, strict=True))
        costs.append(float(cost))
        theta = theta - RATE * np.concatenate([slopes[f"∂L/∂{name}"].ravel() for name in names])
    np.testing.assert_allclose(run.history.cost, costs, rtol=1e-12)
