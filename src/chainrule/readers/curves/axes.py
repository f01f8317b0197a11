"""Axes: from numbers to their place between two ends, with ticks at 1, 2 and 5 times a power of ten.

fraction(v) = (v − low) / (high − low)                      on a plain axis
fraction(v) = (log v − log low) / (log high − log low)      on a logarithmic one
"""

import math
import sys
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chainrule.readers.notation.numbers import format_number

FloatArray = NDArray[np.float64]

WIDE = 100.0  # a ratio above two decades is unreadable on a plain axis
LARGEST_DIGITS = 17  # floats are told apart by then


@dataclass(frozen=True)
class Axis:
    """The numbers at the two ends of an axis, the ticks between them, and whether it is logarithmic."""

    low: float
    high: float
    ticks: tuple[float, ...]
    logarithmic: bool = False

    def fraction(self, values: FloatArray) -> FloatArray:
        """Place of each value: 0 at the low end, 1 at the high one, NaN where it is not finite."""
        finite = np.where(np.isfinite(values), values, np.nan)
        if self.logarithmic:
            return (np.log(finite) - math.log(self.low)) / (math.log(self.high) - math.log(self.low))
        return (finite - self.low) / (self.high - self.low)

    @property
    def labels(self) -> tuple[str, ...]:
        """One text per tick, with as many digits as it takes to tell the ticks apart."""
        for digits in range(6, LARGEST_DIGITS):
            texts = tuple(format_number(tick, digits) for tick in self.ticks)
            if len(set(texts)) == len(texts):
                break
        return texts


def axis_for(values: FloatArray, count: int = 5, tails: float = 0.0) -> Axis:
    """Axis for every finite value: logarithmic if positive ones, the share `tails` at each end aside, span decades."""
    finite = values[np.isfinite(values)]
    if not finite.size:
        return plain_axis(0.0, 1.0, count)
    low, least, most, high = np.quantile(finite, [0, tails, 1 - tails, 1]).tolist()
    if low > sys.float_info.min and least * WIDE < most:
        return logarithmic_axis(low, high, count)
    return plain_axis(low, high, count)


def plain_axis(low: float, high: float, count: int) -> Axis:
    """Axis from `low` to `high`, both moved outward to a tick; there are about `count` ticks."""
    if high - low <= 1e-12 * max(abs(low), abs(high)):
        # a constant is seen against zero, and zero against one
        low, high = min(low, 0.0), max(high, 0.0) or float(low == 0)
    step = nice_step((high - low) / (count - 1))
    first, last = math.floor(low / step + 1e-9), math.ceil(high / step - 1e-9)
    ticks = tuple(index * step for index in range(first, last + 1))
    return Axis(ticks[0], ticks[-1], ticks)


def logarithmic_axis(low: float, high: float, count: int) -> Axis:
    """Axis from `low` to `high`, both moved outward to 1, 2 or 5 times a power of ten."""
    highest = min(math.ceil(math.log10(high)), sys.float_info.max_10_exp)
    decades = range(math.floor(math.log10(low)), highest + 1)
    rungs = [lead * 10.0**decade for decade in decades for lead in (1, 2, 5)]
    first = max(rung for rung in rungs if rung <= low * (1 + 1e-9))
    last = min(sys.float_info.max, *(rung for rung in rungs if rung >= high * (1 - 1e-9)))
    ticks = [rung for rung in rungs if first <= rung <= last]
    if len(ticks) > 2 * count:
        stride = math.ceil(len(decades) / (count + 1))
        ticks = [10.0**decade for decade in decades[::stride] if first <= 10.0**decade <= last]
    return Axis(first, last, tuple(ticks), logarithmic=True)


def nice_step(least: float) -> float:
    """Smallest of 1, 2 and 5 times a power of ten that is not below `least`.

    >>> [nice_step(x) for x in (0.3, 1, 2.2, 7)]
    [0.5, 1.0, 5.0, 10.0]
    """
    power = 10.0 ** math.floor(math.log10(least))
    return next(lead * power for lead in (1, 2, 5, 10, 20) if lead * power >= least * (1 - 1e-9))


def whole_ticks(last: int, count: int) -> tuple[int, ...]:
    """Multiples of a nice whole step, from that step up to `last`; there are at most `count`.

    >>> whole_ticks(30, 6)
    (5, 10, 15, 20, 25, 30)
    """
    step = max(1, round(nice_step(last / count)))
    return tuple(range(step, last + 1, step))
