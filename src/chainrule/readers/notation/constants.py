"""Constants as formulas: π by its name, ratios as ratios, arrays as rows."""

import math
from collections.abc import Callable
from fractions import Fraction as Rational

import numpy as np

from chainrule.readers.notation.formula import Formula, Fraction, Matrix, Minus, Number, Power, Symbol, Vector
from chainrule.readers.notation.numbers import format_exactly, format_number

SMALLEST_POWER, LARGEST_POWER = -5, 6  # of ten, from which on a number is written as one
LARGEST_DENOMINATOR = 1000  # of a ratio that is written as one


def write_constant(value: object, write: Callable[[float], str] = format_number, key: str = "") -> Formula:
    """A number, or an array of numbers as rows, as a formula; with a key each has one: W1[0,1]."""
    array = np.asarray(value, dtype=np.float64)

    def number(index: tuple[int, ...]) -> Number:
        entry = f"{key}[{','.join(map(str, index))}]" if key and index else key
        return Number(write(float(array[index])), entry)

    if array.ndim == 0:
        return number(())
    if array.ndim == 1:
        return Vector(tuple(number((i,)) for i in range(len(array))))
    columns = [*np.ndindex(array.shape[1:])]
    return Matrix(tuple(tuple(number((i, *column)) for column in columns) for i in range(len(array))))


def write_exactly(value: object) -> Formula:
    """π by its name, −10⁹ and 10⁻⁵ as powers, 0.666… as 2/3 (2/m with three examples), others with all their digits."""
    if not isinstance(value, float):
        return write_constant(value, format_exactly)
    if value == math.pi:
        return Symbol("pi")
    if (exponent := _power_of_ten(abs(value))) is not None:
        power = Power(Number("10"), Number(str(exponent)))
        return power if value > 0 else Minus(power)
    ratio = Rational(value).limit_denominator(LARGEST_DENOMINATOR) if math.isfinite(value) else Rational(0)
    if float(ratio) != value or ratio.denominator == 1 or len(format_number(value)) < len("0.12345"):
        return write_constant(value, format_exactly)
    size = Fraction(Number(str(abs(ratio.numerator))), Number(str(ratio.denominator)))
    return size if ratio > 0 else Minus(size)


def _power_of_ten(value: float) -> int | None:
    """The exponent of what is a power of ten too large or too small to be counted in zeros."""
    digits = f"{value:e}".split("e")
    exponent = int(digits[1]) if math.isfinite(value) else 0
    is_power = exponent != 0 and value == float(f"1e{exponent}")
    return exponent if is_power and (exponent <= SMALLEST_POWER or exponent >= LARGEST_POWER) else None


def signed(formula: Formula) -> Formula:
    """A number with its minus before it, as a formula brings one out of products: −(2 x), not (−2) x."""
    if isinstance(formula, Number) and formula.text.startswith("-"):
        return Minus(Number(formula.text[1:]))
    return formula
