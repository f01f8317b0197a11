"""The rows of a table in three parts, encoded: to learn from, to stop by, and to be held out until the end."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chainrule.data import Encoding, fit_encoding, read_target, split_parts
from chainrule.data.columns import NumberColumn, Rows
from chainrule.data.pieces import usual_pieces
from chainrule.errors import ArgumentError
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
    hint: str = ""  # what else the target may be
    plan: BoardPlan | None = None  # where a board is to learn from it


def prepare(source: Source, settings: TableSettings) -> Prepared:
    """The table's parts, encoded as the training rows alone ask for."""
    name, task = choose_target(source, settings)
    plan = plan_of(settings)
    if plan is not None:
        task = plan.task(settings.task, source.table.column(name))
    table, target = source.table, read_target(source.table, name, task)
    shares = _shares(table.row_count, settings)
    rows = split_parts(target.values, shares, settings.seed, stratify=target.task == "classes")
    any_unit = plan is None or plan.any_unit
    pieces = _pieces(source, rows["training"], settings)
    encoding = fit_encoding(
        table, name, rows["training"], target.task, settings.ignore, standardised=any_unit, pieces=pieces
    )
    parts = {
        part: Part(encoding.features(table, chosen, settings.dtype), encoding.targets(table, chosen))
        for part, chosen in rows.items()
    }
    return Prepared(source.name, encoding, parts, "" if plan else target.hint, plan)


def _pieces(source: Source, rows: Rows, settings: TableSettings) -> int:
    """In how many pieces a number is told: as chosen, else as suits the rows; none on boards, nor of samples.

    The inputs of a board are its own business. A sample is there to look at: points of a plane, pixels.
    """
    if settings.pieces is not None:
        return settings.pieces
    if settings.board is not None or source.target is not None:
        return 0
    numbers = [one for one in source.table.columns if isinstance(one, NumberColumn) and one.name != settings.target]
    return usual_pieces(len(rows), len(numbers))


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
