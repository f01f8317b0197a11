"""How steep a valley may be before an update rule climbs out of it: from the rule's own graph.

On ½ λ θ² the gradient is λ θ, and a linear rule turns (θ, its state) into M (θ, its state), M depending on η λ alone.
It shrinks them where every eigenvalue of M lies within the unit circle: for gradient descent while η λ < 2, for heavy
ball while η λ < 2 (1 + β) (Polyak, 1964).
"""

from functools import lru_cache

import numpy as np

from chainrule.graph.node import Array
from chainrule.training.optimizers import Optimizer
from chainrule.training.quantities import apply_rule

STEEPEST = 64.0  # η λ beyond which no limit is looked for
HALVINGS = 50


@lru_cache(maxsize=64)
def stable_until(optimizer: Optimizer) -> float | None:
    """The η λ at which the rule stops shrinking θ; None where it is not linear, as that of Adam is not.

    >>> from chainrule.training.optimizers import SGD, Adam, Momentum
    >>> [None if limit is None else round(limit, 9) for limit in map(stable_until, (SGD(), Momentum(), Adam()))]
    [2.0, 3.8, None]
    """
    if not _is_linear(optimizer):
        return None
    low, high = 0.0, STEEPEST
    for _ in range(HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if _radius(optimizer, middle) <= 1 else (low, middle)
    return low


def _next(optimizer: Optimizer, vectors: Array, steepness: float) -> Array:
    """θ and the state, in rows, a step later."""
    state = dict(zip(optimizer.state_names, vectors[1:], strict=True))
    new = apply_rule(optimizer.rule, vectors[0], steepness * vectors[0], state, 1.0, 1)
    return np.array([new["theta"], *(new[name] for name in optimizer.state_names)])


def _is_linear(optimizer: Optimizer) -> bool:
    points = np.random.default_rng(0).uniform(0.5, 1.5, (1 + len(optimizer.state_names), 4))
    return np.allclose(_next(optimizer, 3 * points, 0.7), 3 * _next(optimizer, points, 0.7), rtol=1e-9)


def _radius(optimizer: Optimizer, steepness: float) -> float:
    size = 1 + len(optimizer.state_names)
    return float(np.abs(np.linalg.eigvals(_next(optimizer, np.eye(size), steepness))).max())
