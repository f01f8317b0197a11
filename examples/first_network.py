"""The first network of Nielsen's book, whose code lecture 1 shows: [784, 30, 10] on handwritten digits.

    python examples/first_network.py mnist-10k.npz

The file holds `images` (10000, 28, 28) and `labels` (10000,); the first 8,000 train, the last 2,000 test.
(M. Nielsen, Neural Networks and Deep Learning, 2015, chapter 1.)
"""

import sys

import numpy as np

import chainrule as cr


def main(path: str, seed: int = 0) -> float:
    """Train for 30 epochs and return the share of test digits that the network reads right."""
    digits = np.load(path)
    X, y = digits["images"].reshape(-1, 784) / 255, digits["labels"]
    network = cr.Network(
        [784, 30, 10],
        hidden="sigmoid",
        output="sigmoid",
        loss="half_squared_error",
        initializer="normal",
        seed=seed,
    )
    print(network.summary(), "\n")

    def report(run):
        accuracy = run.history.epochs["accuracy"][-1]
        print(f"epoch {run.epoch:2}: {round(accuracy * 2000)} / 2000")

    run = network.train(
        X[:8000],
        y[:8000],
        optimizer=cr.SGD(3.0),
        batch_size=10,
        epochs=30,
        validation=(X[8000:], y[8000:]),
        callbacks=[report],
    )
    print(f"\n{run.steps:,} steps in {run.seconds:.1f} s, {run.batches}")
    return float((network.predict(X[8000:]) == y[8000:]).mean())


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    print(f"{100 * main(sys.argv[1], *map(int, sys.argv[2:])):.2f} % right")
