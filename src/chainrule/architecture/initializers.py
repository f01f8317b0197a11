"""Initial values of weights and biases. Each is a standard deviation for the weights of a layer with so many inputs
and outputs; biases start at zero, except in lecture 1's code, which draws everything from normal(0, 1).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from math import sqrt

import numpy as np

from chainrule.architecture.theta import Layout
from chainrule.errors import SettingError
from chainrule.graph.node import Array
from chainrule.settings import written


@dataclass(frozen=True)
class Initializer:
    """How far weights spread, and how far biases do."""

    weight_deviation: Callable[[int, int], float]  # of the numbers of inputs and outputs
    bias_deviation: float = 0.0


INITIALIZERS: Mapping[str, Initializer] = {
    "normal": Initializer(lambda inputs, outputs: 1.0, bias_deviation=1.0),  # lecture 1's code
    "lecun": Initializer(lambda inputs, outputs: sqrt(1 / inputs)),  # LeCun, Bottou, Orr and Müller, 1998
    "glorot": Initializer(lambda inputs, outputs: sqrt(2 / (inputs + outputs))),  # Glorot and Bengio, 2010
    "he": Initializer(lambda inputs, outputs: sqrt(2 / inputs)),  # He, Zhang, Ren and Sun, 2015
    "zeros": Initializer(lambda inputs, outputs: 0.0),
}


def initial_theta(layout: Layout, names: Mapping[str, str], seed: int) -> Array:
    """A first theta in float64: each weight matrix by its initializer's name, from one generator in layout order."""
    generator = np.random.default_rng([seed, *b"theta"])
    theta = np.zeros(layout.size)
    for name, view in layout.views(theta).items():
        initializer = find_initializer(names[name])
        outputs, inputs = view.shape
        is_bias = name.startswith("b")
        deviation = initializer.bias_deviation if is_bias else initializer.weight_deviation(inputs, outputs)
        view[...] = deviation * generator.standard_normal(view.shape)
    return theta


def find_initializer(name: object) -> Initializer:
    """The initializer of that name."""
    if not isinstance(name, str) or name not in INITIALIZERS:
        raise SettingError(f"there is no initializer {written(name)}; there are {', '.join(INITIALIZERS)}")
    return INITIALIZERS[name]
