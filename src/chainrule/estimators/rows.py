"""Rows: X, y and weights as they come, checked as scikit-learn checks them, and dense as a network takes them."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from sklearn.model_selection import train_test_split
from sklearn.utils import _safe_indexing
from sklearn.utils.validation import _check_sample_weight, validate_data

from chainrule.errors import DataError
from chainrule.graph.node import Array

REAL = (np.float64, np.float32)
SPARSE = ("csr", "csc")
DENSE_ROWS = 4096  # of a sparse matrix that are made dense together where a network predicts


@dataclass(frozen=True)
class Rows:
    """Rows to learn from, or to validate by."""

    X: Array
    targets: NDArray[np.generic]  # as the network takes them
    weights: Array | None
    X_given: Any  # as they came, for scores
    y_given: Any


def rows_of(
    estimator: Any, X: Any, y: Any, sample_weight: Any, *, reset: bool, classes: Sequence[object] | None = None
) -> Rows:
    """Rows of a fit, checked; those of weight 0 are left out, to count as little as rows that are not there."""
    kinds = {"accept_sparse": SPARSE, "multi_output": True, "dtype": REAL}
    table, y_table = validate_data(estimator, X, y, reset=reset, y_numeric=estimator._y_numeric, **kinds)  # noqa: SLF001
    targets = estimator._targets(y_table, reset=reset, classes=classes)  # noqa: SLF001
    weights = estimator._row_weights(y_table, sample_weight)  # noqa: SLF001
    if weights is not None:
        weights = _check_sample_weight(weights, table, dtype=np.float64, ensure_non_negative=True)
    named = X if hasattr(X, "columns") else table  # a frame is scored as a frame, or its names would be missed
    rows = Rows(_dense(table), targets, weights, named, y_table)
    if weights is None or weights.all():
        return rows
    if not weights.any():
        raise DataError("every sample_weight is 0; a fit needs a row that counts")
    return _taken(rows, np.flatnonzero(weights))


def split_off(rows: Rows, share: float, seed: int, stratified: bool) -> tuple[Rows, Rows]:
    """The rows without a share of them, and that share; of classes, the same share of each."""
    if not 0 < share < 1:
        raise ValueError(f"validation_fraction is a share between 0 and 1, not {share!r}")
    order = np.arange(len(rows.X))
    count = math.ceil(share * len(order))
    if count >= len(order):
        raise ValueError(f"n_samples = {len(order)} is too few to hold out a share of {share:g}; give X_val and y_val")
    by_class = stratified and _can_stratify(rows.targets, count)
    stratify = rows.targets if by_class else None
    learned, held = train_test_split(order, test_size=count, random_state=seed, stratify=stratify)
    return _taken(rows, np.sort(learned)), _taken(rows, np.sort(held))


def _can_stratify(targets: NDArray[np.generic], held: int) -> bool:
    """Whether both parts have room for every class."""
    _, sizes = np.unique(targets, return_counts=True)
    return bool(sizes.min() > 1 and len(sizes) <= min(held, len(targets) - held))


def _taken(rows: Rows, places: NDArray[np.int64]) -> Rows:
    weights = None if rows.weights is None else rows.weights[places]
    X, y = _safe_indexing(rows.X_given, places), _safe_indexing(rows.y_given, places)
    return Rows(rows.X[places], rows.targets[places], weights, X, y)


def dense(estimator: Any, X: Any) -> Array:
    """The rows of a prediction."""
    return _dense(_checked(estimator, X))


def dense_parts(estimator: Any, X: Any) -> Iterator[Array]:
    """The rows of a prediction, some at a time where they are sparse."""
    table = _checked(estimator, X)
    if isinstance(table, np.ndarray):
        yield table
        return
    table = table.tocsr()
    for first in range(0, table.shape[0], DENSE_ROWS):
        yield table[first : first + DENSE_ROWS].toarray()


def _checked(estimator: Any, X: Any) -> Any:
    return validate_data(estimator, X, reset=False, accept_sparse=SPARSE, dtype=REAL)


def _dense(table: Any) -> Array:
    return table if isinstance(table, np.ndarray) else table.toarray()
