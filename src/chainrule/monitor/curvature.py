"""Curvature: how the cost bends at some theta, along a step and in every direction."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from chainrule.engines.threads import blas_threads
from chainrule.graph.node import Array
from chainrule.monitor.lanczos import Spectrum, lanczos

FLAT = 1e-4  # of the cost: where the gradient's own best step gains less, theta is as good as at rest
NEAR = 1e-3  # of the largest eigenvalue: how near it and the smallest are to what is told
BENT = 1e-2  # of the same: a smallest one that is further below 0 bends the cost down


@dataclass(frozen=True)
class Curvature:
    """The second derivative H of the cost over some examples, at some theta.

    The quadratic is L + gᵀd + ½ dᵀH d: along g it is least at η = gᵀg/gᵀHg, along a step d at −gᵀd/dᵀHd times it.
    """

    spectrum: Spectrum
    gradient: float  # ‖g‖
    along_gradient: float  # gᵀHg/gᵀg
    along_step: float  # dᵀHd/dᵀd
    step: (
        float  # how many times as long as the quadratic's best step along it; from 2 on it leads up; NaN where none is
    )
    limit: float  # the learning rate from which on the rule climbs out of the steepest valley; NaN for rules like Adam
    cost: float

    @property
    def best_rate(self) -> float:
        """The learning rate of the best step against the gradient; infinite where the cost does not bend up there."""
        return 1 / self.along_gradient if self.along_gradient > 0 else np.inf

    @property
    def is_at_rest(self) -> bool:
        """Whether the best step against the gradient would hardly lower the cost: gᵀg/(2 |λ|max) is small beside it."""
        steepest = max(abs(self.spectrum.smallest), abs(self.spectrum.largest))
        return self.gradient**2 <= 2 * steepest * FLAT * abs(self.cost)

    @property
    def kind(self) -> str:
        """What lies here: "slope", or where the gradient is as good as 0 "saddle", "minimum" or "maximum"."""
        low, high = self.spectrum.smallest, self.spectrum.largest
        if not self.is_at_rest:
            return "slope"
        if low < -BENT * abs(high):
            return "saddle" if high > 0 else "maximum"
        return "minimum"


def curvature_at(
    product: Callable[[Array], Array], gradient: Array, step: Array, cost: float, steepest: float | None, most: int
) -> Curvature:
    """The curvature at a theta, from H v, the gradient (q,) and a step (q,), in at most so many products and two more.

    `steepest` is the η λ up to which the update rule is stable.
    """
    with blas_threads(0):  # sums over one vector at a time, which several threads would only wait for
        spectrum = lanczos(product, len(gradient), most, NEAR)
    bent = float(step @ product(step))
    length, slope = float(step @ step), -float(gradient @ step)
    high = spectrum.largest
    return Curvature(
        spectrum=spectrum,
        gradient=float(np.linalg.norm(gradient)),
        along_gradient=_quotient(float(gradient @ product(gradient)), float(gradient @ gradient)),
        along_step=_quotient(bent, length),
        step=_quotient(bent, slope) if slope > 0 and bent > 0 else np.nan,
        limit=steepest / high if steepest is not None and high > 0 else np.nan,
        cost=cost,
    )


def _quotient(above: float, below: float) -> float:
    return above / below if below else 0.0
