"""A Parquet or Arrow file as a table, through pyarrow, in file order.

Whole numbers, floats and decimals are numbers; texts, booleans, dates and times are texts; other columns are
refused.
"""

from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from chainrule.data.columns import Column, Spelling, as_texts, number_column, text_column
from chainrule.data.sniff import Kind
from chainrule.data.table import Table, checked_table, refuse_names
from chainrule.data.wording import quoted
from chainrule.errors import DataError, MissingPackageError

if TYPE_CHECKING:
    import pyarrow as pa


def read_arrow(path: Path, kind: Kind) -> Table:
    """The table in a Parquet or Arrow file."""
    try:
        import pyarrow as pa
    except ImportError:
        raise MissingPackageError(
            f"reading {path} needs pyarrow; install it with: pip install 'chainrule[data]'"
        ) from None
    try:
        content = _load(path, kind)
        columns = [_column(name, content[name], path) for name in content.column_names]
    except (pa.ArrowException, OSError, UnicodeDecodeError, MemoryError) as fault:
        said = str(fault).strip().splitlines() or [type(fault).__name__]
        raise DataError(f"{path} is damaged or cannot be read; pyarrow says: {said[0]}") from None
    return checked_table(str(path), columns)


def _load(path: Path, kind: Kind) -> "pa.Table":
    """The file's content, its names, offsets and texts found sound."""
    import pyarrow.ipc
    import pyarrow.parquet

    if kind == "parquet":
        parquet = pyarrow.parquet.ParquetFile(path)
        refuse_names(parquet.schema_arrow.names, str(path))
        content = parquet.read(use_threads=False)
    else:
        opened = pyarrow.ipc.open_file if kind == "arrow file" else pyarrow.ipc.open_stream
        with path.open("rb") as file:
            arrow = opened(file)
            refuse_names(arrow.schema.names, str(path))
            content = arrow.read_all()
    content.validate(full=True)
    return content


def _column(name: str, values: "pa.ChunkedArray", path: Path) -> Column:
    import pyarrow.types as types

    if types.is_dictionary(values.type):
        values = values.cast(values.type.value_type)
    kind = values.type
    if types.is_decimal(kind) or types.is_null(kind) or types.is_float16(kind):
        return _number_column(name, values.cast("float64"))
    if types.is_integer(kind) or types.is_floating(kind):
        return _number_column(name, values)
    is_text = types.is_string(kind) or types.is_large_string(kind) or types.is_string_view(kind)
    is_time = types.is_date(kind) or types.is_timestamp(kind) or types.is_time(kind)
    if is_text or is_time or types.is_boolean(kind):
        return _text_column(name, values)
    raise DataError(f"column {quoted(name)} of {path} holds {kind}; leave it out, or make it numbers or texts")


def _number_column(name: str, values: "pa.ChunkedArray") -> Column:
    return number_column(name, values.fill_null(0).to_numpy(), values.is_null(nan_is_null=True).to_numpy())


def _text_column(name: str, values: "pa.ChunkedArray") -> Column:
    import pyarrow as pa

    texts = values.cast(pa.large_string()).fill_null("")  # an empty text is a missing cell, too
    return text_column(name, arrow_spelling(texts.combine_chunks().dictionary_encode()))


def arrow_spelling(encoded: "pa.DictionaryArray") -> Spelling:
    """The distinct texts of a column, in the order of their first rows, and which one each row has."""
    distinct = encoded.dictionary.to_numpy(zero_copy_only=False)
    return Spelling(as_texts(distinct), encoded.indices.to_numpy().astype(np.int32))
