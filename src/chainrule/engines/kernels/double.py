"""Functions of double precision: those of the system's mathematics library."""

from math import cos, exp, fabs, log, log1p, sqrt, tanh

from chainrule.engines.kernels.decorators import inlined
from chainrule.engines.kernels.instructions import maximum

__all__ = ["absolute", "cos", "exp", "log", "softplus", "sqrt", "tanh"]
absolute = fabs


@inlined
def softplus(x):
    """log(1 + eˣ), which neither overflows nor loses small x."""
    return maximum(x, 0.0) + log1p(exp(-fabs(x)))
