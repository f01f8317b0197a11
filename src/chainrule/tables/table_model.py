"""TableModel: a network, or a board, and the encoding of a table's columns as one object, as a person sees it."""

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import Self, TypeVar

from chainrule.architecture.description import Functions
from chainrule.atomic import write_atomically
from chainrule.data import ColumnReport, Encoding
from chainrule.data.columns import Rows
from chainrule.errors import DataNote, SettingError
from chainrule.faces import html
from chainrule.faces.board import Board
from chainrule.faces.choices import file_name
from chainrule.faces.network import Network
from chainrule.faces.other_words import OtherWords
from chainrule.faces.predicting import Predictions
from chainrule.graph.display import shortened
from chainrule.live import Page
from chainrule.readers.script import Script
from chainrule.settings import one_text, truth
from chainrule.tables.asking import Asking
from chainrule.tables.folds import measured
from chainrule.tables.learner import Hook, Learner
from chainrule.tables.learning import learn, load_fitted
from chainrule.tables.onnx_model import onnx_model
from chainrule.tables.parts import Prepared, prepare
from chainrule.tables.predictions import (
    labels_of,
)
from chainrule.tables.reports import TrainingReport, training_report
from chainrule.tables.resuming import read_cut_off
from chainrule.tables.source import TableData, open_source
from chainrule.tables.streaming import is_streamed, prepare_streamed
from chainrule.tables.table_settings import TableSettings
from chainrule.wording import quoted

USUAL_BATCH = 32
Part = TypeVar("Part")


class TableModel(Asking, OtherWords, TableSettings):
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

    # ---- what goes on from it ----------------------------------------------------------------------------------

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
