"""A table in memory, in the order of its file, with words for where a cell stands."""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from chainrule.data.columns import Column, NumberColumn
from chainrule.errors import DataError
from chainrule.wording import closest, counted, listing, quoted

MOST_COLUMNS = 20_000


@dataclass(frozen=True, eq=False)
class Table:
    """Named columns of equal length, and where they came from."""

    source: str
    columns: tuple[Column, ...]
    find_lines: Callable[[], NDArray[np.int64]] | None = None  # in a text file, what finds the line of each row
    before: int = 0  # rows of the source that come before these

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
        nearest = closest(name, self.names)
        hint = f"did you mean {quoted(nearest)}?" if nearest else f"its columns are {listing(self.names)}"
        raise DataError(f"{self.source} has no column {quoted(name)}; {hint}")

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
) -> Table:
    """The table of these columns, each with a name of its own, rows below it, and no infinite number."""
    refuse_names([column.name for column in columns], source)
    table = Table(source, tuple(columns), find_lines, before)
    if not table.row_count:
        raise DataError(f"{source} has no rows below its header; a table needs at least one")
    for column in columns:
        _refuse_infinite(column, table)
    return table


def refuse_names(names: Sequence[str], source: str) -> None:
    """Nothing, or a DataError when there are no names or too many, or one is empty or there twice."""
    if not names:
        raise DataError(f"{source} has no columns; a table needs at least one")
    if len(names) > MOST_COLUMNS:
        raise DataError(f"{source} has {len(names):,} columns; at most {MOST_COLUMNS:,} can be read, so leave some out")
    if "" in names:
        position = names.index("") + 1
        raise DataError(
            f"column {position} of {source} has no name; give every column one "
            "(pandas writes such a column unless it is told index=False)"
        )
    if len(set(names)) < len(names):
        twice = sorted(name for name, count in Counter(names).items() if count > 1)
        raise DataError(
            f"{source} has more than one column named {listing(twice)}; every column needs a name of its own "
            "(if the first line already holds data, put a line of names above it)"
        )


def _refuse_infinite(column: Column, table: Table) -> None:
    if not isinstance(column, NumberColumn) or np.isfinite(column.numbers).all():
        return
    rows = np.flatnonzero(~np.isfinite(column.numbers))
    raise DataError(
        f"{table.place(int(rows[0]), column.name)}: the number is not finite "
        f"({counted(len(rows), 'such cell')} in the column); correct it or leave the cell empty"
    )
