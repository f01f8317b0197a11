"""A look: what the monitor has measured before one step of a run."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from chainrule.graph.node import Array
from chainrule.monitor.activity import Activity
from chainrule.monitor.curvature import Curvature
from chainrule.training.batching.noise import Noise

SLOWED = 0.1  # of the full rate


@dataclass(frozen=True)
class LayerLook:
    """A layer before a step: what its units do, and how its parameters are about to move."""

    activity: Activity
    weight: float  # ‖θ‖ of its parameters; 0 where no parameter goes in here
    update: float  # ‖Δθ‖ of the coming step
    gradient: float  # ‖∂L/∂θ‖ over the examples looked at
    noise: Noise | None  # S and |G|² of its parameters

    @property
    def name(self) -> str:
        """What it is called."""
        return self.activity.name

    @property
    def update_ratio(self) -> float:
        """‖Δθ‖/‖θ‖: how much of itself the coming step changes; NaN where there is nothing to change."""
        return self.update / self.weight if self.weight else np.nan

    def signal_to_noise(self, batch_size: int) -> float:
        """|G|²/(S/B): what a batch's gradient has of the gradient of all examples, against its noise."""
        if self.noise is None or not self.noise.trace > 0:
            return np.nan
        return max(self.noise.signal, 0.0) * batch_size / self.noise.trace


@dataclass(frozen=True)
class Look:
    """What was measured before a step: of a sample of the examples, and of the batch that comes next.

    Costs are those of one example in the mean, L2 included and without dropout.
    """

    step: int  # steps made before, over all calls of train
    rows: int  # examples looked at
    examples: int  # that are learned from
    cost: float
    guessing: float  # the least cost of an answer that is the same for every row; NaN where there is none
    learning_rate: float  # of the coming step
    full_rate: float  # that a schedule starts from or rises to
    batch_size: int  # of the coming step
    layers: tuple[LayerLook, ...]
    update_ratio: float  # ‖Δθ‖/‖θ‖ of all parameters that learn
    noise: Noise | None  # S and |G|² of all of them
    curvature: Curvature | None  # None where this look was a quick one

    @property
    def is_slowed(self) -> bool:
        """Whether a schedule has made the steps short already."""
        return self.learning_rate < SLOWED * self.full_rate

    @property
    def noise_scale(self) -> float:
        """𝓑 = S/|G|²: the batch size at which gradient and noise are equally long; NaN where it is not known.

        Infinite where the noise of the examples looked at leaves no gradient to be seen.
        """
        if self.noise is None:
            return np.nan
        return self.noise.scale if self.noise.signal > 0 else np.inf

    def column(self, name: str) -> Mapping[str, float]:
        """A quantity of each layer, such as "dead" or "update_ratio", by the layer's name."""
        of = {layer.name: layer if hasattr(layer, name) else layer.activity for layer in self.layers}
        return {layer: float(getattr(where, name)) for layer, where in of.items()}


@dataclass(frozen=True)
class Looks:
    """The looks of a run as columns: an entry for each look."""

    looks: tuple[Look, ...]

    @property
    def steps(self) -> Array:
        """The steps made before each look: (k,)."""
        return np.array([look.step for look in self.looks], dtype=np.float64)

    def of_run(self, name: str) -> Array:
        """A quantity of each look, such as "noise_scale": (k,)."""
        return np.array([float(getattr(look, name)) for look in self.looks])

    def of_layers(self, name: str) -> dict[str, Array]:
        """A quantity of each layer, such as "dead": (k,) by the layer's name."""
        columns = [look.column(name) for look in self.looks]
        return {layer: np.array([column[layer] for column in columns]) for layer in (columns[0] if columns else ())}

    def of_curvature(self, name: str) -> tuple[Array, Array]:
        """The steps of the looks that saw how the cost bends, and a quantity such as "largest" at each."""
        seen = [(look.step, look.curvature) for look in self.looks if look.curvature is not None]
        values = [getattr(one.spectrum if hasattr(one.spectrum, name) else one, name) for _, one in seen]
        return np.array([float(step) for step, _ in seen]), np.array([float(value) for value in values])
