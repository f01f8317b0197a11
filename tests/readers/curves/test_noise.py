"""A noisy series is told from one that goes somewhere, and its medians go where it goes."""

import numpy as np

from chainrule.readers.curves.noise import is_noisy, medians, smoothing_window


def test_a_curve_that_only_falls_is_not_noisy():
    """The path of a monotone series is as long as its range, that of noise is much longer."""
    falling = np.exp(-np.linspace(0, 5, 1000))
    assert not is_noisy(falling)
    assert not is_noisy(np.ones(1000))
    assert not is_noisy(np.array([]))
    assert is_noisy(falling + 0.1 * np.random.default_rng(0).normal(size=1000))


def test_medians_follow_the_middle_of_each_window():
    """A spike and a NaN do not move the median, and the last window may be short."""
    values = np.array([1, 2, 900, 4, np.nan, 6, 7.0])
    assert medians(values, 3).tolist() == [2, 5, 7]
    assert np.isnan(medians(np.full(3, np.nan), 3)).all()


def test_windows_are_at_most_eighty():
    """A million steps are smoothed by medians of 12,500."""
    assert smoothing_window(1_000_000) == 12_500
    assert smoothing_window(50) == 10
