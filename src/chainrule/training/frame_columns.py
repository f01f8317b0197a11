"""Columns of a data frame: found by their names, in whatever order they stand."""

import numpy as np

from chainrule.errors import DataError
from chainrule.wording import listing

Names = tuple[str, ...]


def names_of(X: object) -> Names | None:
    """The names of the columns of a data frame of pandas or polars; None of what has none, or has numbers for names."""
    names = getattr(X, "columns", None)
    if names is None or not hasattr(X, "__array__"):
        return None
    found = tuple(names)
    return found if found and all(isinstance(name, str) for name in found) else None


def by_name(X: object, known: Names | None) -> object:
    """X with its columns in the order of those that are known; as it is where one of both has no names.

    Raises DataError where names are missing, others are there, or one stands twice.
    """
    names = names_of(X)
    if known is None or names is None or names == known:
        return X
    missing = [name for name in known if name not in names]
    others = [name for name in names if name not in known]
    if missing or others or len(names) != len(known):
        told = [f"it lacks {listing(missing)}"] if missing else []
        told += [f"it has {listing(others)}"] if others else []
        told = told or ["a name stands twice"]
        raise DataError(f"X has other columns than those that were learned from: {' and '.join(told)}")
    places = {name: place for place, name in enumerate(names)}
    return np.asanyarray(X)[:, [places[name] for name in known]]
