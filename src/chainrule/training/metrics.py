"""How good predictions are: one number per question, and a table of the questions.

Rows are examples. Classes come as indices (m,) with probabilities (m, k), where two classes may give one
column (m, 1): the probability of the second. Numbers come as (m,) or (m, out). Weights of examples are (m,).

A metric that is undefined on the rows at hand is NaN, without a warning: no rows (or no weight) at all, AUC
where only one class is present, R² where y is constant. A NaN among the predictions makes every metric NaN.
"""

import math
from dataclasses import dataclass
from typing import Protocol, SupportsFloat

import numpy as np
from numpy.typing import ArrayLike

from chainrule.training.measured import FloatArray, classified, measured

HALF = 0.5  # from which on a label is there


class MetricFunction(Protocol):
    """What a metric computes: one number from truth, prediction and, if given, weights of the examples."""

    def __call__(self, truth: ArrayLike, prediction: ArrayLike, weights: ArrayLike | None = None, /) -> float:
        """One number that says how good `prediction` is."""


@dataclass(frozen=True)
class Metric:
    """A metric's name, its function, and whether greater is better."""

    name: str
    function: MetricFunction
    greater_is_better: bool


def confusion_matrix(labels: ArrayLike, probabilities: ArrayLike, weights: ArrayLike | None = None) -> FloatArray:
    """Total weight of the examples of class i (row) that were taken for class j (column), as (k, k).

    The class taken is the most probable one, the first of them on a tie.

    >>> confusion_matrix([0, 1, 1], [[0.9, 0.1], [0.2, 0.8], [0.6, 0.4]])
    array([[1., 0.],
           [1., 1.]])
    """
    classes, P, w = classified(labels, probabilities, weights)
    k = P.shape[1]
    cells = classes * k + P.argmax(axis=1)
    return np.bincount(cells, weights=w, minlength=k * k).reshape(k, k).astype(np.float64)


