"""L-BFGS: a model's cost over all rows made small, its steps chosen by SciPy; for small data, and without dropout.

Every evaluation is the whole cost and its gradient by theta, one vector each, so that all that is left is the choice
of steps (Liu and Nocedal, "On the limited memory BFGS method for large scale optimization", 1989).
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NoReturn, Protocol

import numpy as np

from chainrule.engines.threads import blas_threads
from chainrule.errors import DivergenceError, MissingPackageError
from chainrule.graph.node import Array
from chainrule.training.batches import Order
from chainrule.training.callbacks import Callback
from chainrule.training.checkpoint import Checkpoint
from chainrule.training.evaluation import Evaluation
from chainrule.training.examples import Examples
from chainrule.training.interrupt import Interrupt
from chainrule.training.program import TrainingProgram
from chainrule.training.run import Run
from chainrule.training.schedules import Schedule, constant
from chainrule.training.trainer import FINISHED, INTERRUPTED, Validate

CONVERGED = "converged"
TOO_SMALL = 64 * float(np.finfo(np.float64).eps)  # a relative gain that is none: scikit-learn's, too
LINE_STEPS = 50  # of one line search


class Found(Protocol):
    """Where SciPy stands."""

    x: Array
    fun: float


@dataclass
class Minimizer:
    """One call of minimize. An epoch is a step, for each looks at all rows; theta is written after each."""

    checkpoint: Checkpoint
    evaluation: Evaluation
    examples: Examples
    program: TrainingProgram  # what a step of gradient descent would do, for whoever looks at layers
    steps: int
    tolerance: float  # of the largest entry of the gradient
    callbacks: Sequence[Callback]
    validate: Validate | None = None
    outcome: str = FINISHED
    rate_scale: float = 1.0
    examples_used: int = 0
    engine: str = "numpy"
    schedule: Schedule = field(default_factory=lambda: constant(1.0))
    vectors: dict[str, Array] = field(default_factory=dict)

    def __post_init__(self) -> None:
        position = self.checkpoint.progress.position
        self.history = self.checkpoint.progress.history
        self.epochs = position.epoch + self.steps
        self._first = position.epoch
        self._learns = 1 - self.checkpoint.trainable.layout.mask(self.checkpoint.frozen)
        self.vectors = {"theta": self.theta, "gradient": np.zeros_like(self.theta)}

    # ---- what a callback sees and does -----------------------------------------------------------------------

    @property
    def theta(self) -> Array:
        """The vector of parameters."""
        return self.checkpoint.theta

    @property
    def epoch(self) -> int:
        """Steps made here and epochs completed elsewhere."""
        return self.checkpoint.progress.position.epoch

    @property
    def step(self) -> int:
        """Steps made."""
        return self.checkpoint.progress.position.step

    @property
    def interrupted(self) -> bool:
        """Whether somebody pressed Ctrl-C."""
        return self.outcome == INTERRUPTED

    @property
    def progress(self) -> float:
        """The share of the steps that is done."""
        return (self.epoch - self._first) / max(self.steps, 1)

    def coming(self) -> tuple[Order, float]:
        """All rows, and the step as it is."""
        return np.arange(self.examples.rows), 1.0

    def set_theta(self, theta: Array) -> None:
        """Give theta another content."""
        self.theta[:] = theta

    def stop(self, why: str) -> None:
        """End the run after this step."""
        self.outcome = why

    def told(self) -> Run:
        """How it went."""
        steps, first_epoch, began = self.history.steps, self.epoch, time.perf_counter()
        outcome = self.run()
        return Run(
            history=self.history,
            outcome=outcome,
            steps=self.history.steps - steps,
            epochs=self.epoch - first_epoch,
            examples=self.examples_used,
            seconds=time.perf_counter() - began,
            engine=self.engine,
            why="L-BFGS looks at all rows between two steps",
            threads=None,
            batches=f"all {self.examples.rows:,} rows in every step",
            batching=None,
            record=None,
            callbacks=tuple(self.callbacks),
        )

    # ---- the steps -------------------------------------------------------------------------------------------

    def run(self) -> str:
        """Make steps until the gradient is nothing, or so many are done; how that ended."""
        self._tell("started")
        try:
            if self.steps:
                with Interrupt() as interrupt:
                    self._minimize(interrupt)
        finally:
            self._tell("ended")
        return self.outcome

    def _minimize(self, interrupt: Interrupt) -> None:
        try:
            from scipy.optimize import minimize
        except ImportError:
            raise MissingPackageError("L-BFGS needs SciPy; install it with: pip install 'chainrule[fast]'") from None

        def stepped(intermediate_result: Found) -> None:  # SciPy looks at the name
            self.set_theta(intermediate_result.x)
            self._ended(intermediate_result.fun)
            if interrupt.asked:
                self.outcome = INTERRUPTED
            if self.outcome != FINISHED:
                raise StopIteration

        options = {"maxiter": self.steps, "gtol": self.tolerance, "ftol": TOO_SMALL, "maxls": LINE_STEPS}
        start = self.theta.astype(np.float64)
        with blas_threads(0):  # SciPy's own products are of ten vectors
            result = minimize(self._cost, start, method="L-BFGS-B", jac=True, callback=stepped, options=options)
        if self.outcome != FINISHED:
            return
        self.set_theta(result.x)
        if not np.isfinite(result.fun):
            _diverged(self.step)
        if result.success:
            self.outcome = CONVERGED

    def _cost(self, theta: Array) -> tuple[float, Array]:
        """The cost at a theta, and its gradient, zero for what is frozen."""
        self.examples_used += self.examples.rows
        cost, gradient = self.evaluation.gradient(theta.astype(self.theta.dtype), self.examples)
        self.vectors["gradient"][:] = gradient
        return cost, gradient.astype(np.float64) * self._learns

    def _ended(self, cost: float) -> None:
        """A step has been made."""
        position = self.checkpoint.progress.position
        self.history.add_steps([cost], [1.0], [self.examples.rows])
        self.history.add_epoch(self.validate(self.theta) if self.validate else {})
        position.step += 1
        position.epoch += 1
        self._tell("epoch_ended")

    def _tell(self, event: str) -> None:
        for callback in self.callbacks:
            getattr(callback, event)(self)


def _diverged(step: int) -> NoReturn:
    raise DivergenceError(
        "the cost left the finite numbers; scale the columns of X, or begin with smaller weights", step + 1, "L", 1.0
    )
