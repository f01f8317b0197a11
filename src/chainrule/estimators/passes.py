"""Passes: a fit that goes on from call to call, each a pass over the rows that came, with early stopping too."""

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, Self

from chainrule.estimators.network_estimator import LOSS, NetworkEstimator
from chainrule.estimators.rows import Rows, rows_of, split_off
from chainrule.estimators.watching import SCORE, LastingStopping, stopping
from chainrule.graph.node import Node, as_node
from chainrule.ops.elementwise import minimum
from chainrule.training.callbacks import Callback
from chainrule.training.optimizers import Optimizer
from chainrule.training.schedules import Moment, Schedule

TO_AN_END = ("cosine", "coslog4", "flat_cos")  # schedules that go by the share of a run that is done


@dataclass(frozen=True)
class OverPasses:
    """The factor of a schedule whose run is so many calls, of an epoch each, and whose end lasts."""

    schedule: Schedule
    passes: int

    def __call__(self, now: Moment) -> Node:
        """The factor of a moment."""
        progress = minimum(1, (now.epoch + now.progress) / self.passes)
        return as_node(self.schedule.factor(Moment(now.step, now.epoch, progress)))


def over_passes(optimizer: Optimizer, passes: int) -> Optimizer:
    """The optimizer, its rate going by the share of so many calls where it would by that of each."""
    schedule = optimizer.schedule
    if not schedule.name.endswith(TO_AN_END):
        return optimizer
    name = f"{schedule.name} over {passes} passes"
    return replace(
        optimizer, learning_rate=Schedule(schedule.rate, name, OverPasses(schedule, passes), schedule.settings)
    )


class PassByPass(NetworkEstimator):
    """An estimator with partial_fit."""

    tol: float | None
    n_iter_no_change: float

    def _ending(self, held: Rows | None) -> Callback | None:
        watched = self._watched if held is not None and self.early_stopping else None
        return stopping(self.n_iter_no_change, self.tol, watched, greater=watched == SCORE)

    @property
    def _watched(self) -> str:
        """What early stopping looks at."""
        return "validation_cost" if self.scoring == LOSS else SCORE

    @property
    def _may_end(self) -> bool:
        return self.tol is not None and self.n_iter_no_change != math.inf

    def _pass(
        self,
        X: object,
        y: object,
        sample_weight: object,
        held_out: Sequence[Any],
        classes: Sequence[object] | None = None,
    ) -> Self:
        """The estimator, its network trained for one more pass over these rows.

        With early stopping, a share of these rows is held out, the same of the same rows, unless others are given; once
        no call has become better for `n_iter_no_change` of them the best network is brought back, and stays.
        """
        begins = not hasattr(self, "network_")
        seed = self._seed(goes_on=not begins)
        rows = rows_of(self, X, y, sample_weight, reset=begins, classes=classes)
        held = self._held(*held_out)
        if held is None and self.early_stopping:
            rows, held = split_off(rows, self.validation_fraction, seed, self._stratified)
        if begins:
            self._begin(rows, seed)
        if self._lasting is None and self.early_stopping and self.tol is not None:
            patience = int(self.n_iter_no_change)
            self._lasting = LastingStopping(self._watched, patience, self.tol, greater=self._watched == SCORE)
        if self._lasting is not None and self._lasting.stopped:
            return self
        run = self._run(rows, held, self._watching_pass(held), epochs=None)
        self._note(run, held)
        return self

    def _watching_pass(self, held: Rows | None) -> list[Callback]:
        """What looks at a pass."""
        return [*self._noting(held), *([] if self._lasting is None else [self._lasting]), *self._telling]
