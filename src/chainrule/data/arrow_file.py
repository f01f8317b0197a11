"""A Parquet or Arrow file as a table, through pyarrow, in file order; and what becomes of a column of Arrow's.

Whole numbers, floats and decimals are numbers; texts, booleans, dates and times are texts; lists and other columns are
not read, which is said.
"""

from collections.abc import Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, BinaryIO

import numpy as np

from chainrule.data.columns import Column, Spelling, as_texts, number_column, text_column
from chainrule.data.content import Content
from chainrule.data.names import MOST_COLUMNS, distinct_names, refuse_count
from chainrule.data.sniff import Kind
from chainrule.data.table import NoRowError, Table, checked_table
from chainrule.errors import DataError, MissingPackageError

if TYPE_CHECKING:
    import pyarrow as pa


def read_arrow(content: Content, kind: Kind, row: int | None = None, unused: Collection[str] = ()) -> Table:
    """The table in a Parquet or Arrow file, or one row of it, the first being 0; without the columns in `unused`."""
    with sound(content):
        return _load(content, kind, row, unused)


@contextmanager
def sound(content: Content) -> Iterator[None]:
    """Whatever pyarrow has to say of a file, or its absence, becomes an error of ours."""
    try:
        import pyarrow as pa
    except ImportError:
        raise MissingPackageError(
            f"reading {content.source} needs pyarrow; install it with: pip install 'chainrule[data]'"
        ) from None
    try:
        yield
    except (pa.ArrowException, OSError, UnicodeDecodeError, MemoryError) as fault:
        said = str(fault).strip().splitlines() or [type(fault).__name__]
        raise DataError(f"{content.source} is damaged or cannot be read; pyarrow says: {said[0]}") from None


def arrow_table(content: "pa.Table", source: str, skipped: Mapping[str, str], before: int = 0) -> Table:
    """The table of these columns, which are readable."""
    names, notes = distinct_names(content.column_names)
    columns = [arrow_column(*pair) for pair in zip(names, content.columns, strict=True)]
    return checked_table(source, columns, before=before, notes=notes, skipped=skipped)


def unreadable(schema: "pa.Schema", unused: Collection[str] = ()) -> dict[str, str]:
    """The columns that hold neither numbers nor texts, by what they hold."""
    return {one.name: str(one.type) for one in schema if one.name not in unused and not _is_readable(one.type)}


def _load(content: Content, kind: Kind, row: int | None, unused: Collection[str]) -> Table:
    """The file's table, or one row of it, its names, offsets and texts found sound."""
    with opened(content) as file:
        if kind == "parquet":
            loaded, schema, before = _load_parquet(file, row, unused)
        else:
            loaded, schema, before = *_load_arrow(file, kind), 0
    refuse_count(len(schema), content.source)
    skipped = unreadable(schema, unused)
    wanted = [place for place, name in enumerate(loaded.column_names) if name not in unused and name not in skipped]
    loaded = loaded.select(wanted)
    if row is not None:
        if row - before >= loaded.num_rows:
            raise NoRowError(content.source, before + loaded.num_rows, row)
        loaded, before = loaded.slice(row - before, 1), row
    loaded.validate(full=True)
    table = arrow_table(loaded, content.source, skipped, before if row is not None else 0)
    return replace(table, unread=tuple(name for name in schema.names if name in unused))


@contextmanager
def opened(content: Content) -> "Iterator[pa.NativeFile | BinaryIO]":
    """The content as what can be read at any place."""
    import pyarrow as pa

    if content.path is not None and content.size and not content.is_packed:
        with content.path.open("rb") as file:
            yield file
    else:
        yield pa.BufferReader(content.read())


def _load_parquet(
    file: "pa.NativeFile | BinaryIO", row: int | None, unused: Collection[str]
) -> "tuple[pa.Table, pa.Schema, int]":
    """The columns of a Parquet file that are used, or the group that a row is in; and how many rows come before."""
    import pyarrow.parquet

    with pyarrow.parquet.ParquetFile(file) as parquet:
        schema, metadata = parquet.schema_arrow, parquet.metadata
        left_out = {*unused, *unreadable(schema)}
        names = None if len(schema) > MOST_COLUMNS else [name for name in schema.names if name not in left_out]
        sizes = [metadata.row_group(i).num_rows for i in range(metadata.num_row_groups)]
        if names is None:
            return schema.empty_table(), schema, 0
        if row is None or not sizes:
            return parquet.read(columns=names, use_threads=False), schema, 0
        ends = np.cumsum(sizes)
        group = min(int(np.searchsorted(ends, row, side="right")), len(sizes) - 1)
        return parquet.read_row_group(group, columns=names, use_threads=False), schema, int(ends[group]) - sizes[group]


def _load_arrow(file: "pa.NativeFile | BinaryIO", kind: Kind) -> "tuple[pa.Table, pa.Schema]":
    """An Arrow file's content."""
    import pyarrow.ipc

    opened = pyarrow.ipc.open_file if kind == "arrow file" else pyarrow.ipc.open_stream
    with opened(file) as arrow:
        too_wide = len(arrow.schema) > MOST_COLUMNS
        return arrow.schema.empty_table() if too_wide else arrow.read_all(), arrow.schema


def arrow_column(name: str, values: "pa.ChunkedArray") -> Column:
    """The column of these values: numbers, or texts."""
    import pyarrow.types as types

    if types.is_dictionary(values.type):
        values = _decoded(values)
    kind = values.type
    if types.is_decimal(kind) or types.is_null(kind) or types.is_float16(kind):
        return _number_column(name, values.cast("float64"))
    if types.is_integer(kind) or types.is_floating(kind):
        return _number_column(name, values)
    return _text_column(name, values)


def _is_readable(kind: "pa.DataType") -> bool:
    """Whether a type is one of numbers or of what texts can say."""
    import pyarrow.types as types

    if types.is_dictionary(kind):
        kind = kind.value_type
    is_number = types.is_integer(kind) or types.is_floating(kind) or types.is_decimal(kind) or types.is_null(kind)
    is_text = types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind)
    is_time = types.is_date(kind) or types.is_timestamp(kind) or types.is_time(kind)
    return bool(is_number or is_text or is_time or types.is_boolean(kind))


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
