"""TableModel: a network, or a board, and the encoding of a table's columns as one object, as a person sees it."""

import warnings
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Self, TypeVar

import numpy as np
from numpy.typing import DTypeLike, NDArray

from chainrule.architecture.description import Functions
from chainrule.atomic import write_atomically
from chainrule.data import ColumnReport, Encoding, Table
from chainrule.data.columns import Rows
from chainrule.data.reading import Reading
from chainrule.errors import DataError, SettingError
from chainrule.faces import html
from chainrule.faces.board import Board
from chainrule.faces.choices import file_name
from chainrule.faces.network import Network
from chainrule.faces.other_words import OtherWords
from chainrule.faces.predicting import Predictions, probabilities_of
from chainrule.graph.display import shortened
from chainrule.live import Page
from chainrule.readers.script import Script
from chainrule.settings import one_text, real_type, truth, written
from chainrule.tables.by_blocks import Tally
from chainrule.tables.decision import Costs
from chainrule.tables.evaluating import Questions, evaluation
from chainrule.tables.evaluations import EvaluationReport
from chainrule.tables.folds import measured
from chainrule.tables.learner import Hook, Learner
from chainrule.tables.learning import learn, load_fitted
from chainrule.tables.onnx_model import onnx_model
from chainrule.tables.parts import Prepared, prepare
from chainrule.tables.predictions import (
    labels_of,
    predicted_values,
    require_threshold,
    without_probabilities,
    without_threshold,
)
from chainrule.tables.report_parts import unknown_told
from chainrule.tables.reports import TrainingReport, training_report
from chainrule.tables.resuming import read_cut_off
from chainrule.tables.source import TableData, open_source, places_of, source_blocks
from chainrule.tables.streaming import is_streamed, prepare_streamed
from chainrule.tables.table_settings import TableSettings
from chainrule.wording import quoted

USUAL_BATCH = 32
Part = TypeVar("Part")


class DataNote(UserWarning):
    """What is worth knowing of a table: cells that a model has no use for, a target that may be meant otherwise."""


