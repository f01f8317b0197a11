"""The same models in PyTorch: the cost of a batch, from parameters by name and tables in their order."""

from collections.abc import Callable

import torch
from torch import Tensor
from torch.nn import functional

Parameters = dict[str, Tensor]
LSTM = torch.nn.LSTM(32, 128)
GATES = torch.cat([torch.arange(0, 256), torch.arange(384, 512), torch.arange(256, 384)])  # i, f, g, o of i, f, o, g


def perceptron(p: Parameters, X: Tensor, y: Tensor) -> Tensor:
    """That of makemore."""
    h = torch.tanh(functional.embedding(X, p["C"]).flatten(1) @ p["W1"] + p["b1"])
    return functional.cross_entropy(h @ p["W2"] + p["b2"], y)


def lstm(p: Parameters, *tables: Tensor) -> Tensor:
    """`torch.nn.LSTM` over sixteen steps."""
    s, w = torch.stack(tables[:17]), torch.stack(tables[17:])
    W = p["W"][GATES]
    weights = {"weight_hh_l0": W[:, :128], "weight_ih_l0": W[:, 128:], "bias_ih_l0": p["b"][GATES, 0]}
    weights["bias_hh_l0"] = torch.zeros(512)
    h, _ = torch.func.functional_call(LSTM, weights, (functional.embedding(s[:-1], p["E"].T),))
    logits = functional.linear(h, p["V"], p["d"][:, 0])
    losses = functional.cross_entropy(logits.flatten(0, 1), s[1:].flatten(), reduction="none")
    return (losses * w.flatten()).sum() / w.sum()


def transformer(p: Parameters, s: Tensor, Y: Tensor) -> Tensor:
    """One block, with PyTorch's attention."""
    X = functional.embedding(s, p["E"]) + p["P"]
    N = functional.layer_norm(X, (64,))
    A = functional.scaled_dot_product_attention(N @ p["Wq"], N @ p["Wk"], N @ p["Wv"], is_causal=True)
    H = X + A @ p["Wo"]
    F = H + torch.relu(functional.layer_norm(H, (64,)) @ p["W1"] + p["b1"]) @ p["W2"] + p["b2"]
    return -(Y * functional.log_softmax(functional.layer_norm(F, (64,)) @ p["Wy"], dim=2)).sum() / Y.sum()


def convolution(p: Parameters, X: Tensor, y: Tensor) -> Tensor:
    """Two convolutions with pools."""
    A1 = functional.max_pool2d(torch.relu(functional.conv2d(X, p["W1"], p["b1"].flatten())), 2)
    A2 = functional.max_pool2d(torch.relu(functional.conv2d(A1, p["W2"], p["b2"].flatten())), 2)
    return functional.cross_entropy(functional.linear(A2.flatten(1), p["W3"], p["b3"][:, 0]), y)


def autoencoder(p: Parameters, X: Tensor) -> Tensor:
    """784 numbers through sixteen."""
    A, weights = X, [(p[f"W{layer}"], p[f"b{layer}"][:, 0]) for layer in (1, 2, 3, 4)]
    for layer, (W, b) in enumerate(weights):
        A = functional.linear(A, W, b)
        A = torch.relu(A) if layer in (0, 2) else A
    return functional.binary_cross_entropy_with_logits(A, X, reduction="sum") / len(X)


def factorization(p: Parameters, i: Tensor, j: Tensor, r: Tensor) -> Tensor:
    """Cells of a matrix."""
    u, v = functional.embedding(i, p["U"].T), functional.embedding(j, p["V"].T)
    a, b = p["a"][i], p["b"][j]
    penalty = (u**2).sum() + (v**2).sum() + (a**2).sum() + (b**2).sum()
    return functional.mse_loss((u * v).sum(dim=1) + a + b + p["c"], r) + 0.02 * penalty / len(r)


def layers(p: Parameters, x: Tensor, y: Tensor) -> Tensor:
    """Four layers without biases."""
    for layer in (1, 2, 3):
        x = torch.relu(functional.linear(x, p[f"theta_{layer}"]))
    return functional.cross_entropy(functional.linear(x, p["theta_4"]), y)


COSTS: dict[str, Callable[..., Tensor]] = {
    "makemore's perceptron": perceptron,
    "an LSTM on names": lstm,
    "a transformer block on names": transformer,
    "a small convolutional network": convolution,
    "an autoencoder": autoencoder,
    "matrix factorization": factorization,
    "lecture 2's layers": layers,
}
