"""Functions of single precision, as polynomials that a loop computes for many numbers at once.

The reductions of the argument and the polynomials of exp and log are those of the Cephes library (Moshier, 1984-1992).
"""

from math import cos, fabs, sin, sqrt

import numpy as np

from chainrule.engines.kernels.decorators import inlined
from chainrule.engines.kernels.instructions import bits_of, choose, from_bits, maximum, minimum

__all__ = ["absolute", "cos", "erf", "exp", "expm1", "log", "log1p", "sin", "softplus", "sqrt", "tanh"]
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
def split(x):
    """The n and the eʳ − 1 of eˣ = 2ⁿ eʳ, with |r| at most half of log 2."""
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
    return n, y * (r * r) + r


@inlined
def power_of_two(n):
    """2ⁿ, where it is a normal number."""
    return from_bits((n + word(127)) << word(23))


@inlined
def exp(x):
    """E to the x within 2 ulp."""
    n, y = split(x)
    half = word(n >> word(1))  # 2ⁿ in two factors, because it alone may not be a normal number
    y = (y + real(1)) * power_of_two(half) * power_of_two(word(n - half))
    y = choose(x > EXP_LARGEST, real(np.inf), y)
    return choose(x < EXP_SMALLEST, real(0), y)


@inlined
def expm1(x):
    """eˣ − 1 within 4 ulp: 2ⁿ (eʳ − 1) + (2ⁿ − 1)."""
    n, y = split(x)
    half = power_of_two(word(n - word(1)))  # 2ⁿ alone may be too large
    y = (half * y + (half - real(0.5))) * real(2)
    y = choose(x > EXP_LARGEST, real(np.inf), y)
    return choose(x < real(-18), real(-1), y)


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


@inlined
def log1p(x):
    """log(1 + x) within 4 ulp: the logarithm of the rounded sum, and what rounding took from that."""
    u = real(1) + x
    y = log(u) + (x - (u - real(1))) / u
    return choose((u > real(0)) & (u < real(np.inf)), y, log(u))


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


ERF_NEAR = tuple(map(real, (-5.95373916e-4, 4.98594018e-3, -2.676172e-2, 1.12816826e-1, -3.76124799e-1, 1.28379151e-1)))
ERF_FAR = tuple(
    map(
        real,
        (
            *(1.18854614e-5, -3.29309318e-4, 3.66872479e-3, -2.38171965e-2),
            *(1.06300369e-1, 6.35113239e-1, 1.12865782),
        ),
    )
)


@inlined
def erf(x):
    """The error function within 2 ulp: x plus x times a polynomial near 0, else 1 − exp(−|x| times one).

    The polynomials were fitted to it, their largest error made least.
    """
    square = x * x
    y = ERF_NEAR[0] * square + ERF_NEAR[1]
    y = y * square + ERF_NEAR[2]
    y = y * square + ERF_NEAR[3]
    y = y * square + ERF_NEAR[4]
    y = y * square + ERF_NEAR[5]
    near = y * x + x
    size = minimum(fabs(x), real(4))  # beyond, 1 is the nearest number
    y = ERF_FAR[0] * size + ERF_FAR[1]
    y = y * size + ERF_FAR[2]
    y = y * size + ERF_FAR[3]
    y = y * size + ERF_FAR[4]
    y = y * size + ERF_FAR[5]
    y = y * size + ERF_FAR[6]
    far = real(1) - exp(-(y * size))
    far = choose(x < real(0), -far, far)
    return choose(size >= real(0.93), far, near)  # NaN is near


@inlined
def softplus(x):
    """log(1 + eˣ) within 4 ulp, which neither overflows nor loses small x."""
    small = exp(-fabs(x))
    u = real(1) + small
    # what rounding took from 1 + small, relative to u, is what the logarithm lacks
    return maximum(x, real(0)) + (log(u) + (small - (u - real(1))) / u)
