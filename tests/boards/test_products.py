"""Products on boards: vectors as NumPy has them, stacks matrix by matrix, and claims about both."""

import numpy as np
import pytest

import chainrule as cr

NEURONS = """
data   x (n,), y (k,)
params W (k, n), b (k,)
Z = W @ x + b
h = tanh(Z)
L = sum((h - y)**2)
"""
ATTENTION = """
data   X (b, t, d), G (b, t, d)
params Wq (d, k), Wk (d, k), Wv (d, d)
Q = X @ Wq
K = X @ Wk
S = Q @ swapaxes(K, 1, 2) / sqrt(k)
A = softmax(S, axis=2)
L = sum(G * (A @ (X @ Wv)))
"""
SIZES = {"n": 3, "k": 2, "b": 2, "t": 4, "d": 3}


def bound(text):
    """A board, and random numbers for it."""
    board, rng = cr.whiteboard(text), np.random.default_rng(0)
    numbers = {name: rng.normal(size=[SIZES[d] for d in leaf.shape]) for name, leaf in board.graph.leaves.items()}
    return board, board.bind(**numbers)


def test_a_layer_of_neurons_in_vectors_is_that_of_the_textbook():
    """δ = 2 (h − y) ⊙ (1 − h²), ∂L/∂W = δ xᵀ, ∂L/∂b = δ."""
    board, values = bound(NEURONS)
    h, x = values["h"], values["x"]
    delta = 2 * (h - values["y"]) * (1 - h**2)
    np.testing.assert_allclose(values["∂L/∂W"], np.outer(delta, x), rtol=1e-12)
    np.testing.assert_allclose(values["∂L/∂b"], delta, rtol=1e-12)
    assert board.check(values).right
    assert "∂L/∂W = ∂L/∂Z xᵀ" in str(board.equations("named", values=False))


@pytest.mark.parametrize(
    ("claim", "right"),
    [
        ("dW = outer(dZ, x)", True),
        ("dW = np.outer(2*(h - y)*(1 - h**2), x)", True),
        ("db = 2*(h - y)*(1 - h**2)", True),
        ("dW = outer(2*(h - y), x)", False),
        ("dW = outer(x, dZ)", False),
    ],
)
def test_claims_about_vectors_are_judged(claim, right):
    """An outer product of the error signal and the input, in that order."""
    assert cr.whiteboard(NEURONS).claim(claim).right is right


def test_attention_of_a_batch_is_that_of_each_of_its_sequences():
    """What a stack gives is what its matrices give one by one, added up over the batch for the weights."""
    board, values = bound(ATTENTION)
    one = cr.whiteboard(
        ATTENTION.replace("(b, t, d)", "(t, d)").replace("swapaxes(K, 1, 2)", "K.T").replace("axis=2", "axis=1")
    )
    weights = {name: values[name] for name in ("Wq", "Wk", "Wv")}
    each = [one.bind(X=X, G=G, **weights) for X, G in zip(values["X"], values["G"], strict=True)]
    np.testing.assert_allclose(values["L"], sum(found["L"] for found in each), rtol=1e-12)
    for name in weights:
        summed = sum(found[f"∂L/∂{name}"] for found in each)
        np.testing.assert_allclose(values[f"∂L/∂{name}"], summed, rtol=1e-10, atol=1e-14)
    assert board.check(values).right


def test_gradients_of_attention_are_those_of_pytorch():
    """To twelve digits."""
    torch = pytest.importorskip("torch")
    _, values = bound(ATTENTION)
    X, G = (torch.tensor(values[name]) for name in ("X", "G"))
    Wq, Wk, Wv = leaves = [torch.tensor(values[name], requires_grad=True) for name in ("Wq", "Wk", "Wv")]
    scores = (X @ Wq) @ (X @ Wk).transpose(1, 2) / np.sqrt(SIZES["k"])
    (G * (torch.softmax(scores, dim=2) @ (X @ Wv))).sum().backward()
    for name, leaf in zip(("Wq", "Wk", "Wv"), leaves, strict=True):
        np.testing.assert_allclose(values[f"∂L/∂{name}"], leaf.grad.numpy(), rtol=1e-12, atol=1e-13)


@pytest.mark.parametrize("text", [NEURONS, ATTENTION])
def test_a_script_says_the_same(text):
    """Without chainrule, the printed NumPy computes cost and gradients."""
    board, values = bound(text)
    space = {"print": lambda *_: None}
    exec(board.script(values).text, space)  # noqa: S102
    for name in board.wrt:
        np.testing.assert_allclose(space[f"d{name}"], values[f"∂L/∂{name}"], rtol=1e-10, atol=1e-14)
