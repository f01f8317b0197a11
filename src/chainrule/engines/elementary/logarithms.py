"""log x, log(1 + x) and log(1 + eˣ): x = 2ⁿ (1 + f), and a power series in f/(2 + f)."""

import math
from dataclasses import dataclass

from chainrule.engines.elementary.bits import exponent, polynomial, two_to
from chainrule.engines.elementary.exponentials import LN2_HIGH, LN2_LOW
from chainrule.graph.node import Node
from chainrule.ops.elementwise import absolute, equal, exp, log, log1p, maximum, where

SMALLEST_NORMAL = 2.0**-1022
SERIES = [2 / (2 * k + 1) for k in range(1, 12)]  # log((1 + s)/(1 − s)) = 2s + s (2/3 s² + 2/5 s⁴ + …)


@dataclass(frozen=True)
class Parts:
    """A positive number as 2ⁿ (1 + f), with 1 + f from √½ to √2; s = f/(2 + f)."""

    n: Node
    f: Node
    s: Node


def parts(x: Node) -> Parts:
    """A positive number, taken apart."""
    is_tiny = x < SMALLEST_NORMAL
    normal = where(is_tiny, x * 2.0**54, x)
    power = exponent(normal)
    u = normal * two_to(-power)
    is_large = u > math.sqrt(2)
    f = where(is_large, u * 0.5, u) - 1
    n = power + where(is_large, 1, 0) - where(is_tiny, 54, 0)
    return Parts(n, f, f / (2 + f))


def logarithm(x: Node) -> Node:
    """The natural logarithm within 1 ulp; −∞ of 0, NaN of what is negative."""
    one = parts(x)
    f, s = one.f, one.s
    square, rest = 0.5 * f * f, s * s * polynomial(s * s, SERIES)
    y = one.n * LN2_HIGH - ((square - (s * (square + rest) + one.n * LN2_LOW)) - f)
    return where(x > 0, where(x < math.inf, y, x), where(equal(x, 0), -math.inf, math.nan))


def logarithm_of_one_and(x: Node) -> Node:
    """log(1 + x) within 1 ulp: the logarithm of the rounded sum, and what rounding took from that."""
    u = 1 + x
    return where(absolute(x) < math.inf, log(u) + where(u > 0, (x - (u - 1)) / u, 0), log(u))


def soft_maximum(x: Node) -> Node:
    """log(1 + eˣ) within 2 ulp, which neither overflows nor loses small x."""
    return maximum(x, 0) + log1p(exp(-absolute(x)))
