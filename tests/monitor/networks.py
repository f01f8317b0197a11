"""Networks, boards and data that the tests of the monitor share."""

import numpy as np

import chainrule as cr

RECURRENT = """
data   x[1..4] (2, m), h[0] (3, m) = 0, y (1, m)
params W (3, 3) ~ glorot, U (3, 2) ~ glorot, b (3, 1) = 0, V (1, 3) ~ glorot
for t in 1..4:
    h[t] = tanh(W @ h[t-1] + U @ x[t] + b)
yhat = V @ h[4]
L = mean((yhat - y)**2)
"""
CONVOLUTIONAL = """
data   X (m, 1, 6, 6), y (m,) index
params W1 (2, 1, 3, 3) ~ he, b1 (2, 1, 1) = 0, W2 (3, 8) ~ glorot, b2 (3, 1) = 0
A1 = max_pool(relu(conv2d(X, W1) + b1), 2)
Z2 = W2 @ reshape(A1, m, 8).T + b2
L = cross_entropy(Z2, y)
"""


def recurrent(seed=0, rows=30):
    """A recurrent board and its data."""
    rng = np.random.default_rng(seed)
    return cr.whiteboard(RECURRENT), {"x": rng.normal(size=(4, rows, 2)), "y": rng.normal(size=rows)}


def convolutional(seed=0, rows=30):
    """A convolutional board and its data."""
    rng = np.random.default_rng(seed)
    return cr.whiteboard(CONVOLUTIONAL), {
        "X": rng.normal(size=(rows, 1, 6, 6)),
        "y": rng.integers(0, 3, rows),
    }


def random_network(seed):
    """A small network in float64 with rows for it: any activation, loss and penalty."""
    rng = np.random.default_rng(seed)
    sizes = [int(rng.integers(1, 5)), *(int(n) for n in rng.integers(2, 6, rng.integers(1, 3)))]
    is_labelled = bool(rng.integers(2))
    hidden = ("tanh", "sigmoid", "softplus", "silu", "gelu", "elu")[rng.integers(6)]
    chosen = {"output": "softmax"} if is_labelled else {}
    l2 = float(rng.choice([0.0, 0.1]))
    network = cr.Network([*sizes, 3], hidden=hidden, l2=l2, seed=seed, dtype="float64", **chosen)
    X = rng.normal(size=(12, sizes[0]))
    return network, X, rng.integers(0, 3, 12) if is_labelled else rng.normal(size=(12, 3))


def learn(network, X, y, **more):
    """Train with a monitor that looks at the start and at the end, and return it."""
    chosen = {"optimizer": cr.SGD(0.1), "epochs": 5, "batch_size": 20, "engine": "numpy", **more}
    return network.train(X, y, monitor=cr.Monitor(every=10**6), **chosen).monitor
