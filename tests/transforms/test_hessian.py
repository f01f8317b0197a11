"""Hessians: each is the matrix of all H v, and is written as a textbook has it."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.boards.random_values import complete_values
from chainrule.graph.evaluate import evaluate
from chainrule.transforms.differentiate import hessian_vector

T = cr.input("t", ("m",), kind="index")
LINE = "data X (n, m), y (1, m)\nparams w (1, n), b\n"
ROWS = "data X (m, n), y (m, 1)\nparams w (n, 1)\n"
VECTOR = "data X (m, n), y (m,)\nparams w (n,)\n"
HIDDEN = "data X (n, m), y (1, m)\nparams W (k, n), w (k, 1), v (1, k)\nA = tanh(W @ X + w)\nL = mean((v @ A - y)**2)"
WRITTEN = {  # a board, and its Hessian by w
    "least squares": (LINE + "L = mean((w @ X + b - y)**2)", "(2/m) X Xᵀ"),
    "least squares by rows": (ROWS + "L = sum((X @ w - y)**2)/(2*m)", "(1/m) Xᵀ X"),
    "least squares of vectors": (VECTOR + "L = mean((X @ w - y)**2)", "(2/m) Xᵀ X"),
    "a product of columns": (ROWS + "r = X @ w - y\nL = r.T @ r", "2 Xᵀ X"),
    "ridge": (LINE + "data lam\nL = mean((w @ X - y)**2) + lam*sum(w**2)", "(2/m) X Xᵀ + 2 lam Iₙ"),
    "logistic regression": (
        LINE + "z = w @ X + b\np = sigmoid(z)\nL = logistic(z, y)",
        "(1/m) X diag(p ⊙ (1 − p)) Xᵀ",
    ),
    "its loss written out": (
        ROWS + "p = sigmoid(X @ w)\nL = -mean(y*log(p) + (1 - y)*log(1 - p))",
        "(1/m) Xᵀ diag(p ⊙ (1 − p)) X",
    ),
    "logistic regression of vectors": (
        VECTOR + "z = X @ w\np = sigmoid(z)\nL = mean(softplus(z) - y*z)",
        "(1/m) Xᵀ diag(p ⊙ (1 − p)) X",
    ),
    "Poisson regression": (LINE + "z = w @ X\nL = mean(exp(z) - y*z)", "(1/m) X diag(exp(z)) Xᵀ"),
    "a chain": ("params w\nL = exp(sin(w))", "cos(w)² L − L sin(w)"),
    "a square": ("data x, y\nparams w\nL = (w*x - y)**2", "2 x²"),
    "a number in one entry": ("data x\nparams w (1, 1)\nL = sum((w*x)**2)", "2 x²"),
    "a quadratic form": ("data A (n, n)\nparams w (n, 1)\nL = w.T @ A @ w", "Aᵀ + A"),
    "a quadratic form of a vector": ("data A (n, n)\nparams w (n,)\nL = w @ A @ w", "A + Aᵀ"),
    "fourth powers": ("params w (n, 1)\nL = sum(w**4)", "12 diag(w²)"),
    "softmax": ("params w (n, 1)\np = softmax(w)\nL = logsumexp(w)", "diag(p) − p pᵀ"),
    "a cube of a sum": ("params w (n, 1)\nL = sum(w)**3", "6 (Σ w) 1_(n×n)"),
    "the length of a column": ("params w (n, 1)\nL = norm(w)", "Iₙ/L − wᵀ/L³ ⊙ w"),
    "a line": ("data c (n, 1)\nparams w (n, 1)\nL = sum(c*w)", "0"),
    "weights behind a hidden layer": (
        HIDDEN.replace("w (k", "b (k").replace("+ w", "+ b").replace("v", "w"),
        "(2/m) A Aᵀ",
    ),
    "a hidden layer's offsets": (HIDDEN, ""),
    "spread": ("params w (n, 1)\nL = std(w)", ""),
    "a norm": ("data a (1, m), G (k, m)\nparams w (k, 1)\nL = sum(G*batch_norm(tanh(w @ a)))", ""),
    "a row in rows": ("data X (m, k), G (m, n)\nparams w (1, n), V (k, n)\nL = sum(G*tanh(X @ V + w)**2)", ""),
    "outer products": ("data G (n, n)\nparams w (n,)\nL = sum(G*tanh(outer(w, w)))", ""),
    "a turned matrix": ("data G (m, n), a (1, m)\nparams w (n, 1)\nL = sum(G*tanh(w @ a).T)", ""),
    "a choice": ("params w (1, n)\ndata c (1, n)\nL = sum(where(w > c, w**3, mean(w)*w))", ""),
    "a part": ("params w (4, 1)\nL = sum(w[1:3]**3)*sum(concatenate(w, exp(w)))", ""),
    "one entry of several": ("params w (1, 3)\nL = sum(reshape(w, (3, 1))**3)*sum(exp(w))", ""),
}


def hessian_of(text):
    """A board, and ∂²L/∂w²."""
    board = cr.whiteboard(text)
    graph = board.graph
    return board, cr.hessian(graph.node("L"), graph.node("w"), graph.order)


@pytest.mark.parametrize("name", WRITTEN)
def test_the_hessian_is_the_matrix_of_all_products(name):
    """Each of its columns is H v for one unit vector v."""
    board, matrix = hessian_of(WRITTEN[name][0])
    graph = board.graph
    drawn = complete_values(graph, {}, np.random.default_rng(3))
    if "log(p)" in WRITTEN[name][0]:
        drawn["y"] = (np.asarray(drawn["y"]) > 0).astype(float)
    leaves = {graph.leaves[name]: np.asarray(value) for name, value in drawn.items()}
    w = graph.node("w")
    v = cr.input("direction", w.shape)
    product, size = hessian_vector(graph.node("L"), w, v), np.asarray(drawn["w"]).size
    columns = [evaluate([product], {**leaves, v: one.reshape(np.shape(drawn["w"]))})[0].ravel() for one in np.eye(size)]
    found = evaluate([matrix], leaves)[0]
    assert found.shape == (() if all(d == 1 for d in w.shape) else (size, size))
    np.testing.assert_allclose(found.reshape(size, size), np.array(columns), rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", [name for name, (_, written) in WRITTEN.items() if written])
def test_the_hessian_reads_as_in_a_textbook(name):
    """In one line, without the vector that it was found by."""
    text, written = WRITTEN[name]
    board, matrix = hessian_of(text)
    graph = cr.Graph({**board.graph.outputs, "H": matrix}, board.graph.names, tuple(board.graph.leaves.values()))
    assert str(cr.equations(graph)).splitlines()[-1] == f"H = {written}"


def test_a_hessian_has_derivatives():
    """It is a node like any other: the slope of the trace of ∂² Σ w⁴ is 24 w."""
    w = cr.parameter("w", ("n", 1))
    slope = cr.gradient(cr.trace(cr.hessian(cr.sum(w**4), w)), w)
    np.testing.assert_allclose(evaluate([slope], {w: [[1.0], [-2.0]]})[0], [[24.0], [-48.0]])


@pytest.mark.parametrize(
    ("cost", "wrt", "message"),
    [
        (lambda x, W: cr.sum((W @ x) ** 2), "W", r"the Hessian by \(k, n\) has 4 axes; by a number, a row \(1, n\)"),
        (
            lambda x, W: cr.sum(cr.gather(x, T, axis=0) ** 3),
            "x",
            r"the Hessian cannot be written as a matrix, for w acts through ",
        ),
        (lambda x, W: x**2, "x", r"a cost is one number, but .* is not"),
    ],
)
def test_what_is_no_matrix_is_refused(cost, wrt, message):
    """With what to do instead."""
    leaves = {"x": cr.input("x", ("n", 1)), "W": cr.parameter("W", ("k", "n"))}
    with pytest.raises(cr.ChainruleError, match=message):
        cr.hessian(cost(leaves["x"], leaves["W"]), leaves[wrt])
