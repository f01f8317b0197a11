"""How much a model needs a column: what its metric loses when the cells of that column are shuffled among the rows.

All inputs that a column became are shuffled together, several times, on rows that are measured; mean and standard
deviation over the shuffles are told (Breiman, "Random forests", 2001, section 10). Of two columns that say the same,
each may seem needless.
"""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rich.table import Table

from chainrule.data import Encoding
from chainrule.tables.measures import metric_word
from chainrule.wording import plain

SHUFFLES = 5
MOST_ROWS = 5000
LOWER_IS_BETTER = ("log_loss", "rmse", "pinball", "mae")
BAR = 20  # signs

Output = NDArray[np.floating]


@dataclass(frozen=True)
class Importance:
    """What a metric loses without a column, over several shuffles."""

    column: str
    mean: float
    sd: float


def importances(
    encoding: Encoding,
    X: NDArray[np.floating],
    output: Callable[[NDArray[np.floating]], Output],
    metric: Callable[[Output], float],
    seed: int = 0,
) -> tuple[Importance, ...]:
    """The importance of every column that is used for a metric that is to be low, the largest first."""
    dice = np.random.default_rng([seed, len(X)])
    whole = metric(output(X))
    bounds = np.cumsum([0, *(len(coding.feature_names) for coding in encoding.used)])
    found = []
    for coding, (start, stop) in zip(encoding.used, pairwise(bounds.tolist()), strict=True):
        losses = []
        for _ in range(SHUFFLES):
            shuffled = X.copy()
            shuffled[:, start:stop] = X[dice.permutation(len(X)), start:stop]
            losses.append(metric(output(shuffled)) - whole)
        found.append(Importance(coding.column, float(np.mean(losses)), float(np.std(losses))))
    return tuple(sorted(found, key=lambda one: -one.mean))


def metric_of_importance(metrics: object) -> str:
    """The metric that is asked: log loss or RMSE, and accuracy where there are no probabilities."""
    return next(name for name in (*LOWER_IS_BETTER, "accuracy") if name in metrics)  # type: ignore[operator]


def importance_table(found: tuple[Importance, ...], metric: str) -> Table:
    """A line for each column, with a bar as long as its importance."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("", no_wrap=True, overflow="ellipsis", max_width=30)
    for name in (f"{metric_word(metric)} loses", "±", ""):
        table.add_column(name, justify="right" if name else "left")
    largest = max((one.mean for one in found), default=0.0)
    for one in found:
        bar = "█" * round(BAR * max(one.mean, 0) / largest) if largest > 0 else ""
        table.add_row(plain(one.column), f"{one.mean:.4g}", f"{one.sd:.2g}", bar)
    return table
