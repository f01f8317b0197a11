"""Activity: what the units of a layer do over some examples, and what comes back to them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from chainrule.graph.node import Array
from chainrule.monitor.layers import Layer, slopes_of

FLAT = 0.05  # of the steepest slope: where an activation has less, little of a gradient gets through


@dataclass(frozen=True)
class Activity:
    """A layer over some examples: m of them, units of which each has an entry in every example, T steps of a loop."""

    name: str
    units: int
    mean: float  # of what it hands on
    spread: float  # its standard deviation
    dead: float  # the share of units of a rectifier whose slope is 0 for every example; NaN without a rectifier
    saturated: float  # the share of entries whose slope is under FLAT of the steepest; NaN but for curved activations
    gradient_mean: float  # of ∂L/∂Z of one example, Z being what the activation is taken of
    gradient_spread: float
    gradient_by_step: Array  # (T,) the root of the mean square of ∂L/∂Z at each step of a loop; one number without

    @property
    def gradient_size(self) -> float:
        """The root of the mean square of ∂L/∂Z."""
        return float(np.hypot(self.gradient_mean, self.gradient_spread))


def activity_of(layer: Layer, after: Sequence[Array], slopes: Sequence[Array], cotangents: Sequence[Array]) -> Activity:
    """The activity of a layer, from the arrays of each of its steps: A, the slopes of its activation, and ∂L/∂Z."""
    dead, saturated = _asleep(layer, slopes)
    mean, spread = _mean_and_spread(after)
    gradient_mean, gradient_spread = _mean_and_spread(cotangents)
    return Activity(
        name=layer.name,
        units=len(_by_unit(layer, after[0])),
        mean=mean,
        spread=spread,
        dead=dead,
        saturated=saturated,
        gradient_mean=gradient_mean,
        gradient_spread=gradient_spread,
        gradient_by_step=np.array([np.sqrt(np.square(one).mean()) for one in cotangents]),
    )


def _mean_and_spread(arrays: Sequence[Array]) -> tuple[float, float]:
    """Of all entries; 0 of none, for what does not move has no gradient."""
    entries = np.concatenate([np.zeros(0), *(one.ravel() for one in arrays)])
    return (float(entries.mean()), float(entries.std())) if entries.size else (0.0, 0.0)


def _asleep(layer: Layer, slopes: Sequence[Array]) -> tuple[float, float]:
    """The shares that are dead and saturated."""
    op = layer.activation
    if op is None:
        return np.nan, np.nan
    known = slopes_of(op)
    by_unit = np.concatenate([_by_unit(layer, one) for one in slopes], axis=1)
    if known.is_rectifier:
        return float((by_unit == 0).all(axis=1).mean()), np.nan
    return np.nan, float((np.abs(by_unit) < FLAT * known.steepest).mean())


def _by_unit(layer: Layer, array: Array) -> Array:
    """An array as (units, entries)."""
    if layer.axis is not None:
        return np.moveaxis(array, layer.axis, 0).reshape(array.shape[layer.axis], -1)
    rows = np.moveaxis(array, layer.examples, -1)
    return rows.reshape(-1, rows.shape[-1])
