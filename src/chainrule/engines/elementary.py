"""Functions of a number, made of + − × ÷, √, floor and comparisons alone, which every machine rounds alike.

`Math.exp` differs between browsers, and from NumPy, in the last digits. So JavaScript gets functions of our own. Each
is a graph, the only definition: the text of JavaScript is printed from it, and so is any other that has to give the
same bits. Two ops know of bits, and are exact: 2ⁿ, and the e of x = f · 2ᵉ.

Arguments are reduced as in W. J. Cody and W. Waite, *Software Manual for the Elementary Functions*, 1980; then each
function is its power series, as long as its terms count.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from inspect import signature

import numpy as np

from chainrule.graph.graph import Graph
from chainrule.graph.node import Array, Node, as_node, input
from chainrule.ops.elementwise import (
    absolute,
    entrywise,
    equal,
    exp,
    floor,
    log,
    log1p,
    maximum,
    minimum,
    not_equal,
    unary,
    where,
)
from chainrule.ops.error_function import BOUND, FAR, LARGEST, NEAR
from chainrule.transforms.simplify import merge

# ---- numbers as bits ------------------------------------------------------------------------------------------------


def _two_to(n: Array) -> object:
    return np.ldexp(1.0, np.nan_to_num(n).astype(np.int64))


two_to = entrywise("two_to", unary, _two_to)  # 2ⁿ, of a whole number from −1023 to 1023
exponent = entrywise("exponent", unary, lambda x: np.frexp(x)[1] - 1.0)  # e of a positive normal x = f 2ᵉ, 1 ≤ f < 2
machine_sin = entrywise("machine_sin", unary, np.sin)
machine_cos = entrywise("machine_cos", unary, np.cos)
BITS = ("two_to", "exponent")
MACHINE = ("machine_sin", "machine_cos")

# ---- exponentials ---------------------------------------------------------------------------------------------------

LOG2_E = 1.4426950408889634
LN2_HIGH, LN2_LOW = 6.93147180369123816490e-01, 1.90821492927058770002e-10  # the first has 32 bits: n of it is exact
LARGEST_EXPONENT, SMALLEST_EXPONENT = 710.0, -746.0  # beyond them eˣ is infinity, or 0


def polynomial(x: Node, coefficients: Sequence[float | Node]) -> Node:
    """The sum of coefficients times powers of x, the lowest first.

    Pairs c + d x are coefficients of a polynomial in x², and so on (Estrin, 1960): a processor computes them side by
    side, where Horner's rule would have each wait for the one before.
    """
    if len(coefficients) == 1:
        return as_node(coefficients[0])
    pairs = [(coefficients[i : i + 2]) for i in range(0, len(coefficients), 2)]
    return polynomial(x * x, [pair[0] + pair[1] * x if len(pair) == 2 else pair[0] for pair in pairs])


def _reduced(x: Node) -> tuple[Node, Node]:
    """The n and r of x = n log 2 + r, with |r| at most half of log 2."""
    n = floor(x * LOG2_E + 0.5)
    return n, (x - n * LN2_HIGH) - n * LN2_LOW


def _growth(r: Node) -> Node:
    """eʳ − 1 = r + r² (1/2! + r/3! + …), up to r¹³."""
    return r + r * r * polynomial(r, [1 / math.factorial(k) for k in range(2, 14)])


def _exp(x: Node) -> Node:
    n, r = _reduced(maximum(minimum(x, LARGEST_EXPONENT), SMALLEST_EXPONENT))
    half = floor(n * 0.5)  # 2ⁿ in two factors, because it alone may not be a normal number
    return (1 + _growth(r)) * two_to(half) * two_to(n - half)


def _half_of_expm1(x: Node) -> Node:
    """(eˣ − 1)/2 = 2ⁿ⁻¹ (eʳ − 1) + (2ⁿ⁻¹ − ½), because 2ⁿ alone may be too large; e⁻⁴⁰ − 1 is −1."""
    n, r = _reduced(maximum(x, -40))
    half = two_to(n - 1)
    return half * _growth(r) + (half - 0.5)


def _expm1(x: Node) -> Node:
    return _half_of_expm1(minimum(x, LARGEST_EXPONENT)) * 2


def _tanh(x: Node) -> Node:
    half = _half_of_expm1(-2 * absolute(x))
    y = -half / (half + 1)
    return where(x < 0, -y, y)


# ---- logarithms -----------------------------------------------------------------------------------------------------

SMALLEST_NORMAL = 2.0**-1022
SERIES = [2 / (2 * k + 1) for k in range(1, 12)]  # log((1 + s)/(1 − s)) = 2s + s (2/3 s² + 2/5 s⁴ + …)


@dataclass(frozen=True)
class _Parts:
    """A positive number as 2ⁿ (1 + f), with 1 + f from √½ to √2; s = f/(2 + f)."""

    n: Node
    f: Node
    s: Node


def _parts(x: Node) -> _Parts:
    is_tiny = x < SMALLEST_NORMAL
    normal = where(is_tiny, x * 2.0**54, x)
    power = exponent(normal)
    u = normal * two_to(-power)
    is_large = u > math.sqrt(2)
    f = where(is_large, u * 0.5, u) - 1
    n = power + where(is_large, 1, 0) - where(is_tiny, 54, 0)
    return _Parts(n, f, f / (2 + f))


def _log(x: Node) -> Node:
    one = _parts(x)
    f, s = one.f, one.s
    square, rest = 0.5 * f * f, s * s * polynomial(s * s, SERIES)
    y = one.n * LN2_HIGH - ((square - (s * (square + rest) + one.n * LN2_LOW)) - f)
    return where(x > 0, where(x < math.inf, y, x), where(equal(x, 0), -math.inf, math.nan))


def _log1p(x: Node) -> Node:
    u = 1 + x
    return where(absolute(x) < math.inf, log(u) + where(u > 0, (x - (u - 1)) / u, 0), log(u))


def _softplus(x: Node) -> Node:
    return maximum(x, 0) + log1p(exp(-absolute(x)))


# ---- powers ---------------------------------------------------------------------------------------------------------

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
    one = _parts(x)
    f, s, below = one.f, one.s, 2 + one.f
    product = s * below
    left = ((f - product) - _rounding(s, below, product)) - s * (f - (below - 2))  # what s lacks, times `below`
    large = one.n * LN2_HIGH
    high = large + 2 * s
    low = (2 * s - (high - large)) + (s * (s * s * polynomial(s * s, SERIES)) + 2 * (left / below) + one.n * LN2_LOW)
    total = high + low
    return total, low - (total - high)


def _power(x: Node, y: Node) -> Node:
    size, bounded = absolute(x), maximum(minimum(y, LARGEST_POWER), -LARGEST_POWER)
    high, low = _long_log(size)
    product = bounded * high
    within = maximum(minimum(product, LARGEST_EXPONENT), SMALLEST_EXPONENT)
    n, r = _reduced(within)
    half = floor(n * 0.5)
    growth = _growth(r + where(equal(within, product), _rounding(bounded, high, product) + bounded * low, 0))
    usual = (1 + growth) * two_to(half) * two_to(n - half)
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


# ---- waves and the error function -----------------------------------------------------------------------------------

HALF_PI = 1.57079632673412561417, 6.07710050630396597660e-11, 2.02226624879595063154e-21  # the first two have 33 bits
FARTHEST = 1e5  # radians: farther out sin and cos are the machine's own


def _wave(x: Node, quarters: int) -> Node:
    """Sin(x + quarters · π/2), from x = k π/2 + r with |r| at most π/4."""
    k = floor(x * (2 / math.pi) + 0.5)
    r = ((x - k * HALF_PI[0]) - k * HALF_PI[1]) - k * HALF_PI[2]
    square = r * r
    odd = r + r * (square * polynomial(square, [(-1) ** i / math.factorial(2 * i + 1) for i in range(1, 9)]))
    half = 0.5 * square
    near = 1 - half
    rest = square * square * polynomial(square, [(-1) ** i / math.factorial(2 * i) for i in range(2, 9)])
    even = near + (((1 - near) - half) + rest)
    turn = k + quarters
    quarter = turn - 4 * floor(turn * 0.25)
    y = where(equal(quarter - 2 * floor(quarter * 0.5), 1), even, odd)
    return where(quarter > 1, -y, y)


def _sin(x: Node) -> Node:
    return where(absolute(x) <= FARTHEST, _wave(x, 0), machine_sin(x))


def _cos(x: Node) -> Node:
    return where(absolute(x) <= FARTHEST, _wave(x, 1), machine_cos(x))


def _erf(x: Node) -> Node:
    size = minimum(absolute(x), LARGEST)
    inside, outside = minimum(size, BOUND), maximum(size, BOUND)
    near = inside + inside * _ratio(NEAR, inside * inside)
    far = 1 - exp(-(outside * outside)) * _ratio(FAR, outside)
    y = where(size <= BOUND, near, far)
    return where(x < 0, -y, y)


def _ratio(polynomials: tuple[tuple[float, ...], tuple[float, ...]], x: Node) -> Node:
    above, below = (polynomial(x, coefficients) for coefficients in polynomials)
    return above / below


# ---- the table ------------------------------------------------------------------------------------------------------


FUNCTIONS: Mapping[str, Callable[..., Node]] = {
    "exp": _exp,
    "expm1": _expm1,
    "log": _log,
    "log1p": _log1p,
    "tanh": _tanh,
    "softplus": _softplus,
    "sin": _sin,
    "cos": _cos,
    "erf": _erf,
    "power": _power,
}


@cache
def elementary_graph(name: str) -> Graph:
    """The definition of a function, over the names of its arguments."""
    make = FUNCTIONS[name]
    return merge(Graph({"result": make(*map(input, signature(make).parameters))}))
