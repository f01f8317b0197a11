"""What a step costs: τ(B) = c₀ + c₁ B, seconds for a batch of B examples.

Progress of a step is proportional to B/(B + 𝓑), 𝓑 being the noise scale, so progress for each second is greatest at
B* = √(𝓑 c₀/c₁): the derivative of log B − log(B + 𝓑) − log(c₀ + c₁ B) is 0 there.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt

import numpy as np

from chainrule.graph.node import Array

SIZES = (16, 64, 256)  # whose steps are timed
REPEATS, STEPS = 5, 4  # of each size, in turns; the steps of one turn
LEAST = 1e-12


@dataclass(frozen=True)
class StepCost:
    """τ(B) = c₀ + c₁ B: `fixed` is c₀, `each` c₁, both in seconds.

    >>> StepCost(1e-4, 1e-6).best(900.0)  # √(900 · 100)
    300.0
    """

    fixed: float
    each: float

    def seconds(self, size: int) -> float:
        """τ(B)."""
        return self.fixed + self.each * size

    def best(self, noise_scale: float) -> float:
        """B* = √(𝓑 c₀/c₁)."""
        return sqrt(noise_scale * self.fixed / self.each)

    def gain(self, size: int, other: int, noise_scale: float) -> float:
        """How many times faster the other size makes progress: B/(B + 𝓑)/τ(B) of the one over that of the other."""

        def speed(batch: int) -> float:
            return batch / (batch + noise_scale) / self.seconds(batch)

        return speed(other) / speed(size)


def fit_step_cost(sizes: Sequence[int], seconds: Sequence[float] | Array) -> StepCost:
    """The line that fits best, deviations being shares of what was measured; neither number is below 0.

    >>> cost = fit_step_cost([10, 20, 40], [3.0, 4.0, 6.0])
    >>> round(cost.fixed, 9), round(cost.each, 9)
    (2.0, 0.1)
    """
    B, measured = np.asarray(sizes, dtype=np.float64), np.asarray(seconds, dtype=np.float64)
    table = np.stack([1 / measured, B / measured], axis=1)
    fixed, each = np.linalg.lstsq(table, np.ones(len(B)), rcond=None)[0]
    if fixed <= 0:  # a step costs its examples and nothing else, or the measurement was disturbed
        fixed, each = 0.0, float(np.mean(measured / B))
    if each <= 0:
        fixed, each = float(np.mean(measured)), 0.0
    return StepCost(max(float(fixed), LEAST), max(float(each), LEAST))


def timed_step_cost(steps: Callable[[int, int], float], rows: int) -> StepCost:
    """The cost of a step from measured times: `steps(size, count)` makes so many and returns the seconds.

    Each size has its turn in each round, so that a machine that is busy for a while disturbs all of them; the median
    of the rounds counts.
    """
    sizes = sorted({min(size, rows) for size in SIZES})
    if len(sizes) < 3:
        sizes = sorted({max(rows // 4, 1), max(rows // 2, 1), rows})
    for size in sizes:
        steps(size, 1)  # what happens once, such as compiling, is no part of a step
    rounds = [[steps(size, STEPS) / STEPS for size in sizes] for _ in range(REPEATS)]
    return fit_step_cost(sizes, np.median(rounds, axis=0))
