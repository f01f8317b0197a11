"""The inverse of a matrix and the logarithm of its determinant by LAPACK, in double precision."""

import numpy as np

from chainrule.engines.kernels.decorators import loop


@loop
def inverse_matrix(x, out):
    """The inverse of `x`, into `out`; of a singular matrix NaN, where LAPACK's own would raise an error."""
    wide = x.astype(np.float64)
    sign, _ = np.linalg.slogdet(wide)
    if sign == 0 or sign != sign:
        out[:] = np.nan
    else:
        out[:] = np.linalg.inv(wide)


@loop
def log_determinant(x):
    """The logarithm of the determinant; NaN where that is negative."""
    sign, size = np.linalg.slogdet(x.astype(np.float64))
    return np.nan if sign < 0 else size
