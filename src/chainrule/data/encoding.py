"""The encoding of a table's columns as features and of its target as numbers; it travels with the model.

It is made from training rows (`fitting.py`), and then does the same to every table: columns are found by name,
in whatever order they stand.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import DTypeLike, NDArray

from chainrule.data.cells import Numbers, number_text, read_numbers
from chainrule.data.coding_json import coding_from_json, coding_to_json
from chainrule.data.codings import CategoryCoding, Coding, DroppedCoding, UsedCoding, numbers_of
from chainrule.data.columns import Rows
from chainrule.data.meaning import Forms, NumberForm, Understood, understood
from chainrule.data.note import Note, Unseen
from chainrule.data.reading import DECIMALS, PLAIN, Reading
from chainrule.data.table import Table
from chainrule.data.target import Task, class_positions, refuse_missing_target
from chainrule.errors import DataError
from chainrule.json_fields import FieldError, Json, items, not_this, number, record, text, texts
from chainrule.wording import closest, counted, listing, quoted

LARGEST = float(np.sqrt(np.finfo(np.float64).max))  # of a standard deviation, whose square is computed on the way
FINEST = float(np.finfo(np.float64).eps) / 1e6  # of numbers that differ: their standard deviation beside their mean


@dataclass(frozen=True)
class ColumnReport:
    """A column and what is done with it, for people."""

    column: str
    done: str


@dataclass(frozen=True)
class Encoding:
    """What becomes of each column, and of the target: classes, or numbers standardised with mean and sd."""

    target: str
    task: Task
    classes: tuple[str, ...] | None  # the labels in the order of their numbers; None in a regression
    mean: float  # of the target; 0 and 1 with classes
    sd: float
    codings: tuple[Coding, ...]
    reading: Reading = PLAIN  # what was said of the table it was made from
    forms: Forms = field(default_factory=dict)  # of the numbers that were written otherwise there

    def understood(self, table: Table) -> Table:
        """A table as what was learned from was understood: the same words for nothing, the same forms of numbers."""
        return understood(table, self.reading, self.forms, self.texts).table

    def understood_blocks(self, tables: Iterable[Table]) -> Iterator[Table]:
        """The parts of a table as the whole of it is understood, as far as the first part shows."""
        first: Understood | None = None
        for table in tables:
            found = understood(table, self.reading, self.forms, self.texts, first)
            first = first or found
            yield found.table

    @cached_property
    def used(self) -> tuple[UsedCoding, ...]:
        """The codings of the columns that are not dropped."""
        return tuple(coding for coding in self.codings if not isinstance(coding, DroppedCoding))

    @cached_property
    def feature_names(self) -> tuple[str, ...]:
        """The names of the features, in order."""
        return tuple(name for coding in self.used for name in coding.feature_names)

    @cached_property
    def numeric_classes(self) -> Numbers | None:
        """The classes as numbers, where they are numbers as a table writes them."""
        numbers, _ = read_numbers(self.classes or ("",))
        return numbers if numbers is not None and tuple(map(number_text, numbers)) == self.classes else None

    @cached_property
    def texts(self) -> tuple[str, ...]:
        """The columns whose cells are texts even where one looks like a number."""
        target = (self.target,) if self.classes is not None and self.numeric_classes is None else ()
        return (*target, *(coding.column for coding in self.codings if isinstance(coding, CategoryCoding)))

    def match(self, table: Table) -> tuple[str, ...]:
        """The names of columns that the table has and the encoding does not know."""
        absent = [coding.column for coding in self.used if coding.column not in table]
        known = {coding.column for coding in self.codings} | {self.target}
        extra = tuple(name for name in table.names if name not in known)
        if absent:
            raise _absent(absent, extra, table)
        return extra

    def features(self, table: Table, rows: Rows | None = None, dtype: DTypeLike = np.float32) -> NDArray[np.floating]:
        """The features of these rows (all, unless they are given): one row for each, in C order."""
        self.match(table)
        rows = np.arange(table.row_count) if rows is None else rows
        features: NDArray[np.floating] = np.zeros((len(rows), len(self.feature_names)), dtype=dtype)
        start = 0
        for coding in self.used:
            stop = start + len(coding.feature_names)
            coding.fill(features[:, start:stop], table, rows)
            start = stop
        return features

    def notes(self, table: Table, rows: Rows | None = None) -> tuple[Note, ...]:
        """What these rows hold that the encoding has no use for, column by column."""
        return self.told(self.unseen(table, rows))

    def unseen(self, table: Table, rows: Rows | None = None) -> list[Unseen]:
        """For each used column, how many cells of each kind it has that training did not show; those of parts add."""
        rows = np.arange(table.row_count) if rows is None else rows
        return [coding.unseen(table, rows) for coding in self.used]

    def told(self, unseen: Sequence[Unseen]) -> tuple[Note, ...]:
        """What is to be said of these."""
        return tuple(note for coding, cells in zip(self.used, unseen, strict=True) for note in coding.notes(cells))

    def targets(self, table: Table, rows: Rows | None = None) -> NDArray[np.int64] | NDArray[np.float64]:
        """The targets of these rows: the number of each class (int64), or standardised numbers (float64)."""
        column = table.column(self.target)
        rows = np.arange(table.row_count) if rows is None else rows
        refuse_missing_target(table, column, rows)
        if self.classes is not None:
            return class_positions(table, column, self.classes, rows)
        return (numbers_of(table, column)[0][rows] - self.mean) / self.sd

    def restored(self, values: NDArray[np.floating]) -> NDArray[np.float64]:
        """The standardised target values in their own unit: value · sd + mean."""
        with np.errstate(over="ignore"):  # what is too large comes out infinite
            return values.astype(np.float64) * self.sd + self.mean

    @cached_property
    def dropped(self) -> dict[str, list[str]]:
        """The columns that are not used, by the reason."""
        reasons: dict[str, list[str]] = {}
        for coding in self.codings:
            if isinstance(coding, DroppedCoding):
                reasons.setdefault(coding.reason, []).append(coding.column)
        return reasons

    def report(self) -> list[ColumnReport]:
        """What is done with each column, in the order of the table."""
        return [ColumnReport(coding.column, coding.sentence) for coding in self.codings]

    def to_json(self) -> Json:
        """The encoding as a dict of texts, numbers and lists, from which `from_json` makes an equal one."""
        return {
            "target": self.target,
            "task": self.task,
            "classes": None if self.classes is None else list(self.classes),
            "mean": self.mean,
            "sd": self.sd,
            "columns": [coding_to_json(coding) for coding in self.codings],
            **self._written(),
        }

    def _written(self) -> Json:
        """How the table was written, where that is not as usual; models of long ago know nothing of it."""
        forms = {name: {"decimal": form.decimal, "around": form.around} for name, form in self.forms.items()}
        told = {"reading": self.reading.to_json(), "forms": forms}
        return {key: value for key, value in told.items() if value}

    @classmethod
    def from_json(cls, value: object) -> "Encoding":
        """The encoding that such a dict describes; a damaged one is a DataError."""
        try:
            return cls._from_json(value)
        except FieldError as error:
            raise DataError(f"the encoding of columns is damaged: {error}") from None

    @classmethod
    def _from_json(cls, value: object) -> "Encoding":
        names = ["target", "task", "classes", "mean", "sd", "columns", "reading", "forms"]
        usual: Json = {"reading": {}, "forms": {}}
        fields = record({**usual, **value} if isinstance(value, dict) else value, "it", names)
        task = _task(fields)
        classes = texts(fields, "classes") if task == "classes" else None
        if task == "regression" and fields["classes"] is not None:
            raise not_this("'classes'", "null in a regression", fields["classes"])
        if classes is not None and len(classes) < 2:
            raise not_this("'classes'", "a list of at least two texts", fields["classes"])
        mean, sd = number(fields, "mean"), number(fields, "sd")
        if sd <= 0:
            raise not_this("'sd'", "above 0", sd)
        if sd > LARGEST:
            raise not_this("'sd'", f"at most {LARGEST:.2e}", sd)
        if abs(mean) > LARGEST / FINEST:
            raise not_this("'mean'", f"at most {LARGEST / FINEST:.0e}", mean)
        codings = tuple(coding_from_json(item) for item in items(fields, "columns"))
        reading, forms = Reading.from_json(fields["reading"]), _forms(fields["forms"])
        return _checked(cls(text(fields, "target"), task, classes, mean, sd, codings, reading, forms))


def _absent(absent: Sequence[str], extra: Sequence[str], table: Table) -> DataError:
    nearest = closest(absent[0], extra)
    hint = f"; is {quoted(nearest)} the same as {quoted(absent[0])}?" if nearest else ""
    return DataError(f"{table.source} lacks {counted(len(absent), 'column')} of the model: {listing(absent)}{hint}")


def _task(fields: Json) -> Task:
    task = text(fields, "task")
    if task == "classes":
        return "classes"
    if task == "regression":
        return "regression"
    raise not_this("'task'", "'classes' or 'regression'", task)


def _forms(value: object) -> Forms:
    """The forms of numbers by column."""
    if not isinstance(value, dict):
        raise not_this("'forms'", "an object with names", value)
    fields = {name: record(one, "a form", ["decimal", "around"]) for name, one in value.items()}
    forms = {name: NumberForm(text(one, "decimal"), text(one, "around")) for name, one in fields.items()}
    if not all(form.decimal in DECIMALS for form in forms.values()):
        raise not_this("'decimal'", "point or comma", value)
    return forms


def _checked(encoding: Encoding) -> Encoding:
    names = [coding.column for coding in encoding.codings] + [encoding.target]
    if len(set(names)) < len(names):
        raise not_this("'columns'", "different from each other and from the target", names)
    if not encoding.feature_names:
        raise not_this("'columns'", "a list with at least one that is used", names)
    return encoding
