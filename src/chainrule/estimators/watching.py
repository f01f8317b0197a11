"""Watching: what is looked at after each epoch of a fit, and what ends it."""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from chainrule.training.callbacks import Callback, EarlyStopping, ReduceOnPlateau, Run
from chainrule.training.history import History

TRAINING, SCORE = "training_cost", "validation_score"  # columns of the history
LOWEST_RATE = 1e-6  # below which scikit-learn's adaptive rate ends a fit
FIFTH = 0.2  # what its adaptive rate is multiplied by

Score = Callable[[], float]


def training_costs(history: History) -> list[float]:
    """The cost of each epoch, the mean over its examples, L2 included."""
    ends = history.epoch_ends
    costs, sizes = (np.split(column, ends)[: len(ends)] for column in (history.cost, history.batch_size))
    pairs = zip(costs, sizes, strict=True)
    return [float(np.average(cost, weights=size)) if len(cost) else math.nan for cost, size in pairs]


class Noting(Callback):
    """Notes the training cost of each epoch, and a score on held-out rows where there is one, for whoever watches."""

    def __init__(self, score: Score | None) -> None:
        self._score = score

    def epoch_ended(self, run: Run) -> None:
        """Note both in the history."""
        steps, ends = run.history.steps, run.history.epoch_ends
        first = ends[-2] if len(ends) > 1 else 0
        costs, sizes = run.history.cost[first:steps], run.history.batch_size[first:steps]
        run.history.note(TRAINING, float(np.average(costs, weights=sizes)))
        if self._score is not None:
            run.history.note(SCORE, self._score())


class Telling(Callback):
    """Prints a line for each epoch."""

    def epoch_ended(self, run: Run) -> None:
        """Print what the history has of the epoch."""
        found = ", ".join(f"{name} {column[-1]:.6g}" for name, column in run.history.epochs.items())
        print(f"epoch {run.epoch}: {found}")


class Adaptive(ReduceOnPlateau):
    """A fifth of the rate whenever the training cost has not become better; a rate of 1e-6 ends the fit."""

    def __init__(self, patience: int, tolerance: float) -> None:
        super().__init__(TRAINING, FIFTH, patience, tolerance, smallest=0)

    def epoch_ended(self, run: Run) -> None:
        """Lower the rate, and end a fit whose rate is as good as nothing."""
        super().epoch_ended(run)
        if run.schedule.rate * self.scale <= LOWEST_RATE:
            run.stop("the learning rate has become too small")


class LastingStopping(EarlyStopping):
    """Early stopping over many calls, each a pass over what came: it keeps what it has seen."""

    def __init__(self, metric: str, patience: int, min_delta: float, *, greater: bool) -> None:
        super().__init__(metric, patience, min_delta, greater=greater)
        self.stopped = False

    def started(self, run: Run) -> None:
        """Go on."""

    def epoch_ended(self, run: Run) -> None:
        """Look, and bring the best theta back once nothing has become better for long enough."""
        super().epoch_ended(run)
        self.stopped = self.waited >= self.patience

    def ended(self, run: Run) -> None:
        """Bring the best theta back if it is over."""
        if self.stopped:
            super().ended(run)


def stopping(patience: float, tolerance: float | None, watched: str | None, *, greater: bool) -> Callback | None:
    """What ends a fit: a score or a cost on held-out rows, else the training cost; None where nothing does.

    `watched` is the column for held-out rows, None without these.
    """
    if tolerance is None or patience == math.inf:
        return None
    if watched is None:
        return EarlyStopping(TRAINING, int(patience), tolerance, restore_best=False)
    return EarlyStopping(watched, int(patience), tolerance, greater=greater)


def score_by(scorer: Any, estimator: Any, X: object, y: object, weights: object) -> Score:
    """A score as a function of nothing: the estimator's, as it stands, on these rows; NaN for infinite predictions."""
    named = {} if weights is None else {"sample_weight": weights}

    def score() -> float:
        try:
            return float(scorer(estimator, X, y, **named))
        except ValueError:  # scikit-learn's metrics complain of their input, which is what was predicted
            if np.isfinite(estimator._output(X)).all():  # noqa: SLF001
                raise
            return math.nan

    return score
