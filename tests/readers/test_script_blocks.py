"""Scripts of loops, definitions, stacks, images and indices: they run without chainrule, and print our numbers."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.boards.random_values import complete_values
from chainrule.ops.identifiers import identifier
from chainrule.readers.equations.descent import learned

from .test_script import close, run

BOARDS = {
    "loop": """
        sizes T = 3
        data x[1..T] (n, m), y (c, m) one-hot, h[0] (k, m)
        params W (k, k), U (k, n), V (c, k)
        for t in 1..T:
            h[t] = tanh(W @ h[t-1] + U @ x[t])
        L = cross_entropy(V @ h[T], y)
    """,
    "lstm": """
        sizes T = 2
        data x[1..T] (n, m), h[0] (k, m) = 0, c[0] (k, m) = 0, y (k, m)
        params W (k, n), U (k, k), R (k, n), S (k, k)
        for t in 1..T:
            f[t] = sigmoid(W @ x[t] + U @ h[t-1])
            g[t] = tanh(R @ x[t] + S @ h[t-1])
            c[t] = f[t]*c[t-1] + (1 - f[t])*g[t]
            h[t] = f[t]*tanh(c[t])
        L = squared_error(h[T], y)
    """,
    "loop of losses": """
        sizes T = 3
        data x[1..T] (n, m), y[1..T] (1, m)
        params w (1, n), u
        for t in 1..T:
            e[t] = u**t*sum((w @ x[t] - y[t])**2)
        L = sum(e[t] for t in 1..T)
    """,
    "definition": """
        data X (n, m), y (1, m)
        params W1 (k, n), w2 (1, k)
        def layer(x, W):
            z = W @ x
            return sigmoid(z)
        A = layer(X, W1)
        L = squared_error(layer(A, w2), y)
    """,
    "attention": """
        data X (m, T, d), Y (m, T, d)
        params Q (d, d), K (d, d), V (d, d)
        A = softmax((X @ Q) @ swapaxes(X @ K, 1, 2)/sqrt(d), axis=2)
        L = mean((A @ (X @ V) - Y)**2)
    """,
    "convolutions": """
        data X (m, 1, 6, 6), Y (c, m) one-hot
        params K (2, 1, 3, 3), a (2, 1, 1), W (c, 8)
        C = relu(conv2d(X, K) + a)
        P = max_pool(C, 2)
        L = cross_entropy(W @ reshape(P, (m, 8)).T, Y)
    """,
    "strides": """
        data x (m, 2, 9)
        params w (3, 2, 3)
        z = conv1d(x, w, stride=2, padding=1)
        L = sum(mean_pool(z, 2, stride=1)**2)
    """,
    "embedding": """
        data t (m,) index, y (m,) index
        params E (d, v), W (K, d)
        P = log_softmax(W @ E[:, t])
        L = -sum(P[y, arange(m)])/m
    """,
    "labels": "data X (n, m), y (1, m) index\nparams W (K, n)\nL = cross_entropy(W @ X, one_hot(y, K))",
    "matrices": """
        params S (n, n), B (n, n)
        data c (n, 1)
        L = logdet(S @ S.T + eye(n)) + trace(inverse(S + 9*eye(n)) @ B) + c.T @ inverse(B + 9*eye(n)) @ c
    """,
    "vectors": "params a (n,), b (k,)\ndata M (n, k)\nL = sum(outer(a, b)*M) + dot(a, a) + norm(b)",
    "pieces": """
        params A (2, 3), B (2, 3)
        C = concatenate([A, B], axis=0)
        D = concatenate([A, B], axis=1)
        L = sum(C[1:3]**3) + sum(reshape(D, (3, 4))[:, 1]) + var(C) + sum(std(D, axis=0))
    """,
    "axes that go": """
        params X (n, m)
        data c (m,)
        L = sum((mean(X, axis=0, keepdims=False) - c)**2) + sum(ones(n, 1)*X)
    """,
    "layer": "data X (N, D)\nparams W (D, M), b (1, M)\nupstream dout (N, M)\nout = relu(X @ W + b)",
    "mask": "data X (n, m), D (k, m) ~ dropout(0.5)\nparams W (k, n) ~ he\nL = sum((D*relu(W @ X))**2)",
}


@pytest.fixture(scope="module")
def answers(tmp_path_factory):
    """Every name of each board, and all parameters after two steps of descent, as a bare Python computes them."""
    scripts = []
    boards = {name: cr.whiteboard(text) for name, text in BOARDS.items()}
    values = {name: _numbers(board) for name, board in boards.items()}
    for name, board in boards.items():
        graph = values[name].graph
        scripts.append((board.script(values[name]), [identifier(each) for each in graph.outputs]))
        if learned(graph):
            scripts.append((board.script(values[name], 0.01, 2), [identifier(each) for each in learned(graph)]))
    found = iter(run(tmp_path_factory.mktemp("scripts"), scripts))
    return {
        name: (boards[name], values[name], next(found), next(found) if learned(values[name].graph) else {})
        for name in BOARDS
    }


def _numbers(board):
    rng = np.random.default_rng(3)
    given = board.whiteboard.values
    drawn = complete_values(board.graph, board.whiteboard.filled(given), rng)
    return board.bind(**board.whiteboard.obeying(drawn, given))


@pytest.mark.parametrize("name", BOARDS)
def test_a_script_without_chainrule_has_our_numbers(name, answers):
    """The cost, and the gradient by each parameter."""
    _, values, found, _ = answers[name]
    for each in values.graph.outputs:
        close(found[identifier(each)], values[each])


@pytest.mark.parametrize("name", BOARDS)
def test_a_script_learns_as_we_do(name, answers):
    """Two steps of gradient descent end where the gradients of the board lead."""
    board, values, _, found = answers[name]
    leaves = {leaf: values[leaf] for leaf in board.graph.leaves}
    for _step in range(2):
        now = board.bind(**leaves)
        leaves |= {leaf: leaves[leaf] - 0.01 * now[slope] for leaf, slope in learned(values.graph).items()}
    for leaf in learned(values.graph):
        close(found[identifier(leaf)], leaves[leaf], 1e-9)
