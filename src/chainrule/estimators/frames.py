"""Frames: what scikit-learn's users hand over as X and y, as a table and as a column of it."""

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import issparse
from sklearn.utils import check_array
from sklearn.utils.validation import column_or_1d, validate_data

from chainrule.data import Table, read_frame
from chainrule.data.frames import ArrowStream
from chainrule.errors import DataError
from chainrule.wording import counted


def frame_of(estimator: Any, X: Any, *, reset: bool) -> Table:
    """The table of X; the estimator remembers the names and the number of its columns when it is `reset`.

    The columns of an array are called x0, x1, …, or as those of the frame that was learned from.
    """
    if _has_names(X):
        table = read_frame(X)
        if reset:
            estimator.n_features_in_ = len(table.names)
            estimator.feature_names_in_ = np.array(table.names, dtype=object)
        return table
    if reset and hasattr(estimator, "feature_names_in_"):
        del estimator.feature_names_in_
    array = validate_data(estimator, X, reset=reset, dtype=None, ensure_all_finite="allow-nan")
    names = getattr(estimator, "feature_names_in_", None)
    if names is None:
        names = [f"x{place}" for place in range(array.shape[1])]
    return read_frame(dict(zip(names, array.T, strict=True)))


def _has_names(X: Any) -> bool:
    """Whether it is a frame whose columns are called something."""
    if isinstance(X, Mapping):
        return not issparse(X)  # one of whose kinds is a dict of its cells
    names = getattr(X, "columns", getattr(X, "column_names", ()))
    return isinstance(X, ArrowStream) and all(isinstance(name, str) for name in names)


def target_of(y: Any, rows: int, *, numeric: bool) -> NDArray[np.generic]:
    """A target for each row, (m,)."""
    if y is None:
        raise ValueError("this estimator requires y to be passed, but the target y is None")
    table = check_array(y, ensure_2d=False, dtype=np.float64 if numeric else None, input_name="y")
    column: NDArray[np.generic] = column_or_1d(table, warn=True)
    if len(column) != rows:
        raise DataError(f"X has {counted(rows, 'row')}, but y has {len(column)}; they need one each")
    if rows < 2:
        raise DataError("a table needs several rows to learn from, and X has n_samples=1")
    return column


def free_name(wish: object, usual: str, taken: Collection[str]) -> str:
    """The wish, if it is a name, else the usual one; with as many lines below it as make it new."""
    name = wish if isinstance(wish, str) and wish else usual
    while name in taken:
        name += "_"
    return name


def with_columns(table: Table, more: Mapping[str, object]) -> Table:
    """The table with further columns."""
    return replace(table, columns=(*table.columns, *read_frame(more).columns))
