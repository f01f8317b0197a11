"""Whether probabilities keep their word: of all rows that were given 0.8, eight of ten should be right."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BINS = 10  # of as many rows each, as far as equal probabilities allow


@dataclass(frozen=True)
class Bin:
    """Rows of similar probability: what was said of them in the mean, and the share that were so."""

    said: float
    were: float
    rows: int


def calibration(probabilities: NDArray[np.floating], were: NDArray[np.bool_], bins: int = BINS) -> tuple[Bin, ...]:
    """The calibration curve: rows in the order of their probabilities, cut into bins of equal size.

    >>> calibration(np.array([0.1, 0.2, 0.8, 0.9]), np.array([False, False, True, True]), bins=2)
    (Bin(said=0.15..., were=0.0, rows=2), Bin(said=0.85..., were=1.0, rows=2))
    """
    order = np.argsort(probabilities, kind="stable")
    ordered = probabilities[order].astype(np.float64)
    bounds = np.round(np.linspace(0, len(ordered), bins + 1)).astype(np.int64)[1:-1]
    cuts = np.unique(np.searchsorted(ordered, ordered[bounds[bounds < len(ordered)]]))  # equal ones are not parted
    parts = zip(np.split(ordered, cuts), np.split(were[order], cuts), strict=True)
    return tuple(Bin(float(said.mean()), float(true.mean()), len(said)) for said, true in parts if len(said))


def calibration_error(bins: Sequence[Bin]) -> float:
    """The mean distance of what was said and what was, weighed by rows (expected calibration error)."""
    rows = sum(one.rows for one in bins)
    return sum(one.rows * abs(one.said - one.were) for one in bins) / rows if rows else float("nan")
