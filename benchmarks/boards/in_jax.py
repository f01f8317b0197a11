"""The same models in JAX: the cost of a batch, from parameters by name and tables in their order."""

from collections.abc import Callable

import jax
import jax.numpy as jnp
from jax import Array, lax, nn

Parameters = dict[str, Array]


def cross_entropy(logits: Array, labels: Array) -> Array:
    """The mean over rows."""
    return -jnp.mean(jnp.take_along_axis(nn.log_softmax(logits), labels[:, None], axis=1))


def perceptron(p: Parameters, X: Array, y: Array) -> Array:
    """That of makemore."""
    h = jnp.tanh(p["C"][X].reshape(len(X), 30) @ p["W1"] + p["b1"])
    return cross_entropy(h @ p["W2"] + p["b2"], y)


def lstm(p: Parameters, *tables: Array) -> Array:
    """A scan over sixteen steps; what letters add to the gates is one product for all of them."""
    s, w = jnp.stack(tables[:17]), jnp.stack(tables[17:])
    x = p["E"].T[s[:-1]] @ p["W"][:, 128:].T + p["b"][:, 0]
    recurrent = p["W"][:, :128].T

    def step(state: tuple[Array, Array], given: Array) -> tuple[tuple[Array, Array], Array]:
        h, c = state
        i, f, o, g = jnp.split(given + h @ recurrent, 4, axis=1)
        c = nn.sigmoid(f) * c + nn.sigmoid(i) * jnp.tanh(g)
        h = nn.sigmoid(o) * jnp.tanh(c)
        return (h, c), h

    start = jnp.zeros((s.shape[1], 128), x.dtype)
    _, h = lax.scan(step, (start, start), x)
    scores = nn.log_softmax(h @ p["V"].T + p["d"][:, 0])
    return -(jnp.take_along_axis(scores, s[1:, :, None], axis=2)[..., 0] * w).sum() / w.sum()


def normed(X: Array) -> Array:
    """A layer norm without gain and bias."""
    return (X - X.mean(axis=2, keepdims=True)) / jnp.sqrt(X.var(axis=2, keepdims=True) + 0.00001)


def transformer(p: Parameters, s: Array, Y: Array) -> Array:
    """One block."""
    X = p["E"][s] + p["P"]
    N = normed(X)
    scores = (N @ p["Wq"]) @ (N @ p["Wk"]).swapaxes(1, 2) / 8
    A = nn.softmax(jnp.where(jnp.tril(jnp.ones((16, 16), bool)), scores, -1e9), axis=2)
    H = X + A @ (N @ p["Wv"]) @ p["Wo"]
    F = H + nn.relu(normed(H) @ p["W1"] + p["b1"]) @ p["W2"] + p["b2"]
    return -(Y * nn.log_softmax(normed(F) @ p["Wy"], axis=2)).sum() / Y.sum()


def _pooled(X: Array) -> Array:
    return lax.reduce_window(X, -jnp.inf, lax.max, (1, 1, 2, 2), (1, 1, 2, 2), "VALID")


def convolution(p: Parameters, X: Array, y: Array) -> Array:
    """Two convolutions with pools."""
    A1 = _pooled(nn.relu(lax.conv(X, p["W1"], (1, 1), "VALID") + p["b1"]))
    A2 = _pooled(nn.relu(lax.conv(A1, p["W2"], (1, 1), "VALID") + p["b2"]))
    return cross_entropy(A2.reshape(len(X), 400) @ p["W3"].T + p["b3"][:, 0], y)


def autoencoder(p: Parameters, X: Array) -> Array:
    """784 numbers through sixteen."""
    code = nn.relu(X @ p["W1"].T + p["b1"][:, 0]) @ p["W2"].T + p["b2"][:, 0]
    Z = nn.relu(code @ p["W3"].T + p["b3"][:, 0]) @ p["W4"].T + p["b4"][:, 0]
    return (nn.softplus(Z) - X * Z).sum() / len(X)


def factorization(p: Parameters, i: Array, j: Array, r: Array) -> Array:
    """Cells of a matrix."""
    u, v, a, b = p["U"].T[i], p["V"].T[j], p["a"][i], p["b"][j]
    penalty = (u**2).sum() + (v**2).sum() + (a**2).sum() + (b**2).sum()
    return jnp.mean(((u * v).sum(axis=1) + a + b + p["c"] - r) ** 2) + 0.02 * penalty / len(r)


def layers(p: Parameters, x: Array, y: Array) -> Array:
    """Four layers without biases."""
    for layer in (1, 2, 3):
        x = nn.relu(x @ p[f"theta_{layer}"].T)
    return cross_entropy(x @ p["theta_4"].T, y)


COSTS: dict[str, Callable[..., Array]] = {
    "makemore's perceptron": perceptron,
    "an LSTM on names": lstm,
    "a transformer block on names": transformer,
    "a small convolutional network": convolution,
    "an autoencoder": autoencoder,
    "matrix factorization": factorization,
    "lecture 2's layers": layers,
}
jax.config.update("jax_enable_x64", True)  # arrays say their type, so float32 stays float32
