"""eˣ, eˣ − 1 and tanh: x = n log 2 + r, and a power series in r."""

import math

from chainrule.engines.elementary.bits import polynomial, two_to
from chainrule.graph.node import Node
from chainrule.ops.elementwise import floor, maximum, minimum

LOG2_E = 1.4426950408889634
LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10  # the first has 32 bits: n of it is exact
LARGEST_EXPONENT, SMALLEST_EXPONENT = 710.0, -746.0  # beyond them eˣ is infinity, or 0


def reduced(x: Node) -> tuple[Node, Node]:
    """The n and r of x = n log 2 + r, with |r| at most half of log 2."""
    n = floor(x * LOG2_E + 0.5)
    return n, (x - n * LN2_HIGH) - n * LN2_LOW


def growth(r: Node) -> Node:
    """eʳ − 1 = r + r² (1/2! + r/3! + …), up to r¹³."""
    return r + r * r * polynomial(r, [1 / math.factorial(k) for k in range(2, 14)])


def exponential(x: Node) -> Node:
    """eˣ within 1 ulp."""
    n, r = reduced(maximum(minimum(x, LARGEST_EXPONENT), SMALLEST_EXPONENT))
    half = floor(n * 0.5)  # 2ⁿ in two factors, because it alone may not be a normal number
    return (1 + growth(r)) * two_to(half) * two_to(n - half)


def _half_of_expm1(x: Node) -> Node:
    """(eˣ − 1)/2 = 2ⁿ⁻¹ (eʳ − 1) + (2ⁿ⁻¹ − ½), because 2ⁿ alone may be too large; e⁻⁴⁰ − 1 is −1."""
    n, r = reduced(maximum(x, -40))
    half = two_to(n - 1)
    return half * growth(r) + (half - 0.5)


def exponential_less_one(x: Node) -> Node:
    """eˣ − 1 within 2 ulp."""
    return _half_of_expm1(minimum(x, LARGEST_EXPONENT)) * 2


def hyperbolic_tangent(x: Node) -> Node:
    """The hyperbolic tangent within 3 ulp, (e²ˣ − 1)/(e²ˣ + 1), which is 1 from e⁴⁰ on."""
    half = _half_of_expm1(minimum(2 * x, 40))
    return half / (half + 1)
