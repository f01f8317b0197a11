"""Instructions: each is what NumPy says, on odd numbers too."""

from itertools import product

import numpy as np
import pytest

pytest.importorskip("numba")
from chainrule.engines.kernels.decorators import program
from chainrule.engines.kernels.instructions import (
    add,
    bits_of,
    choose,
    floor,
    from_bits,
    length,
    maximum,
    minimum,
    square,
    where,
)

ODD = np.array([np.nan, np.inf, -np.inf, 0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 1e30, -1e30])
PAIRS = np.array(list(product(ODD, repeat=2))).T


@program
def entries(a, b, out):
    """Every instruction of every pair."""
    for i in range(a.size):
        out[0, i] = maximum(a[i], b[i])
        out[1, i] = minimum(a[i], b[i])
        out[2, i] = where(a[i], b[i], -b[i])
        out[3, i] = choose(a[i] > b[i], a[i], b[i])
        out[4, i] = floor(a[i])
        out[5, i] = square(a[i])


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_instructions_give_what_numpy_gives(dtype):
    """For every pair of odd numbers; a NaN holds as a condition, and no comparison with one does."""
    a, b = PAIRS.astype(dtype)
    out = np.empty((6, a.size), dtype=dtype)
    entries(a, b, out)
    with np.errstate(all="ignore"):
        expected = [
            np.maximum(a, b),
            np.minimum(a, b),
            np.where(a != 0, b, -b),
            np.where(a > b, a, b),
            np.floor(a),
            a * a,
        ]
    for found, wanted in zip(out, expected, strict=True):
        np.testing.assert_array_equal(found, wanted)


@program
def total(x, start):
    """A sum."""
    result = start
    for i in range(x.size):
        result = add(result, x[i])
    return result


def test_sum_is_right_and_shows_what_is_not_finite():
    """Its order is free, its terms are not: NaN and infinity come through."""
    x = np.random.default_rng(0).normal(size=10_001)
    assert total(x, 0.0) == pytest.approx(x.sum(), rel=1e-12)
    assert total(np.append(x, np.inf), 0.0) == np.inf
    assert np.isnan(total(np.append(x, [np.inf, -np.inf]), 0.0))
    assert np.isnan(total(np.append(x, np.nan), 0.0))


def test_sum_of_single_precision_may_be_kept_in_double():
    """A term takes the type of the total."""
    x = np.full(10_000, 0.1, dtype=np.float32)
    assert total(x, 0.0) == pytest.approx(x.astype(np.float64).sum(), rel=1e-14)


@program
def there_and_back(x):
    """The bits of a number, and the number of these bits."""
    bits = bits_of(x)
    return bits, from_bits(bits), length(3)


def test_bits_are_those_in_memory():
    """And nothing is lost on the way."""
    for number in np.array([1.0, -0.0, 1e-45, np.inf, 3.4e38], dtype=np.float32):
        bits, back, three = there_and_back(number)
        assert bits == number.view(np.int32)
        assert np.float32(back).tobytes() == number.tobytes()
        assert three == 3
