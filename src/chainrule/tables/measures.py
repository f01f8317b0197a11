"""What a model is worth on some rows: metrics in the target's own unit, and which classes it mistakes."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from chainrule.data import Encoding
from chainrule.readers.notation.numbers import format_percent
from chainrule.tables.learner import Learner
from chainrule.training.metrics import classification_metrics, confusion_matrix, quantile_metrics, regression_metrics

WORDS = {"auc": "AUC", "rmse": "RMSE", "mae": "MAE", "r2": "R²", "share_below": "targets below"}


@dataclass(frozen=True)
class Measures:
    """Metrics by name, and the rows of each class that were taken for each class."""

    rows: int
    metrics: Mapping[str, float]
    confusion: NDArray[np.float64] | None

    @property
    def plain(self) -> dict[str, float | None]:
        """The metrics by name, None where one is undefined on these rows."""
        return {name: value if np.isfinite(value) else None for name, value in self.metrics.items()}


def measure(encoding: Encoding, y: ArrayLike, output: NDArray[np.floating], learner: Learner | None = None) -> Measures:
    """The measures of a model's output (m, out), given encoded targets (m,).

    Scores of classes have no log loss. A quantile is judged by its own cost and by the share of targets at or below
    it, and not by squares.
    """
    if encoding.classes is None:
        truth, found = (encoding.restored(np.asarray(values)) for values in (y, output[:, 0]))
        share = None if learner is None else learner.quantile
        metrics = regression_metrics(truth, found) if share is None else quantile_metrics(truth, found, share)
        return Measures(len(output), metrics, None)
    metrics = classification_metrics(y, output)
    if learner is not None and not learner.gives_probabilities:
        del metrics["log_loss"]
    return Measures(len(output), metrics, confusion_matrix(y, output))


def metric_word(name: str) -> str:
    """A metric's name as people read it.

    >>> metric_word("balanced_accuracy"), metric_word("r2")
    ('balanced accuracy', 'R²')
    """
    return WORDS.get(name, name.replace("_", " "))


def metric_text(name: str, value: float) -> str:
    """A metric's value: accuracies as a percentage, others with four digits.

    >>> metric_text("accuracy", 0.8525), metric_text("log_loss", 0.31981234), metric_text("auc", float("nan"))
    ('85.2%', '0.3198', '–')
    """
    if not np.isfinite(value):
        return "–"
    return format_percent(value) if name.endswith("accuracy") or name == "share_below" else f"{value:.4g}"
