"""What is learned from or predicted: a file, the name of a built-in sample, or a table in memory."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TypeAlias

import numpy as np

from chainrule.data import (
    SAMPLES,
    Frame,
    NoRowError,
    Table,
    Task,
    load_sample,
    read_frame,
    read_row,
    read_table,
    table_blocks,
)
from chainrule.data.columns import Rows
from chainrule.data.content import STANDARD_INPUT, plain_name
from chainrule.data.reading import PLAIN, Reading
from chainrule.errors import ArgumentError, SettingError
from chainrule.settings import written
from chainrule.tables.table_settings import TableSettings
from chainrule.wording import closest, listing, quoted

MEMORY = "data"  # what a table in memory is called


@dataclass(frozen=True)
class Source:
    """A table, and for a sample the target and the task that it was made for."""

    name: str
    table: Table
    target: str | None = None
    task: Task | None = None


TableData: TypeAlias = str | Path | Frame | Table | Source


def open_source(data: TableData, reading: Reading = PLAIN, unused: Collection[str] = ()) -> Source:
    """The table of a file, of a sample, or in memory; a sample wins, and `./digits` is always a file.

    The reading tells the form of a text file; columns in `unused` are not read.
    """
    if isinstance(data, Source):
        return data
    if isinstance(data, Table):
        return Source(Path(data.source).stem, data)
    if not isinstance(data, str | Path):
        return Source(MEMORY, read_frame(data, unused))
    if is_sample(data):
        sample = load_sample(str(data))
        return Source(sample.name, sample.table(), sample.target_name, sample.task)
    return Source(name_of(data), read_table(data, reading, unused))


def source_blocks(data: TableData, reading: Reading = PLAIN, unused: Collection[str] = ()) -> Iterator[Table]:
    """The same as tables of some thousand rows each, in order, where a file, or a folder of Parquet files, is large."""
    if isinstance(data, str | Path) and not is_sample(data):
        return table_blocks(data, reading, unused)
    return iter([open_source(data, reading, unused).table])


def name_of(data: str | Path) -> str:
    """What a file, or a sample, is called."""
    return "standard-input" if str(data) == STANDARD_INPUT else Path(plain_name(data)).stem


def open_row(data: TableData, row: int, texts: Collection[str], reading: Reading = PLAIN) -> tuple[Table, int]:
    """A table with a row of some data, the first being 0, and where in the table the row is.

    Of a file, nothing else is made sense of; the columns named in `texts` are texts.
    """
    if isinstance(data, str | Path) and not is_sample(data):
        return read_row(data, row, texts, reading), 0
    table = open_source(data).table
    if row >= table.row_count:
        raise NoRowError(table.source, table.row_count, row)
    return table, row


def places_of(rows: object, table: Table) -> Rows:
    """The places of some rows of a table, the first being 0."""
    places = np.asarray(rows)
    if places.ndim != 1 or places.dtype.kind not in "iu":
        raise SettingError(f"rows are whole numbers from 0, such as [0, 3], not {written(rows)}")
    beyond = [place for place in places.tolist() if not 0 <= place < table.row_count]
    if beyond:
        raise NoRowError(table.source, table.row_count, beyond[0])
    return places.astype(np.int64)


def is_sample(data: str | Path) -> bool:
    """Whether this is a sample's name, or seems to be meant for one; a path is none."""
    if isinstance(data, Path):
        return False
    path = Path(data)
    if data in SAMPLES:
        return True
    return data == path.name and not path.suffix and not path.exists() and closest(data, SAMPLES) is not None


def choose_target(source: Source, settings: TableSettings) -> tuple[str, Task | None]:
    """The target's name and the task, as chosen or as the sample has them; None lets the values decide."""
    name = settings.target or source.target
    if name is None:
        columns = listing(source.table.names)
        raise ArgumentError("target", f"which column is to be predicted? {source.table.source} has {columns}")
    for column in (*settings.ignore, *settings.categorical, *settings.keep):
        source.table.require(column)  # a column that is not there is the table's error, with the nearest name
    if name in settings.ignore:
        raise ArgumentError("ignore", f"{quoted(name)} is the target and cannot be left out")
    source.table.column(name)
    for argument in ("weight", "group", "time"):
        column = getattr(settings, argument)
        if column is not None:
            source.table.column(column)
            if column == name:
                raise ArgumentError(argument, f"{quoted(column)} is what is to be predicted; choose another column")
    return name, settings.task or (source.task if name == source.target else None)
