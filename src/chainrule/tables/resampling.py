"""How far a metric would move on other rows like these: the bootstrap's percentile interval.

Rows are drawn with replacement, as many as there are, again and again; between the 2.5 % and the 97.5 % quantile of the
metric lie 95 % of the draws (Efron, "Bootstrap methods: another look at the jackknife", 1979). Of many rows m fewer are
drawn, n, and what moves is scaled by √(n/m) (Bickel, Götze, van Zwet, "Resampling fewer than n observations", 1997). It
says nothing of another training.
"""

from collections.abc import Callable, Mapping

import numpy as np
from numpy.typing import NDArray

from chainrule.data.columns import Rows

LEVEL = 0.95
DRAWS, FEWEST = 400, 200
MOST_ROWS = 5000  # of a draw
ROWS = 1_000_000  # that are drawn in all: about a second

Interval = tuple[float, float]


def intervals(metrics: Callable[[Rows], Mapping[str, float]], rows: int, seed: int = 0) -> dict[str, Interval]:
    """For each metric of these rows where 95 % of the draws lie; NaN where a metric is undefined in most of them.

    >>> low, high = intervals(lambda rows: {"share": float((rows < 50).mean())}, 100)["share"]
    >>> 0.38 < low < 0.43, 0.57 < high < 0.62
    (True, True)
    """
    size = min(rows, MOST_ROWS)
    count = int(np.clip(ROWS // size, FEWEST, DRAWS))
    dice, whole = np.random.default_rng([seed, rows]), metrics(np.arange(rows))
    drawn = [metrics(dice.integers(0, rows, size)) for _ in range(count)]
    return {name: _interval(np.array([one[name] for one in drawn]), whole[name], size / rows) for name in whole}


def _interval(values: NDArray[np.float64], whole: float, share: float) -> Interval:
    """Where 95 % of the values lie, as draws of all rows would have them."""
    known = values[np.isfinite(values)]
    if 2 * len(known) <= len(values) or not np.isfinite(whole):
        return float("nan"), float("nan")
    tail = (1 - LEVEL) / 2
    low, high = whole + (np.quantile(known, (tail, 1 - tail)) - whole) * np.sqrt(share)
    return float(low), float(high)
