"""Callbacks: what a person hooks into training, and the two that everybody wants."""

import math
from collections.abc import Callable, Iterable
from typing import Protocol

import numpy as np

from chainrule.errors import SettingError
from chainrule.graph.node import Array
from chainrule.ops.identifiers import Names
from chainrule.settings import one_text, real_number, truth, whole_number
from chainrule.training.batches import Order
from chainrule.training.examples import Examples
from chainrule.training.history import History
from chainrule.training.metrics import METRICS
from chainrule.training.program import TrainingProgram
from chainrule.training.schedules import Schedule

State = dict[str, float | Array]  # numbers, and vectors of theta's layout


class Run(Protocol):
    """What a callback sees of a run, and what it may do to it."""

    history: History
    epochs: int  # where this call will end
    examples_used: int  # by this call
    schedule: Schedule  # of the learning rate
    rate_scale: float  # what the schedule's learning rate is multiplied by
    program: TrainingProgram  # what a step does
    examples: Examples  # that are learned from
    vectors: dict[str, Array]  # theta, the last gradient, and the optimizer's state as `program.state` calls it

    @property
    def epoch(self) -> int:
        """Epochs completed, over all calls of train."""

    @property
    def step(self) -> int:
        """Steps made, over all calls of train."""

    @property
    def engine(self) -> str:
        """Which engine runs the steps."""

    @property
    def interrupted(self) -> bool:
        """Whether somebody pressed Ctrl-C: another call of train goes on where this one stands."""

    @property
    def ending(self) -> bool:
        """Whether it is to end after this epoch, or was interrupted."""

    @property
    def theta(self) -> Array:
        """The vector of parameters; read it, or give it another content through `set_theta`."""

    @property
    def progress(self) -> float:
        """The share of this call that is done, from 0 to 1."""

    def coming(self) -> tuple[Order, float]:
        """The rows and the learning rate of the step that comes next; of the last one's rate, where none comes."""

    def set_theta(self, theta: Array) -> None:
        """Give theta another content."""

    def stop(self, why: str) -> None:
        """End the run after this epoch."""


class Callback:
    """Hooks into a run; each does nothing until somebody overrides it."""

    def started(self, run: Run) -> None:
        """Called before the first step."""

    def progressed(self, run: Run) -> None:
        """Called between stretches of steps, every 50 to 100 ms, and whenever `due` asks for it."""

    def due(self, run: Run) -> int | None:  # noqa: ARG002
        """In how many steps it has to be called, from 0, as one that looks at chosen steps; None: whenever it suits."""
        return None

    def epoch_ended(self, run: Run) -> None:
        """Called after each epoch, its validation and its entry in the history."""

    def ended(self, run: Run) -> None:
        """Called after the last step, however the run ended."""

    def state(self) -> State:
        """What must be kept so that a later run goes on, numbers and vectors like theta; saved with the network."""
        return {}

    def load_state(self, state: State) -> None:
        """Take up what `state` returned; called before `started`, where something was kept."""


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


def is_better(metric: str, value: float, best: float, by: float, *, greater: bool | None = None) -> bool:
    """Whether a value beats the best so far by more than `by`, in the direction of the metric, or in the one given."""
    if greater is None:
        greater = metric in METRICS and METRICS[metric].greater_is_better
    return value > best + by if greater else value < best - by


class _Watcher(Callback):
    """Looks at one column of the history after each epoch."""

    def __init__(self, metric: str, patience: int, min_delta: float, *, greater: bool | None = None) -> None:
        self.metric = one_text("metric", metric)
        self.greater = greater if greater is None else truth("greater", greater)
        self.patience = whole_number("patience", patience, 1)
        self.min_delta = real_number("min_delta", min_delta, 0)
        self.best = math.nan
        self.waited = 0

    def look(self, run: Run) -> bool:
        """Whether this epoch is the best so far."""
        if self.metric not in run.history.epochs:
            there = ", ".join(run.history.epochs) or "none; give validation="
            raise SettingError(f"there is no {self.metric!r} to watch; the history has {there}")
        value = run.history.epochs[self.metric][-1]
        better = math.isnan(self.best) or is_better(self.metric, value, self.best, self.min_delta, greater=self.greater)
        if better and not math.isnan(value):
            self.best = value
        self.waited = 0 if better else self.waited + 1
        return better


