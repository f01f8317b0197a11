"""Tasks about matrices: least squares, norms, quadratic forms, factors."""

from .task import Task

TASKS = {
    "ridge": Task(
        """
        data   X (N, D), y (N, 1), lam
        params w (D, 1)
        L = sum((X @ w - y)**2) + lam*sum(w**2)
        """,
        lambda t, X, y, lam, w: ((X @ w - y) ** 2).sum() + lam * (w**2).sum(),
    ),
    "elastic net": Task(
        """
        data   X (N, D), y (N, 1), l1, l2
        params w (D, 1)
        L = 1/(2*N)*norm(X @ w - y)**2 + l1*sum(abs(w)) + l2/2*norm(w)**2
        """,
        lambda t, X, y, l1, l2, w: ((X @ w - y) ** 2).sum() / (2 * len(X)) + l1 * w.abs().sum() + l2 / 2 * (w**2).sum(),
    ),
    "least squares as a norm": Task(  # math.SE 708696
        """
        data   X (N, D), y (N,)
        params w (D,)
        L = norm(X @ w - y)**2
        """,
        lambda t, X, y, w: t.linalg.vector_norm(X @ w - y) ** 2,
    ),
    "least squares as a product": Task(  # math.SE 4135661
        """
        data   X (N, D), y (N, 1)
        params w (D, 1)
        L = (y - X @ w).T @ (y - X @ w)
        """,
        lambda t, X, y, w: ((y - X @ w).T @ (y - X @ w)).sum(),
    ),
    "least squares as a trace": Task(  # math.SE 4238060
        """
        data   X (N, D), Y (N, k)
        params W (D, k)
        E = X @ W - Y
        L = trace(E.T @ E)
        """,
        lambda t, X, Y, W: t.trace((X @ W - Y).T @ (X @ W - Y)),
    ),
    "(‖XW‖ − 1)²": Task(  # math.SE 3102599
        """
        data   X (N, D)
        params W (D, k)
        L = (norm(X @ W) - 1)**2
        """,
        lambda t, X, W: (t.linalg.matrix_norm(X @ W) - 1) ** 2,
    ),
    "a tied autoencoder": Task(  # stats.SE 239943
        """
        data   X (n, m)
        params W (k, n), b (k, 1), c (n, 1)
        L = sum((W.T @ sigmoid(W @ X + b) + c - X)**2)/m
        """,
        lambda t, X, W, b, c: ((W.T @ t.sigmoid(W @ X + b) + c - X) ** 2).sum() / X.shape[1],
    ),
    "a tied autoencoder in rows": Task(
        """
        data   X (N, D)
        params W (D, k)
        L = mean((tanh(X @ W) @ W.T - X)**2)
        """,
        lambda t, X, W: ((t.tanh(X @ W) @ W.T - X) ** 2).mean(),
    ),
    "principal components by a linear autoencoder": Task(
        """
        data   X (n, m)
        params W (k, n), V (n, k)
        L = norm(V @ W @ X - X)**2/m
        """,
        lambda t, X, W, V: ((V @ W @ X - X) ** 2).sum() / X.shape[1],
    ),
    "cosine similarity": Task(  # math.SE 1923613
        """
        params x (n,), y (n,)
        L = dot(x, y)/(norm(x)*norm(y))
        """,
        lambda t, x, y: t.nn.functional.cosine_similarity(x, y, dim=0),
    ),
    "matrix factorisation": Task(  # math.SE 2705924
        """
        data   R (n, m), M (n, m) binary
        params P (n, k), Q (m, k)
        L = sum(M*(R - P @ Q.T)**2)
        """,
        lambda t, R, M, P, Q: (M * (R - P @ Q.T) ** 2).sum(),
    ),
    "probabilistic matrix factorisation": Task(  # Salakhutdinov and Mnih, 2008
        """
        data   i (N,) index, j (N,) index, r (N,), lu, lv
        params U (k, n), V (k, m)
        L = 1/2*sum((r - sum(U[:, i]*V[:, j], axis=0, keepdims=False))**2) + lu/2*sum(U**2) + lv/2*sum(V**2)
        """,
        lambda t, i, j, r, lu, lv, U, V: (
            ((r - (U[:, i] * V[:, j]).sum(0)) ** 2).sum() / 2 + lu / 2 * (U**2).sum() + lv / 2 * (V**2).sum()
        ),
    ),
    "a factorisation machine": Task(  # math.SE 1949193
        """
        data   x (n, m), y (1, m)
        params w0, w (1, n), V (n, k)
        pairs = 1/2*sum((V.T @ x)**2 - (V**2).T @ x**2, axis=0)
        L = mean((w0 + w @ x + pairs - y)**2)
        """,
        lambda t, x, y, w0, w, V: ((w0 + w @ x + ((V.T @ x) ** 2 - (V**2).T @ x**2).sum(0) / 2 - y) ** 2).mean(),
    ),
    "Y = X Wᵀ": Task(
        """
        params   X (N, D), W (k, D)
        upstream dY (N, k)
        Y = X @ W.T
        """,
        lambda t, X, W, dY: (dY * t.nn.functional.linear(X, W)).sum(),
    ),
    "xᵀ M x": Task(  # math.SE 3114577
        """
        params x (n,), M (n, n)
        L = x @ M @ x
        """,
        lambda t, x, M: x @ M @ x,
    ),
    "xᵀ M x of a column": Task(  # math.SE 1599966
        """
        params x (n, 1), M (n, n)
        L = x.T @ M @ x
        """,
        lambda t, x, M: (x.T @ M @ x).sum(),
    ),
}
