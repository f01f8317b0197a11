"""The pieces of an evaluation, to be read by people."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from rich.table import Table

from chainrule.tables.calibration import Bin
from chainrule.tables.decision import Decision
from chainrule.tables.measures import Measures, metric_text, metric_word
from chainrule.wording import plain, quoted


def class_scores(classes: Sequence[str], confusion: NDArray[np.int64]) -> dict[str, dict[str, float]]:
    """Of each class: precision (of those taken for it, how many are), recall (of those that are, how many were taken),
    F1, their harmonic mean, and its rows.

    >>> class_scores(["no", "yes"], np.array([[5, 1], [2, 2]]))["yes"]
    {'precision': 0.666..., 'recall': 0.5, 'f1': 0.571..., 'rows': 4}
    """
    right, are, taken = confusion.diagonal(), confusion.sum(axis=1), confusion.sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        precision, recall, f1 = right / taken, right / are, 2 * right / (are + taken)
    return {
        label: {"precision": float(precision[i]), "recall": float(recall[i]), "f1": float(f1[i]), "rows": int(are[i])}
        for i, label in enumerate(classes)
    }


def class_table(scores: Mapping[str, Mapping[str, float]]) -> Table:
    """A line for each class."""
    lines = ([plain(label), *(_text(one[key]) for key in ("precision", "recall", "f1")), f"{one['rows']:,}"]
             for label, one in scores.items())  # fmt: skip
    return _columns(("", "precision", "recall", "F1", "rows"), lines)


def calibration_table(bins: Iterable[Bin]) -> Table:
    """A line for each bin."""
    lines = ([f"{one.said:.3f}", f"{one.were:.3f}", f"{one.rows:,}"] for one in bins)
    return _columns(("said", "were", "rows"), lines)


def groups_table(groups: Mapping[str, Measures]) -> Table:
    """A line for each group."""
    names = list(next(iter(groups.values())).metrics)
    lines = ([plain(label), f"{one.rows:,}", *(metric_text(name, one.metrics[name]) for name in names)]
             for label, one in groups.items())  # fmt: skip
    return _columns(("", "rows", *map(metric_word, names)), lines)


def told_decision(decision: Decision, second: str) -> str:
    """What the costs of mistakes ask for."""
    costs = decision.costs
    best = f"{decision.best:.4g}, from {decision.best_threshold:.3g} on"
    return (
        f"a false alarm costs {costs.alarm:g} and a miss {costs.miss:g}: take rows for {quoted(second)} from a "
        f"probability of {costs.threshold:.3g} on.\nThat costs {decision.chosen:.4g} a row here, and from 0.5 on "
        f"{decision.usual:.4g}; the best for these very rows is {best}"
    )


def _columns(names: Sequence[str], lines: Iterable[Sequence[str]]) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    for name in names:
        table.add_column(name, justify="right" if name else "left", overflow="ellipsis", no_wrap=True)
    for line in lines:
        table.add_row(*line)
    return table


def _text(value: float) -> str:
    return f"{value:.3f}" if np.isfinite(value) else "–"
