"""What a model says of rows that come block by block: outputs, targets, and what was new to it, over all of them."""

from collections import Counter
from collections.abc import Iterable, Iterator

import numpy as np
from numpy.typing import NDArray

from chainrule.data import Encoding, Table
from chainrule.data.note import Note, Unseen
from chainrule.errors import DataError
from chainrule.tables.learner import Learner
from chainrule.tables.measures import Measures, measure

MOST_MEASURED = 1 << 19  # rows that predictions are compared with, for what is computed of them takes memory


class Tally:
    """What was seen of the blocks of a table so far."""

    def __init__(self, encoding: Encoding) -> None:
        self._encoding = encoding
        self.rows = 0
        self.source = ""
        self.unknown: tuple[str, ...] = ()  # columns that the model does not know
        self.reading: tuple[str, ...] = ()  # how the table was read
        self._unseen: list[Unseen] = [Counter() for _ in encoding.used]

    def passed(self, tables: Iterable[Table]) -> Iterator[Table]:
        """The blocks themselves, each of which is looked at."""
        for table in tables:
            if not self.rows:
                self.source, self.unknown = table.source, self._encoding.match(table)
            self.rows += table.row_count
            self.reading = tuple(dict.fromkeys((*self.reading, *table.notes)))
            for total, found in zip(self._unseen, self._encoding.unseen(table), strict=True):
                total.update(found)
            yield table

    @property
    def notes(self) -> tuple[Note, ...]:
        """What the model has no use for in all of these rows."""
        return self._encoding.told(self._unseen)


class Truth:
    """The encoded targets of the first rows of a table, beside what was predicted for these."""

    def __init__(self, encoding: Encoding) -> None:
        self._encoding = encoding
        self._targets: list[NDArray[np.generic]] = []
        self._outputs: list[NDArray[np.floating]] = []
        self.rows = 0
        self.lacking = ""  # why there are none

    def add(self, table: Table, output: NDArray[np.floating]) -> None:
        """Take up those of a block, where the table has some; what is wrong with one is told once."""
        if self.lacking or self._encoding.target not in table or self.rows >= MOST_MEASURED:
            return
        try:
            self._targets.append(self._encoding.targets(table))
        except DataError as error:
            self.lacking, self._targets = str(error), []
            return
        self._outputs.append(output)
        self.rows += table.row_count

    def measures(self, learner: Learner) -> Measures | None:
        """What the predictions are worth; None where there are no targets."""
        if not self._targets:
            return None
        return measure(self._encoding, np.concatenate(self._targets), np.concatenate(self._outputs), learner)
