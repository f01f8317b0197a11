"""Noise: whether a series goes up and down more than it goes anywhere, and the medians that show where it goes."""

import math

import numpy as np

from chainrule.readers.plot import FloatArray

SMOOTH_BUCKETS = 80
SMALLEST_WINDOW = 10  # the median of fewer steps is as noisy as they are
NOISE = 4.0  # a path this many times longer than its range goes up and down more than it goes anywhere


def is_noisy(values: FloatArray) -> bool:
    """Whether the finite values move up and down much more than they move from their least to their greatest.

    Σ |vᵢ₊₁ − vᵢ| > 4 (max v − min v)
    """
    finite = values[np.isfinite(values)]
    return bool(finite.size and np.abs(np.diff(finite)).sum() > NOISE * np.ptp(finite))


def smoothing_window(n: int) -> int:
    """How many steps of a series of `n` share one median."""
    return max(SMALLEST_WINDOW, math.ceil(n / SMOOTH_BUCKETS))


def medians(values: FloatArray, window: int) -> FloatArray:
    """Median of the finite values in each run of `window` values, NaN where there is none."""
    runs = (values[start : start + window] for start in range(0, len(values), window))
    finite = (run[np.isfinite(run)] for run in runs)
    return np.array([np.median(run) if run.size else np.nan for run in finite])
