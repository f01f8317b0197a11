"""What metrics measure: truth, predictions and weights of examples as arrays, checked against each other."""

import numpy as np
from numpy.typing import ArrayLike, NDArray

from chainrule.errors import DataError, ShapeError

FloatArray = NDArray[np.float64]
IndexArray = NDArray[np.intp]


def classified(
    labels: ArrayLike, probabilities: ArrayLike, weights: ArrayLike | None
) -> tuple[IndexArray, FloatArray, FloatArray]:
    """Labels (m,), probabilities (m, k) with k ≥ 2, and weights (m,), checked against each other."""
    P = np.asarray(probabilities)
    if P.dtype.kind != "f":
        P = P.astype(np.float64)
    if P.ndim != 2 or P.shape[1] == 0:
        raise ShapeError(f"probabilities need a row per example and a column per class, got shape {P.shape}")
    if P.shape[1] == 1:
        P = np.hstack([1 - P, P])
    w = _weights(weights, len(P))
    # an unknown prediction makes its example's weight unknown, and with it every metric
    return _labels(labels, *P.shape), P, np.where(np.isnan(P).any(axis=1), np.nan, w)


def _labels(labels: ArrayLike, m: int, k: int) -> IndexArray:
    """Class indices as integers, one for each of `m` rows, each below `k`."""
    classes = np.asarray(labels)
    if classes.shape != (m,):
        raise ShapeError(f"labels need one class index for each of the {m} rows, got shape {classes.shape}")
    if m and classes.dtype.kind not in "iub":
        raise DataError(f"labels must be class indices, which are integers, got {classes.dtype}")
    classes = classes.astype(np.intp)
    wrong = np.flatnonzero((classes < 0) | (classes >= k))
    if wrong.size:
        raise DataError(f"label {classes[wrong[0]]} in row {wrong[0]} is not one of the classes 0 to {k - 1}")
    return classes


def measured(
    y: ArrayLike, prediction: ArrayLike, weights: ArrayLike | None
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Truth and prediction as (m, out), and weights (m,), checked against each other."""
    Y, Yhat = (_columns(np.asarray(numbers, dtype=np.float64)) for numbers in (y, prediction))
    if Y.shape != Yhat.shape:
        raise ShapeError(f"y and its prediction need equal shapes, got {Y.shape} and {Yhat.shape}")
    return Y, Yhat, _weights(weights, len(Y))


def _columns(numbers: FloatArray) -> FloatArray:
    """Numbers as (m, out): one column if they came as (m,)."""
    if numbers.ndim not in (1, 2):
        raise ShapeError(f"numbers need the shape (m,) or (m, out), got {numbers.shape}")
    return numbers[:, np.newaxis] if numbers.ndim == 1 else numbers


def _weights(weights: ArrayLike | None, m: int) -> FloatArray:
    """Weights of the examples (m,), all 1 if none were given."""
    if weights is None:
        return np.ones(m)
    w = np.asarray(weights, dtype=np.float64)
    if w.shape != (m,):
        raise ShapeError(f"weights need one number for each of the {m} rows, got shape {w.shape}")
    wrong = np.flatnonzero(~(np.isfinite(w) & (w >= 0)))
    if wrong.size:
        raise DataError(f"weights must be finite and not negative, got {w[wrong[0]]} in row {wrong[0]}")
    return w
