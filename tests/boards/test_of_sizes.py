"""Ones, zeros, identity matrices, traces and dot products on a board, with letters as sizes."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.boards.grammar import read_whiteboard
from chainrule.errors import WhiteboardError

RNG = np.random.default_rng(2)
A, B, S = RNG.normal(size=(3, 2)), RNG.normal(size=(2, 3)), RNG.normal(size=(3, 3))
a, b = RNG.normal(size=(3, 1)), RNG.normal(size=(3, 1))
NUMBERS = {"A": A, "B": B, "S": S, "a": a, "b": b, "v": a[:, 0], "w": b[:, 0]}
BOARD = "params A (n, k), B (k, n), S (n, n), a (n, 1), b (n, 1), v (n), w (n)\nL = "


def made(expression):
    """What an expression comes to, and its shape in letters."""
    graph = read_whiteboard(BOARD + expression).graph
    leaves = {leaf: NUMBERS[name] for name, leaf in graph.leaves.items()}
    return cr.evaluate([graph.node("L")], leaves)[0], graph.node("L").shape


@pytest.mark.parametrize(
    ("expression", "expected", "shape"),
    [
        ("ones(n, k)", np.ones((3, 2)), ("n", "k")),
        ("np.ones((n, 1))", np.ones((3, 1)), ("n", 1)),
        ("zeros(n)", np.zeros(3), ("n",)),
        ("zeros(2, k)", np.zeros((2, 2)), (2, "k")),
        ("zeros_like(A)", np.zeros((3, 2)), ("n", "k")),
        ("eye(n)", np.eye(3), ("n", "n")),
        ("np.eye(4)", np.eye(4), (4, 4)),
        ("identity(k)", np.eye(2), ("k", "k")),
        ("eye(n, n)", np.eye(3), ("n", "n")),
        ("eye(A.shape[1])", np.eye(2), ("k", "k")),
        ("trace(S)", np.trace(S), ()),
        ("tr(A @ B)", np.trace(A @ B), ()),
        ("S.trace()", np.trace(S), ()),
        ("dot(a, b)", (a * b).sum(), ()),
        ("dot(a.T, b.T)", (a * b).sum(), ()),
        ("dot(v, w)", (a * b).sum(), ()),
        ("dot(a.T, b)", (a * b).sum(keepdims=True), (1, 1)),
        ("dot(A, B)", A @ B, ("n", "n")),
        ("reshape(v, (n, 1))", a, ("n", 1)),
        ("reshape(ones(2, 3), (3, -1))", np.ones((3, 2)), (3, 2)),
    ],
)
def test_what_sizes_make(expression, expected, shape):
    """The numbers are NumPy's, and the shape keeps its letters."""
    number, found = made(expression)
    assert found == shape
    np.testing.assert_allclose(number, expected, rtol=1e-14)


GRADIENTS = {  # as in the matrix cookbook (Petersen and Pedersen, 2012), sections 2.4 and 2.5
    "trace(S)": {"S": np.eye(3)},
    "trace(A @ B)": {"A": B.T, "B": A.T},
    "trace(A.T @ A)": {"A": 2 * A},
    "trace(S @ A @ A.T)": {"A": (S + S.T) @ A, "S": A @ A.T},
    "trace(S)**2": {"S": 2 * np.trace(S) * np.eye(3)},
    "dot(a, b)": {"a": b, "b": a},
    "dot(S @ a, b)": {"S": b @ a.T, "a": S.T @ b, "b": S @ a},
    "sum((eye(n) - S) @ a)": {"S": -np.ones((3, 1)) @ a.T, "a": (np.eye(3) - S).T @ np.ones((3, 1))},
    "sum((S - ones(n, 1) + zeros(n, n))**2)": {"S": 2 * (S - 1)},
}


@pytest.mark.parametrize("expression", GRADIENTS)
def test_gradients_are_those_of_the_matrix_cookbook(expression):
    """∂tr(A)/∂A = I, ∂tr(AB)/∂A = Bᵀ, ∂(aᵀb)/∂a = b; and central differences agree."""
    board = cr.whiteboard(BOARD + expression)
    values = board.bind(**NUMBERS)
    for name, expected in GRADIENTS[expression].items():
        np.testing.assert_allclose(values[f"∂L/∂{name}"], expected, rtol=1e-12, atol=1e-12)
    assert board.check(values).right


PRINTED = {
    "trace(A @ B)": ("L = tr(A B)", "∂L/∂A = Bᵀ"),
    "trace(S)": ("L = tr(S)", "∂L/∂S = Iₙ"),
    "trace(A.T @ A)": ("L = tr(Aᵀ A)", "∂L/∂A = 2 A"),
    "dot(a, b)": ("L = aᵀ b", "∂L/∂a = b"),
    "sum((S - eye(n)) @ a)": ("L = Σ (S − Iₙ) a", "∂L/∂a = (S − Iₙ)ᵀ 1⃗ₙ"),
}


@pytest.mark.parametrize("expression", PRINTED)
def test_they_print_as_in_a_textbook(expression):
    """I with its size, tr, and a row times a column."""
    printed = cr.whiteboard(BOARD + expression).equations().text().splitlines()
    assert set(PRINTED[expression]) <= set(printed)


def test_indices_run_along_the_diagonal():
    """Tr(A B) is Σ Aᵢⱼ Bⱼᵢ, and an entry of I is δ."""
    printed = str(cr.whiteboard(BOARD + "trace(A @ B) + sum(eye(n)*S)").equations("indices"))
    assert "L = Σⱼ Σᵢ Aᵢⱼ Bⱼᵢ + Σⱼ Σᵢ δⱼᵢ Sⱼᵢ" in printed
    assert "∂L/∂Sᵢₗ = δᵢₗ" in printed


def test_a_name_like_the_identity_is_refused():
    """Iₙ stands for one thing only."""
    with pytest.raises(WhiteboardError, match=r"I_n"):
        cr.whiteboard("params S (n, n), I_n (n, n)\nL = trace(S - eye(n) + I_n)")
