"""The trainer: epochs of stretches of steps, and between them everything that is not mathematics.

Only the trainer writes theta. Python is entered every 50 to 100 ms: for progress, callbacks and Ctrl-C.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from chainrule.engines.task import as_leaf
from chainrule.engines.threads import blas_threads
from chainrule.errors import DivergenceError
from chainrule.graph.node import Array
from chainrule.training.batches import Batches, Order
from chainrule.training.callbacks import Callback
from chainrule.training.divergence import explain_divergence
from chainrule.training.engine_choice import NUMPY, Choice
from chainrule.training.examples import Examples
from chainrule.training.history import History
from chainrule.training.interrupt import Interrupt
from chainrule.training.program import TrainingProgram
from chainrule.training.recording import Recorder
from chainrule.training.schedules import Schedule

STRETCH = 0.08  # seconds of steps between two looks at the world
LONGEST = 4096  # steps between two looks: what is noted for each step takes memory
FINISHED, INTERRUPTED = "finished", "interrupted"

Validate = Callable[[Array], Mapping[str, float]]  # theta to the columns of an epoch


@dataclass
class Position:
    """Where a network's training stands; with the seed it says which rows come next."""

    step: int = 0  # steps made
    epoch: int = 0  # epochs completed
    batch: int = 0  # batches done of the epoch that has begun


