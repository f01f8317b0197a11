"""Functions of double precision are the library's; softplus is made of them."""

import numpy as np
import pytest

pytest.importorskip("numba")
from chainrule.engines.kernels import double
from chainrule.engines.kernels.decorators import program
from chainrule.ops.spelling import KERNELS


@program
def softplus(x, out):
    """Of every entry."""
    for i in range(x.size):
        out[i] = double.softplus(x[i])


def test_softplus_neither_overflows_nor_loses_small_numbers():
    """Over the whole range it is log(1 + eˣ), and NaN and infinity are what they are there."""
    x = np.concatenate([np.linspace(-700, 700, 20_001), [0, -0.0, np.inf, -np.inf, np.nan, 1e308, -1e308]])
    out = np.empty_like(x)
    softplus(x, out)
    with np.errstate(all="ignore"):
        np.testing.assert_allclose(out, np.logaddexp(0, x), rtol=1e-15)


def test_both_precisions_offer_the_same_functions():
    """A printed module takes one or the other."""
    from chainrule.engines.kernels import single

    assert single.__all__ == double.__all__ == list(KERNELS)
