"""Callbacks: what a person hooks into training, and the two that everybody wants."""

import math
from collections.abc import Callable, Iterable, Mapping
from typing import Protocol

import numpy as np

from chainrule.errors import SettingError
from chainrule.graph.node import Array
from chainrule.ops.identifiers import Names
from chainrule.training.history import History
from chainrule.training.metrics import METRICS


class Run(Protocol):
    """What a callback sees of a run, and what it may do to it."""

    history: History
    epoch: int  # epochs completed, over all calls of train
    epochs: int  # where this call will end
    step: int  # steps made
    examples_used: int  # by this call
    engine: str  # which engine runs the steps
    rate_scale: float  # what the schedule's learning rate is multiplied by

    @property
    def theta(self) -> Array:
        """The vector of parameters; read it, or give it another content through `set_theta`."""

    @property
    def progress(self) -> float:
        """The share of this call that is done, from 0 to 1."""

    def set_theta(self, theta: Array) -> None:
        """Give theta another content."""

    def stop(self, why: str) -> None:
        """End the run after this epoch."""


class Callback:
    """Hooks into a run; each does nothing until somebody overrides it."""

    def started(self, run: Run) -> None:
        """Called before the first step."""

    def progressed(self, run: Run) -> None:
        """Called between stretches of steps, every 50 to 100 ms."""

    def epoch_ended(self, run: Run) -> None:
        """Called after each epoch, its validation and its entry in the history."""

    def ended(self, run: Run) -> None:
        """Called after the last step, however the run ended."""

    def state(self) -> dict[str, float]:
        """What must be kept so that a later run goes on; saved with the network."""
        return {}

    def load_state(self, state: Mapping[str, float]) -> None:
        """Take up what `state` returned."""


class OnEpoch(Callback):
    """A plain function as a callback: it is called with the run after each epoch."""

    def __init__(self, function: Callable[[Run], None]) -> None:
        self._function = function

    def epoch_ended(self, run: Run) -> None:
        """Call the function."""
        self._function(run)


def by_name(callbacks: Iterable[Callback]) -> dict[str, Callback]:
    """Callbacks by the names of their classes, numbered where a class comes again: how their states are kept."""
    names = Names()
    return {names.fresh(type(callback).__name__): callback for callback in callbacks}


def is_better(metric: str, value: float, best: float, by: float) -> bool:
    """Whether a value beats the best so far by more than `by`, in the direction of the metric."""
    greater = metric in METRICS and METRICS[metric].greater_is_better
    return value > best + by if greater else value < best - by


class _Watcher(Callback):
    """Looks at one column of the history after each epoch."""

    def __init__(self, metric: str, patience: int, min_delta: float) -> None:
        if patience < 1 or min_delta < 0:
            raise SettingError("patience is a number of epochs from 1, and min_delta 0 or more")
        self.metric = metric
        self.patience = patience
        self.min_delta = min_delta
        self.best = math.nan
        self.waited = 0

    def look(self, run: Run) -> bool:
        """Whether this epoch is the best so far."""
        if self.metric not in run.history.epochs:
            there = ", ".join(run.history.epochs) or "none; give validation="
            raise SettingError(f"there is no {self.metric!r} to watch; the history has {there}")
        value = run.history.epochs[self.metric][-1]
        better = math.isnan(self.best) or is_better(self.metric, value, self.best, self.min_delta)
        if better and not math.isnan(value):
            self.best = value
        self.waited = 0 if better else self.waited + 1
        return better


class EarlyStopping(_Watcher):
    """Ends a run when a metric has not become better for `patience` epochs, and brings the best theta back."""

    def __init__(
        self, metric: str = "validation_cost", patience: int = 10, min_delta: float = 0.0, *, restore_best: bool = True
    ) -> None:
        super().__init__(metric, patience, min_delta)
        self.restore_best = restore_best
        self.best_epoch: int | None = None
        self._best_theta: Array | None = None

    def started(self, run: Run) -> None:  # noqa: ARG002
        """Forget earlier runs."""
        self.best, self.waited, self.best_epoch, self._best_theta = math.nan, 0, None, None

    def epoch_ended(self, run: Run) -> None:
        """Keep the best theta; stop after too many epochs without a better one."""
        if self.look(run):
            self.best_epoch = run.epoch
            self._best_theta = np.array(run.theta)
        elif self.waited >= self.patience:
            run.stop(f"{self.metric} has not become better for {self.patience} epochs")

    def ended(self, run: Run) -> None:
        """Bring the best theta back."""
        if self.restore_best and self._best_theta is not None:
            run.set_theta(self._best_theta)


class ReduceOnPlateau(_Watcher):
    """Multiplies the learning rate by `factor` when a metric has not become better for `patience` epochs."""

    def __init__(
        self,
        metric: str = "validation_cost",
        factor: float = 0.5,
        patience: int = 5,
        min_delta: float = 0.0,
        smallest: float = 1e-4,
    ) -> None:
        super().__init__(metric, patience, min_delta)
        if not 0 < factor < 1:
            raise SettingError(f"factor lies between 0 and 1, not {factor}")
        self.factor = factor
        self.smallest = smallest  # of the scale, so that a run does not fade into nothing
        self.scale = 1.0

    def started(self, run: Run) -> None:
        """Go on with the scale that an earlier run came to."""
        run.rate_scale = self.scale

    def epoch_ended(self, run: Run) -> None:
        """Lower the rate after too many epochs without a better one."""
        if not self.look(run) and self.waited >= self.patience:
            self.scale = max(self.scale * self.factor, self.smallest)
            run.rate_scale = self.scale
            self.waited = 0

    def state(self) -> dict[str, float]:
        """The scale, the best value and the epochs waited."""
        return {"scale": self.scale, "best": self.best, "waited": float(self.waited)}

    def load_state(self, state: Mapping[str, float]) -> None:
        """Take up an earlier state."""
        self.scale, self.best, self.waited = state["scale"], state["best"], int(state["waited"])
