"""The rows of a table in three parts: to learn from, to stop by, and to be held out until the end."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chainrule.cli.exits import usage_error
from chainrule.cli.options import Settings
from chainrule.data import Encoding, Table, Target, Task, fit_encoding, read_target, split_rows
from chainrule.data.columns import Rows

FEW = 50  # rows below which none are held out unless asked: what is measured on five rows says nothing
VALIDATION, TEST = 0.1, 0.2


@dataclass(frozen=True)
class Part:
    """Some rows as the network sees them: features, and classes as numbers or standardised targets."""

    X: NDArray[np.floating]
    y: NDArray[np.int64] | NDArray[np.float64]

    @property
    def rows(self) -> int:
        """The number of rows."""
        return len(self.y)


@dataclass(frozen=True)
class Prepared:
    """A table ready to be learned from."""

    encoding: Encoding
    parts: Mapping[str, Part]  # training, validation, test
    hint: str = ""  # what else the target may be

    @property
    def classes(self) -> tuple[str, ...] | None:
        """The labels of the classes; None in a regression."""
        return self.encoding.classes


def prepare(table: Table, name: str, task: Task | None, settings: Settings) -> Prepared:
    """The table's parts, encoded as the training rows alone ask for."""
    target = read_target(table, name, task)
    rows = _split(target, *_shares(table.row_count, settings), settings.seed)
    encoding = fit_encoding(table, name, rows["training"], target.task, settings.ignore)
    parts = {
        part: Part(encoding.features(table, chosen, settings.dtype), encoding.targets(table, chosen))
        for part, chosen in rows.items()
    }
    return Prepared(encoding, parts, target.hint)


def _shares(rows: int, settings: Settings) -> tuple[float, float]:
    """The shares of all rows for validation and for the test."""
    enough = rows >= FEW
    validation = (VALIDATION if enough else 0.0) if settings.validation is None else settings.validation
    test = (TEST if enough else 0.0) if settings.test is None else settings.test
    if validation + test >= 1:
        raise usage_error(
            "--test", f"a share of {test:g}, and {validation:g} for validation, leave no rows to learn from"
        )
    if settings.patience and not validation:
        raise usage_error("--patience", "early stopping needs rows to look at; give --validation a share such as 0.1")
    return validation, test


def _split(target: Target, validation: float, test: float, seed: int) -> dict[str, Rows]:
    stratify = target.task == "classes"
    rest, held_out = split_rows(target.values, test, seed, stratify=stratify)
    learned, watched = split_rows(target.values[rest], validation / (1 - test), seed, stratify=stratify)
    return {"training": rest[learned], "validation": rest[watched], "test": held_out}
