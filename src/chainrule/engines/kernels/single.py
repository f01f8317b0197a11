"""Functions of single precision, as polynomials that a loop computes for many numbers at once.

The reductions of the argument and the polynomials of exp and log are those of the Cephes library (Moshier, 1984-1992).
"""

from math import cos, fabs, sqrt

import numpy as np

from chainrule.engines.kernels.decorators import inlined
from chainrule.engines.kernels.instructions import bits_of, choose, from_bits, maximum

__all__ = ["absolute", "cos", "exp", "log", "softplus", "sqrt", "tanh"]
absolute = fabs
real, word = np.float32, np.int32
LOG2_E = real(1.44269504088896341)
LN2_HIGH, LN2_LOW = real(0.693359375), real(-2.12194440e-4)  # their sum is log 2; the first has few digits
ROUNDER = real(12582912)  # 1.5 · 2²³: adding it leaves a whole number in the last bits
EXP = tuple(
    map(real, (1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 5.0000001201e-1))
)
EXP_LARGEST, EXP_SMALLEST = real(88.722839), real(-104)  # beyond them eˣ is infinity, or 0


@inlined
def exp(x):
    """E to the x within 2 ulp: eˣ = 2ⁿ eʳ with |r| at most half of log 2."""
    shifted = x * LOG2_E + ROUNDER
    n = word(bits_of(shifted) - word(0x4B400000))
    whole = shifted - ROUNDER
    r = x - whole * LN2_HIGH
    r = r - whole * LN2_LOW
    y = EXP[0] * r + EXP[1]
    y = y * r + EXP[2]
    y = y * r + EXP[3]
    y = y * r + EXP[4]
    y = y * r + EXP[5]
    y = y * (r * r) + r + real(1)
    half = word(n >> word(1))  # 2ⁿ in two factors, because it alone may not be a normal number
    y = y * from_bits((half + word(127)) << word(23)) * from_bits((word(n - half) + word(127)) << word(23))
    y = choose(x > EXP_LARGEST, real(np.inf), y)
    return choose(x < EXP_SMALLEST, real(0), y)


LOG = tuple(
    map(
        real,
        (
            *(7.0376836292e-2, -1.1514610310e-1, 1.1676998740e-1, -1.2420140846e-1, 1.4249322787e-1),
            *(-1.6668057665e-1, 2.0000714765e-1, -2.4999993993e-1, 3.3333331174e-1),
        ),
    )
)
SMALLEST_NORMAL = real(2.0**-126)


@inlined
def log(x):
    """The natural logarithm within 2 ulp: n log 2 plus that of 1 + f, with 1 + f from √½ to √2."""
    tiny = x < SMALLEST_NORMAL
    scaled = choose(tiny, x * real(2.0**25), x)
    bits = word(bits_of(scaled) - word(0x3F3504F3))  # counted from √½
    n = word(bits >> word(23))
    f = from_bits((bits & word(0x7FFFFF)) + word(0x3F3504F3)) - real(1)
    y = LOG[0]
    y = y * f + LOG[1]
    y = y * f + LOG[2]
    y = y * f + LOG[3]
    y = y * f + LOG[4]
    y = y * f + LOG[5]
    y = y * f + LOG[6]
    y = y * f + LOG[7]
    y = y * f + LOG[8]
    whole = real(n) - choose(tiny, real(25), real(0))
    square = f * f
    y = y * f * square + whole * LN2_LOW - real(0.5) * square
    y = f + y + whole * LN2_HIGH
    y = choose(x < real(np.inf), y, x)  # infinity and NaN stay
    y = choose(x < real(0), real(np.nan), y)
    return choose(x == real(0), real(-np.inf), y)


TANH = tuple(map(real, (-5.70498872745e-3, 2.06390887954e-2, -5.37397155531e-2, 1.33314422036e-1, -3.33332819422e-1)))


@inlined
def tanh(x):
    """The hyperbolic tangent within 4 ulp: a polynomial near 0, else 1 − 2/(e²ˣ + 1)."""
    size = fabs(x)
    square = x * x
    y = TANH[0] * square + TANH[1]
    y = y * square + TANH[2]
    y = y * square + TANH[3]
    y = y * square + TANH[4]
    near = y * square * x + x
    far = real(1) - real(2) / (exp(size + size) + real(1))
    far = choose(x < real(0), -far, far)
    return choose(size >= real(0.625), far, near)  # NaN is near


@inlined
def softplus(x):
    """log(1 + eˣ) within 4 ulp, which neither overflows nor loses small x."""
    small = exp(-fabs(x))
    u = real(1) + small
    # what rounding took from 1 + small, relative to u, is what the logarithm lacks
    return maximum(x, real(0)) + (log(u) + (small - (u - real(1))) / u)
