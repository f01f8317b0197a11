"""Lecture 2's network of L layers with any g: its error signals for every g, then trained with one of them.

    python examples/any_layers.py mnist-10k.npz "tanh(a)"

The file holds `images` (10000, 28, 28) and `labels` (10000,); the first 8,000 train, the last 2,000 test. As in the
lecture there are no biases, θ are the weights, and the output's own g is the identity. Of the 2,000, with L = 4 layers
and seed 0, are read right: with "max(a, 0)" 96.05 %, with "1/(1 + exp(-a))" 95.20 %, with "tanh(a)" 96.20 %, and with
"sin(a)" 96.85 %. (D. Rumelhart, G. Hinton and R. Williams, Learning representations by back-propagating errors, 1986.)
"""

import sys

import numpy as np

import chainrule as cr

BOARD = """
sizes  L = 4
{g}
data   x[0] (n, m), y (K, m) one-hot
params theta[1] (d, n) ~ glorot, theta[2..L-1] (d, d) ~ glorot, theta[L] (K, d) ~ glorot
for l in 1..L-1:
    a[l] = theta[l] @ x[l-1]
    x[l] = g(a[l])
a[L] = theta[L] @ x[L-1]
cost = cross_entropy(a[L], y)
"""
ANY = "functions g"
ONE = "def g(a):\n    return {formula}"


def main(path: str, formula: str = "max(a, 0)", epochs: int = 10, seed: int = 0) -> float:
    """Show the equations of any g, train with this one, and return the share of digits that are read right."""
    print(cr.whiteboard(BOARD.format(g=ANY)).equations("named"), "\n")
    digits = np.load(path)
    X, y = digits["images"].reshape(-1, 784) / 255, digits["labels"].astype(int)
    board, settings = cr.whiteboard(BOARD.format(g=ONE.format(formula=formula))), {"batch_size": 32, "seed": seed}
    print(board.train(x_0=X[:8000], y=y[:8000], sizes={"d": 100}, optimizer=cr.Adam(), epochs=epochs, **settings))
    return float((board.predict(x_0=X[8000:]) == y[8000:]).mean())


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    print(f"{100 * main(*sys.argv[1:]):.2f} % right")
