"""The error of a central difference against its step: truncation on one branch, rounding on the other.

error(ε) ≈ ε²·|L‴|/6 + eps·|L|/ε
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

STEPS = tuple(float(f"1e-{power:02}") for power in range(1, 14))
BARS, DECADES = 40, 16  # the longest bar, and how many powers of ten it stands for


@dataclass(frozen=True)
class ErrorCurve:
    """The relative error of the central difference at one entry, for each step; infinite where it has no number."""

    parameter: str
    entry: tuple[int, ...]
    steps: tuple[float, ...]
    errors: tuple[float, ...]

    @property
    def best(self) -> int:
        """The place of the step with the least error."""
        return int(np.argmin(self.errors))

    @property
    def branches(self) -> tuple[str, ...]:
        """What makes the error at each step: truncation left of the least one, rounding right of it."""
        if not np.isfinite(self.errors).any():
            return ("",) * len(self.steps)
        sides = ("truncation", "least", "rounding")
        return tuple(sides[(i > self.best) - (i < self.best) + 1] for i in range(len(self.steps)))

    def lines(self) -> Sequence[str]:
        """The curve as a bar for each step, a power of ten to a few characters."""
        rows = zip(self.steps, self.errors, self.branches, strict=True)
        return [f"  {step:.0e}  {error:7.1e}  {_bar(error):<{BARS}}  {branch}".rstrip() for step, error, branch in rows]


def _bar(error: float) -> str:
    """The longer the larger the error is, counted in powers of ten from 1e-16 on."""
    decades = DECADES + np.log10(max(error, 10.0**-DECADES))
    return "▇" * round(float(np.clip(BARS * decades / DECADES, 0, BARS)))
