"""The rows of a table in three parts, encoded: to learn from, to stop by, and to be held out until the end."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from chainrule.data import Encoding, Table, fit_encoding, read_target, split_parts
from chainrule.data.csv_form import called
from chainrule.data.meaning import understood
from chainrule.data.rows import row_weights, with_target
from chainrule.errors import ArgumentError
from chainrule.tables.advice import Advice, advice_on
from chainrule.tables.board_plan import BoardPlan, plan_of
from chainrule.tables.source import Source, choose_target
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


@dataclass(frozen=True)
class Prepared:
    """A table ready to be learned from."""

    name: str
    encoding: Encoding
    parts: Mapping[str, Part]  # training, validation, test
    advice: tuple[Advice, ...] = ()  # what may be meant otherwise
    plan: BoardPlan | None = None  # where a board is to learn from it
    notes: tuple[str, ...] = ()  # how the table was read, where that is not as of the plainest file


def prepare(source: Source, settings: TableSettings) -> Prepared:
    """The table's parts, encoded as the training rows alone ask for."""
    name, task = choose_target(source, settings)
    texts = tuple(settings.categorical)
    meant = understood(source.table, settings.reading, texts=texts)
    table, dropped = with_target(meant.table, name) if settings.drop_missing_target else (meant.table, ())
    plan = plan_of(settings)
    if plan is not None:
        task = plan.task(settings.task, table.column(name))
    target = read_target(table, name, task)
    shares = _shares(table.row_count, settings)
    rows = split_parts(target.values, shares, settings.seed, stratify=target.task == "classes")
    any_unit = plan is None or plan.any_unit
    encoding = fit_encoding(
        table,
        name,
        rows["training"],
        target.task,
        settings.ignore,
        standardised=any_unit,
        categorical=texts,
        keep=settings.keep,
        weight=settings.weight,
    )
    used = {name, *(coding.column for coding in encoding.used)}
    forms = {column: form for column, form in meant.forms.items() if column in used}
    encoding = replace(encoding, reading=settings.reading, forms=forms)
    weights = None if settings.weight is None else row_weights(table, settings.weight)
    parts = {
        part: Part(
            encoding.features(table, chosen, settings.dtype),
            encoding.targets(table, chosen),
            None if weights is None else weights[chosen],
        )
        for part, chosen in rows.items()
    }
    advice = tuple(advice_on(table, target, encoding, rows["training"], settings))
    return Prepared(source.name, encoding, parts, advice, plan, (*_delimiter(table), *table.notes, *dropped))


def _delimiter(table: Table) -> tuple[str, ...]:
    """What delimits the cells of a file, unless it is a comma."""
    return () if table.delimiter == "," else (f"cells are delimited by {called(table.delimiter)}",)


def _shares(rows: int, settings: TableSettings) -> tuple[float, float]:
    """The shares of all rows for validation and for the test."""
    enough = rows >= FEW
    validation = (VALIDATION if enough else 0.0) if settings.validation is None else settings.validation
    test = (TEST if enough else 0.0) if settings.test is None else settings.test
    if validation + test >= 1:
        raise ArgumentError(
            "test", f"a share of {test:g}, and {validation:g} for validation, leave no rows to learn from"
        )
    if settings.patience and not validation:
        look = "early stopping needs rows to look at; give {} a share such as 0.1"
        raise ArgumentError("patience", look, "validation")
    return validation, test
