"""DATA: a file, or the name of a built-in sample."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from chainrule.cli.exits import usage_error
from chainrule.cli.options import Settings
from chainrule.data import SAMPLES, NoRowError, Table, Task, load_sample, read_row, read_table
from chainrule.wording import closest, listing, quoted


@dataclass(frozen=True)
class Source:
    """A table, and for a sample the target and the task that it was made for."""

    name: str
    table: Table
    target: str | None = None
    task: Task | None = None


def open_source(data: str) -> Source:
    """The table of a file, or of a sample; a sample wins, and `./digits` is always a file."""
    if _is_sample(data):
        sample = load_sample(data)
        return Source(sample.name, sample.table(), sample.target_name, sample.task)
    return Source(Path(data).stem, read_table(data))


def open_row(data: str, row: int, texts: Collection[str]) -> tuple[Table, int]:
    """A table with a row of a file, or of a sample, the first being 0, and where in the table the row is.

    Of a file, nothing else is made sense of; the columns named in `texts` are texts.
    """
    if not _is_sample(data):
        return read_row(data, row, texts), 0
    table = load_sample(data).table()
    if row >= table.row_count:
        raise NoRowError(table.source, table.row_count, row)
    return table, row


def _is_sample(data: str) -> bool:
    """Whether this is a sample's name, or seems to be meant for one."""
    path = Path(data)
    if data in SAMPLES:
        return True
    return data == path.name and not path.suffix and not path.exists() and closest(data, SAMPLES) is not None


def choose_target(source: Source, settings: Settings) -> tuple[str, Task | None]:
    """The target's name and the task, as chosen or as the sample has them; None lets the values decide."""
    name = settings.target or source.target
    if name is None:
        columns = listing(source.table.names)
        raise usage_error("--target", f"which column is to be predicted? {source.table.source} has {columns}")
    for column in (name, *settings.ignore):
        source.table.column(column)  # a column that is not there is the table's error, with the nearest name
    if name in settings.ignore:
        raise usage_error("--ignore", f"{quoted(name)} is the target and cannot be left out")
    return name, settings.task or (source.task if name == source.target else None)