class EarlyStopping(_Watcher):
    """Ends a run when a metric has not become better for `patience` epochs, and brings the best theta back.

    Whether greater is better is known of metrics; of another column of the history it is said by `greater`.
    A run that was interrupted keeps its last theta, to which the optimizer's state belongs, and the best one beside it:
    the next call of train goes on from there, and `train(…, epochs=0, callbacks=[…])` brings the best theta back.
    """

    def __init__(
        self,
        metric: str = "validation_cost",
        patience: int = 10,
        min_delta: float = 0.0,
        *,
        restore_best: bool = True,
        greater: bool | None = None,
    ) -> None:
        super().__init__(metric, patience, min_delta, greater=greater)
        self.restore_best = truth("restore_best", restore_best)
        self._forget()

    def _forget(self) -> None:
        self.best, self.waited = math.nan, 0
        self.best_epoch: int | None = None
        self._best_theta: Array | None = None
        self._goes_on = False

    def started(self, run: Run) -> None:  # noqa: ARG002
        """Forget earlier runs, but for one that was cut off and goes on."""
        if not self._goes_on:
            self._forget()
        self._goes_on = True

    def epoch_ended(self, run: Run) -> None:
        """Keep the best theta; stop after too many epochs without a better one."""
        if self.look(run):
            self.best_epoch = run.epoch
            self._best_theta = np.array(run.theta)
        elif self.waited >= self.patience:
            run.stop(f"{self.metric} has not become better for {self.patience} epochs")

    def ended(self, run: Run) -> None:
        """Bring the best theta back, unless the run is to go on."""
        self._goes_on = run.interrupted and self._best_theta is not None
        if self.restore_best and self._best_theta is not None and not run.interrupted:
            run.set_theta(self._best_theta)

    def state(self) -> State:
        """Of a run that goes on, or was cut off: the best theta, its epoch, its value, and the epochs waited since."""
        if not self._goes_on or self._best_theta is None:
            return {}
        numbers = {self._best_name: self.best, "waited": float(self.waited), "epoch": float(self.best_epoch or 0)}
        return {**numbers, "theta": self._best_theta}

    @property
    def _best_name(self) -> str:
        return f"best {self.metric}"  # of another metric it would be no yardstick

    def load_state(self, state: State) -> None:
        """Take up an interrupted run; another metric's is left alone."""
        if not isinstance(state.get("theta"), np.ndarray):
            raise SettingError("what early stopping has kept lacks the best theta")
        if self._best_name in state:
            self.best, self.waited = _kept_number(state, self._best_name), _kept_count(state, "waited")
            self.best_epoch, self._best_theta = _kept_count(state, "epoch"), np.array(state["theta"])
            self._goes_on = True


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
        self.factor = real_number("factor", factor, 0, 1, above=True)
        self.smallest = real_number(
            "smallest", smallest, 0, 1
        )  # of the scale, so that a run does not fade into nothing
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

    def state(self) -> State:
        """The scale, the best value and the epochs waited."""
        return {"scale": self.scale, "best": self.best, "waited": float(self.waited)}

    def load_state(self, state: State) -> None:
        """Take up an earlier state."""
        scale = _kept_number(state, "scale")
        if not 0 < scale <= 1:
            raise SettingError(f"the scale of a learning rate lies between 0 and 1, not at {scale:g}")
        self.scale, self.best, self.waited = scale, _kept_number(state, "best"), _kept_count(state, "waited")


def _kept_number(state: State, key: str) -> float:
    value = state.get(key)
    if not isinstance(value, float):
        raise SettingError(f"what a callback has kept lacks the number {key!r}")
    return value


def _kept_count(state: State, key: str) -> int:
    value = _kept_number(state, key)
    return whole_number(f"the number {key!r} that a callback has kept", value, 0)
