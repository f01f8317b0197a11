"""Asking: what a model that has learned a table says about the rows of another one."""

import warnings
from collections.abc import Iterator

import numpy as np
from numpy.typing import DTypeLike, NDArray

from chainrule.data import Encoding, Table
from chainrule.data.columns import Rows
from chainrule.data.reading import Reading
from chainrule.errors import DataError, DataNote, SettingError
from chainrule.faces.board import Board
from chainrule.faces.network import Network
from chainrule.faces.predicting import Predictions, probabilities_of
from chainrule.settings import one_text, real_type, truth, written
from chainrule.tables.by_blocks import Tally
from chainrule.tables.decision import Costs
from chainrule.tables.evaluating import Questions, evaluation
from chainrule.tables.evaluations import EvaluationReport
from chainrule.tables.learner import Learner
from chainrule.tables.predictions import (
    labels_of,
    predicted_values,
    require_threshold,
    without_probabilities,
    without_threshold,
)
from chainrule.tables.report_parts import unknown_told
from chainrule.tables.source import TableData, open_source, places_of, source_blocks


class Asking:
    """Predictions, probabilities and evaluations of a table, which is read as the one that was learned from."""

    @property
    def learner(self) -> Learner:
        """What has learned."""
        raise NotImplementedError

    @property
    def encoding(self) -> Encoding:
        """What becomes of each column."""
        raise NotImplementedError

    @property
    def trained(self) -> Network | Board:
        """The network, or the board."""
        raise NotImplementedError

    def read(self, data: TableData, reading: Reading | None = None, *, whole: bool = False) -> Table:
        """A table as the one that was learned from was read and understood; `whole`, with columns that are not used.

        A `reading` of its own tells the form of another file.
        """
        chosen, unused = self._reading(reading), self._unused(whole=whole)
        return self.encoding.understood(open_source(data, chosen, unused).table)

    def blocks(self, data: TableData, reading: Reading | None = None, *, whole: bool = False) -> Iterator[Table]:
        """The same as tables of some thousand rows each, in order, for data that need not fit into memory.

        The first one decides how numbers are written in all of them; data that is small is one table.
        """
        chosen, unused = self._reading(reading), self._unused(whole=whole)
        return self.encoding.understood_blocks(source_blocks(data, chosen, unused))

    def _reading(self, reading: Reading | None) -> Reading:
        if not isinstance(reading, Reading | None):
            raise SettingError(f"a reading is how a file is read, as a model keeps it, not {written(reading)}")
        return reading or self.encoding.reading

    def _unused(self, *, whole: bool) -> list[str]:
        """The columns that are not read: those that were dropped, unless all are wanted."""
        return [] if truth("whole", whole) else [name for names in self.encoding.dropped.values() for name in names]

    def predict(self, data: TableData, threshold: float | None = None) -> Predictions:
        """A prediction for each row, (m,), in their order: a label as it was written, or a number in the target's unit.

        Labels that read as numbers come back as numbers, and truth as truth; with a `threshold`, the second of two is
        taken where its probability reaches it. What the model has no use for is a warning (`DataNote`), a sentence for
        each column.
        """
        require_threshold(threshold, self.learner, self.encoding)
        return predicted_values(self.encoding, self._output(data), labels_of(self.encoding), threshold)

    def probabilities(self, data: TableData) -> NDArray[np.floating]:
        """The probability of each class for each row, (m, k), in the order of `classes`, also where there are two."""
        if why := without_probabilities(self.learner, self.encoding):
            raise SettingError(why)
        return probabilities_of(self._output(data))

    def evaluate(
        self,
        data: TableData,
        by: str = "",
        costs: tuple[float, float] | None = None,
        *,
        importance: bool = False,
        dependence: bool = False,
        reading: Reading | None = None,
    ) -> EvaluationReport:
        """What the model is worth on a table that has the target in every row.

        `by` names a column whose values are measured one by one; `costs`, of a false alarm and of a miss where there
        are two classes, ask for a threshold. With `importance`, every column is shuffled to see what is lost; with
        `dependence`, cells of the most important are the same in every row, to see what is made of them. The report's
        `svg()` shows both. A `reading` of its own tells the form of another file.
        """
        known = None if costs is None else Costs.of(costs, without_threshold(self.learner, self.encoding))
        asked = Questions(one_text("by", by), known, truth("importance", importance), truth("dependence", dependence))
        whole = asked.is_of_columns
        tables = iter([self.read(data, reading, whole=by != "")]) if whole else self.blocks(data, reading)
        return evaluation(self.encoding, tables, self.output, self.learner, asked)

    def notes(self, data: TableData) -> tuple[str, ...]:
        """What the model has no use for in these rows, a sentence each: cells, then columns that it does not know."""
        table = self.read(data)
        cells = tuple(note.sentence for note in self.encoding.notes(table))
        return (*cells, *unknown_told(table.source, self.encoding.match(table)))

    def arrays(
        self, data: TableData, rows: Rows | None = None, dtype: DTypeLike | None = None
    ) -> tuple[NDArray[np.floating], NDArray[np.int64] | NDArray[np.float64]]:
        """X and y of these rows (all, unless they are given) as what has learned takes them.

        y holds the number of each class, or standardised numbers. Whatever a network shows of examples it shows of a
        table so: `model.network.check(*model.arrays("people.csv"))`.
        """
        table = self.read(data)
        kind = self.trained.theta.dtype if dtype is None else real_type("dtype", dtype)
        chosen = None if rows is None else places_of(rows, table)
        return self.encoding.features(table, chosen, kind), self.encoding.targets(table, chosen)

    def output(self, table: Table) -> NDArray[np.floating]:
        """The prediction for each row of a table, (m, out); every one finite, also in the target's unit."""
        X = self.encoding.features(table, dtype=self.trained.theta.dtype)
        with np.errstate(all="ignore"):  # what is not finite is said below
            output = self.learner.output(X)
        told = self.encoding.restored(output) if self.encoding.classes is None else output
        if not np.isfinite(told).all():
            row = int(np.argmin(np.isfinite(told).all(axis=1)))
            raise DataError(
                f"{table.place(row)}: what the model predicts is beyond the largest number; its "
                "parameters or the cells of the row are too large"
            )
        return output

    def _output(self, data: TableData) -> NDArray[np.floating]:
        """The output for a person's table, with a warning for each column that has something new."""
        tally = Tally(self.encoding)
        output = np.concatenate([self.output(table) for table in tally.passed(self.blocks(data))])
        for note in tally.notes:
            warnings.warn(note.sentence, DataNote, stacklevel=3)
        return output
