"""Tables from files and to files: the one door, whatever the format."""

import csv
import gzip
import io
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from itertools import chain
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, cast

import numpy as np
from numpy.typing import NDArray

from chainrule.atomic import write_atomically
from chainrule.data.arrow_file import read_arrow
from chainrule.data.columns import Column, NumberColumn, array_column
from chainrule.data.content import Content, plain_name
from chainrule.data.csv_file import read_csv, read_csv_row
from chainrule.data.reading import PLAIN, Reading
from chainrule.data.sniff import kind_of
from chainrule.data.table import Table
from chainrule.errors import DataError, MissingPackageError
from chainrule.wording import listing

if TYPE_CHECKING:
    import pyarrow as pa
    from _typeshed import SupportsWrite


def read_table(path: str | Path, reading: Reading = PLAIN, unused: Collection[str] = ()) -> Table:
    """The table in a CSV, Parquet or Arrow file, packed or not, rows in the order of the file; `-` is standard input.

    A text file is found to be of some form (delimiter, encoding, where the table begins) unless the reading says it.
    Columns named in `unused` are left out.
    """
    content = Content.of(path)
    kind = kind_of(content, as_said=reading.text_encoding is not None)
    return read_csv(content, reading, unused) if kind == "text" else read_arrow(content, kind, unused=unused)


def read_row(path: str | Path, row: int, texts: Collection[str] = (), reading: Reading = PLAIN) -> Table:
    """A table of one row of such a file, the first being 0: quick, for nothing else is made sense of.

    In a text file what makes a column numbers is that all its cells are; here the columns named in `texts` are texts.
    """
    content = Content.of(path)
    kind = kind_of(content, as_said=reading.text_encoding is not None)
    return read_csv_row(content, reading, row, texts) if kind == "text" else read_arrow(content, kind, row)


def require_format(path: Path) -> None:
    """Nothing, or a DataError when the name of a file to be written does not tell its format."""
    if Path(plain_name(path)).suffix.lower() not in WRITERS:
        raise DataError(f"cannot tell the format of {path}; let the name end in one of {', '.join(WRITERS)}")


def write_table(path: str | Path, table: Table, extra: Mapping[str, NDArray[np.generic]]) -> None:
    """Nothing; the file holds the table and the extra columns, all of it or what was there before."""
    twice = [name for name in extra if name in table]
    if twice:
        raise DataError(f"{table.source} already has {listing(twice)}; rename it, or choose another name to write")
    write_blocks(path, iter([with_columns(table, extra)]))


def write_blocks(path: str | Path, blocks: Iterator[Sequence[Column]]) -> None:
    """Nothing; the file holds the rows of all blocks, which have the same columns, or what was there before.

    In a Parquet or Arrow file a column has one type: that of the first block, or numbers with a point.
    """
    path = Path(path)
    require_format(path)
    writer = WRITERS[Path(plain_name(path)).suffix.lower()]
    write_atomically(path, lambda file: _write_packed(file, lambda inner: writer(inner, blocks, path), path))


def _write_packed(file: BinaryIO, write: Callable[[BinaryIO], None], path: Path) -> None:
    """Write what a file's ending says to be packed."""
    if path.suffix.lower() == ".gz":
        with gzip.GzipFile(fileobj=file, mode="wb", mtime=0) as packed:
            write(cast("BinaryIO", packed))
    elif path.suffix.lower() == ".zst":
        held = io.BytesIO()
        write(held)
        file.write(_zstd(held.getvalue(), path))
    else:
        write(file)


def _zstd(content: bytes, path: Path) -> bytes:
    try:
        import pyarrow as pa
    except ImportError:
        raise MissingPackageError(
            f"packing {path} needs pyarrow; install it with: pip install 'chainrule[data]'"
        ) from None
    stream = pa.BufferOutputStream()
    with pa.CompressedOutputStream(stream, "zstd") as packed:
        packed.write(content)
    packed_bytes: bytes = stream.getvalue().to_pybytes()
    return packed_bytes


def with_columns(table: Table, extra: Mapping[str, NDArray[np.generic]]) -> tuple[Column, ...]:
    """The columns of a table, and the extra ones behind them."""
    return (*table.columns, *(array_column(name, values) for name, values in extra.items()))


def write_rows(
    file: "SupportsWrite[str]", columns: Sequence[Column], delimiter: str = ",", *, header: bool = True
) -> None:
    """Write the names of the columns, unless they stand there already, and below them the rows, as lines of CSV."""
    writer = csv.writer(file, delimiter=delimiter, lineterminator="\n")
    if header:
        writer.writerow([column.name for column in columns])
    writer.writerows(zip(*(column.written() for column in columns), strict=True))


def _csv(file: BinaryIO, blocks: Iterator[Sequence[Column]], path: Path) -> None:
    text = io.TextIOWrapper(file, encoding="utf-8", newline="")
    delimiter = "\t" if Path(plain_name(path)).suffix.lower() == ".tsv" else ","
    for place, columns in enumerate(blocks):
        write_rows(text, columns, delimiter, header=not place)
    text.detach()  # flushes, and leaves the file open


def _parquet(file: BinaryIO, blocks: Iterator[Sequence[Column]], path: Path) -> None:
    tables = _contents(blocks, path)
    first = next(tables)
    import pyarrow.parquet

    with pyarrow.parquet.ParquetWriter(file, first.schema) as writer:
        for table in chain([first], tables):
            writer.write_table(table)


def _arrow(file: BinaryIO, blocks: Iterator[Sequence[Column]], path: Path) -> None:
    tables = _contents(blocks, path)
    first = next(tables)
    import pyarrow.ipc

    with pyarrow.ipc.new_file(file, first.schema) as writer:
        for table in chain([first], tables):
            writer.write_table(table)


def _contents(blocks: Iterator[Sequence[Column]], path: Path) -> "Iterator[pa.Table]":
    """The blocks as tables of one schema: that of the first, numbers from a text with a point where there are more."""
    first, second = next(blocks), next(blocks, None)
    if second is None:
        yield _content(first, path)
        return
    made = _content(first, path, several=True)
    yield made
    for columns in chain([second], blocks):
        yield _as_first(_content(columns, path, several=True), made.schema, path)


def _as_first(table: "pa.Table", schema: "pa.Schema", path: Path) -> "pa.Table":
    """A block in the types of the first one."""
    import pyarrow as pa

    try:
        return table.cast(schema)
    except pa.ArrowInvalid as fault:
        raise DataError(
            f"{path} cannot be written: further rows have other kinds of cells ({fault}); use .csv"
        ) from None


def _content(columns: Sequence[Column], path: Path, *, several: bool = False) -> "pa.Table":
    try:
        import pyarrow as pa
    except ImportError:
        raise MissingPackageError(
            f"writing {path} needs pyarrow; install it with: pip install 'chainrule[data]'"
        ) from None
    arrays = []
    for column in columns:
        if isinstance(column, NumberColumn):
            is_text = several and column.spelling is not None  # whose other rows may have a point
            numbers = column.numbers.astype(np.float64) if is_text else column.numbers
            arrays.append(pa.array(numbers, mask=column.missing))
        else:
            arrays.append(pa.array(column.written(), pa.string(), mask=column.missing))
    return pa.table(arrays, names=[column.name for column in columns])


WRITERS: Mapping[str, Callable[[BinaryIO, Iterator[Sequence[Column]], Path], None]] = {
    ".csv": _csv,
    ".tsv": _csv,
    ".parquet": _parquet,
    ".arrow": _arrow,
    ".feather": _arrow,
}
