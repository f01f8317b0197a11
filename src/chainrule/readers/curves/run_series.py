"""The plain series of numbers that a training run leaves behind, checked against each other."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from chainrule.errors import ShapeError
from chainrule.readers.plot import FloatArray


def series(name: str, values: ArrayLike) -> FloatArray:
    """Values as one row of floats."""
    series = np.asarray(values, dtype=np.float64)
    if series.ndim != 1:
        raise ShapeError(f"{name} needs one number after the other, got shape {series.shape}")
    return series


@dataclass(frozen=True)
class RunSeries:
    """The series of one run: one number per step, or one per epoch."""

    cost: FloatArray
    epoch_ends: FloatArray
    validation_cost: FloatArray
    metrics: dict[str, FloatArray]
    learning_rate: FloatArray
    batch_size: FloatArray

    @property
    def steps(self) -> int:
        """How many steps the run took."""
        return len(self.cost) or int(self.epoch_ends.max(initial=0))

    @property
    def epochs(self) -> int:
        """How many epochs the run finished."""
        return len(self.epoch_ends)

    def epoch_means(self) -> tuple[FloatArray, FloatArray]:
        """Middle of each epoch on the axis of steps, and the mean cost of its steps, NaN where one is not finite."""
        starts = np.concatenate([[0], self.epoch_ends[:-1]])
        finite = np.where(np.isfinite(self.cost), self.cost, np.nan)
        spans = zip(starts.astype(int), self.epoch_ends.astype(int), strict=True)
        means = np.array([finite[start:end].mean() for start, end in spans])
        return (starts + 1 + self.epoch_ends) / 2, means

    def check(self, best_epoch: int | None) -> None:
        """Refuse series that do not have one number for each step or each epoch."""
        per_step = {"learning_rate": self.learning_rate, "batch_size": self.batch_size}
        per_epoch = {"validation_cost": self.validation_cost, **self.metrics}
        for names, unit, count in ((per_step, "step", self.steps), (per_epoch, "epoch", self.epochs)):
            for name, values in names.items():
                if len(values) not in (0, count):
                    raise ShapeError(f"{name} needs one number for each of the {count} {unit}s, got {len(values)}")
        ends = self.epoch_ends
        if not ((np.diff(ends, prepend=0) > 0).all() and (ends <= self.steps).all()):
            raise ShapeError(f"epoch_ends must rise from 1 to at most the number of steps, {self.steps}")
        if best_epoch is not None and not 1 <= best_epoch <= self.epochs:
            raise ShapeError(f"best_epoch must be one of the epochs 1 to {self.epochs}, got {best_epoch}")
