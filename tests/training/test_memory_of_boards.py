"""What a training step of a board allocates once everything is there: next to nothing, whatever stands on the board."""

import tracemalloc
from itertools import pairwise

import numpy as np
import pytest

import chainrule as cr
from chainrule.engines import numpy_training

ROWS = 4_000
rng = np.random.default_rng(0)
BOARDS = {
    "a perceptron": (
        """
        data   X (n, m), y (m,) index
        params W1 (64, n) ~ he, b1 (64, 1) = 0, W2 (4, 64) ~ glorot, b2 (4, 1) = 0
        L = cross_entropy(W2 @ relu(W1 @ X + b1) + b2, y)
        """,
        {"X": rng.normal(size=(ROWS, 8))},
    ),
    "a recurrent network": (
        """
        sizes  T = 3
        data   x[1..T] (n, m), y (m,) index
        params W (20, 20) ~ glorot, U (20, n) ~ glorot, b (20, 1) = 0, V (4, 20) ~ glorot
        h[0] = zeros(20, m)
        for t in 1..T:
            h[t] = tanh(W @ h[t-1] + U @ x[t] + b)
        L = cross_entropy(V @ h[T], y)
        """,
        {f"x_{step}": rng.normal(size=(ROWS, 5)) for step in (1, 2, 3)},
    ),
    "a convolutional network": (
        """
        data   X (m, 1, 8, 8), y (m,) index
        params W1 (4, 1, 3, 3) ~ he, b1 (4, 1, 1) = 0, V (4, 36) ~ glorot
        L = cross_entropy(V @ reshape(max_pool(relu(conv2d(X, W1) + b1), 2), m, 36).T, y)
        """,
        {"X": rng.normal(size=(ROWS, 1, 8, 8))},
    ),
    "an LSTM with an embedding": (
        """
        sizes  T = 3
        data   s[1..T] (1, m) index, y (m,) index
        params E (5, 9) ~ normal, W (32, 13) ~ glorot, b (32, 1) = 0, V (4, 8) ~ glorot
        h[0] = zeros(8, m)
        c[0] = zeros(8, m)
        for t in 1..T:
            z[t] = W @ concatenate([h[t-1], E[:, s[t]]]) + b
            c[t] = sigmoid(z[t][0:8])*c[t-1] + sigmoid(z[t][8:16])*tanh(z[t][16:24])
            h[t] = sigmoid(z[t][24:32])*tanh(c[t])
        L = cross_entropy(V @ h[T], y)
        """,
        {f"s_{step}": rng.integers(0, 9, ROWS) for step in (1, 2, 3)},
    ),
    "self-attention": (
        """
        data   s (m, 4) index, y (m,) index
        params E (9, 6) ~ normal, Wq (6, 5) ~ glorot, Wk (6, 5) ~ glorot, Wv (6, 6) ~ glorot, V (6, 4) ~ glorot
        X = E[s]
        N = (X - mean(X, axis=2))/sqrt(var(X, axis=2) + 0.00001)
        A = softmax((N @ Wq) @ swapaxes(N @ Wk, 1, 2)/sqrt(5), axis=2)
        L = cross_entropy((mean(X + A @ (N @ Wv), axis=1, keepdims=False) @ V).T, y)
        """,
        {"s": rng.integers(0, 9, (ROWS, 4))},
    ),
}


@pytest.fixture
def allocated(monkeypatch):
    """What each stretch of steps had at most, in bytes, beyond what it had after its first step."""
    found = []

    def watched(bounds):
        batches = pairwise(bounds)
        yield next(batches)
        tracemalloc.reset_peak()
        before = tracemalloc.get_traced_memory()[0]
        yield from batches
        found.append(tracemalloc.get_traced_memory()[1] - before)

    monkeypatch.setattr(numpy_training, "pairwise", watched)
    tracemalloc.start()
    yield found
    tracemalloc.stop()


@pytest.mark.parametrize("kind", BOARDS)
def test_a_step_after_the_first_one_allocates_next_to_nothing(allocated, kind):
    """Less than 64 KB, where nearly every array of a batch has more."""
    text, data = BOARDS[kind]
    more = {"batch_size": ROWS // 8, "optimizer": cr.Adam(), "engine": "numpy", "dtype": "float32"}
    cr.whiteboard(text).train(data, y=rng.integers(0, 4, ROWS), epochs=3, **more)
    assert 0 < max(allocated) < 64 * 1024
    assert np.getbufsize() == 8192  # NumPy's own
