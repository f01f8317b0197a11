"""From which probability on to decide for a class, where the two mistakes do not cost the same."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chainrule.errors import ArgumentError
from chainrule.settings import real_number, written


@dataclass(frozen=True)
class Costs:
    """What it costs to take a row for the second class when it is not, and to miss one that is."""

    alarm: float
    miss: float

    @classmethod
    def of(cls, costs: object, why_not: str = "") -> "Costs":
        """The costs that a pair says, (alarm, miss); an ArgumentError where no model can have a threshold."""
        if why_not:
            raise ArgumentError("costs", why_not)
        if not isinstance(costs, tuple | list) or len(costs) != 2:
            raise ArgumentError(
                "costs", f"two numbers are needed, of a false alarm and of a miss, not {written(costs)}"
            )
        alarm, miss = (real_number("a cost", one, 0, above=True) for one in costs)
        return cls(alarm, miss)

    @property
    def threshold(self) -> float:
        """The probability from which on an alarm is the cheaper mistake, p · miss ≥ (1 − p) · alarm."""
        return self.alarm / (self.alarm + self.miss)

    def mean(self, probabilities: NDArray[np.floating], second: NDArray[np.bool_], threshold: float) -> float:
        """What a row costs in the mean when the second class is taken from this probability on.

        >>> Costs(1, 4).mean(np.array([0.1, 0.3, 0.6]), np.array([False, True, False]), 0.5)
        1.666...
        """
        taken = probabilities >= threshold
        return float((self.alarm * (taken & ~second) + self.miss * (~taken & second)).mean())


@dataclass(frozen=True)
class Decision:
    """Thresholds for the probability of the second class, and what a row costs with each in the mean."""

    costs: Costs
    usual: float  # the mean cost from one half on
    chosen: float  # from the threshold that the costs ask for, where probabilities are true
    best_threshold: float  # on these very rows, which flatters it
    best: float


def decide(costs: Costs, probabilities: NDArray[np.floating], second: NDArray[np.bool_]) -> Decision:
    """What these costs ask for, and what it is worth on these rows."""
    candidates = np.append(np.unique(probabilities.astype(np.float64)), np.inf)
    order = np.argsort(probabilities, kind="stable")
    ordered, truth = probabilities[order].astype(np.float64), second[order]
    below = np.searchsorted(ordered, candidates)  # rows that are not taken from there on
    missed = np.append(0, np.cumsum(truth))[below]
    alarms = (~truth).sum() - np.append(0, np.cumsum(~truth))[below]
    totals = (costs.alarm * alarms + costs.miss * missed) / len(ordered)
    best = int(np.argmin(totals))
    usual, chosen = (costs.mean(probabilities, second, threshold) for threshold in (0.5, costs.threshold))
    return Decision(costs, usual, chosen, float(candidates[best]), float(totals[best]))
