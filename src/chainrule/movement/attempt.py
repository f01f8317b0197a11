"""Attempts: recorded runs of their own from one place, each with its settings; what they start from stays as it is."""

import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from chainrule.errors import DivergenceError, SettingError
from chainrule.graph.node import Array
from chainrule.readers.notation.numbers import format_number
from chainrule.settings import whole_number, written
from chainrule.training.call import Call
from chainrule.training.callbacks import Callback
from chainrule.training.callbacks import Run as LiveRun
from chainrule.training.checkpoint import Checkpoint, Progress
from chainrule.training.examples import Examples
from chainrule.training.history import History
from chainrule.training.model import Model
from chainrule.training.record import Record

USUAL: Mapping[str, object] = {
    "optimizer": None,
    "batch_size": 32,
    "epochs": 10,
    "shuffle": "epoch",
    "replacement": False,
    "last": "drop",
    "engine": "auto",
    "threads": None,
    "record": None,
}
Settings = Mapping[str, object]  # of a run, by the names that train has for them, and its seed
DIVERGED, CONSTANT = "diverged", "constant"


@dataclass(frozen=True)
class Attempt:
    """A run and how it ended; `history` is of it alone."""

    settings: Settings
    record: Record
    history: History = field(repr=False)
    outcome: str

    @property
    def said(self) -> str:
        """Its optimizer, the learning rate and the batch sizes that it really used, and how it ended if it diverged.

        For example `sgd, η = 0.1, batches of 32`.
        """
        words = settings_said(self.record, self.history.learning_rate, self.history.batch_size)
        return f"{words}, {self.outcome}" if self.outcome == DIVERGED else words


def settings_said(record: Record, rates: NDArray[np.floating], sizes: NDArray[np.integer]) -> str:
    """An optimizer, and the learning rate and the batch sizes that were really used, in a few words."""
    rows = record.examples.rows
    schedule = record.optimizer.schedule
    is_constant = schedule.name == CONSTANT
    rate = f"η = {_span(rates)}" if is_constant else f"η = {format_number(schedule.rate)} ({schedule.name})"
    if not record.examples.tables:
        return f"{record.optimizer.name}, {rate}"
    batches = f"all {rows:,} rows" if len(sizes) and (sizes == rows).all() else f"batches of {_span(sizes)}"
    return f"{record.optimizer.name}, {rate}, {batches}"


def _span(numbers: NDArray[np.generic]) -> str:
    """A number that stays, or the first and the last of those that do not."""
    if not len(numbers):
        return "none"
    first, last = (format_number(float(one)) for one in (numbers[0], numbers[-1]))
    return first if (numbers == numbers[0]).all() else f"{first} … {last}"


@dataclass(frozen=True)
class Stand:
    """Something to train and where it stands: what every attempt begins with."""

    checkpoint: Checkpoint
    examples: Examples = field(repr=False)

    @property
    def theta(self) -> Array:
        """Its theta, in float64."""
        return self.checkpoint.theta.astype(np.float64)

    def run(self, theta: Array, settings: Settings) -> Attempt:
        """A recorded run from a theta; one that diverges is an attempt too. Raises SettingError."""
        model, call = self._model(theta, settings), call_of({"record": True, **settings})
        if call.recording is None:
            raise SettingError(
                "a path needs a record; leave record out, or say how much of one: cr.Recording(every=10)"
            )
        try:
            run = model.train(self.examples, None, call)
            record, outcome = run.record, run.outcome
        except DivergenceError as error:
            record, outcome = error.record if isinstance(error.record, Record) else None, DIVERGED
        assert record is not None  # noqa: S101 - it was asked for
        return Attempt(settings, record, model.checkpoint.progress.history, outcome)

    def clock(self, theta: Array, settings: Settings) -> tuple[Array, Array]:
        """The steps made, and the seconds gone, at some moments of the same run when nothing is recorded."""
        clock = _Clock()
        with suppress(DivergenceError):  # what was noted until then is right
            self._model(theta, settings).train(self.examples, None, call_of({**settings, "record": None}, clock))
        return np.array(clock.steps, dtype=np.float64), np.array(clock.seconds)

    def _model(self, theta: Array, settings: Settings) -> Model:
        """A new model with another theta, which has not been trained, and the seed of these settings."""
        seed = whole_number("a seed", settings.get("seed", self.checkpoint.seed), 0)
        own = theta.astype(self.checkpoint.theta.dtype)
        return Model(replace(self.checkpoint, theta=own, seed=seed, progress=Progress()))


class _Clock(Callback):
    """Notes how many steps were made, and when."""

    def __init__(self) -> None:
        self.steps: list[int] = []
        self.seconds: list[float] = []
        self._began = 0.0

    def started(self, run: LiveRun) -> None:
        """Begin to count."""
        self._began = time.perf_counter()
        self.progressed(run)

    def progressed(self, run: LiveRun) -> None:
        """Note a moment."""
        self.steps.append(run.step)
        self.seconds.append(time.perf_counter() - self._began)


def call_of(settings: Settings, *callbacks: Callback) -> Call:
    """A call of train with these settings; what is not said is as `train` has it."""
    for name in settings:
        if name not in (*USUAL, "seed"):
            raise SettingError(f"a run has the settings {', '.join(USUAL)} and seed, and no {written(name)}")
    chosen = {name: settings.get(name, usual) for name, usual in USUAL.items()}
    return Call(**chosen, metrics=None, callbacks=callbacks)  # type: ignore[arg-type]
