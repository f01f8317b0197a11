"""The same model twice: written on a board, and with PyTorch's own functions; what both are trained on."""

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np

ROWS = 120
rng = np.random.default_rng(0)
LABELS = rng.integers(0, 3, ROWS)
TABLE = rng.normal(size=(ROWS, 6))
SEQUENCES = rng.normal(size=(4, ROWS, 5))  # by step
DAYS, HOURS = rng.integers(0, 9, ROWS), rng.integers(0, 8, ROWS)
RATINGS = np.sum(rng.normal(size=(9, 3))[DAYS] * rng.normal(size=(8, 3))[HOURS], axis=1)


@dataclass(frozen=True)
class Twin:
    """A board, its data by rows, and the cost of a batch in PyTorch, a function of torch, parameters and data."""

    board: str
    data: dict[str, np.ndarray]
    cost: Callable[..., object]
    sizes: dict[str, int] = field(default_factory=dict)
    rate: float = 0.1


def batch_norm(torch, p, X, y):
    """A layer whose signals are normalised over the batch."""
    Z = torch.nn.functional.linear(X, p["W1"])
    A = torch.relu(torch.nn.functional.batch_norm(Z, None, None, p["g"][:, 0], p["d"][:, 0], training=True, eps=1e-5))
    return torch.nn.functional.cross_entropy(torch.nn.functional.linear(A, p["W2"], p["b2"][:, 0]), y)


def convolution(torch, p, X, y):
    """Two convolutions with pools, and a layer."""
    f = torch.nn.functional
    A = f.max_pool2d(torch.relu(f.conv2d(X, p["W1"], p["b1"].ravel(), padding=1)), 2)
    A = f.avg_pool2d(torch.tanh(f.conv2d(A, p["W2"], p["b2"].ravel(), stride=1)), 3)
    return f.cross_entropy(f.linear(A.flatten(1), p["W3"], p["b3"][:, 0]), y)


def recurrent(torch, p, *steps):
    """`torch.nn.RNN`, and a layer on its last state."""
    *x, y = steps
    module = torch.nn.RNN(5, 7, dtype=torch.float64)
    weights = {"weight_ih_l0": p["U"], "weight_hh_l0": p["W"], "bias_ih_l0": p["b"][:, 0]}
    weights["bias_hh_l0"] = torch.zeros(7, dtype=torch.float64)
    states, _ = torch.func.functional_call(module, weights, (torch.stack(x),))
    return torch.nn.functional.cross_entropy(states[-1] @ p["V"].T, y)


def long_short_term(torch, p, *steps):
    """`torch.nn.LSTM`, whose gates are stacked as i, f, g, o, and a layer on its last state."""
    *x, y = steps
    module = torch.nn.LSTM(5, 4, dtype=torch.float64)
    weights = {"weight_ih_l0": p["U"], "weight_hh_l0": p["W"], "bias_ih_l0": p["b"][:, 0]}
    weights["bias_hh_l0"] = torch.zeros(16, dtype=torch.float64)
    states, _ = torch.func.functional_call(module, weights, (torch.stack(x),))
    return torch.nn.functional.cross_entropy(states[-1] @ p["V"].T, y)


def attention(torch, p, s, y):
    """An embedding, a layer norm, attention of one head with a mask, and the mean over places."""
    X = torch.nn.functional.embedding(s, p["E"]) + p["P"]
    N = torch.nn.functional.layer_norm(X, (6,), p["g"], p["d"], eps=1e-5)
    attend = torch.nn.functional.scaled_dot_product_attention
    H = X + attend(N @ p["Wq"], N @ p["Wk"], N @ p["Wv"], is_causal=True) @ p["Wo"]
    return torch.nn.functional.cross_entropy(H.mean(dim=1) @ p["Wy"], y)


def variational(torch, p, X, e):
    """A variational autoencoder whose noise is given."""
    f = torch.nn.functional
    A = torch.tanh(f.linear(X, p["W1"], p["b1"][:, 0]))
    mu, logvar = A @ p["Wm"].T, A @ p["Ws"].T
    z = mu + torch.exp(logvar / 2) * e
    logits = f.linear(torch.tanh(f.linear(z, p["W2"], p["b2"][:, 0])), p["W3"], p["b3"][:, 0])
    kl = -0.5 * (1 + logvar - mu**2 - torch.exp(logvar)).sum()
    return (f.binary_cross_entropy_with_logits(logits, X, reduction="sum") + kl) / len(X)


def factorization(torch, p, i, j, r):
    """The cells of a matrix of rank 3, with biases of rows and columns, and a penalty."""
    f = torch.nn.functional
    u, v = f.embedding(i, p["U"].T), f.embedding(j, p["V"].T)
    found = (u * v).sum(dim=1) + p["a"][i] + p["b"][j] + p["c"]
    return f.mse_loss(found, r) + 0.01 * ((u**2).sum() + (v**2).sum()) / len(r)


def embedding(torch, p, X, y):
    """The perceptron of makemore in small."""
    f = torch.nn.functional
    h = torch.tanh(f.embedding(X, p["C"]).flatten(1) @ p["W1"] + p["b1"])
    return f.cross_entropy(h @ p["W2"] + p["b2"], y)


