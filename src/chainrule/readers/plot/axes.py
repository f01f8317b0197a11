"""Axes: from numbers to their place between two ends, with ticks at 1, 2 and 5 times a power of ten.

fraction(v) = (v − low) / (high − low)                      on a linear axis
fraction(v) = (log v − log low) / (log high − log low)      on a logarithmic one

Who draws chooses the scale. A scale that was chosen is said beside the axis' title; "auto" chooses by the numbers,
and says so where it took the logarithmic one.
"""

import math
import sys
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from chainrule.errors import SettingError
from chainrule.readers.notation.numbers import format_number
from chainrule.settings import written

FloatArray = NDArray[np.float64]

SCALES = ("linear", "logarithmic", "auto")
WIDE = 100.0  # a ratio above two decades is unreadable on a linear axis
LARGEST_DIGITS = 17  # floats are told apart by then


@dataclass(frozen=True)
class Axis:
    """The numbers at the two ends of an axis, the ticks between them, its scale, and what it counts.

    Ticks that are no numbers have `names`.
    """

    low: float
    high: float
    ticks: tuple[float, ...]
    logarithmic: bool = False
    title: str = ""
    names: tuple[str, ...] = ()

    def fraction(self, values: FloatArray) -> FloatArray:
        """Place of each value: 0 at the low end, 1 at the high one, NaN where it has none."""
        finite = np.where(np.isfinite(values), values, np.nan)
        if self.logarithmic:
            positive = np.where(finite > 0, finite, np.nan)
            return (np.log(positive) - math.log(self.low)) / (math.log(self.high) - math.log(self.low))
        return (finite - self.low) / (self.high - self.low)

    @property
    def labels(self) -> tuple[str, ...]:
        """One text per tick: its name, or its number with as many digits as it takes to tell the ticks apart."""
        if self.names:
            return self.names
        for digits in range(6, LARGEST_DIGITS):
            texts = tuple(format_number(tick, digits) for tick in self.ticks)
            if len(set(texts)) == len(texts):
                break
        return texts


def axis_for(values: FloatArray, count: int = 5, tails: float = 0.0, *, scale: str = "auto", title: str = "") -> Axis:
    """Axis for every finite value, in the scale that is chosen, with about `count` ticks.

    "auto" is logarithmic if positive values, the share `tails` at each end aside, span more than two decades. On a
    logarithmic axis that was chosen, what is not positive has no place.
    """
    finite = values[np.isfinite(values)]
    if _scale(scale) == "logarithmic":
        finite = finite[finite > sys.float_info.min]
    if not finite.size:
        return _titled(linear_axis(0.0, 1.0, count), title, scale)
    low, least, most, high = np.quantile(finite, [0, tails, 1 - tails, 1]).tolist()
    wide = low > sys.float_info.min and least * WIDE < most
    if scale == "logarithmic" or (scale == "auto" and wide):
        return _titled(logarithmic_axis(low, high, count), title, scale)
    return _titled(linear_axis(low, high, count), title, scale)


def axis_between(low: float, high: float, count: int = 5, *, scale: str = "linear", title: str = "") -> Axis:
    """Axis that ends at just these numbers, with about `count` ticks between them; a linear one is not said."""
    wide = axis_for(np.array([low, high]), count, scale=scale)
    wide = _titled(wide, title, "auto")
    if not low < high:
        return wide
    slack = 1e-9 * (high - low)
    return replace(wide, low=low, high=high, ticks=tuple(t for t in wide.ticks if low - slack <= t <= high + slack))


def _scale(scale: str) -> str:
    if not isinstance(scale, str) or scale not in SCALES:
        raise SettingError(f"a scale is one of {', '.join(SCALES)}, got {written(scale)}")
    return scale


def _titled(axis: Axis, title: str, scale: str) -> Axis:
    """The axis with its title, followed by the scale where that was chosen or is not the plain one."""
    found = "logarithmic" if axis.logarithmic else "linear"
    said = title and (scale != "auto" or axis.logarithmic)
    return replace(axis, title=f"{title}, {found}" if said else title)


def linear_axis(low: float, high: float, count: int) -> Axis:
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
    if low == high:
        low, high = low / 2, min(high * 2, sys.float_info.max)
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
