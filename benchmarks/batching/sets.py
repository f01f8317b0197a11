"""The data sets that are raced on, each with the network that learns it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import chainrule as cr

HELD_OUT = 0.2
Table = NDArray[np.generic]


@dataclass(frozen=True)
class Race:
    """Rows to learn from and rows to measure by, the network's sizes, and how many epochs a run may take."""

    name: str
    X: Table
    y: Table
    Xv: Table
    yv: Table
    sizes: tuple[int, ...]
    epochs: int
    classes: bool

    @property
    def rows(self) -> int:
        """Of the training set."""
        return len(self.X)

    def network(self, seed: int) -> cr.Network:
        """A network as it begins."""
        output = "softmax" if self.classes else "identity"
        return cr.Network(list(self.sizes), output=output, seed=seed)


def _split(name: str, X: Table, y: Table, hidden: tuple[int, ...], epochs: int, *, classes: bool) -> Race:
    X = X.astype(np.float32)
    order = np.random.default_rng(0).permutation(len(X))
    held = round(HELD_OUT * len(X))
    train, test = order[held:], order[:held]
    outputs = len(np.unique(y)) if classes else 1
    target = y if classes else ((y - y[train].mean()) / y[train].std()).astype(np.float32)
    sizes = (X.shape[1], *hidden, outputs)
    return Race(name, X[train], target[train], X[test], target[test], sizes, epochs, classes)


def _table(name: str, source: str, target: str, epochs: int) -> Race:
    """A table, encoded as `chainrule train` encodes it."""
    parts = cr.TableModel(target, validation=0.0, test=HELD_OUT, patience=0).prepare(source).parts
    train, test = parts["training"], parts["test"]
    classes = train.y.dtype.kind == "i"
    outputs = int(train.y.max()) + 1 if classes else 1
    sizes = (train.X.shape[1], 64, 64, outputs)
    return Race(name, train.X, train.y, test.X, test.y, sizes, epochs, classes)


def _mnist(folder: Path) -> Race:
    kept = np.load(folder / "mnist-10k.npz")
    images = kept["images"].reshape(10_000, 784) / 255
    return _split("mnist-10k", images, kept["labels"].astype(np.int64), (64,), 15, classes=True)


def _noisy() -> Race:
    """20 numbers, a smooth function of them, and as much noise as there is signal."""
    rng = np.random.default_rng(1)
    X = rng.normal(size=(20_000, 20))
    clean = np.tanh(X @ rng.normal(size=(20, 8)) / 2) @ rng.normal(size=8)
    y = clean / clean.std() + rng.normal(size=20_000)
    return _split("noisy regression", X, y, (64, 64), 15, classes=False)


RACES: Mapping[str, Callable[[Path], Race]] = {
    "digits": lambda folder: _table("digits", "digits", "digit", 60),
    "mnist-10k": _mnist,
    "adult": lambda folder: _table("adult", str(folder / "adult.csv"), "income", 10),
    "california": lambda folder: _table(
        "california_housing", str(folder / "california_housing.csv"), "median_house_value", 40
    ),
    "shoppers": lambda folder: _table("online_shoppers", str(folder / "online_shoppers.csv"), "Revenue", 20),
    "noisy": lambda folder: _noisy(),
}
