"""Long series are drawn with few points, and lose neither their extremes nor their gaps."""

import numpy as np

from chainrule.readers.plot.polylines import path, thin


def test_a_short_series_is_drawn_whole():
    """Nothing is left out where every point has room."""
    assert thin(np.zeros(20), buckets=10).tolist() == list(range(20))


def test_a_long_series_keeps_its_ends_and_every_spike():
    """One step in a million stands out from the line as it stands out from the series."""
    values = np.linspace(1, 0, 1_000_000)
    values[123_456], values[654_321] = 9, -9
    kept = thin(values, buckets=100)
    assert {0, 123_456, 654_321, 999_999} <= set(kept.tolist())
    assert len(kept) <= 202


def test_a_bucket_without_a_finite_value_breaks_the_line():
    """A stretch of NaN is kept as one NaN per bucket."""
    values = np.ones(1000)
    values[500:600] = np.nan
    kept = thin(values, buckets=50)
    assert np.isnan(values[kept]).sum() == 5


def test_some_values_that_are_not_finite_do_not_hide_the_others():
    """The extremes of a bucket are those of its finite values."""
    values = np.arange(1000.0)
    values[::2] = np.inf
    assert np.isfinite(values[thin(values, buckets=50)[1:]]).all()


def test_a_path_breaks_at_nan_and_dots_a_single_point():
    """Each run of finite points is a piece of its own."""
    x, y = np.arange(5.0), np.array([1, 2, np.nan, 3.14159, np.nan])
    assert path(x, y) == "M0 1L1 2M3 3.1h0"
    assert path(x, np.full(5, np.nan)) == ""
