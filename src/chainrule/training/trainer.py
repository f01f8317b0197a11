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
from chainrule.training.batches import Batches, Dealt, Order
from chainrule.training.batching.steering import Standing, Steering
from chainrule.training.callbacks import Callback
from chainrule.training.divergence import explain_divergence
from chainrule.training.engine_choice import NUMPY, Choice
from chainrule.training.examples import Examples
from chainrule.training.history import History
from chainrule.training.interrupt import Interrupt
from chainrule.training.mapped import release
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
    steering: Steering | None = None  # of live batch sizes
    examples_used: int = 0  # by this call
    first_epoch: int = 0  # with which the run began: in an earlier call, where it was cut off
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
    def ending(self) -> bool:
        """Whether it is to end after this epoch, or was interrupted."""
        return self.outcome != FINISHED

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
        """The share of the run that is done, from 0 to 1."""
        done = self.position.epoch - self.first_epoch + self.position.batch / self._batches_of_epoch
        return done / max(self.epochs - self.first_epoch, 1)

    def coming(self) -> tuple[Order, float]:
        """The rows and the learning rate of the step that comes next; of the last one's rate, where none comes."""
        position = self.position
        epoch, batch = position.epoch, position.batch
        dealt = self._dealt(epoch, batch)
        if batch == dealt.count:
            epoch, batch = epoch + 1, 0
            dealt = self._dealt(epoch, batch)
        first, stop = dealt.window(batch, batch + 1)
        if position.epoch < self.epochs:
            (rate,) = self._rates(dealt, 1)
        else:
            rate = float(self.history.learning_rate[-1]) if self.history.steps else self.schedule.rate
        return self.batches.order(epoch, position.step - batch)[first:stop], rate

    def set_theta(self, theta: Array) -> None:
        """Give theta another content."""
        self.vectors["theta"][:] = theta

    def stop(self, why: str) -> None:
        """End the run after this epoch."""
        self.outcome = why

    # ---- the loop --------------------------------------------------------------------------------------------

    def run(self) -> str:
        """Train until so many epochs are done; how that ended: finished, interrupted, or why it was stopped."""
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
        order = self.batches.order(position.epoch, position.step - position.batch)
        dealt = self._deal()
        while position.batch < self._batches_of_epoch:
            if self.steering and self._is_steered(self.steering, order, dealt):
                dealt = self._deal()
                if position.batch >= self._batches_of_epoch:
                    break  # the rows that are left are too few for the new size
            stop = min(position.batch + self._steps_of_stretch, self._batches_of_epoch)
            work = self.program.trainable.largest_product(dealt.largest)
            with blas_threads(work, self.threads):  # by the epoch's largest batch: stretches must not change bits
                self._run_stretch(order, dealt, stop)
            self._tell_progress()
            if interrupt.asked:
                self.outcome = INTERRUPTED
                return
        columns = self.validate(self.theta) if self.validate else {}
        self.history.add_epoch(columns)  # after what may fail: the history and the position say the same
        position.epoch += 1
        position.batch = 0
        self._tell("epoch_ended")

    def _deal(self) -> Dealt:
        """The batches of the epoch as they are now, and memory for them."""
        dealt = self._dealt(self.position.epoch, self.position.batch)
        self._batches_of_epoch = dealt.count
        self._reserve(dealt.largest)
        return dealt

    def _dealt(self, epoch: int, batch: int) -> Dealt:
        """The batches of an epoch, so many of them done; the rest of them of a live size as that is now."""
        if self.steering:
            done = self.history.batch_size[len(self.history.batch_size) - batch :]
            return self.batches.dealt_live(done, self.steering.controller.size)
        return self.batches.dealt(epoch, self.position.step - batch)

    def _is_steered(self, steering: Steering, order: Order, dealt: Dealt) -> bool:
        """Whether a look was due and changed the size of the coming batches."""
        if steering.controller.steps_to_look(self.position.step):
            return False
        size = steering.controller.size
        (rate,) = self._scheduled(dealt, 1)
        used = int(dealt.window(self.position.batch, self.position.batch)[0])
        position, whole = self.position, self.schedule.rate * self.rate_scale
        steering.look(Standing(position.step, position.epoch, rate, rate / whole, self.history, order, used))
        return steering.controller.size != size

    def _run_stretch(self, order: Order, dealt: Dealt, stop: int) -> None:
        """Some steps in one call of the program, so many that the next stretch takes about STRETCH seconds."""
        bounds = dealt.window(self.position.batch, stop)
        sizes = np.diff(bounds)
        rates = self._rates(dealt, len(sizes))
        recorder = self.recorder if self._is_recorded else None
        if recorder:
            recorder.before()
        np.copyto(self._safe, self.theta)
        began = time.perf_counter()
        clock = (self.position.step + 1, self.batches.seed)
        done, costs = self.program.run(self.examples.tables, order, bounds, rates, clock, self.vectors, self._memory)
        release(*self.examples.tables.values())  # of a mapped table, no more than a stretch is held
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
        """So many as take STRETCH seconds, up to a step that somebody waits for; one alone, if it is recorded."""
        step = self.position.step
        looked = [int(self.steering.controller.steps_to_look(step))] if self.steering else []
        recorded = [] if self.recorder is None else [self.recorder.due(step) or 1]
        return max(1, min([self._stretch, *looked, *recorded, *self._awaited]))

    @property
    def _awaited(self) -> list[int]:
        """In how many steps callbacks have to be told of progress."""
        return [steps for callback in self.callbacks if (steps := callback.due(self)) is not None]

    def _rates(self, dealt: Dealt, steps: int) -> list[float]:
        """The learning rates of the coming steps, as Python's numbers, which leave an array's type alone."""
        scheduled = self._scheduled(dealt, steps)
        rates: list[float] = (scheduled * self.steering.rate_scale if self.steering else scheduled).tolist()
        return rates

    def _scheduled(self, dealt: Dealt, steps: int) -> Array:
        """The same as schedule and callbacks have them."""
        position = self.position
        step = np.arange(position.step, position.step + steps, dtype=np.float64)
        within = dealt.progress(position.batch, position.batch + steps)
        progress = (position.epoch - self.first_epoch + within) / (self.epochs - self.first_epoch)
        epoch = np.full(steps, float(position.epoch))
        return self.schedule.rates(step, epoch, progress) * self.rate_scale

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
        """Tell callbacks that steps have been made; where single ones are recorded, about as seldom as otherwise."""
        now = time.perf_counter()
        if self.recorder is None or now - self._told >= STRETCH or 0 in self._awaited:
            self._told = now
            self._tell("progressed")

    def _tell(self, event: str) -> None:
        for callback in self.callbacks:
            getattr(callback, event)(self)


def _is_finite(theta: Array) -> bool:
    with np.errstate(all="ignore"):  # a finite sum says it all, in one pass and without memory
        return bool(np.isfinite(theta.sum()) or np.isfinite(theta).all())
