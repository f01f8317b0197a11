"""The rows of a table in three parts, encoded: to learn from, to stop by, and to be held out until the end."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from chainrule.data import Encoding, Table, Target, fit_encoding, read_target, split_parts
from chainrule.data.columns import Rows
from chainrule.data.csv_form import called
from chainrule.data.kept_together import split_by_group, split_by_time
from chainrule.data.meaning import Forms, understood
from chainrule.data.piecewise import in_pieces
from chainrule.data.rows import row_weights, with_target
from chainrule.errors import ArgumentError
from chainrule.tables.advice import Advice, advice_on
from chainrule.tables.board_plan import BoardPlan, plan_of
from chainrule.tables.presets import PRESETS
from chainrule.tables.source import Source, choose_target, open_source
from chainrule.tables.table_settings import TableSettings

FEW = 50  # rows below which none are held out unless asked: what is measured on five rows says nothing
VALIDATION, TEST = 0.1, 0.2


@dataclass(frozen=True)
class Part:
    """Some rows as a model sees them: features, and classes as numbers or standardised targets."""

    X: NDArray[np.floating]
    y: NDArray[np.int64] | NDArray[np.float64]
    weights: NDArray[np.float64] | None = None  # how much each row counts, where a column says it

    @property
    def rows(self) -> int:
        """The number of rows."""
        return len(self.y)

    def first(self, most: int) -> "Part":
        """The first rows, as many as `most`."""
        if self.rows <= most:
            return self
        return Part(self.X[:most], self.y[:most], None if self.weights is None else self.weights[:most])


@dataclass(frozen=True)
class Meant:
    """A table as it is meant, and what of it is to be learned."""

    name: str
    table: Table
    target: Target
    plan: BoardPlan | None
    forms: Forms
    notes: tuple[str, ...]
    pieces: int | None  # in which a number is told, where that is not left to the rows


@dataclass(frozen=True)
class Prepared:
    """A table ready to be learned from."""

    name: str
    encoding: Encoding
    parts: Mapping[str, Part]  # training, validation, test
    advice: tuple[Advice, ...] = ()  # what may be meant otherwise
    plan: BoardPlan | None = None  # where a board is to learn from it
    notes: tuple[str, ...] = ()  # how the table was read, where that is not as of the plainest file
    known: Meant | None = None  # the table that it was made of, where that is held
    shuffle: str = "epoch"  # how its rows are, best


def meant(source: Source, settings: TableSettings) -> Meant:
    """The rows of a source that can be learned from, and their target."""
    name, task = choose_target(source, settings)
    found = understood(source.table, settings.reading, texts=settings.categorical)
    table, left_out = with_target(found.table, name) if settings.drop_missing_target else (found.table, ())
    plan = plan_of(settings)
    if plan is not None:
        task = plan.task(settings.task, table.column(name))
    target = read_target(table, name, task)
    notes = (*_delimiter(table), *table.notes, *left_out)
    return Meant(source.name, table, target, plan, found.forms, notes, _pieces(source, settings))


def prepare(source: Source, settings: TableSettings) -> Prepared:
    """The table's parts, encoded as the training rows alone ask for."""
    known = meant(source, settings)
    rows, told = _split(known.table, known.target, settings)
    prepared = encoded(known, settings, rows)
    if isinstance(settings.test, str | Path):
        test = test_file(prepared.encoding, settings.test, settings)
        prepared = replace(prepared, parts={**prepared.parts, "test": test})
    return replace(prepared, notes=(*prepared.notes, *told))


def encoded(known: Meant, settings: TableSettings, rows: Mapping[str, Rows]) -> Prepared:
    """These rows of a table, encoded as its training rows alone ask for."""
    encoding = fitted(known, settings, rows["training"])
    parts = {part: _part(encoding, known.table, chosen, settings) for part, chosen in rows.items()}
    advice = tuple(advice_on(known.table, known.target, encoding, rows["training"], settings))
    return Prepared(known.name, encoding, parts, advice, known.plan, known.notes, known)


def fitted(known: Meant, settings: TableSettings, rows: Rows) -> Encoding:
    """The encoding that these training rows of a table ask for."""
    table, target, plan = known.table, known.target, known.plan
    encoding = fit_encoding(
        table,
        target.name,
        rows,
        target.task,
        settings.ignore,
        standardised=plan is None or plan.any_unit,
        categorical=settings.categorical,
        keep=settings.keep,
        beside=_beside(settings),
    )
    used = {target.name, *(coding.column for coding in encoding.used)}
    forms = {column: form for column, form in known.forms.items() if column in used}
    encoding = replace(encoding, reading=settings.reading, forms=forms)
    return in_pieces(encoding, table, rows, known.pieces)


def _beside(settings: TableSettings) -> dict[str, str]:
    """Columns that say something of a row and are no features."""
    said = {settings.weight: "the weight of its row", settings.group: "the group of its row"}
    return {name: reason for name, reason in said.items() if name is not None}


def _split(table: Table, target: Target, settings: TableSettings) -> tuple[dict[str, Rows], tuple[str, ...]]:
    """The rows of each part, and what is to be said of them."""
    shares = _shares(table.row_count, settings)
    if settings.group is not None:
        rows, told = split_by_group(table, settings.group, shares, settings.seed)
        return rows, (told,)
    if settings.time is not None:
        rows, told = split_by_time(table, settings.time, shares)
        return rows, (told,)
    return split_parts(target.values, shares, settings.seed, stratify=target.task == "classes"), ()


def _part(encoding: Encoding, table: Table, rows: Rows | None, settings: TableSettings) -> Part:
    """Rows of a table (all, unless they are given), encoded."""
    weights = None if settings.weight is None else row_weights(table, settings.weight)
    return Part(
        encoding.features(table, rows, settings.dtype),
        encoding.targets(table, rows),
        weights if weights is None or rows is None else weights[rows],
    )


def test_file(encoding: Encoding, path: str | Path, settings: TableSettings) -> Part:
    """The rows of another file, which measure the result."""
    table = encoding.understood(open_source(path, encoding.reading, settings.ignore).table)
    if settings.drop_missing_target:
        table, _ = with_target(table, encoding.target)
    return Part(encoding.features(table, dtype=settings.dtype), encoding.targets(table))


def _delimiter(table: Table) -> tuple[str, ...]:
    """What delimits the cells of a file, unless it is a comma."""
    return () if table.delimiter == "," else (f"cells are delimited by {called(table.delimiter)}",)


def _pieces(source: Source, settings: TableSettings) -> int | None:
    """In how many pieces a number is told, where that is not left to the rows: none on boards, nor of samples.

    The inputs of a board are its own business. A sample is there to look at: points of a plane, pixels.
    """
    if settings.pieces is None and (settings.board is not None or source.target is not None):
        return 0
    return PRESETS[settings.preset].pieces if settings.pieces is None else settings.pieces


def _shares(rows: int, settings: TableSettings) -> tuple[float, float]:
    """The shares of all rows for validation and for the test."""
    enough = rows >= FEW
    validation = (VALIDATION if enough else 0.0) if settings.validation is None else settings.validation
    own = 0.0 if isinstance(settings.test, str | Path) or (settings.folds and not settings.test) else settings.test
    test = (TEST if enough else 0.0) if own is None else own
    if validation + test >= 1:
        raise ArgumentError(
            "test", f"a share of {test:g}, and {validation:g} for validation, leave no rows to learn from"
        )
    if settings.patience and not validation:
        look = "early stopping needs rows to look at; give {} a share such as 0.1"
        raise ArgumentError("patience", look, "validation")
    return validation, test
