"""Tasks about likelihoods: normal distributions, mixtures, variational bounds."""

import math

from .task import Task

TASKS = {
    "the KL term of a variational autoencoder": Task(
        """
        params mu (d, m), logvar (d, m)
        KL = -1/2*sum(1 + logvar - mu**2 - exp(logvar))/m
        """,
        lambda t, mu, logvar: (
            t.distributions.kl_divergence(
                t.distributions.Normal(mu, t.exp(logvar / 2)), t.distributions.Normal(0.0 * mu, 1 + 0 * mu)
            ).sum()
            / mu.shape[1]
        ),
    ),
    "a normal likelihood with a learned variance": Task(
        """
        data   y (1, m)
        params mu (1, m), s (1, m)
        L = 1/2*mean(log(s) + (y - mu)**2/s)
        """,
        lambda t, y, mu, s: t.nn.functional.gaussian_nll_loss(mu, y, s),
        positive=("s",),
    ),
    "a normal likelihood with a full Σ": Task(  # math.SE 4466554
        """
        data   X (n, m)
        params A (n, n), mu (n, 1)
        S = A @ A.T + eye(n)
        D = X - mu
        L = m/2*(n*log(6.283185307179586) + logdet(S)) + 1/2*trace(D.T @ inverse(S) @ D)
        """,
        lambda t, X, A, mu: (
            -t.distributions.MultivariateNormal(mu[:, 0], A @ A.T + t.eye(len(A), dtype=A.dtype)).log_prob(X.T).sum()
        ),
    ),
    "log det Σ": Task(
        """
        params S (n, n)
        L = logdet(S @ S.T)
        """,
        lambda t, S: t.logdet(S @ S.T),
    ),
    "Σ⁻¹": Task(
        """
        params S (n, n), x (n, 1)
        L = x.T @ inverse(S @ S.T + eye(n)) @ x
        """,
        lambda t, S, x: (x.T @ t.linalg.inv(S @ S.T + t.eye(len(S), dtype=S.dtype)) @ x).sum(),
    ),
    "a mixture density network": Task(  # PRML 5.6
        """
        data   y (1, m)
        params a (k, m), mu (k, m), s (k, m)
        logs = log_softmax(a) - log(s) - 1/2*log(6.283185307179586) - (y - mu)**2/(2*s**2)
        L = -mean(logsumexp(logs))
        """,
        lambda t, y, a, mu, s: -t.logsumexp(t.log_softmax(a, 0) + t.distributions.Normal(mu, s).log_prob(y), 0).mean(),
        positive=("s",),
    ),
    "a mixture as PRML writes it": Task(
        """
        data   y (1, m)
        params a (k, m), mu (k, m), s (k, m)
        pi = softmax(a)
        N = exp(-(y - mu)**2/(2*s**2))/(sqrt(6.283185307179586)*s)
        E = -sum(log(sum(pi*N, axis=0)))
        """,
        lambda t, y, a, mu, s: (
            -t.log((t.softmax(a, 0) * t.exp(-((y - mu) ** 2) / (2 * s**2)) / (math.sqrt(2 * math.pi) * s)).sum(0)).sum()
        ),
        positive=("s",),
    ),
    "three sigmoids": Task(  # a course of Johns Hopkins University
        """
        data   x = 2, y = 1
        params w1 = 0.5, w2 = -1, w3 = 2
        a1 = sigmoid(w1*x)
        a2 = sigmoid(w2*a1)
        a3 = sigmoid(w3*a2)
        L = 1/2*(a3 - y)**2
        """,
        lambda t, x, y, w1, w2, w3: (t.sigmoid(w3 * t.sigmoid(w2 * t.sigmoid(w1 * x))) - y) ** 2 / 2,
    ),
    "numbers by hand": Task(
        """
        data   X (2, 2) = [[1, 2], [3, 4]], y (1, 2) = [[1, 0]]
        params W (2, 2) = [[0.1, -0.2], [0.3, 0.4]], v (1, 2) = [[1, -1]]
        L = 1/2*sum((v @ relu(W @ X) - y)**2)
        """,
        lambda t, X, y, W, v: ((v @ t.relu(W @ X) - y) ** 2).sum() / 2,
    ),
    "tanh′ as sech²": Task(
        """
        data   X (n, m), c (k, m)
        params W (k, n)
        L = sum(c*tanh(W @ X)/(1 + 1/(exp(W @ X) + exp(-W @ X))**2))
        """,
        lambda t, X, c, W: (c * t.tanh(W @ X) / (1 + 1 / (2 * t.cosh(W @ X)) ** 2)).sum(),
    ),
}
