"""Initial values of weights and biases, by the words of the whiteboard. Each is a standard deviation for the weights
of a layer with so many inputs and outputs; biases start at zero, except in lecture 1's code, which draws everything
from normal(0, 1).
"""

from collections.abc import Mapping

import numpy as np

from chainrule.architecture.theta import Layout
from chainrule.boards.starts import INITIALIZERS, Spread
from chainrule.errors import SettingError
from chainrule.graph.node import Array
from chainrule.settings import written


def bias_deviation(name: str) -> float:
    """The standard deviation of biases beside weights of this initializer."""
    return 1.0 if name == "normal" else 0.0


def drawn_theta(layout: Layout, deviations: Mapping[str, float], seed: int) -> Array:
    """A theta in float64, each parameter normal around 0 with its deviation, from one generator in layout order."""
    generator = np.random.default_rng([seed, *b"theta"])
    theta = np.zeros(layout.size)
    for name, view in layout.views(theta).items():
        view[...] = deviations[name] * generator.standard_normal(view.shape)
    return theta


def find_initializer(name: object) -> Spread:
    """The initializer of that name."""
    if not isinstance(name, str) or name not in INITIALIZERS:
        raise SettingError(f"there is no initializer {written(name)}; there are {', '.join(INITIALIZERS)}")
    return INITIALIZERS[name]
