"""Tasks about classes: softmax, support vector machines, two-layer networks, words, in the words of courses."""

from .task import Task

TASKS = {
    "softmax with a penalty, examples in rows": Task(  # CS231n, assignment 1
        """
        data   X (N, D), y (N,) index, reg
        params W (D, C)
        scores = X @ W
        P = exp(scores) / sum(exp(scores), axis=1)
        L = -mean(log(P[arange(N), y])) + reg*sum(W**2)
        """,
        lambda t, X, y, reg, W: t.nn.functional.cross_entropy(X @ W, y) + reg * (W**2).sum(),
    ),
    "softmax with a penalty, examples in columns": Task(
        """
        data   X (n, m), Y (c, m) one-hot, reg
        params W (c, n)
        L = -sum(Y * log(softmax(W @ X)))/m + reg*sum(W**2)
        """,
        lambda t, X, Y, reg, W: t.nn.functional.cross_entropy((W @ X).T, Y.T) + reg * (W**2).sum(),
    ),
    "a multiclass support vector machine": Task(  # CS231n, assignment 1
        """
        data   X (N, D), y (N,) index, reg
        params W (D, C)
        scores = X @ W
        margins = max(0, scores - reshape(scores[arange(N), y], N, 1) + 1)
        L = (sum(margins) - N)/N + reg*sum(W**2)
        """,
        lambda t, X, y, reg, W: t.nn.functional.multi_margin_loss(X @ W, y) * W.shape[1] + reg * (W**2).sum(),
    ),
    "a two-layer network": Task(  # CS231n, assignment 1
        """
        data   X (N, D), y (N,) index, reg
        params W1 (D, H), b1 (H,), W2 (H, C), b2 (C,)
        h = max(0, X @ W1 + b1)
        scores = h @ W2 + b2
        L = cross_entropy(scores.T, y) + reg*(sum(W1*W1) + sum(W2*W2))
        """,
        lambda t, X, y, reg, W1, b1, W2, b2: (
            t.nn.functional.cross_entropy(t.relu(X @ W1 + b1) @ W2 + b2, y) + reg * ((W1**2).sum() + (W2**2).sum())
        ),
    ),
    "planar data with one hidden layer": Task(  # deeplearning.ai
        """
        data   X (n, m), Y (1, m) binary
        params W1 (k, n), b1 (k, 1), W2 (1, k), b2 (1, 1)
        A1 = tanh(W1 @ X + b1)
        A2 = sigmoid(W2 @ A1 + b2)
        J = -1/m*sum(Y*log(A2) + (1 - Y)*log(1 - A2))
        """,
        lambda t, X, Y, W1, b1, W2, b2: t.nn.functional.binary_cross_entropy_with_logits(
            W2 @ t.tanh(W1 @ X + b1) + b2, Y
        ),
    ),
    "logistic regression": Task(
        """
        data   X (n, m), Y (1, m) binary
        params w (1, n)
        L = -mean(Y*log(sigmoid(w @ X)) + (1 - Y)*log(1 - sigmoid(w @ X)))
        """,
        lambda t, X, Y, w: t.nn.functional.binary_cross_entropy_with_logits(w @ X, Y),
    ),
    "a penalty of λ/2m": Task(  # deeplearning.ai
        """
        data   X (n, m), Y (1, m) binary, lam
        params w (1, n), b
        J = logistic(w @ X + b, Y) + lam/(2*m)*sum(w**2)
        """,
        lambda t, X, Y, lam, w, b: (
            t.nn.functional.binary_cross_entropy_with_logits(w @ X + b, Y) + lam / (2 * X.shape[1]) * (w**2).sum()
        ),
    ),
    "a regularised network of one example": Task(  # Dive into Deep Learning
        """
        data   x (n,), y (c,), lam
        params W1 (h, n), W2 (c, h)
        z = W1 @ x
        o = W2 @ tanh(z)
        J = sum((o - y)**2)/2 + lam/2*(norm(W1)**2 + norm(W2)**2)
        """,
        lambda t, x, y, lam, W1, W2: (
            ((W2 @ t.tanh(W1 @ x) - y) ** 2).sum() / 2 + lam / 2 * ((W1**2).sum() + (W2**2).sum())
        ),
    ),
    "the softmax of word2vec": Task(  # CS224n
        """
        data   vc (n, 1), y (v, 1) one-hot
        params U (n, v)
        L = -sum(y*log(softmax(U.T @ vc)))
        """,
        lambda t, vc, y, U: -(y * t.log_softmax(U.T @ vc, dim=0)).sum(),
    ),
    "negative sampling": Task(  # CS224n
        """
        params vc (n, 1), uo (n, 1), Uk (n, k)
        L = -log(sigmoid(uo.T @ vc)) - sum(log(sigmoid(-Uk.T @ vc)))
        """,
        lambda t, vc, uo, Uk: (
            -t.nn.functional.logsigmoid(uo.T @ vc).sum() - t.nn.functional.logsigmoid(-Uk.T @ vc).sum()
        ),
    ),
    "focal loss": Task(
        """
        data   y (1, m) binary
        params z (1, m)
        p = sigmoid(z)
        pt = y*p + (1 - y)*(1 - p)
        L = -mean((1 - pt)**2*log(pt))
        """,
        lambda t, y, z: ((1 - t.exp(-bce(t, z, y))) ** 2 * bce(t, z, y)).mean(),
    ),
    "label smoothing": Task(
        """
        data   Y (c, m) one-hot
        params Z (c, m)
        L = -sum((0.9*Y + 0.1/c)*log_softmax(Z))/m
        """,
        lambda t, Y, Z: t.nn.functional.cross_entropy(Z.T, Y.argmax(dim=0), label_smoothing=0.1),
    ),
    "hinge loss": Task(  # ai.SE 35741
        """
        data   X (N, D), y (N, 1) signs
        params w (D, 1), b
        L = mean(max(0, 1 - y*(X @ w + b)))
        """,
        lambda t, X, y, w, b: t.relu(1 - y * (X @ w + b)).mean(),
    ),
    "cross-entropy in rows": Task(  # stats.SE 328242
        """
        data   Y (N, C) one-hot rows
        params Z (N, C)
        L = -sum(Y*log(softmax(Z, axis=1)))/N
        """,
        lambda t, Y, Z: t.nn.functional.cross_entropy(Z, Y),
    ),
    "two heads": Task(
        """
        data   X (n, m), y (1, m), label (m,) index
        params W (k, n), v (1, k), V (c, k)
        A = relu(W @ X)
        L = mean((v @ A - y)**2) + cross_entropy(V @ A, label)
        """,
        lambda t, X, y, label, W, v, V: (
            ((v @ t.relu(W @ X) - y) ** 2).mean() + t.nn.functional.cross_entropy((V @ t.relu(W @ X)).T, label)
        ),
    ),
    "triplet loss": Task(
        """
        params a (n, m), p (n, m), q (n, m)
        L = mean(max(0, sum((a - p)**2, axis=0) - sum((a - q)**2, axis=0) + 0.5))
        """,
        lambda t, a, p, q: t.relu(((a - p) ** 2).sum(0) - ((a - q) ** 2).sum(0) + 0.5).mean(),
    ),
    "InfoNCE": Task(
        """
        params Q (N, D), K (N, D)
        S = Q @ K.T / 0.1
        L = -trace(log_softmax(S, axis=1))/N
        """,
        lambda t, Q, K: t.nn.functional.cross_entropy(Q @ K.T / 0.1, t.arange(Q.shape[0])),
    ),
}


def bce(torch, z, y):
    """Binary cross-entropy of each example."""
    return torch.nn.functional.binary_cross_entropy_with_logits(z, y, reduction="none")
