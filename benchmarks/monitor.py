"""What the monitor costs: the share of a run's time that its looks take, at its default pace.

    python -m benchmarks.monitor [SECONDS]

Each network trains for about so many seconds (10, unless told otherwise) on numbers that are drawn.
"""

import sys
import time

import numpy as np

import chainrule as cr

NETWORKS = {
    "784-30-10, sigmoid, batch 10": ([784, 30, 10], "sigmoid", 10, cr.SGD(0.5)),
    "60-128-64-10, relu, batch 32": ([60, 128, 64, 10], "relu", 32, cr.Adam(0.001)),
    "100-256-256-1, relu, batch 256": ([100, 256, 256, 1], "relu", 256, cr.Adam(0.001)),
    "2-3-1, tanh, batch 4": ([2, 3, 1], "tanh", 4, cr.SGD(0.1)),
}
ROWS = 20_000


class _Clock(cr.Callback):
    """Ends a run after so many seconds."""

    def __init__(self, seconds: float) -> None:
        self.seconds = seconds
        self.began = 0.0

    def started(self, run: object) -> None:  # noqa: ARG002
        """Begin to count."""
        self.began = time.perf_counter()

    def epoch_ended(self, run: cr.Run) -> None:
        """End the run once the time is over."""
        if time.perf_counter() - self.began > self.seconds:
            run.stop("time is over")  # type: ignore[attr-defined]


def measure(name: str, seconds: float) -> tuple[float, float, int]:
    """The seconds of a run and of its monitor, and how often that has looked."""
    sizes, hidden, batch_size, optimizer = NETWORKS[name]
    rng = np.random.default_rng(0)
    X = rng.normal(size=(ROWS, sizes[0])).astype(np.float32)
    y = rng.integers(0, sizes[-1], ROWS) if sizes[-1] > 1 else X[:, 0] * X[:, 1]
    network = cr.Network(sizes, hidden=hidden, output="softmax" if sizes[-1] > 1 else None, seed=1)
    network.train(X, y, optimizer=optimizer, batch_size=batch_size, epochs=1)  # what is compiled once
    run = network.train(X, y, epochs=10_000, batch_size=batch_size, monitor=True, callbacks=[_Clock(seconds)])
    assert run.monitor is not None
    return run.seconds, run.monitor.seconds, len(run.monitor.looks)


def main() -> None:
    """Print the table."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 10.0
    print(f"{'':32} {'run':>8} {'monitor':>8} {'share':>7} {'looks':>6}")
    for name in NETWORKS:
        whole, own, looks = measure(name, seconds)
        print(f"{name:32} {whole:>6.1f} s {own:>6.2f} s {own / whole:>7.1%} {looks:>6}")


if __name__ == "__main__":
    main()
