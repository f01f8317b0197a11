"""A table that lies in memory: a data frame, a pyarrow table, or columns by name.

Whatever hands itself over as a stream of Arrow's (`__arrow_c_stream__`: pandas from 2.2, polars, pyarrow, …) is
read as an Arrow file is. No package of data frames is imported, and the index of a pandas frame is no column.
"""

import math
from collections.abc import Collection, Mapping
from dataclasses import replace
from decimal import Decimal
from itertools import compress
from numbers import Real
from typing import TYPE_CHECKING, Protocol, TypeAlias, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from chainrule.data.arrow_file import arrow_table, unreadable
from chainrule.data.cells import is_missing
from chainrule.data.columns import Column, Spelling, array_column, as_texts, number_column, text_column
from chainrule.data.table import Table, checked_table
from chainrule.errors import DataError, MissingPackageError
from chainrule.settings import written
from chainrule.wording import counted, quoted

if TYPE_CHECKING:
    import pyarrow as pa

SOURCE = "the data"  # what a message calls a table that has no file


@runtime_checkable
class ArrowStream(Protocol):
    """Whatever gives its columns as a stream of Arrow's."""

    def __arrow_c_stream__(self, requested_schema: object | None = None) -> object:
        """The stream in a PyCapsule."""


Frame: TypeAlias = ArrowStream | Mapping[str, object]


def read_frame(data: Frame, unused: Collection[str] = ()) -> Table:
    """The table in a data frame, or in a dict of columns; without the columns in `unused`.

    >>> read_frame({"size": [1.5, None], "colour": ["red", "blue"], "ripe": [True, False]}).column("ripe").written()
    ['true', 'false']
    """
    if isinstance(data, ArrowStream):
        return _read_stream(data, unused)
    if isinstance(data, Mapping):
        read = [_column(name, values) for name, values in data.items() if name not in unused]
        return replace(_table(_even(read)), unread=tuple(name for name in data if name in unused))
    raise DataError(
        "a table is the name of a file, a data frame of pandas or polars, a pyarrow table, or a dict of columns, "
        f"not {written(data)}"
    )


def _table(columns: list[Column]) -> Table:
    if columns:
        _require_rows(len(columns[0].missing))
    return checked_table(SOURCE, columns)


def _require_rows(rows: int) -> None:
    """Nothing, or a DataError where there are none."""
    if not rows:
        raise DataError(f"{SOURCE} has no rows; a table needs at least one")


# ---- streams of Arrow's -------------------------------------------------------------------------------------------


def _read_stream(data: ArrowStream, unused: Collection[str]) -> Table:
    try:
        import pyarrow as pa
    except ImportError:
        raise MissingPackageError(
            "a data frame is read through pyarrow; install it with: pip install 'chainrule[data]'"
        ) from None
    try:
        content = pa.RecordBatchReader.from_stream(data).read_all()
        _require_rows(content.num_rows)
        skipped, names = unreadable(content.schema, unused), content.column_names
        left_out = {*_index(content), *skipped, *unused}
        read = content.select([place for place, name in enumerate(names) if name not in left_out])
        table = arrow_table(read, SOURCE, skipped)
        return replace(table, unread=tuple(name for name in names if name in unused))
    except (pa.ArrowException, ValueError, TypeError, NotImplementedError) as fault:
        if isinstance(fault, DataError):
            raise
        said = "; ".join(map(str, fault.args)) or type(fault).__name__
        raise DataError(f"{SOURCE} cannot be read as columns of numbers and texts ({said})") from None


def _index(content: "pa.Table") -> set[str]:
    """The columns that are an index of pandas."""
    known = content.schema.pandas_metadata or {}
    return {name for name in known.get("index_columns", ()) if isinstance(name, str)}


# ---- columns by name ----------------------------------------------------------------------------------------------


def _column(name: object, values: object) -> Column:
    """The column of these values as Arrow would have it: truth is true or false, and None is missing."""
    if not isinstance(name, str):
        raise DataError(f"the name of a column is a text, not {written(name)}")
    array = _as_array(name, values)
    if array.dtype.kind in "iuf":
        return array_column(name, array.astype(np.float64) if array.dtype.char in "eg" else array)
    if array.dtype.kind == "M":
        return _text_column(name, ["" if np.isnat(one) else str(one).replace("T", " ") for one in array])
    if array.dtype.kind not in "bOUT":
        raise DataError(f"column {quoted(name)} of {SOURCE} holds {array.dtype}; make it numbers or texts")
    found = array.tolist()
    absent = np.array(list(map(_is_absent, found)), dtype=np.bool_)
    if absent.all() or not all(map(_is_number, compress(found, ~absent))):
        return _text_column(name, list(map(_text, found)))
    numbers = np.array([0.0 if missing else _float(one) for one, missing in zip(found, absent, strict=True)])
    return number_column(name, numbers, absent)


def _as_array(name: str, values: object) -> NDArray[np.generic]:
    try:
        array = np.asarray(values)
    except ValueError:  # rows of different lengths
        array = np.empty((0, 0))
    if array.ndim != 1:
        raise DataError(f"column {quoted(name)} of {SOURCE} needs a list with one value for each row")
    return array


def _is_absent(value: object) -> bool:
    """Whether a value is none: None, or what pandas and NumPy have for it."""
    return value is None or (not isinstance(value, str) and is_missing(str(value)))


def _is_number(value: object) -> bool:
    return isinstance(value, Real | Decimal) and not isinstance(value, bool)


def _float(value: Real | Decimal) -> float:
    try:
        return float(value)
    except OverflowError:  # which is then refused at its place
        return math.inf


def _text(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


def _text_column(name: str, texts: list[str]) -> Column:
    """The column of these texts, the distinct ones in the order of their first rows."""
    positions = {text: position for position, text in enumerate(dict.fromkeys(texts))}
    codes = np.array([positions[text] for text in texts], dtype=np.int32)
    return text_column(name, Spelling(as_texts(list(positions)), codes))


def _even(columns: list[Column]) -> list[Column]:
    """The columns, once they are found to be of one length."""
    lengths = {len(column.missing): column.name for column in reversed(columns)}
    if len(lengths) > 1:
        told = ", ".join(f"{quoted(name)} has {counted(rows, 'row')}" for rows, name in reversed(lengths.items()))
        raise DataError(f"the columns of {SOURCE} are not of one length: {told}")
    return columns
