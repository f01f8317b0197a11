"""The data sets that are raced on, each with the network that learns it and the cost that has to be reached."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

import chainrule as cr
from chainrule.training.model import Model

HELD_OUT = 0.2
Table = NDArray[np.generic]


@dataclass(frozen=True)
class Race:
    """Rows to learn from and rows to measure by, the network's sizes, and where a run ends.

    `target` is a cost on held-out rows: 98 % of the way from the first one to the lowest that a fixed size came to,
    found once and written down here.
    """

    name: str
    X: Table
    y: Table
    held_X: Table
    held_y: Table
    sizes: tuple[int, ...]
    target: float
    epochs: int  # after which a run has failed
    classes: bool

    @property
    def rows(self) -> int:
        """Of the training set."""
        return len(self.X)

    def model(self, network: cr.Network) -> Model:
        """What is inside: steps and costs can be asked for one by one."""
        return network._model  # noqa: SLF001 - a race times single steps

    def network(self, seed: int) -> cr.Network:
        """A network as it begins."""
        return cr.Network(list(self.sizes), output="softmax" if self.classes else "identity", seed=seed)


def digits() -> Race:
    """Images of 8 × 8 pixels that come with the package."""
    return _table("digits", "digits", "digit", target=0.217, epochs=40)


def noisy_regression() -> Race:
    """20 numbers, a smooth function of them, and as much noise as there is signal."""
    rng = np.random.default_rng(1)
    X = rng.normal(size=(20_000, 20))
    clean = np.tanh(X @ rng.normal(size=(20, 8)) / 2) @ rng.normal(size=8)
    y = clean / clean.std() + rng.normal(size=20_000)
    return _split("noisy regression", X, y, (64, 64), target=0.596, epochs=10)


def mnist(file: Path) -> Race:
    """Images of 28 × 28 pixels: an .npz file with `images` and `labels`."""
    kept = np.load(file)
    images = kept["images"].reshape(len(kept["images"]), -1) / 255
    return _split(file.stem, images, kept["labels"].astype(np.int64), (64,), target=0.186, epochs=15)


def adult(file: Path) -> Race:
    """Who earns more than 50,000 dollars: two classes, mostly columns of words."""
    return _table("adult", str(file), "income", target=0.325, epochs=6)


def california_housing(file: Path) -> Race:
    """The value of houses."""
    return _table("california_housing", str(file), "median_house_value", target=0.276, epochs=20)


def online_shoppers(file: Path) -> Race:
    """Who buys: two classes."""
    return _table("online_shoppers", str(file), "Revenue", target=0.257, epochs=15)


FILES: dict[str, Callable[[Path], Race]] = {
    "mnist-10k.npz": mnist,
    "adult.csv": adult,
    "california_housing.csv": california_housing,
    "online_shoppers.csv": online_shoppers,
}


def races(folder: Path | None) -> list[Race]:
    """Two that need no file, and one for each known file of a folder."""
    found = [load(folder / name) for name, load in FILES.items() if folder and (folder / name).exists()]
    return [digits(), noisy_regression(), *found]


def _split(name: str, X: Table, y: Table, hidden: tuple[int, ...], target: float, epochs: int) -> Race:
    order = np.random.default_rng(0).permutation(len(X))
    held = round(HELD_OUT * len(X))
    train, test = order[held:], order[:held]
    classes, X = y.dtype.kind == "i", X.astype(np.float32)
    outputs = len(np.unique(y)) if classes else 1
    y = y if classes else ((y - y[train].mean()) / y[train].std()).astype(np.float32)
    sizes = (X.shape[1], *hidden, outputs)
    return Race(name, X[train], y[train], X[test], y[test], sizes, target, epochs, classes)


def _table(name: str, source: str, column: str, target: float, epochs: int) -> Race:
    """A table, encoded as `chainrule train` encodes it."""
    parts = cr.TableModel(column, validation=0.0, test=HELD_OUT, patience=0).prepare(source).parts
    train, test = parts["training"], parts["test"]
    classes = train.y.dtype.kind == "i"
    sizes = (train.X.shape[1], 64, 64, int(train.y.max()) + 1 if classes else 1)
    return Race(name, train.X, train.y, test.X, test.y, sizes, target, epochs, classes)
