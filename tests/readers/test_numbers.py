"""One number format: short, unambiguous, and the same on every surface."""

import numpy as np
import pytest

from chainrule.readers.notation.numbers import format_count, format_number, format_percent, format_seconds


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.19661193324, "0.196612"),
        (10.00428499, "10.004285"),
        (0.000123456789, "0.000123457"),
        (1.2e-7, "1.2e-07"),
        (3.0, "3"),
        (7, "7"),
        (-2.5, "-2.5"),
        (-0.0, "0"),
        (0.99999999, "1"),
        (1.00000001, "1"),
        (999999.75, "999999.75"),
        (1234567.5, "1.23457e+06"),
        (1234567.0, "1234567"),
        (1e15, "1e+15"),
        (float("nan"), "nan"),
        (float("inf"), "inf"),
        (float("-inf"), "-inf"),
    ],
)
def test_format_number(value, text):
    """Six digits, no trailing zeros, whole numbers in full, an exponent at the extremes."""
    assert format_number(value) == text


def test_format_number_takes_numpy_scalars():
    """A float32 reads as itself and shows no false digits."""
    assert format_number(np.float32(0.1)) == "0.1"
    assert format_number(np.int64(12)) == "12"


def test_fewer_digits_make_a_shorter_number():
    """`digits` counts decimals from 1 on and significant digits below."""
    assert [format_number(x, digits=3) for x in (2.30258, 0.0230258, 1234.5)] == [
        "2.303",
        "0.023",
        "1.23e+03",
    ]


@pytest.mark.parametrize(("count", "text"), [(0, "0"), (999, "999"), (12345, "12,345"), (-1000000, "-1,000,000")])
def test_format_count(count, text):
    """A comma stands between thousands."""
    assert format_count(count) == text


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0, "0 µs"),
        (0.0000321, "32 µs"),
        (0.00123, "1.2 ms"),
        (0.0456, "46 ms"),
        (0.8, "0.8 s"),
        (9.96, "10 s"),
        (59.4, "59 s"),
        (59.7, "1 min 00 s"),
        (125, "2 min 05 s"),
        (3599.7, "1 h 00 min"),
        (3725, "1 h 02 min"),
        (93600, "26 h 00 min"),
        (float("inf"), "inf s"),
    ],
)
def test_format_seconds(seconds, text):
    """Two units at most, and rounding carries over into the next unit."""
    assert format_seconds(seconds) == text


@pytest.mark.parametrize(("share", "text"), [(0.98765, "98.8%"), (1, "100.0%"), (float("nan"), "nan%")])
def test_format_percent(share, text):
    """A share is shown in hundredths with one decimal."""
    assert format_percent(share) == text


def test_format_percent_takes_its_number_of_decimals():
    """`digits` counts the decimals."""
    assert format_percent(0.98765, digits=0) == "99%"