@dataclass
class Trainer:
    """One call of train. `vectors` holds theta and the optimizer's state, which steps write in place."""

    program: TrainingProgram
    schedule: Schedule
    examples: Examples
    batches: Batches
    vectors: dict[str, Array]
    position: Position
    history: History
    validate: Validate | None = None
    callbacks: Sequence[Callback] = ()
    rate_scale: float = 1.0
    outcome: str = FINISHED
    epochs: int = 0  # where this call ends, counted over all calls
    choice: Choice = NUMPY
    threads: int | None = None  # of matrix products
    recorder: Recorder | None = None
    examples_used: int = 0  # by this call
    _first_epoch: int = 0
    _batches_of_epoch: int = 1
    _stretch: int = 1  # steps until the next look at the world
    _told: float = 0.0  # when callbacks last heard of progress
    _memory: Sequence[object] = ()
    _memory_size: int = 0
    _safe: Array = field(default_factory=lambda: np.zeros(0))  # theta when the stretch began

    # ---- what a callback sees and does -----------------------------------------------------------------------

    @property
    def engine(self) -> str:
        """Which engine runs the steps."""
        return self.choice.engine

    @property
    def interrupted(self) -> bool:
        """Whether somebody pressed Ctrl-C."""
        return self.outcome == INTERRUPTED

    @property
    def theta(self) -> Array:
        """The vector of parameters."""
        return self.vectors["theta"]

    @property
    def step(self) -> int:
        """Steps made, over all calls."""
        return self.position.step

    @property
    def epoch(self) -> int:
        """Epochs completed, over all calls."""
        return self.position.epoch

    @property
    def progress(self) -> float:
        """The share of this call that is done, from 0 to 1."""
        done = self.position.epoch - self._first_epoch + self.position.batch / self._batches_of_epoch
        return done / max(self.epochs - self._first_epoch, 1)

    def set_theta(self, theta: Array) -> None:
        """Give theta another content."""
        self.vectors["theta"][:] = theta

    def stop(self, why: str) -> None:
        """End the run after this epoch."""
        self.outcome = why

    # ---- the loop --------------------------------------------------------------------------------------------

    def run(self) -> str:
        """Train until so many epochs are done; how that ended: finished, interrupted, or why it was stopped."""
        self._first_epoch = self.position.epoch
        self._safe = self.theta.copy()
        self._tell("started")
        try:
            with Interrupt() as interrupt:
                while self.position.epoch < self.epochs and self.outcome == FINISHED:
                    self._run_epoch(interrupt)
        finally:
            self._tell("ended")
        return self.outcome

    def _run_epoch(self, interrupt: Interrupt) -> None:
        position = self.position
        first_step = position.step - position.batch
        order = self.batches.order(position.epoch, first_step)
        dealt = self.batches.dealt(position.epoch, first_step)
        self._batches_of_epoch = dealt.count
        work = self.program.trainable.largest_product(dealt.largest)
        self._reserve(dealt.largest)
        while position.batch < self._batches_of_epoch:
            stop = min(position.batch + self._steps_of_stretch, self._batches_of_epoch)
            with blas_threads(work, self.threads):  # by the epoch's largest batch: stretches must not change bits
                self._run_stretch(order, dealt.window(position.batch, stop))
            self._tell_progress()
            if interrupt.asked:
                self.outcome = INTERRUPTED
                return
        columns = self.validate(self.theta) if self.validate else {}
        self.history.add_epoch(columns)  # after what may fail: the history and the position say the same
        position.epoch += 1
        position.batch = 0
        self._tell("epoch_ended")

    def _run_stretch(self, order: Order, bounds: Order) -> None:
        """Some steps in one call of the program, so many that the next stretch takes about STRETCH seconds."""
        sizes = np.diff(bounds)
        rates = self._rates(len(sizes))
        recorder = self.recorder if self._is_recorded else None
        if recorder:
            recorder.before()
        np.copyto(self._safe, self.theta)
        began = time.perf_counter()
        clock = (self.position.step + 1, self.batches.seed)
        done, costs = self.program.run(self.examples.tables, order, bounds, rates, clock, self.vectors, self._memory)
        seconds = (time.perf_counter() - began) / len(sizes)
        self.history.add_steps(costs[:done], rates[:done], sizes[:done])
        self.position.step += done
        self.position.batch += done
        self.examples_used += int(bounds[done] - bounds[0])
        infinite = next((name for name, vector in self.vectors.items() if not _is_finite(vector)), "")
        if done < len(sizes) or infinite:
            last = min(done, len(sizes) - 1)
            raise self._divergence(order[bounds[last] : bounds[last + 1]], rates[last], infinite)
        if recorder:
            recorder.after(self.position.step, self.position.epoch, order[bounds[0] : bounds[1]], costs[0], rates[0])
        else:
            self._stretch = max(1, min(int(STRETCH / max(seconds, 1e-9)), 2 * len(sizes), LONGEST))

    @property
    def _is_recorded(self) -> bool:
        return self.recorder is not None and not self.recorder.due(self.position.step)

    @property
    def _steps_of_stretch(self) -> int:
        """So many as take STRETCH seconds; one alone, if it is recorded."""
        if self.recorder is None:
            return self._stretch
        return min(self._stretch, self.recorder.due(self.position.step) or 1)

    def _rates(self, steps: int) -> list[float]:
        """The learning rates of the coming steps, as Python's numbers, which leave an array's type alone."""
        position = self.position
        step = np.arange(position.step, position.step + steps, dtype=np.float64)
        within = np.arange(position.batch, position.batch + steps) / self._batches_of_epoch
        progress = (position.epoch - self._first_epoch + within) / (self.epochs - self._first_epoch)
        epoch = np.full(steps, float(position.epoch))
        rates: list[float] = (self.schedule.rates(step, epoch, progress) * self.rate_scale).tolist()
        return rates

    def _reserve(self, examples: int) -> None:
        if examples > self._memory_size:
            self._memory = self.program.memory(examples)
            self._memory_size = examples

    def _divergence(self, rows: Order, rate: float, vector: str) -> DivergenceError:
        """The error of the step after the last one made, or of a vector that is infinite; theta ends finite."""
        trainable, shapes = self.program.trainable, self.program.graph.leaves
        theta = trainable.layout.views(self.theta.copy())
        leaves: dict[str, object] = {trainable.leaf_of(name): value for name, value in theta.items()}
        leaves |= {name: as_leaf(table[rows], shapes[name].shape) for name, table in self.examples.tables.items()}
        leaves |= {"seed": self.batches.seed, "step": self.position.step + 1}
        if vector:
            np.copyto(self.theta, self._safe)
        whole = self.schedule.rate * self.rate_scale  # a schedule may be at its lowest: advice is about the whole
        step = self.position.step + 1
        return explain_divergence(self.program.graph, leaves, step, rate, self.program.dtype, whole, vector)

    def _tell_progress(self) -> None:
        """Tell callbacks that steps have been made; where single ones are recorded, as seldom as otherwise."""
        now = time.perf_counter()
        if self.recorder is None or now - self._told >= STRETCH:
            self._told = now
            self._tell("progressed")

    def _tell(self, event: str) -> None:
        for callback in self.callbacks:
            getattr(callback, event)(self)


def _is_finite(theta: Array) -> bool:
    with np.errstate(all="ignore"):  # a finite sum says it all, in one pass and without memory
        return bool(np.isfinite(theta.sum()) or np.isfinite(theta).all())
