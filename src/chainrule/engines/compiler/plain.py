"""What the compiler's own language says of functions that are no single instruction; it is read, and never called."""

from math import exp, log1p


def whole_power(a: float, b: int) -> float:
    """A number to the power of a whole one: squared again and again."""
    left = b
    if b < 0:
        left = 0 - b
    result = 1.0
    factor = float(a)
    while left != 0:
        if left & 1 != 0:
            result = result * factor
        left = left >> 1
        factor = factor * factor
    if b < 0:
        result = 1.0 / result
    return result


def logaddexp(a: float, b: float) -> float:
    """log(eᵃ + eᵇ), which neither overflows nor loses the smaller one."""
    apart = a - b
    if a == b:
        apart = 0.0
    above = a + log1p(exp(0.0 - apart))
    below = b + log1p(exp(apart))
    return above if apart > 0.0 else (below if apart <= 0.0 else apart)
