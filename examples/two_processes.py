"""Two processes share the work of each step: each has half of the rows, and one optimizer takes both gradients.

    python examples/two_processes.py 100

So many steps of Adam are made twice: by two processes that send gradients and row counts, and by one on all rows.
The sum of their gradients, each times its rows, over all rows is the gradient of the whole, so both end at the same
theta; the last line says how far apart they are.
"""

import sys
from multiprocessing import get_context

import numpy as np

import chainrule as cr

SIZES, ROWS, PROCESSES = [8, 16, 3], 300, 2
OPTIMIZER = cr.Adam(0.01)


def make() -> cr.Network:
    """The same network everywhere; seeds make it so."""
    return cr.Network(SIZES, hidden="tanh", output="softmax", dtype="float64", seed=0)


def rows_of(process: int | None) -> tuple[np.ndarray, np.ndarray]:
    """The rows that a process has; all of them without a process."""
    rng = np.random.default_rng(1)
    X = rng.normal(size=(ROWS, SIZES[0]))
    y = np.digitize(X[:, 0] + X[:, 1] ** 2, [0.3, 1.5])
    part = slice(None) if process is None else slice(process, None, PROCESSES)
    return X[part], y[part]


def sum_of_gradients(task: tuple[int | None, np.ndarray]) -> tuple[np.ndarray, int]:
    """What a process sends: the sum of its rows' gradients, and how many they are."""
    process, theta = task
    network, (X, y) = make(), rows_of(process)
    network.set_theta(theta)
    return len(X) * network.gradient(X, y), len(X)


def main(steps: int) -> float:
    """Train both ways; how far apart the two thetas are at most."""
    shared, alone = make().theta, make().theta
    states: list[dict | None] = [None, None]
    with get_context("spawn").Pool(PROCESSES) as pool:
        for step in range(1, steps + 1):
            parts = pool.map(sum_of_gradients, [(process, shared) for process in range(PROCESSES)])
            gradient = sum(part for part, _ in parts) / sum(rows for _, rows in parts)
            shared, states[0] = OPTIMIZER.step(shared, gradient, states[0], step)
            whole, rows = sum_of_gradients((None, alone))
            alone, states[1] = OPTIMIZER.step(alone, whole / rows, states[1], step)
    return float(np.abs(shared - alone).max())


if __name__ == "__main__":
    print(f"theta differs by {main(int(sys.argv[1])):.1g} at most" if len(sys.argv) == 2 else __doc__)