TWINS = {
    "a perceptron with batch norm": Twin(
        """
        data   X (n, m), y (m,) index
        params W1 (k, n) ~ he, g (k, 1) = 1, d (k, 1) = 0, W2 (3, k) ~ glorot, b2 (3, 1) = 0
        Z = W1 @ X
        Zhat = (Z - mean(Z, axis=1)) / sqrt(var(Z, axis=1) + 0.00001)
        L = cross_entropy(W2 @ relu(g*Zhat + d) + b2, y)
        """,
        {"X": TABLE, "y": LABELS},
        batch_norm,
        {"k": 8},
    ),
    "a convolutional network": Twin(
        """
        data   X (m, 2, 8, 8), y (m,) index
        params W1 (4, 2, 3, 3) ~ he, b1 (4, 1, 1) = 0, W2 (5, 4, 2, 2) ~ glorot, b2 (5, 1, 1) = 0
        params W3 (3, 5) ~ glorot, b3 (3, 1) = 0
        A1 = max_pool(relu(conv2d(X, W1, padding=1) + b1), 2)
        A2 = mean_pool(tanh(conv2d(A1, W2) + b2), 3)
        L = cross_entropy(W3 @ reshape(A2, m, 5).T + b3, y)
        """,
        {"X": rng.normal(size=(ROWS, 2, 8, 8)), "y": LABELS},
        convolution,
    ),
    "a recurrent network": Twin(
        """
        sizes  T = 4
        data   x[1..T] (5, m), y (m,) index
        params W (7, 7) ~ glorot, U (7, 5) ~ glorot, b (7, 1) = 0, V (3, 7) ~ glorot
        h[0] = zeros(7, m)
        for t in 1..T:
            h[t] = tanh(W @ h[t-1] + U @ x[t] + b)
        L = cross_entropy(V @ h[T], y)
        """,
        {"x_1": SEQUENCES[0], "x_2": SEQUENCES[1], "x_3": SEQUENCES[2], "x_4": SEQUENCES[3], "y": LABELS},
        recurrent,
    ),
    "an LSTM with stacked gates": Twin(
        """
        sizes  T = 4
        data   x[1..T] (5, m), y (m,) index
        params W (16, 4) ~ glorot, U (16, 5) ~ glorot, b (16, 1) = 0, V (3, 4) ~ glorot
        h[0] = zeros(4, m)
        c[0] = zeros(4, m)
        for t in 1..T:
            z[t] = W @ h[t-1] + U @ x[t] + b
            c[t] = sigmoid(z[t][4:8])*c[t-1] + sigmoid(z[t][0:4])*tanh(z[t][8:12])
            h[t] = sigmoid(z[t][12:16])*tanh(c[t])
        L = cross_entropy(V @ h[T], y)
        """,
        {"x_1": SEQUENCES[0], "x_2": SEQUENCES[1], "x_3": SEQUENCES[2], "x_4": SEQUENCES[3], "y": LABELS},
        long_short_term,
    ),
    "self-attention": Twin(
        """
        data   s (m, 4) index, M (4, 4) = [[0, -1e9, -1e9, -1e9], [0, 0, -1e9, -1e9], [0, 0, 0, -1e9], [0, 0, 0, 0]]
        data   y (m,) index
        params E (9, 6) ~ normal, P (4, 6) ~ normal, g (6,) = 1, d (6,) = 0
        params Wq (6, 5) ~ glorot, Wk (6, 5) ~ glorot, Wv (6, 5) ~ glorot, Wo (5, 6) ~ glorot, Wy (6, 3) ~ glorot
        X = E[s] + P
        N = g*(X - mean(X, axis=2)) / sqrt(var(X, axis=2) + 0.00001) + d
        A = softmax((N @ Wq) @ swapaxes(N @ Wk, 1, 2) / sqrt(5) + M, axis=2)
        H = X + A @ (N @ Wv) @ Wo
        L = cross_entropy((mean(H, axis=1, keepdims=False) @ Wy).T, y)
        """,
        {"s": rng.integers(0, 9, (ROWS, 4)), "y": LABELS},
        attention,
    ),
    "a variational autoencoder": Twin(
        """
        data   X (n, m), e (z, m)
        params W1 (h, n) ~ glorot, b1 (h, 1) = 0, Wm (z, h) ~ glorot, Ws (z, h) ~ glorot
        params W2 (h, z) ~ glorot, b2 (h, 1) = 0, W3 (n, h) ~ glorot, b3 (n, 1) = 0
        A = tanh(W1 @ X + b1)
        mu = Wm @ A
        logvar = Ws @ A
        code = mu + exp(logvar/2)*e
        logits = W3 @ tanh(W2 @ code + b2) + b3
        KL = -1/2*sum(1 + logvar - mu**2 - exp(logvar))/m
        L = sum(softplus(logits) - X*logits)/m + KL
        """,
        {"X": rng.uniform(size=(ROWS, 6)), "e": rng.normal(size=(ROWS, 2))},
        variational,
        {"h": 7},
    ),
    "matrix factorization": Twin(
        """
        data   i (m,) index, j (m,) index, r (m,)
        params U (3, 9) ~ 0.5 * normal, V (3, 8) ~ 0.5 * normal, a (9,) = 0, b (8,) = 0, c = 0
        found = sum(U[:, i]*V[:, j], axis=0, keepdims=False) + a[i] + b[j] + c
        L = mean((found - r)**2) + 0.01*(sum(U[:, i]**2) + sum(V[:, j]**2))/m
        """,
        {"i": DAYS, "j": HOURS, "r": RATINGS},
        factorization,
    ),
    "an embedding with a perceptron": Twin(
        """
        data   X (m, 3) index, y (m,) index
        params C (9, 4) ~ normal, W1 (12, 10) ~ he, b1 (10,) = 0, W2 (10, 3) ~ glorot, b2 (3,) = 0
        h = tanh(reshape(C[X], m, 12) @ W1 + b1)
        L = cross_entropy((h @ W2 + b2).T, y)
        """,
        {"X": rng.integers(0, 9, (ROWS, 3)), "y": LABELS},
        embedding,
    ),
}
