"""Numbers about numbers: median, quartiles, ratios round by round, geometric means, and powers."""

import math
import statistics
from collections.abc import Sequence


def quartiles(values: Sequence[float]) -> tuple[float, float, float]:
    """Lower quartile, median, upper quartile.

    >>> quartiles([4, 1, 3, 2, 5])
    (2.0, 3.0, 4.0)
    """
    if len(values) == 1:
        return values[0], values[0], values[0]
    low, middle, high = statistics.quantiles(values, n=4, method="inclusive")
    return low, middle, high


def ratios(over: Sequence[float], under: Sequence[float]) -> tuple[float, float, float]:
    """Quartiles of the ratios of each round, in which both met the same machine; the middle one is their median.

    >>> ratios([2, 30, 8], [1, 10, 2])
    (2.5, 3.0, 3.5)
    """
    return quartiles([a / b for a, b in zip(over, under, strict=True)])


def geometric_mean(values: Sequence[float]) -> float:
    """The mean of ratios.

    >>> round(geometric_mean([1, 4]), 6)
    2.0
    """
    return math.exp(statistics.fmean(math.log(value) for value in values))


def power(x: Sequence[float], y: Sequence[float]) -> float:
    """The p of y ∝ xᵖ that fits best on logarithms.

    >>> round(power([1, 2, 4], [3, 12, 48]), 6)
    2.0
    """
    a, b = [math.log(value) for value in x], [math.log(value) for value in y]
    return statistics.linear_regression(a, b).slope
