"""Losses for numbers that are functions of nodes, by the names that estimators have for them.

Each takes the output of a network (outputs, m) and targets Y (targets, m): a sum over targets, a mean over examples.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from chainrule.architecture.layers import Choice
from chainrule.architecture.output_losses import LOSSES, find_loss
from chainrule.errors import ArgumentError
from chainrule.graph.node import Node
from chainrule.ops.elementwise import exp, log, maximum, square
from chainrule.ops.reductions import mean, sum
from chainrule.settings import real_number, written

GAUSSIAN, POISSON, QUANTILE = "gaussian", "poisson", "quantile"
FURTHER = (QUANTILE, POISSON, GAUSSIAN)
OF_CLASSES = ("logistic", "cross_entropy")


@dataclass(frozen=True)
class Quantile:
    """The pinball loss max(τ d, (τ − 1) d) of d = y − ŷ, least at the quantile τ (Koenker and Bassett, 1978)."""

    share: float
    __name__: ClassVar[str] = QUANTILE

    def __call__(self, prediction: Node, target: Node) -> Node:
        """The mean over examples."""
        above = target - prediction
        return mean(sum(maximum(self.share * above, (self.share - 1) * above), axis=0))


@dataclass(frozen=True)
class Poisson:
    """ŷ − y log ŷ: minus the log likelihood of counts y whose expectation is ŷ, without what ŷ does not change."""

    __name__: ClassVar[str] = POISSON

    def __call__(self, prediction: Node, target: Node) -> Node:
        """The mean over examples."""
        return mean(sum(prediction - target * log(prediction), axis=0))


@dataclass(frozen=True)
class Gaussian:
    """½ (s + (y − μ)² exp(−s)): minus the log likelihood of a mean μ and a variance exp(s) (Nix and Weigend, 1994).

    The first half of the outputs are the means, the other half the logarithms of the variances.
    """

    __name__: ClassVar[str] = GAUSSIAN
    outputs_per_target: ClassVar[int] = 2

    def __call__(self, prediction: Node, target: Node) -> Node:
        """The mean over examples."""
        count = int(target.shape[0])
        middle, spread = prediction[:count], prediction[count:]
        return mean(sum(0.5 * (spread + square(target - middle) * exp(-spread)), axis=0))


def loss_of(choice: Choice | None, usual: str, quantile: float) -> Choice:
    """The loss of a name, or a function of nodes as it is."""
    if choice is None:
        return usual
    if not isinstance(choice, str):
        return choice
    if choice in OF_CLASSES:
        raise ArgumentError("loss", f"{choice} is for classes; an estimator of numbers needs another one")
    if choice in LOSSES:
        return choice
    made: dict[str, Callable[[], Choice]] = {
        QUANTILE: lambda: Quantile(real_number("quantile", quantile, 0, 1, above=True)),
        POISSON: Poisson,
        GAUSSIAN: Gaussian,
    }
    if choice not in made:
        names = ", ".join(name for name in (*LOSSES, *FURTHER) if name not in OF_CLASSES)
        raise ArgumentError("loss", f"one of {names} is needed, or a function of nodes, not {written(choice)}")
    return made[choice]()


def output_of(loss: Choice) -> Choice:
    """The activation of the outputs that a loss is about: exp where they are expectations of counts."""
    if isinstance(loss, Poisson):
        return exp
    return find_loss(loss).output if isinstance(loss, str) else "identity"


def require_targets(loss: Choice, y: NDArray[np.floating]) -> None:
    """Nothing, or a ValueError for numbers that the loss can make nothing of."""
    if isinstance(loss, Poisson) and (y < 0).any():
        raise ArgumentError("loss", f"poisson is for counts, 0 or more, and y has {y.min():g}")
