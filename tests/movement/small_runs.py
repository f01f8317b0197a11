"""Small recorded runs of random networks, for pictures of movement."""

import numpy as np

import chainrule as cr

OPTIMIZERS = (cr.SGD(0.5), cr.Momentum(0.1), cr.Adam(0.05))


def random_run(seed):
    """A network with two inputs, its rows and its recorded run: sizes, optimizer and batches differ by the seed."""
    rng = np.random.default_rng(seed)
    rows = int(rng.integers(6, 14))
    X = rng.normal(size=(rows, 2))
    y = (X.sum(axis=1) + 0.3 * rng.normal(size=rows) > 0).astype(int)
    sizes = [2, int(rng.integers(1, 4)), 1] if seed % 3 else [2, 1]
    hidden, l2 = ("sigmoid", 0.01) if seed % 2 else ("tanh", 0.0)
    network = cr.Network(sizes, hidden=hidden, output="sigmoid", seed=seed, dtype="float64", l2=l2)
    batch = "full" if seed % 2 else 3
    run = network.train(X, y, optimizer=OPTIMIZERS[seed % 3], batch_size=batch, epochs=4, record=True, engine="numpy")
    return network, X, y, run
