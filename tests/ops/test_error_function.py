"""The error function, against that of the C library."""

import math

import numpy as np
import pytest

import chainrule as cr
from chainrule.ops.error_function import error_function

X = np.concatenate([np.linspace(-7, 7, 200_001), *(s * np.geomspace(1e-320, 7, 50_001) for s in (1, -1))])


def test_it_is_that_of_the_c_library():
    """Within 2 units in the last place, from the smallest numbers to where it is 1."""
    exact = np.array([math.erf(x) for x in X])
    off = np.abs(error_function(X) - exact) / np.spacing(np.abs(exact))
    assert off.max() <= 2


def test_single_precision_is_rounded_from_double():
    """A float32 gives a float32, within 1 unit in the last place."""
    x = X.astype(np.float32)
    exact = np.array([math.erf(each) for each in x.tolist()])
    found = error_function(x)
    normal = np.abs(exact) >= np.finfo(np.float32).tiny
    assert found.dtype == np.float32
    assert (np.abs(found - exact) <= np.spacing(np.abs(exact).astype(np.float32)))[normal].all()


@pytest.mark.parametrize(("x", "expected"), [(0.0, 0.0), (-0.0, -0.0), (np.inf, 1), (-np.inf, -1), (np.nan, np.nan)])
def test_odd_numbers_give_what_mathematics_says(x, expected):
    """Both zeros are their own, at infinity it is ±1, and NaN stays."""
    found = cr.evaluate([cr.erf(cr.constant(x))], {})[0]
    np.testing.assert_array_equal(found, expected)
    assert np.signbit(found) == np.signbit(expected)


def test_it_is_written_where_its_operand_stood():
    """`out` may be the operand itself."""
    x = np.array([0.5, -3.0])
    assert error_function(x, out=x) is x
    np.testing.assert_array_equal(x, error_function(np.array([0.5, -3.0])))


def test_its_slope_is_the_bell_of_gauss():
    """erf′(x) = 2/√π exp(−x²)."""
    x = cr.input("x")
    for at in (0.0, 0.5, -1.5):
        slope = float(cr.evaluate([cr.gradient(cr.erf(x), x)], {x: at})[0])
        assert slope == pytest.approx(2 / math.sqrt(math.pi) * math.exp(-at * at), rel=1e-15)
