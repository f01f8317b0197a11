"""Functions of double precision: those of the system's mathematics library."""

from math import cos, erf, exp, expm1, fabs, log, log1p, sin, sqrt, tanh

from chainrule.engines.kernels.decorators import inlined
from chainrule.engines.kernels.instructions import maximum

__all__ = ["absolute", "cos", "erf", "exp", "expm1", "log", "log1p", "sin", "softplus", "sqrt", "tanh"]
absolute = fabs


@inlined
def softplus(x):
    """log(1 + eˣ), which neither overflows nor loses small x."""
    return maximum(x, 0.0) + log1p(exp(-fabs(x)))
