"""Data to try things on: small problems drawn from a seed, and one set of real pictures.

`digits` is "Optical Recognition of Handwritten Digits" by E. Alpaydin and C. Kaynak, UCI Machine Learning Repository,
licensed under CC BY 4.0 (DIGITS-LICENSE.txt beside this file).
"""

import gzip
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from importlib import resources

import numpy as np
from numpy.typing import NDArray

from chainrule.data.columns import array_column
from chainrule.data.table import Table, checked_table
from chainrule.data.target import Task
from chainrule.errors import DataError, SettingError
from chainrule.wording import closest, listing, quoted

CORNERS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], dtype=np.float64)


@dataclass(frozen=True, eq=False)
class Sample:
    """A data set: one row of `X` and one value of `y` for each example."""

    name: str
    X: NDArray[np.float64]
    y: NDArray[np.int64] | NDArray[np.float64]
    feature_names: tuple[str, ...]
    target_name: str
    task: Task
    description: str

    def table(self) -> Table:
        """The same as a table, the target last."""
        features = [array_column(name, values) for name, values in zip(self.feature_names, self.X.T, strict=True)]
        return checked_table(self.name, [*features, array_column(self.target_name, self.y)])


def xor(rows: int = 4, noise: float = 0.0, seed: int = 0) -> Sample:
    """The corners of the unit square in turn, 1 where exactly one coordinate is 1."""
    corners = CORNERS[np.arange(_enough(rows, 4)) % 4]
    classes = (corners.sum(axis=1) == 1).astype(np.int64)
    X = corners + spread(noise, rows, 2, seed)
    return _plane("xor", X, classes, "the corners of a square; class 1 where exactly one coordinate is 1")


def moons(rows: int = 400, noise: float = 0.1, seed: int = 0) -> Sample:
    """Two half circles that reach into each other."""
    classes = np.arange(_enough(rows, 2)) % 2
    angles = np.pi * _places(rows, 2)
    upper = np.column_stack([np.cos(angles), np.sin(angles)])
    lower = np.column_stack([1 - np.cos(angles), 0.5 - np.sin(angles)])
    X = np.where(classes[:, None] == 0, upper, lower) + spread(noise, rows, 2, seed)
    return _plane("moons", X, classes, "two half circles that reach into each other")


def circles(rows: int = 400, noise: float = 0.08, seed: int = 0) -> Sample:
    """A circle of radius 1, class 0, and inside it one of radius 1/2, class 1."""
    classes = np.arange(_enough(rows, 2)) % 2
    angles = 2 * np.pi * _places(rows, 2)
    radii = np.where(classes == 0, 1.0, 0.5)
    X = np.column_stack([radii * np.cos(angles), radii * np.sin(angles)]) + spread(noise, rows, 2, seed)
    return _plane("circles", X, classes, "a circle inside a circle")


def spirals(rows: int = 400, noise: float = 0.03, seed: int = 0, turns: float = 1.5) -> Sample:
    """Two spiral arms wound around each other, radius 0 to 1."""
    classes = np.arange(_enough(rows, 2)) % 2
    radii = 0.05 + 0.95 * _places(rows, 2)
    angles = 2 * np.pi * turns * radii + np.pi * classes
    X = np.column_stack([radii * np.cos(angles), radii * np.sin(angles)]) + spread(noise, rows, 2, seed)
    return _plane("spirals", X, classes, "two spiral arms wound around each other")


def blobs(rows: int = 300, noise: float = 0.4, seed: int = 0, classes: int = 3) -> Sample:
    """Round clouds, one for each class, their centres on a circle of radius 2."""
    labels = np.arange(_enough(rows, classes)) % classes
    angles = 2 * np.pi * labels / classes
    X = 2 * np.column_stack([np.cos(angles), np.sin(angles)]) + spread(noise, rows, 2, seed)
    return _plane("blobs", X, labels, "round clouds, one for each class")


def line(rows: int = 100, noise: float = 0.1, seed: int = 0) -> Sample:
    """Points near the line y = 2x + 1, for x from −1 to 1."""
    x = np.linspace(-1, 1, _enough(rows, 2))
    y = 2 * x + 1 + spread(noise, rows, 1, seed)[:, 0]
    return Sample("line", x[:, None], y, ("x",), "y", "regression", "points near the line y = 2x + 1")


def digits() -> Sample:
    """1,797 handwritten digits of 8 × 8 pixels, each from 0 to 16, as they were collected: always the same."""
    packed = resources.files("chainrule.data").joinpath("digits.csv.gz").read_bytes()
    content = gzip.decompress(packed).decode("ascii").replace("\n", ",").rstrip(",")
    numbers = np.fromstring(content, dtype=np.float64, sep=",").reshape(-1, 65)
    names = tuple(f"pixel {row},{column}" for row in range(8) for column in range(8))
    description = "handwritten digits of 8 × 8 pixels (E. Alpaydin, C. Kaynak; UCI, CC BY 4.0)"
    return Sample("digits", numbers[:, :64], numbers[:, 64].astype(np.int64), names, "digit", "classes", description)


SAMPLES: Mapping[str, Callable[[int], Sample]] = {
    "xor": lambda seed: xor(seed=seed),
    "moons": lambda seed: moons(seed=seed),
    "circles": lambda seed: circles(seed=seed),
    "spirals": lambda seed: spirals(seed=seed),
    "blobs": lambda seed: blobs(seed=seed),
    "line": lambda seed: line(seed=seed),
    "digits": lambda _: digits(),
}


def load_sample(name: str, seed: int = 0) -> Sample:
    """The sample of this name as it is drawn with this seed.

    >>> load_sample("xor").y
    array([0, 1, 1, 0])
    """
    if name in SAMPLES:
        return SAMPLES[name](seed)
    nearest = closest(name, SAMPLES)
    hint = f"did you mean {quoted(nearest)}?" if nearest else f"there are {listing(tuple(SAMPLES))}"
    raise DataError(f"there is no sample called {quoted(name)}; {hint}")


def _plane(name: str, X: NDArray[np.float64], classes: NDArray[np.int64], description: str) -> Sample:
    return Sample(name, X, classes, ("x1", "x2"), "class", "classes", description)


def _enough(rows: int, needed: int) -> int:
    if rows < needed:
        raise SettingError(f"rows must be at least {needed} here, not {rows}")
    return rows


def _places(rows: int, classes: int) -> NDArray[np.float64]:
    """Places from 0 to 1 for rows that belong to the classes in turn: equal steps within each class."""
    steps = np.arange(rows) // classes
    return steps / max(int(steps[-1]), 1)


def spread(noise: float, rows: int, width: int, seed: int) -> NDArray[np.float64]:
    """What noise of this size adds to rows of so many numbers."""
    if not 0 <= noise < np.inf:
        raise SettingError(f"noise must be a number that is not negative, not {noise:g}")
    return noise * np.random.default_rng(seed).standard_normal((rows, width))