def accuracy(labels: ArrayLike, probabilities: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Share of the examples whose most probable class is theirs: (1/m) Σ [argmax pᵢ = yᵢ].

    >>> accuracy([0, 1, 1, 1], [[0.1], [0.8], [0.7], [0.4]])
    0.75
    """
    table = confusion_matrix(labels, probabilities, weights)
    return _ratio(table.trace(), table.sum())


def balanced_accuracy(labels: ArrayLike, probabilities: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Accuracy within each class, averaged over the classes that are present.

    >>> balanced_accuracy([0, 1, 1, 1], [[0.1], [0.8], [0.7], [0.4]])
    0.833333...
    """
    table = confusion_matrix(labels, probabilities, weights)
    totals = table.sum(axis=1)
    present = totals != 0
    return _mean(table.diagonal()[present] / totals[present])


def log_loss(labels: ArrayLike, probabilities: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Mean surprise at the true class: −(1/m) Σ log pᵢ[yᵢ], each p held within [ε, 1 − ε].

    ε is the spacing of floats at 1 in the probabilities' own dtype (2.2e-16 in float64), as in scikit-learn.

    >>> log_loss([1, 0], [[0.5], [0.5]])
    0.693147...
    """
    classes, P, w = classified(labels, probabilities, weights)
    epsilon = np.finfo(P.dtype).eps
    true_class = P[np.arange(len(P)), classes].clip(epsilon, 1 - epsilon)
    return _ratio(-(w @ np.log(true_class.astype(np.float64))), w.sum())


def auc(labels: ArrayLike, probabilities: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Chance that an example of the class outranks one of the others: P(s⁺ > s⁻) + ½ P(s⁺ = s⁻).

    It is the Mann-Whitney statistic, and the area under the ROC curve. Two classes are ranked by the
    probability of the second. Of several, each is ranked against the rest, and the areas are averaged over
    those that have examples on both sides.

    >>> auc([0, 0, 1, 1], [[0.1], [0.4], [0.4], [0.8]])
    0.875
    """
    classes, P, w = classified(labels, probabilities, weights)
    ranked = [1] if P.shape[1] == 2 else range(P.shape[1])
    areas = np.array([_area(P[:, j], w * (classes == j), w * (classes != j)) for j in ranked])
    return _mean(areas[~np.isnan(areas)])


@np.errstate(over="ignore", invalid="ignore")
def rmse(y: ArrayLike, prediction: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Root of the mean squared difference, √((1/m) Σ (ŷᵢ − yᵢ)²), averaged over the outputs.

    >>> rmse([1, 2, 3], [1, 2, 6])
    1.732050...
    """
    Y, Yhat, w = measured(y, prediction, weights)
    return _mean(np.sqrt(_column_means((Yhat - Y) ** 2, w)))


@np.errstate(over="ignore", invalid="ignore")
def mae(y: ArrayLike, prediction: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Mean absolute difference, (1/m) Σ |ŷᵢ − yᵢ|, averaged over the outputs.

    >>> mae([1, 2, 3], [1, 2, 6])
    1.0
    """
    Y, Yhat, w = measured(y, prediction, weights)
    return _mean(_column_means(np.abs(Yhat - Y), w))


@np.errstate(over="ignore", invalid="ignore")
def r2(y: ArrayLike, prediction: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Share of y's variance that is explained, 1 − Σ(ŷᵢ − yᵢ)² / Σ(yᵢ − ȳ)², averaged over the outputs.

    >>> r2([1, 2, 3], [1, 2, 4])
    0.5
    """
    Y, Yhat, w = measured(y, prediction, weights)
    weighed = Y[w > 0]
    # not Σ(y − ȳ)² = 0: ȳ is rounded, so a constant y can leave a sum that is tiny and not zero
    if (weighed == weighed[:1]).all(axis=0).any():
        return float("nan")
    spread = _column_means((Y - _column_means(Y, w)) ** 2, w)
    return _mean(1 - _column_means((Yhat - Y) ** 2, w) / spread)


def label_accuracy(y: ArrayLike, probabilities: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Of several labels a row, each there (1) or not (0): the share of all that are told right, (p ≥ ½) = (y ≥ ½).

    >>> label_accuracy([[1, 0], [1, 1]], [[0.9, 0.2], [0.7, 0.1]])
    0.75
    """
    return _mean(_column_means(_told_right(y, probabilities), measured(y, probabilities, weights)[2]))


def row_accuracy(y: ArrayLike, probabilities: ArrayLike, weights: ArrayLike | None = None) -> float:
    """Share of the rows of which every label is told right.

    >>> row_accuracy([[1, 0], [1, 1]], [[0.9, 0.2], [0.7, 0.1]])
    0.5
    """
    right = _told_right(y, probabilities).min(axis=1, initial=1, keepdims=True)
    return _mean(_column_means(right, measured(y, probabilities, weights)[2]))


def _told_right(y: ArrayLike, probabilities: ArrayLike) -> FloatArray:
    """1 for each label that is told right, 0 for the others; NaN stays."""
    Y, P, _ = measured(y, probabilities, None)
    return np.where(np.isnan(P), np.nan, (P >= HALF) == (Y >= HALF))


CLASSIFICATION = (
    Metric("accuracy", accuracy, greater_is_better=True),
    Metric("balanced_accuracy", balanced_accuracy, greater_is_better=True),
    Metric("log_loss", log_loss, greater_is_better=False),
    Metric("auc", auc, greater_is_better=True),
)
REGRESSION = (
    Metric("rmse", rmse, greater_is_better=False),
    Metric("mae", mae, greater_is_better=False),
    Metric("r2", r2, greater_is_better=True),
)
SEVERAL_LABELS = (
    Metric("label_accuracy", label_accuracy, greater_is_better=True),
    Metric("row_accuracy", row_accuracy, greater_is_better=True),
)
METRICS: dict[str, Metric] = {metric.name: metric for metric in CLASSIFICATION + REGRESSION + SEVERAL_LABELS}


def classification_metrics(
    labels: ArrayLike, probabilities: ArrayLike, weights: ArrayLike | None = None
) -> dict[str, float]:
    """Every metric for classes, by name: accuracy, balanced_accuracy, log_loss, auc."""
    return {metric.name: metric.function(labels, probabilities, weights) for metric in CLASSIFICATION}


def regression_metrics(y: ArrayLike, prediction: ArrayLike, weights: ArrayLike | None = None) -> dict[str, float]:
    """Every metric for numbers, by name: rmse, mae, r2."""
    return {metric.name: metric.function(y, prediction, weights) for metric in REGRESSION}


def quantile_metrics(y: ArrayLike, prediction: ArrayLike, share: float) -> dict[str, float]:
    """The metrics of a quantile: the mean pinball loss, and the share of targets at or below it, which is to be τ.

    With d = y − ŷ the pinball loss is max(τ d, (τ − 1) d) (Koenker and Bassett, "Regression quantiles", 1978).

    >>> quantile_metrics([1.0, 2.0, 3.0, 4.0], [2.0, 2.0, 2.0, 2.0], 0.75)
    {'pinball': 0.625, 'share_below': 0.5}
    """
    above = np.asarray(y, np.float64) - np.asarray(prediction, np.float64)
    if not above.size:
        return {"pinball": math.nan, "share_below": math.nan}
    pinball = np.maximum(share * above, (share - 1) * above)
    return {"pinball": float(pinball.mean()), "share_below": float((above <= 0).mean())}


def _area(scores: FloatArray, inside: FloatArray, outside: FloatArray) -> float:
    """Area under the ROC curve of `scores`, from each example's weight inside and outside the class."""
    _, rank = np.unique(scores, return_inverse=True)
    positive, negative = np.bincount(rank, weights=inside), np.bincount(rank, weights=outside)
    outranked = negative.cumsum() - negative / 2  # every score below, and half of the ties
    return _ratio(positive @ outranked, positive.sum() * negative.sum())


def _ratio(part: SupportsFloat, whole: SupportsFloat) -> float:
    """Part over whole as a float, NaN where there is no whole."""
    return float(part) / float(whole) if float(whole) else float("nan")


def _mean(values: FloatArray) -> float:
    """Mean as a float, NaN where there are no values."""
    return _ratio(values.sum(), len(values))


def _column_means(columns: FloatArray, w: FloatArray) -> FloatArray:
    """Weighted mean of every column, NaN where there is no weight."""
    total = w.sum()
    return w @ columns / total if total != 0 else np.full(columns.shape[1], np.nan)
