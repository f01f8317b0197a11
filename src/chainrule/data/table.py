"""A table in memory, in the order of its file, with words for where a cell stands."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from chainrule.data.columns import Column, NumberColumn
from chainrule.data.names import refuse_count
from chainrule.errors import DataError
from chainrule.wording import closest, counted, listing, quoted


@dataclass(frozen=True, eq=False)
class Table:
    """Named columns of equal length, and where they came from."""

    source: str
    columns: tuple[Column, ...]
    find_lines: Callable[[], NDArray[np.int64]] | None = None  # in a text file, what finds the line of each row
    before: int = 0  # rows of the source that come before these
    notes: tuple[str, ...] = ()  # how it was read, where that is not as of the plainest file
    delimiter: str = ","  # between the cells of its file; who uses another one may write a decimal comma
    unread: tuple[str, ...] = ()  # columns that were left out because nobody needs them
    skipped: Mapping[str, str] = field(
        default_factory=dict
    )  # columns that hold no numbers or texts, and what they hold

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the columns, in order."""
        return tuple(column.name for column in self.columns)

    @property
    def row_count(self) -> int:
        """The number of rows."""
        return len(self.columns[0].missing)

    @cached_property
    def lines(self) -> NDArray[np.int64] | None:
        """The line of each row in a text file, the first being 1; None elsewhere, or when the file has changed."""
        lines = self.find_lines() if self.find_lines else None
        return lines if lines is not None and len(lines) == self.row_count else None

    @cached_property
    def _by_name(self) -> dict[str, Column]:
        return {column.name: column for column in self.columns}

    def __contains__(self, name: str) -> bool:
        return name in self._by_name

    def column(self, name: str) -> Column:
        """The column of this name."""
        if name in self._by_name:
            return self._by_name[name]
        if name in self.skipped:
            raise DataError(
                f"column {quoted(name)} of {self.source} holds {self.skipped[name]}; make it numbers or texts"
            )
        raise self._none_called(name)

    def require(self, name: str) -> None:
        """Nothing, or a DataError where the source has no column of this name, read or not."""
        if name not in self and name not in self.skipped and name not in self.unread:
            raise self._none_called(name)

    def _none_called(self, name: str) -> DataError:
        nearest = closest(name, self.names)
        hint = f"did you mean {quoted(nearest)}?" if nearest else f"its columns are {listing(self.names)}"
        return DataError(f"{self.source} has no column {quoted(name)}; {hint}")

    def spot(self, row: int) -> str:
        """The line of a row in a text file, elsewhere its number."""
        return f"row {self.before + row + 1:,}" if self.lines is None else f"line {self.lines[row]}"

    def place(self, row: int, name: str | None = None) -> str:
        """Where a row, or a cell of it, stands: `line 17 of people.csv, column 'age'`."""
        where = f"{self.spot(row)} of {self.source}"
        return where if name is None else f"{where}, column {quoted(name)}"


class NoRowError(DataError):
    """A row that a table does not have."""

    def __init__(self, source: str, rows: int, row: int) -> None:
        super().__init__(f"{source} has {counted(rows, 'row')}, counted from 1; {row + 1:,} is none")


def checked_table(
    source: str,
    columns: Sequence[Column],
    find_lines: Callable[[], NDArray[np.int64]] | None = None,
    before: int = 0,
    notes: Sequence[str] = (),
    skipped: Mapping[str, str] | None = None,
) -> Table:
    """The table of these columns, with rows, and no infinite number."""
    if skipped and not columns:
        name, kind = next(iter(skipped.items()))
        raise DataError(f"{source} has no column of numbers or texts: {quoted(name)} holds {kind}")
    refuse_count(len(columns), source)
    told = tuple(f"column {quoted(name)} is not read, for it holds {kind}" for name, kind in (skipped or {}).items())
    table = Table(source, tuple(columns), find_lines, before, (*notes, *told), skipped=skipped or {})
    if not table.row_count:
        raise DataError(f"{source} has no rows below its header; a table needs at least one")
    for column in columns:
        _refuse_infinite(column, table)
    return table


def _refuse_infinite(column: Column, table: Table) -> None:
    if not isinstance(column, NumberColumn) or np.isfinite(column.numbers).all():
        return
    rows = np.flatnonzero(~np.isfinite(column.numbers))
    raise DataError(
        f"{table.place(int(rows[0]), column.name)}: the number is not finite "
        f"({counted(len(rows), 'such cell')} in the column); correct it or leave the cell empty"
    )
