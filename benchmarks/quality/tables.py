"""The tables, each as a file that stands in a folder, and how its rows are parted."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

TARGETS = {
    "adult.csv": "income",
    "banknote.csv": "forged",
    "california_housing.csv": "median_house_value",
    "diamonds-12k.csv": "price",
    "king_county.csv": "price",
    "mpg.csv": "mpg",
    "online_shoppers.csv": "Revenue",
    "penguins.csv": "species",
    "seoul_bike.csv": "Rented Bike Count",
    "taxis.csv": "fare",
    "telco_churn.csv": "Churn",
    "titanic.csv": "survived",
    "wine_quality_white.csv": "quality",
}
NUMBERS = ("wine_quality_white.csv",)  # whose target is a number although it has few different ones
ENCODINGS = {"seoul_bike.csv": "cp1252"}
HELD_OUT = 0.2


@dataclass(frozen=True)
class Rows:
    """A table's rows, those to learn from and those that measure the result."""

    name: str
    target: str
    numbers: bool  # whether the target is a number
    learned: pd.DataFrame
    measured: pd.DataFrame

    @property
    def truth(self) -> pd.Series:
        """The targets that are to be predicted."""
        return self.measured[self.target]


def tables(folder: Path) -> Iterator[Path]:
    """Those that are in the folder."""
    return (folder / name for name in TARGETS if (folder / name).exists())


def parted(path: Path, seed: int) -> Rows:
    """A fifth of the rows measures the result; every contender parts the others as it likes."""
    frame = pd.read_csv(path, encoding=ENCODINGS.get(path.name, "utf-8"), na_values="?")
    target = TARGETS[path.name]
    frame = frame.dropna(subset=[target])
    numbers = path.name in NUMBERS or (frame[target].dtype.kind in "if" and frame[target].nunique() > 2)
    order = np.random.default_rng(seed).permutation(len(frame))
    cut = round(HELD_OUT * len(frame))
    return Rows(path.stem, target, numbers, frame.iloc[order[cut:]], frame.iloc[order[:cut]])


def score(rows: Rows, predicted: object) -> float:
    """R² of numbers, the accuracy of classes."""
    truth = rows.truth.to_numpy()
    found = np.asarray(predicted)
    if not rows.numbers:
        return float(np.mean(found.astype(str) == truth.astype(str)))
    return float(1 - np.sum((truth - found) ** 2) / np.sum((truth - truth.mean()) ** 2))


def least(rows: Rows) -> float:
    """The score of a guess that looks at no column."""
    if rows.numbers:
        return score(rows, np.full(len(rows.measured), rows.learned[rows.target].mean()))
    return score(rows, np.full(len(rows.measured), str(rows.learned[rows.target].mode()[0])))
