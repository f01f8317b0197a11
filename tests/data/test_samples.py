"""Samples."""

import numpy as np
import pytest

from chainrule.data import SAMPLES, fit_encoding, load_sample
from chainrule.data.samples import blobs, circles, digits, line, moons, spirals, xor
from chainrule.errors import DataError, SettingError

DRAWN = [xor, moons, circles, spirals, blobs, line]


@pytest.mark.parametrize("name", SAMPLES)
def test_sample_can_be_encoded(name):
    """Every sample is a table that the encoding reads."""
    sample = load_sample(name, seed=1)
    table = sample.table()
    encoding = fit_encoding(table, sample.target_name, task=sample.task)
    assert sample.name == table.source == name
    assert len(encoding.features(table)) == len(sample.X) == len(sample.y)
    assert (encoding.classes is None) == (sample.task == "regression")


@pytest.mark.parametrize("draw", DRAWN)
def test_seed_decides(draw):
    """The same seed draws the same numbers, another seed others."""
    first, again, other = (draw(noise=0.1, seed=seed) for seed in (1, 1, 2))
    assert np.array_equal(first.X, again.X)
    assert np.array_equal(first.y, again.y)
    assert not (np.array_equal(first.X, other.X) and np.array_equal(first.y, other.y))


@pytest.mark.parametrize("draw", DRAWN)
def test_number_of_rows_and_noise_are_given(draw):
    """A sample has as many rows as asked for, and without noise no chance in it."""
    first, other = draw(rows=37, noise=0.0, seed=1), draw(rows=37, noise=0.0, seed=2)
    assert first.X.shape[0] == 37
    assert np.array_equal(first.X, other.X)
    assert np.array_equal(first.y, other.y)


def test_xor_is_the_four_corners():
    """The four rows of xor are the truth table."""
    sample = xor()
    assert sample.X.tolist() == [[0, 0], [0, 1], [1, 0], [1, 1]]
    assert sample.y.tolist() == [0, 1, 1, 0]


def test_circles_have_their_radii():
    """Without noise the outer circle has radius 1, the inner 1/2."""
    sample = circles(noise=0.0)
    assert np.allclose(np.hypot(*sample.X.T), np.where(sample.y == 0, 1.0, 0.5))


def test_line_is_straight():
    """Without noise y is 2x + 1."""
    sample = line(noise=0.0)
    assert np.array_equal(sample.y, 2 * sample.X[:, 0] + 1)


def test_digits_are_complete():
    """There are 1,797 digits of 64 pixels from 0 to 16, about as many of each."""
    sample = digits()
    assert sample.X.shape == (1797, 64)
    assert (sample.X.min(), sample.X.max()) == (0, 16)
    assert np.bincount(sample.y).tolist() == [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]


def test_first_digit_is_a_zero():
    """The first picture is a zero: empty in the middle."""
    sample = digits()
    assert sample.y[0] == 0
    assert sample.X[0].reshape(8, 8)[3].tolist() == [0, 4, 12, 0, 0, 8, 8, 0]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("mons", "there is no sample called 'mons'; did you mean 'moons'?"),
        (
            "zzz",
            (
                "there is no sample called 'zzz'; "
                "there are 'xor', 'moons', 'circles', 'spirals', 'blobs', 'line', 'digits'"
            ),
        ),
    ],
)
def test_unknown_sample_is_refused(name, message):
    """A sample that does not exist is refused with the nearest name, or all names."""
    with pytest.raises(DataError) as caught:
        load_sample(name)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"rows": 1}, "rows must be at least 2 here, not 1"),
        ({"noise": -1.0}, "noise must be a number that is not negative, not -1"),
        ({"noise": float("nan")}, "noise must be a number that is not negative, not nan"),
    ],
)
def test_settings_out_of_range_are_refused(options, message):
    """Too few rows and negative noise are refused."""
    with pytest.raises(SettingError) as caught:
        moons(**options)
    assert str(caught.value) == message
