"""xʸ: e to the y log x, with a logarithm of twice the digits."""

import math

from chainrule.engines.elementary.bits import polynomial, two_to
from chainrule.engines.elementary.exponentials import (
    LARGEST_EXPONENT,
    LN2_HIGH,
    LN2_LOW,
    SMALLEST_EXPONENT,
    growth,
    reduced,
)
from chainrule.engines.elementary.logarithms import SERIES, parts
from chainrule.graph.node import Node
from chainrule.ops.elementwise import absolute, equal, floor, maximum, minimum, not_equal, where

SPLITTER = 2.0**27 + 1  # a product with it leaves the upper half of a number's digits
LARGEST_POWER = 1e20  # beyond it every power but those of 1 is infinity, or 0


def _halves(x: Node) -> tuple[Node, Node]:
    large = SPLITTER * x
    high = large - (large - x)
    return high, x - high


def _rounding(x: Node, y: Node, product: Node) -> Node:
    """What rounding took from a product (Dekker, 1971)."""
    (a, b), (c, d) = _halves(x), _halves(y)
    return ((a * c - product) + a * d + b * c) + b * d


def _long_log(x: Node) -> tuple[Node, Node]:
    """The logarithm of a positive number as a sum of two, because a large power shows more digits than one has."""
    one = parts(x)
    f, s, below = one.f, one.s, 2 + one.f
    product = s * below
    left = ((f - product) - _rounding(s, below, product)) - s * (f - (below - 2))  # what s lacks, times `below`
    large = one.n * LN2_HIGH
    high = large + 2 * s
    low = (2 * s - (high - large)) + (s * (s * s * polynomial(s * s, SERIES)) + 2 * (left / below) + one.n * LN2_LOW)
    total = high + low
    return total, low - (total - high)


def general_power(x: Node, y: Node) -> Node:
    """xʸ within 1 ulp, and as IEEE 754 says of zeros, infinities and negative x."""
    size, bounded = absolute(x), maximum(minimum(y, LARGEST_POWER), -LARGEST_POWER)
    high, low = _long_log(size)
    product = bounded * high
    within = maximum(minimum(product, LARGEST_EXPONENT), SMALLEST_EXPONENT)
    n, r = reduced(within)
    half = floor(n * 0.5)
    lacking = where(equal(within, product), _rounding(bounded, high, product) + bounded * low, 0)
    usual = (1 + growth(r + lacking)) * two_to(half) * two_to(n - half)
    of_infinity = where(y > 0, math.inf, 0)
    positive = where(equal(size, 0), where(y > 0, 0, math.inf), where(size < math.inf, usual, of_infinity))
    return where(
        where(equal(y, 0), 1, equal(x, 1)),
        1,
        where(where(not_equal(x, x), 1, not_equal(y, y)), math.nan, _with_sign(x, y, size, positive)),
    )


def _with_sign(x: Node, y: Node, size: Node, positive: Node) -> Node:
    """The power of x from that of its size: of a negative number only whole powers are real."""
    is_negative = where(equal(x, 0), 1 / x < 0, x < 0)
    is_odd = equal(y - 2 * floor(y * 0.5), 1)
    is_real = where(equal(floor(y), y), 1, where(equal(size, 0), 1, equal(size, math.inf)))
    return where(is_negative, where(is_odd, -positive, where(is_real, positive, math.nan)), positive)
