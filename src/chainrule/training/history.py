"""History: what a run did, a number for each step and for each epoch."""

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from chainrule.graph.node import Array
from chainrule.json_fields import FieldError
from chainrule.wording import quoted

STEP_COLUMNS, ENDS = ("cost", "learning_rate", "batch_size"), "epoch_ends"
LARGEST = 2.0**53  # examples of a step


class History:
    """Columns that grow: `cost`, `learning_rate` and `batch_size` for each step, the rest for each epoch.

    `epochs` holds `validation_cost` and the metrics by name; `epoch_ends` the steps made when each epoch ended.

    >>> history = History()
    >>> history.add_steps([0.5, 0.25], [0.1, 0.1], [32, 32])
    >>> history.add_epoch({"validation_cost": 0.3})
    >>> history.cost.tolist(), history.epoch_ends, history.epochs
    ([0.5, 0.25], [2], {'validation_cost': [0.3]})
    """

    def __init__(self) -> None:
        self.steps = 0  # the steps made
        self._steps: dict[str, list[Array]] = {name: [] for name in STEP_COLUMNS}
        self.epochs: dict[str, list[float]] = {}
        self.epoch_ends: list[int] = []

    @property
    def cost(self) -> Array:
        """The cost of each step's batch before its update, L2 included."""
        return self._column("cost")

    @property
    def learning_rate(self) -> Array:
        """The learning rate of each step."""
        return self._column("learning_rate")

    @property
    def batch_size(self) -> NDArray[np.int64]:
        """The examples that each step really used."""
        return self._column("batch_size").astype(np.int64)

    def epoch_cost(self) -> list[float]:
        """The mean cost of the steps of each epoch."""
        parts = np.split(self.cost, self.epoch_ends)[: len(self.epoch_ends)]
        return [float(part.mean()) if part.size else float("nan") for part in parts]

    def add_steps(self, cost: object, learning_rate: object, batch_size: object) -> None:
        """Append some steps."""
        columns = [np.asarray(values, dtype=np.float64) for values in (cost, learning_rate, batch_size)]
        (steps,) = {column.shape for column in columns}  # a ValueError where the columns are not of one length
        self.steps += steps[0]
        for name, column in zip(STEP_COLUMNS, columns, strict=True):
            self._steps[name].append(column)

    def add_epoch(self, values: Mapping[str, float]) -> None:
        """Append an epoch: a column that is new to the history begins with NaN."""
        for name in {**self.epochs, **values}:
            column = self.epochs.setdefault(name, [float("nan")] * len(self.epoch_ends))
            column.append(float(values.get(name, float("nan"))))
        self.epoch_ends.append(self.steps)

    def note(self, name: str, value: float) -> None:
        """Add to the last epoch what was found of it later: a column that is new begins with NaN."""
        epochs = len(self.epoch_ends)
        column = self.epochs.setdefault(name, [])
        column.extend([float("nan")] * (epochs - len(column)))
        column[-1] = float(value)

    def to_arrays(self) -> dict[str, Array]:
        """Every column as an array, for a file."""
        epochs = {f"epoch/{name}": np.asarray(column, dtype=np.float64) for name, column in self.epochs.items()}
        steps = {f"step/{name}": self._column(name) for name in STEP_COLUMNS}
        return {**steps, **epochs, ENDS: np.asarray(self.epoch_ends, dtype=np.float64)}

    @classmethod
    def from_arrays(cls, arrays: Mapping[str, Array]) -> "History":
        """The history that `to_arrays` wrote; FieldError for arrays that it cannot have written."""
        steps, epochs = _steps_of(arrays), _epochs_of(arrays)
        unknown = sorted(
            set(arrays) - {f"step/{name}" for name in steps} - {f"epoch/{name}" for name in epochs} - {ENDS}
        )
        if unknown:
            raise FieldError(f"the history has {quoted(unknown[0])}, which is not known")
        ends = _array(arrays, ENDS)
        if not _rises(ends, len(steps["cost"])) or any(len(column) != len(ends) for column in epochs.values()):
            raise FieldError("the epochs of the history do not end in its steps, or have columns of different lengths")
        history = cls()
        history.add_steps(*(steps[name] for name in STEP_COLUMNS))
        history.epoch_ends = [int(end) for end in ends]
        history.epochs = {name: column.tolist() for name, column in epochs.items()}
        return history

    def _column(self, name: str) -> Array:
        parts = self._steps[name]
        if len(parts) > 1:  # joined once, when somebody looks
            parts[:] = [np.concatenate(parts)]
        return parts[0] if parts else np.zeros(0)


# ---- arrays of a file ---------------------------------------------------------------------------------------------


def _array(arrays: Mapping[str, Array], name: str) -> Array:
    if name not in arrays or arrays[name].ndim != 1 or arrays[name].dtype != np.float64:
        raise FieldError(f"the history lacks the column {quoted(name)}, or it is no column of float64")
    return arrays[name]


def _steps_of(arrays: Mapping[str, Array]) -> dict[str, Array]:
    """The columns with a number for each step: costs, learning rates, and whole numbers of examples."""
    columns = {name: _array(arrays, f"step/{name}") for name in STEP_COLUMNS}
    if len({len(column) for column in columns.values()}) > 1:
        raise FieldError("the columns of the history have different lengths")
    if not all(np.isfinite(column).all() for column in columns.values()) or (columns["learning_rate"] < 0).any():
        raise FieldError("the history has a cost or a learning rate that no step can have had")
    sizes = columns["batch_size"]
    if not ((sizes >= 0) & (sizes <= LARGEST) & (sizes == np.floor(sizes))).all():
        raise FieldError("the history has a batch size that is no whole number from 0")
    return columns


def _epochs_of(arrays: Mapping[str, Array]) -> dict[str, Array]:
    names = [name for name in arrays if name.startswith("epoch/")]
    return {name.removeprefix("epoch/"): _array(arrays, name) for name in names}


def _rises(column: Array, most: float) -> bool:
    """Whether a column holds whole numbers from 0 to the most, none of them below the one before."""
    bounds = np.concatenate([[0], column, [most]])
    return bool(np.isfinite(column).all() and (column == np.floor(column)).all() and (np.diff(bounds) >= 0).all())
