"""Tasks about layers: norms, dropout, gates, residuals, attention, convolutions and pools."""

from .task import Task

TASKS = {
    "batch norm": Task(  # CS231n, assignment 2
        """
        params   x (N, D), gamma (1, D), beta (1, D)
        upstream dout (N, D)
        xhat = (x - mean(x, axis=0))/sqrt(var(x, axis=0) + 0.00001)
        out = gamma*xhat + beta
        """,
        lambda t, x, gamma, beta, dout: (
            dout * t.nn.functional.batch_norm(x, None, None, gamma[0], beta[0], training=True, eps=1e-5)
        ).sum(),
    ),
    "batch norm step by step": Task(  # stats.SE 328242
        """
        params   x (N, D), gamma (1, D), beta (1, D)
        upstream dout (N, D)
        mu = 1/N*sum(x, axis=0)
        xmu = x - mu
        v = 1/N*sum(xmu**2, axis=0)
        ivar = 1/sqrt(v + 0.00001)
        out = gamma*(xmu*ivar) + beta
        """,
        lambda t, x, gamma, beta, dout: (
            dout * t.nn.functional.batch_norm(x, None, None, gamma[0], beta[0], training=True, eps=1e-5)
        ).sum(),
    ),
    "layer norm": Task(  # CS231n, assignment 2
        """
        params   x (N, D), gamma (1, D), beta (1, D)
        upstream dout (N, D)
        out = gamma*(x - mean(x, axis=1))/sqrt(var(x, axis=1) + 0.00001) + beta
        """,
        lambda t, x, gamma, beta, dout: (
            dout * t.nn.functional.layer_norm(x, (x.shape[1],), gamma[0], beta[0], eps=1e-5)
        ).sum(),
    ),
    "layer norm with σ + ε": Task(
        """
        params   x (N, D), gamma (1, D), beta (1, D)
        upstream dout (N, D)
        out = gamma*(x - mean(x, axis=1))/(std(x, axis=1) + 0.001) + beta
        """,
        lambda t, x, gamma, beta, dout: (
            dout * (gamma * (x - x.mean(1, True)) / (x.std(1, correction=0, keepdim=True) + 0.001) + beta)
        ).sum(),
    ),
    "group norm": Task(
        """
        params   x (N, 4, 3), gamma (4, 1), beta (4, 1)
        upstream dout (N, 4, 3)
        groups = reshape(x, N, 2, 6)
        xhat = (groups - mean(groups, axis=2))/sqrt(var(groups, axis=2) + 0.00001)
        out = gamma*reshape(xhat, N, 4, 3) + beta
        """,
        lambda t, x, gamma, beta, dout: (
            dout * t.nn.functional.group_norm(x, 2, gamma[:, 0], beta[:, 0], eps=1e-5)
        ).sum(),
    ),
    "dropout": Task(  # CS231n, assignment 2
        """
        data     mask (N, D)
        params   x (N, D)
        upstream dout (N, D)
        out = x*mask/0.8
        """,
        lambda t, mask, x, dout: (dout * x * mask / 0.8).sum(),
    ),
    "every intermediate of a perceptron with batch norm": Task(  # makemore
        """
        data   Xb (N, 3) index, Yb (N,) index
        params C (v, 2), W1 (6, h), b1 (h,), bngain (1, h), bnbias (1, h), W2 (h, v), b2 (v,)
        embcat = reshape(C[Xb], N, 6)
        hprebn = embcat @ W1 + b1
        bnmeani = 1/N*sum(hprebn, axis=0)
        bndiff = hprebn - bnmeani
        bnvar = 1/(N - 1)*sum(bndiff**2, axis=0)
        bnvar_inv = (bnvar + 1e-5)**-0.5
        hpreact = bngain*(bndiff*bnvar_inv) + bnbias
        logits = tanh(hpreact) @ W2 + b2
        logit_maxes = max(logits, axis=1)
        counts = exp(logits - logit_maxes)
        probs = counts*sum(counts, axis=1)**-1
        loss = -mean(log(probs)[arange(N), Yb])
        """,
        lambda t, Xb, Yb, C, W1, b1, bngain, bnbias, W2, b2: t.nn.functional.cross_entropy(
            t.tanh(bngain * sample_norm(C[Xb].flatten(1) @ W1 + b1) + bnbias) @ W2 + b2, Yb
        ),
    ),
    "SwiGLU": Task(
        """
        params   W (k, n), V (k, n), U (n, k)
        data     X (n, m)
        upstream dout (n, m)
        out = U @ (silu(W @ X)*(V @ X))
        """,
        lambda t, W, V, U, X, dout: (dout * (U @ (t.nn.functional.silu(W @ X) * (V @ X)))).sum(),
    ),
    "a residual block": Task(
        """
        params   X (n, m), W1 (k, n), W2 (n, k)
        upstream dout (n, m)
        out = relu(X + W2 @ relu(W1 @ X))
        """,
        lambda t, X, W1, W2, dout: (dout * t.relu(X + W2 @ t.relu(W1 @ X))).sum(),
    ),
    "attention": Task(  # ai.SE 25055
        """
        params   Q (t, d), K (r, d), V (r, c)
        upstream dout (t, c)
        out = softmax(Q @ K.T/sqrt(d), axis=1) @ V
        """,
        lambda t, Q, K, V, dout: (dout * t.nn.functional.scaled_dot_product_attention(Q, K, V)).sum(),
    ),
    "self-attention of a batch": Task(
        """
        data     X (b, t, d)
        params   Wq (d, k), Wk (d, k), Wv (d, k)
        upstream dout (b, t, k)
        out = softmax((X @ Wq) @ swapaxes(X @ Wk, 1, 2)/sqrt(k), axis=2) @ (X @ Wv)
        """,
        lambda t, X, Wq, Wk, Wv, dout: (
            dout * t.nn.functional.scaled_dot_product_attention(X @ Wq, X @ Wk, X @ Wv)
        ).sum(),
    ),
    "batched products": Task(
        """
        params   A (b, n, k), B (b, k, m)
        upstream dout (b, n, m)
        out = A @ B
        """,
        lambda t, A, B, dout: (dout * t.bmm(A, B)).sum(),
    ),
    "a convolution of a sequence": Task(
        """
        params   x (b, 2, 9), w (3, 2, 3)
        upstream dout (b, 3, 5)
        out = conv1d(x, w, stride=2, padding=1)
        """,
        lambda t, x, w, dout: (dout * t.nn.functional.conv1d(x, w, stride=2, padding=1)).sum(),
    ),
    "im2col": Task(
        """
        data     P (3, 5) index
        params   x (7,), w (1, 3)
        upstream dout (1, 5)
        out = w @ x[P]
        """,
        lambda t, P, x, w, dout: (dout * (w @ x[P])).sum(),
    ),
    "pooling with stride": Task(
        """
        params   x (b, 2, 7, 7)
        upstream dmax (b, 2, 3, 3), dmean (b, 2, 3, 3)
        max = max_pool(x, 3, stride=2)
        mean = mean_pool(x, 3, stride=2)
        """,
        lambda t, x, dmax, dmean: (
            (dmax * t.nn.functional.max_pool2d(x, 3, 2)).sum() + (dmean * t.nn.functional.avg_pool2d(x, 3, 2)).sum()
        ),
    ),
    "a convolution with stride": Task(
        """
        params   x (b, 2, 7, 7), w (3, 2, 3, 3), bias (3, 1, 1)
        upstream dout (b, 3, 4, 4)
        out = conv2d(x, w, stride=2, padding=1) + bias
        """,
        lambda t, x, w, bias, dout: (dout * t.nn.functional.conv2d(x, w, bias[:, 0, 0], stride=2, padding=1)).sum(),
    ),
    "an embedding by integer labels": Task(
        """
        data     tokens (m,) index
        params   E (d, v)
        upstream dout (d, m)
        out = E[:, tokens]
        """,
        lambda t, tokens, E, dout: (dout * t.nn.functional.embedding(tokens, E.T).T).sum(),
    ),
}


def sample_norm(x):
    """Batch norm by the variance of a sample."""
    return (x - x.mean(0)) / (x.var(0) + 1e-5) ** 0.5
