"""Single examples' gradients: what the graph says of their squares is what one example after the other gives."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.training.batching.meter import NoiseMeter
from chainrule.training.examples import Examples

RNG = np.random.default_rng(0)
ROWS = 9
X, LABELS = RNG.normal(size=(ROWS, 5)), RNG.integers(0, 3, ROWS)
IMAGES = RNG.normal(size=(ROWS, 2, 6, 6))
NETWORKS = {
    "two hidden layers": {},
    "a penalty": {"l2": 0.1},
    "a sum": {"average": False},
}
BOARDS = {
    "rows": ("data X (m, n), y (m)\nparams w (n), b\nL = mean((X @ w + b - y)**2)", {"X": X, "y": X[:, 0]}, {}),
    "tied weights": (
        "data X (n, m), Y (n, m)\nparams W (n, k)\nL = squared_error(W @ (W.T @ X), Y)",
        {"X": X, "Y": X},
        {"k": 4},
    ),
    "convolution": (
        """
        data X (m, 2, 6, 6), y (m, 1)
        params F (3, 2, 3, 3), w (3, 1)
        A = relu(conv2d(X, F))
        P = reshape(max_pool(A, 4), (m, 3))
        L = mean((P @ w - y)**2)
        """,
        {"X": IMAGES, "y": X[:, :1]},
        {},
    ),
    "recurrence": (
        """
        data x[1..3] (n, m), y (1, m), h[0] (k, m) = 0
        params W (k, k), U (k, n), v (1, k)
        for t in 1..3:
          h[t] = tanh(W @ h[t-1] + U @ x[t])
        L = mean((v @ h[3] - y)**2)
        """,
        {"x": [X, X[::-1], X * 2], "y": X[:, 0]},
        {"k": 3},
    ),
    "embedding": (
        "data t (m) index, y (1, m)\nparams E (k, 3), v (1, k)\nL = mean((v @ tanh(E[:, t]) - y)**2)",
        {"t": LABELS, "y": X[:, 0]},
        {"k": 2},
    ),
}


def trained(case):
    """A model, its training examples, and its theta in double precision."""
    if case in NETWORKS:
        network = cr.Network([5, 4, 3, 3], output="softmax", dtype="float64", **NETWORKS[case])
        return network._model, network._model.examples(X, LABELS), network.theta.copy()
    text, data, sizes = BOARDS[case]
    board = cr.whiteboard(text)
    board.train(data, sizes=sizes, epochs=1, dtype="float64")
    return board._model, board._examples(board._model, board._read(data)), board.theta.copy()


def one_by_one(model, examples, theta):
    """Each example's own gradient: (rows, p)."""
    gradients = []
    for row in range(examples.rows):
        tables = {name: table[row : row + 1] for name, table in examples.tables.items()}
        gradients.append(model.evaluation.gradient(theta, Examples(tables, examples.classes))[1])
    return np.array(gradients)


@pytest.mark.parametrize("case", [*NETWORKS, *BOARDS])
def test_squared_norms_are_those_of_single_examples(case):
    """‖gᵢ‖² and ‖P ∘ gᵢ‖² against the gradients of one example after the other; a penalty belongs to no example."""
    model, examples, theta = trained(case)
    meter = NoiseMeter(model.checkpoint.trainable, list(examples.tables), np.float64)
    gradients = one_by_one(model, examples, theta)
    if case == "a penalty":
        penalty = 0.1 * theta * np.array(["W" in name for name in model.checkpoint.trainable.layout.entries])
        gradients = gradients - penalty
    scale = RNG.uniform(0.5, 2.0, theta.size)
    for factor, given in ((1.0, None), (scale, scale)):
        right = np.square(gradients * factor).sum(axis=1)
        np.testing.assert_allclose(meter.squared_norms(theta, examples.tables, given), right, rtol=1e-10)


@pytest.mark.parametrize("case", ["two hidden layers", "a sum", "tied weights", "convolution"])
def test_noise_is_the_covariance_of_single_examples(case):
    """S is the trace of the covariance of all rows, |G|² the square of their mean, where all of them are looked at."""
    model, examples, theta = trained(case)
    meter = NoiseMeter(model.checkpoint.trainable, list(examples.tables), np.float64)
    gradients = one_by_one(model, examples, theta)
    noise = meter.measure(theta, examples.tables, population=examples.rows)
    np.testing.assert_allclose(noise.signal, np.square(gradients.mean(axis=0)).sum(), rtol=1e-10)
    np.testing.assert_allclose(noise.trace, gradients.var(axis=0).sum(), rtol=1e-10)
    drawn = meter.measure(theta, examples.tables)
    np.testing.assert_allclose(drawn.trace, gradients.var(axis=0, ddof=1).sum(), rtol=1e-10)
