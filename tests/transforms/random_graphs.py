"""Random smooth graphs: shared nodes, fan-out, broadcasting, an unused leaf, and letters in every second one."""

from dataclasses import dataclass

import numpy as np
import pytest

import chainrule as cr

COUNT, SHARE = 500, 100
SEEDS = pytest.mark.parametrize("seeds", [range(SHARE), pytest.param(range(SHARE, COUNT), marks=pytest.mark.slow)])


@dataclass(frozen=True)
class RandomGraph:
    """Some outputs over some leaves, and numbers for the leaves."""

    outputs: list[cr.Node]
    leaves: list[cr.Node]
    numbers: dict[cr.Node, np.ndarray]

    @property
    def cost(self):
        """One number that every output has a part in."""
        terms = [cr.mean(cr.tanh(output)) for output in self.outputs]
        return sum(terms[1:], terms[0])

    def draw(self, rng, shapes_of):
        """Random numbers in the shapes of some nodes."""
        shapes = [array.shape for array in cr.evaluate(shapes_of, self.numbers)]
        return [rng.normal(size=shape) for shape in shapes]


def bounded(x):
    """Between −1 and 1, so that no number grows without end."""
    return cr.tanh(x)


def rows_swapped(x, _, __):
    """The two rows in the other order."""
    return cr.concatenate([x[1:], x[:1]], axis=0) if x.shape[:1] == (2,) else -x


GROW = [
    lambda x, y, z: x + y,
    lambda x, y, z: x - y * z,
    lambda x, y, z: x * y,
    lambda x, y, z: bounded(x) / (2 + bounded(y)),
    lambda x, y, z: bounded(x) ** 2 + bounded(y) ** 3,
    lambda x, y, z: (2 + bounded(x)) ** bounded(y),
    lambda x, y, z: cr.exp(bounded(x)) * cr.cos(y),
    lambda x, y, z: cr.log(2 + bounded(x)) + cr.sqrt(2 + bounded(x)),
    lambda x, y, z: cr.sigmoid(x) * cr.silu(y) - cr.softplus(x),
    lambda x, y, z: cr.gelu(x) + x + x,
    lambda x, y, z: cr.where(np.array([[1.0], [0.0]]), y, z),
    lambda x, y, z: cr.sum(x) * bounded(y),
    lambda x, y, z: cr.mean(x, axis=-1) if x.rank else x,
    lambda x, y, z: cr.sum(x, axis=0) if x.rank else x,
    lambda x, y, z: cr.softmax(x) if x.rank else cr.logsumexp(x, axis=None),
    lambda x, y, z: cr.logsumexp(bounded(x) * bounded(y), axis=None),
    lambda x, y, z: bounded(x.T @ x) @ y.T @ x if x.rank == y.rank == 2 and x.shape[0] == y.shape[0] else x * 1 + 0,
    rows_swapped,
]


def random_graph(seed):
    """A graph of about twenty ops over five leaves, one of which nothing uses."""
    rng = np.random.default_rng([5, seed])
    m = "m" if seed % 2 else 3
    shapes = [(), (2, m), (2, 1), (1, m), (2, m)]
    leaves = [cr.input(f"x{i}", shape) for i, shape in enumerate(shapes)]
    numbers = {
        leaf: rng.uniform(-1, 1, tuple(3 if d == "m" else d for d in shape))
        for leaf, shape in zip(leaves, shapes, strict=True)
    }
    nodes = leaves[:-1]
    for grow in rng.permutation(len(GROW)):
        x, y, z = (nodes[-1 - int(i)] for i in rng.integers(len(nodes), size=3))
        try:
            nodes.append(GROW[grow](x, y, z))
        except cr.ShapeError:  # the product of two matrices may have a shape of its own
            nodes.append(x - y.T if x.shape == y.T.shape else bounded(x))
    return RandomGraph([nodes[-1], nodes[-2], nodes[int(rng.integers(5, len(nodes)))]], leaves, numbers)