class TableModel(OtherWords, TableSettings):
    """A network, or a board, that predicts a column of a table, and what becomes of the other columns.

    A table is a CSV, Parquet or Arrow file, a data frame of pandas or polars, a pyarrow table, a dict of columns, or a
    built-in name such as "digits". Columns are found by name, in whatever order they stand; the rows keep theirs. The
    settings are those of `chainrule train --help`, under the same names; what is not chosen is chosen from the rows.

    >>> sizes = [0.1 * i for i in range(40)]
    >>> table = {"size": sizes, "colour": ["red", "blue"] * 20, "kind": ["small"] * 20 + ["big"] * 20}
    >>> model = TableModel("kind", hidden=(8,), epochs=40, learning_rate=0.03).fit(table)
    >>> model
    <table model of 'kind', 2 classes, 3-8-1>
    >>> model.predict({"colour": ["red", "blue"], "size": [0.2, 3.7]}).tolist()
    ['small', 'big']
    >>> model.evaluate(table).metrics["accuracy"] > 0.9
    True
    """

    def __post_init__(self) -> None:
        super().__post_init__()
        self._learner: Learner | None = None
        self._encoding: Encoding | None = None
        self._report: TrainingReport | None = None

    def __repr__(self) -> str:
        if self._learner is None:
            return shortened(f"<table model of {quoted(self.target) if self.target else 'a sample'}, not fitted>")
        found = "a number" if self.encoding.classes is None else f"{len(self.encoding.classes)} classes"
        return shortened(f"<table model of {quoted(self.encoding.target)}, {found}, {self.learner.called}>")

    def _repr_html_(self) -> str:
        """What a notebook shows: what it is, and what is done with each column."""
        told = html.paragraph(repr(self).strip("<>"))
        if self._encoding is None:
            return html.display(told)
        return html.display(told, html.table(("column", ""), ((one.column, one.done) for one in self.columns)))

    # ---- what it is ------------------------------------------------------------------------------------------

    @property
    def learner(self) -> Learner:
        """What has learned: a network, or a board, as a table sees it."""
        return _fitted(self._learner)

    @property
    def network(self) -> Network:
        """The network; `arrays` gives what it is asked with."""
        if not isinstance(self.learner.face, Network):
            raise SettingError("a board has learned here, and no network; `trained` is that board")
        return self.learner.face

    @property
    def trained(self) -> Network | Board:
        """The network, or the board, that has learned."""
        return self.learner.face

    @property
    def encoding(self) -> Encoding:
        """What becomes of each column, and of the target."""
        return _fitted(self._encoding)

    @property
    def classes(self) -> Predictions | None:
        """The labels in the order of their probabilities; None where a number is predicted."""
        return None if self.encoding.classes is None else labels_of(self.encoding)

    @property
    def columns(self) -> list[ColumnReport]:
        """What is done with each column, in the order of the table that was learned from."""
        return self.encoding.report()

    def report(self) -> TrainingReport:
        """What `chainrule train` says: the network, or the board, the rows, the metrics of each part, the columns."""
        if self._learner is not None and self._report is None:
            raise SettingError(
                "a file has no report of the training; evaluate tells what the model is worth on a table"
            )
        return _fitted(self._report)

    # ---- learning --------------------------------------------------------------------------------------------

    def prepare(self, data: TableData) -> Prepared:
        """The rows of a table as they would be learned from: split in three parts, and encoded."""
        self.require_possible()
        if is_streamed(data):
            assert isinstance(data, str | Path)  # noqa: S101 - or it would be in memory
            return prepare_streamed(data, self)
        needed = (self.target, self.weight, self.group, self.time)
        unused = [name for name in self.ignore if name not in needed]
        return prepare(open_source(data, self.reading, unused), self)

    def fit(
        self,
        data: TableData | Prepared,
        callbacks: Sequence[Hook] = (),
        *,
        recorded: bool = False,
        resume: str | Path | None = None,
    ) -> Self:
        """The model itself, once it was trained anew on the table; Ctrl-C ends that with a usable model.

        Some rows are held out for early stopping and some to measure the result, which `report` tells. A `recorded`
        training keeps where theta was at about 200 of its steps, `report().learned.run.record`. With `resume`, the file
        of a run that was cut off (see `Checkpointing`), it is that run which ends, with the bits of one that was not.
        """
        if not isinstance(data, Prepared):
            data = self.prepare(data)
            for advice in data.advice:
                warnings.warn(advice.told("{}={!r}".format), DataNote, stacklevel=2)
        folds = measured(data.known, self) if self.folds and data.known else None
        cut_off = None if resume is None else read_cut_off(resume)
        learned = learn(data, self, callbacks, recorded=truth("recorded", recorded), resumed=cut_off)
        self._learner, self._encoding = learned.learner, data.encoding
        self._report = training_report(data, learned, folds)
        return self

    def read(self, data: TableData, reading: Reading | None = None, *, whole: bool = False) -> Table:
        """A table as the one that was learned from was read and understood; `whole`, with columns that are not used.

        A `reading` of its own tells the form of another file.
        """
        if not isinstance(reading, Reading | None):
            raise SettingError(f"a reading is how a file is read, as a model keeps it, not {written(reading)}")
        dropped = [] if truth("whole", whole) else [name for names in self.encoding.dropped.values() for name in names]
        return self.encoding.understood(open_source(data, reading or self.encoding.reading, dropped).table)

    def blocks(self, data: TableData, reading: Reading | None = None, *, whole: bool = False) -> Iterator[Table]:
        """The same as tables of some thousand rows each, in order, for data that need not fit into memory.

        The first one decides how numbers are written in all of them; data that is small is one table.
        """
        dropped = [] if truth("whole", whole) else [name for names in self.encoding.dropped.values() for name in names]
        return self.encoding.understood_blocks(source_blocks(data, reading or self.encoding.reading, dropped))

    # ---- using it --------------------------------------------------------------------------------------------

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

    def script(self, data: TableData, epochs: int = 10) -> Script:
        """A NumPy file that goes on training on all rows of a table, in batches of the size it had last."""
        X, y = self.arrays(data)
        sizes = self.trained.history.batch_size
        size = min(int(sizes[-1]) if len(sizes) else USUAL_BATCH, len(X))
        return self.learner.script(X, y, batch_size=size, epochs=epochs)

    def page(self, data: TableData, rows: Rows | None = None, title: str = "A model that computes") -> Page:
        """One HTML file that computes, and goes on training, on these rows of a table (all, unless they are given).

        A page holds up to 8,000 numbers, parameters included; for more it raises SettingError.
        """
        return self.learner.page(*self.arrays(data, rows), one_text("title", title))

    # ---- files -----------------------------------------------------------------------------------------------

    def save(self, path: str | Path) -> None:
        """Write the network, or the board, and the encoding to a `.safetensors` file, all at once or not at all."""
        self.trained.save(path)

    def onnx(self, path: str | Path, *, encoded: bool = True) -> None:
        """Write an ONNX file: cells of the used columns in, labels and probabilities, or numbers, out.

        Numbers come in as double, NaN where missing, categories as texts, dates as seconds since 1970. Without the
        encoding, features come in as `arrays` gives them, and what the last layer gives comes out.
        """
        content = onnx_model(self.learner, self.encoding if truth("encoded", encoded) else None)
        write_atomically(file_name(path), lambda file: file.write(content))

    @classmethod
    def load(cls, path: str | Path, functions: Functions | None = None) -> Self:
        """The model of a file, its encoding and its network, or board, found to fit each other.

        What else was chosen for its training is not in the file; `functions` are a person's own, by name.
        """
        learner, encoding = load_fitted(path, functions)
        model = cls(encoding.target, task=encoding.task)
        model._learner, model._encoding = learner, encoding
        return model


def _fitted(part: Part | None) -> Part:
    """A part of a model that has been fitted."""
    if part is None:
        raise SettingError("the model is not fitted; fit it to a table, or load one from a file")
    return part
