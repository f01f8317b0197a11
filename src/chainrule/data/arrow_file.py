"""A Parquet or Arrow file as a table, through pyarrow, in file order; and what becomes of a column of Arrow's.

Whole numbers, floats and decimals are numbers; texts, booleans, dates and times are texts; other columns are
refused.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from chainrule.data.columns import Column, Spelling, as_texts, number_column, text_column
from chainrule.data.sniff import Kind
from chainrule.data.table import NoRowError, Table, checked_table, refuse_names
from chainrule.errors import DataError, MissingPackageError
from chainrule.wording import quoted

if TYPE_CHECKING:
    import pyarrow as pa


def read_arrow(path: Path, kind: Kind, row: int | None = None) -> Table:
    """The table in a Parquet or Arrow file, or one row of it, the first being 0."""
    try:
        import pyarrow as pa
    except ImportError:
        raise MissingPackageError(
            f"reading {path} needs pyarrow; install it with: pip install 'chainrule[data]'"
        ) from None
    try:
        content = _load(path, kind, row)
        columns = [arrow_column(name, content[name], str(path)) for name in content.column_names]
    except (pa.ArrowException, OSError, UnicodeDecodeError, MemoryError) as fault:
        said = str(fault).strip().splitlines() or [type(fault).__name__]
        raise DataError(f"{path} is damaged or cannot be read; pyarrow says: {said[0]}") from None
    return checked_table(str(path), columns, before=row or 0)


def _load(path: Path, kind: Kind, row: int | None) -> "pa.Table":
    """The file's content, or one row of it, its names, offsets and texts found sound."""
    content, before = _load_parquet(path, row) if kind == "parquet" else (_load_arrow(path, kind), 0)
    if row is not None:
        if row - before >= content.num_rows:
            raise NoRowError(str(path), before + content.num_rows, row)
        content = content.slice(row - before, 1)
    content.validate(full=True)
    return content


def _load_parquet(path: Path, row: int | None) -> "tuple[pa.Table, int]":
    """A Parquet file's content, or the group that a row is in; and how many rows come before."""
    import pyarrow.parquet

    with pyarrow.parquet.ParquetFile(path) as parquet:
        refuse_names(parquet.schema_arrow.names, str(path))
        sizes = [parquet.metadata.row_group(i).num_rows for i in range(parquet.num_row_groups)]
        if row is None or not sizes:
            return parquet.read(use_threads=False), 0
        ends = np.cumsum(sizes)
        group = min(int(np.searchsorted(ends, row, side="right")), len(sizes) - 1)
        return parquet.read_row_group(group, use_threads=False), int(ends[group]) - sizes[group]


def _load_arrow(path: Path, kind: Kind) -> "pa.Table":
    """An Arrow file's content."""
    import pyarrow.ipc

    opened = pyarrow.ipc.open_file if kind == "arrow file" else pyarrow.ipc.open_stream
    with path.open("rb") as file:
        arrow = opened(file)
        refuse_names(arrow.schema.names, str(path))
        return arrow.read_all()


def arrow_column(name: str, values: "pa.ChunkedArray", source: str) -> Column:
    """The column of these values: numbers, or texts."""
    import pyarrow.types as types

    if types.is_dictionary(values.type):
        values = _decoded(values)
    kind = values.type
    if types.is_decimal(kind) or types.is_null(kind) or types.is_float16(kind):
        return _number_column(name, values.cast("float64"))
    if types.is_integer(kind) or types.is_floating(kind):
        return _number_column(name, values)
    is_text = types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind)
    is_time = types.is_date(kind) or types.is_timestamp(kind) or types.is_time(kind)
    if is_text or is_time or types.is_boolean(kind):
        return _text_column(name, values)
    raise DataError(f"column {quoted(name)} of {source} holds {kind}; leave it out, or make it numbers or texts")


def _decoded(values: "pa.ChunkedArray") -> "pa.ChunkedArray":
    """The values that a dictionary has for them; a dictionary of views, as polars has it, is cast first."""
    import pyarrow as pa

    kind = values.type.value_type
    kind = pa.large_string() if pa.types.is_string_view(kind) else kind  # pyarrow takes no places of views
    return pa.chunked_array([one.dictionary.cast(kind).take(one.indices) for one in values.chunks], type=kind)


def _number_column(name: str, values: "pa.ChunkedArray") -> Column:
    if not values.null_count:  # the exchange of arrays, because pyarrow's own way to NumPy loads pandas, if it is there
        numbers = np.concatenate([np.from_dlpack(chunk) for chunk in values.chunks] or [np.empty(0)])
        return number_column(name, numbers, np.isnan(numbers))
    return number_column(name, values.fill_null(0).to_numpy(), values.is_null(nan_is_null=True).to_numpy())


def _text_column(name: str, values: "pa.ChunkedArray") -> Column:
    import pyarrow as pa

    texts = values.cast(pa.large_string()).fill_null("")  # an empty text is a missing cell, too
    return text_column(name, arrow_spelling(texts.combine_chunks().dictionary_encode()))


def arrow_spelling(encoded: "pa.DictionaryArray") -> Spelling:
    """The distinct texts of a column, in the order of their first rows, and which one each row has."""
    distinct = encoded.dictionary.to_numpy(zero_copy_only=False)
    return Spelling(as_texts(distinct), encoded.indices.to_numpy().astype(np.int32))
