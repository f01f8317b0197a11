"""A probe: all that is computed of some of a run's examples at some theta; in float64, no unit dropped.

The examples are dealt in parts. The mean of the parts' gradients is the gradient, and how the parts differ from each
other is its noise.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from chainrule.architecture.trainable import Trainable
from chainrule.engines.numpy_program import NumpyFunction
from chainrule.engines.threads import blas_threads
from chainrule.graph.graph import Graph
from chainrule.graph.node import Array, Node
from chainrule.monitor.activity import Activity, activity_of
from chainrule.monitor.layers import Layer, layers_of, slope_of
from chainrule.training.batches import Order
from chainrule.training.batching.noise import Noise, estimate_noise
from chainrule.training.evaluation import Tables, filled, rows_of
from chainrule.transforms.differentiate import backward, one_for
from chainrule.transforms.simplify import simplify

MOST_PARTS = 16
COST, GRADIENT = "cost", "gradient by "


@dataclass(frozen=True)
class Measured:
    """Some examples at some theta: the cost, its gradient in each part (parts, p), and what the layers do.

    Where the cost is a sum over examples, it and its gradients are those of one example, in the mean.
    """

    cost: float
    parts: Array
    sizes: Array  # (parts,) the examples in each, which differ by one at most
    layers: tuple[Activity, ...]

    @cached_property
    def gradient(self) -> Array:
        """The gradient over all of the examples: (p,)."""
        mean: Array = self.sizes @ self.parts / self.sizes.sum()
        return mean

    def noise(self, places: Order | slice, population: int) -> Noise | None:
        """S and |G|² of some entries of theta; None where there is one part alone."""
        parts, examples = self.parts[:, places], int(self.sizes.sum())
        if len(parts) < 2:
            return None
        mean, whole = parts.mean(axis=0), self.gradient[places]
        squares = float(np.square(parts).sum(axis=1).mean())
        block = round(examples / len(parts))
        found = estimate_noise(squares, float(mean @ mean), len(parts), block=block, population=population)
        return replace(found, signal=found.signal + float(whole @ whole - mean @ mean))


class Probe:
    """The graphs of a model that examples are measured with, compiled when they are first needed.

    `learning` are the parameters that learn: the gradient is 0 for all others.
    """

    def __init__(self, trainable: Trainable, tables: Collection[str], learning: Sequence[str]) -> None:
        self.trainable, self.learning = trainable, tuple(learning)
        self._graph = trainable.cost_of(tables, dropping=False)
        self.layers = layers_of(self._graph)

    def compile(self) -> None:
        """Compile what is to be run, so that the first measurement takes no longer than the next."""
        _ = self._slopes, self._all

    def gradient(self, theta: Array, tables: Tables) -> Array:
        """∂L/∂theta of the cost of these rows, as it is: (p,)."""
        return self._vector(self._run(self._slopes, theta, tables))

    def measure(self, theta: Array, tables: Tables) -> Measured:
        """Everything of these rows."""
        rows = rows_of(tables)
        dealt = np.array_split(np.arange(rows), self._parts_of(rows))
        found = [self._run(self._all, theta, {name: table[part] for name, table in tables.items()}) for part in dealt]
        sizes = np.array([float(len(part)) for part in dealt])
        each = 1 / sizes if self.trainable.average is False else np.ones(len(sizes))
        costs = np.array([float(part[COST]) for part in found])
        return Measured(
            cost=float(sizes @ (each * costs) / rows),
            parts=each[:, None] * np.array([self._vector(part) for part in found]),
            sizes=sizes,
            layers=tuple(self._activity(place, layer, found, sizes) for place, layer in enumerate(self.layers)),
        )

    def _parts_of(self, rows: int) -> int:
        """The parts that so many rows are dealt in: one where the costs of parts do not make the whole."""
        return 1 if self.trainable.average is None else min(MOST_PARTS, rows)

    # ---- the graphs ----------------------------------------------------------------------------------------------

    @cached_property
    def _cotangents(self) -> Mapping[Node, Node]:
        """The cotangent of each node between parameters and cost."""
        cost = next(iter(self._graph.outputs.values()))
        return backward({cost: one_for(cost)}, [self._leaf(name) for name in self.learning])

    def _leaf(self, name: str) -> Node:
        return self._graph.node(self.trainable.leaf_of(name))

    @cached_property
    def _outputs(self) -> dict[str, Node]:
        cost = next(iter(self._graph.outputs.values()))
        return {COST: cost, **{f"{GRADIENT}{name}": self._cotangents[self._leaf(name)] for name in self.learning}}

    @cached_property
    def _slopes(self) -> NumpyFunction:
        return NumpyFunction(simplify(Graph(self._outputs)), np.float64)

    @cached_property
    def _all(self) -> NumpyFunction:
        of_layers = {name: node for place, layer in enumerate(self.layers) for name, node in self._shown(place, layer)}
        return NumpyFunction(simplify(Graph({**self._outputs, **of_layers})), np.float64)

    def _shown(self, place: int, layer: Layer) -> list[tuple[str, Node]]:
        """What is looked at of a layer, by step; a layer of frozen parameters alone has no cotangent."""
        found = []
        for step, (before, after) in enumerate(zip(layer.before, layer.after, strict=True)):
            found.append((f"after {place} {step}", after))
            if layer.activation:
                found.append((f"slope {place} {step}", slope_of(after)))
            if before in self._cotangents:
                found.append((f"back {place} {step}", self._cotangents[before]))
        return found

    # ---- running them --------------------------------------------------------------------------------------------

    def _run(self, compute: NumpyFunction, theta: Array, tables: Tables) -> dict[str, Array]:
        views = self.trainable.layout.views(theta)
        parameters = {self.trainable.leaf_of(name): view for name, view in views.items()}
        with blas_threads(self.trainable.largest_product(rows_of(tables))):
            return compute({**parameters, **filled(compute.leaves, tables)})

    def _vector(self, found: Mapping[str, Array]) -> Array:
        gradient = np.zeros(self.trainable.layout.size)
        for name in self.learning:
            self.trainable.layout.view(gradient, name)[...] = found[f"{GRADIENT}{name}"]
        return gradient

    def _activity(self, place: int, layer: Layer, parts: Sequence[Mapping[str, Array]], sizes: Array) -> Activity:
        def joined(what: str, factors: Array) -> list[Array]:
            names = [f"{what} {place} {step}" for step in range(len(layer.after))]
            there = [name for name in names if name in parts[0]]
            each = [[factor * part[name] for factor, part in zip(factors, parts, strict=True)] for name in there]
            return [np.concatenate(one, axis=layer.examples) for one in each]

        ones = np.ones(len(parts))
        alone = sizes if self.trainable.average else ones  # of a mean over the part ∂L/∂Z is that of an example, shrunk
        return activity_of(layer, joined("after", ones), joined("slope", ones), joined("back", alone))
