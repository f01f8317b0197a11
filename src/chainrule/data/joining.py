"""Parts of one table joined again, for what is to be found out of some rows of all of them."""

from collections.abc import Sequence

import numpy as np

from chainrule.data.columns import Column, NumberColumn, Spelling, as_texts, text_column, typed_column
from chainrule.data.rows import chosen_rows
from chainrule.data.table import Table, checked_table

Generator = np.random.Generator


def joined(parts: Sequence[Table]) -> Table:
    """One table of the rows of all parts, whose columns are the same."""
    first = parts[0]
    columns = [_joined([part.columns[place] for part in parts]) for place in range(len(first.columns))]
    table = checked_table(first.source, columns, skipped=first.skipped)
    return Table(**{**vars(first), "columns": table.columns, "find_lines": None, "before": 0})


def _joined(columns: Sequence[Column]) -> Column:
    name, numbers = columns[0].name, [one for one in columns if isinstance(one, NumberColumn)]
    if len(numbers) == len(columns) and all(one.spelling is None for one in numbers):
        missing = np.concatenate([one.missing for one in numbers])
        return NumberColumn(name, missing, np.concatenate([one.numbers for one in numbers]))
    texts, codes = np.unique(np.concatenate([as_texts(one.written()) for one in columns]), return_inverse=True)
    spelling = Spelling(as_texts(texts), codes.astype(np.int32))
    return typed_column(name, spelling) if numbers else text_column(name, spelling)


class Sample:
    """Some rows of a table that comes in parts, each as likely as any other, `least` to twice as many of them."""

    def __init__(self, least: int, generator: Generator) -> None:
        self._least, self._generator = least, generator
        self._share, self._parts, self._rows = 1.0, list[Table](), 0

    def add(self, table: Table) -> None:
        """Take some rows of the next part; where there are many by now, every other one of all is left out."""
        self._take(table, self._share)
        while self._rows > 2 * self._least:
            parts, self._parts, self._rows = self._parts, [], 0
            self._share /= 2
            for part in parts:
                self._take(part, 0.5)

    def _take(self, table: Table, share: float) -> None:
        rows = np.flatnonzero(self._generator.random(table.row_count) < share)
        if len(rows):
            self._parts.append(chosen_rows(table, rows))
            self._rows += len(rows)

    def table(self) -> Table:
        """The rows that were taken."""
        return joined(self._parts)
