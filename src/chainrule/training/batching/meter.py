"""The meter: the noise of a model's gradient on some rows, measured at a theta."""

from collections.abc import Callable, Mapping, Sequence
from functools import cached_property, lru_cache

import numpy as np

from chainrule.architecture.trainable import Trainable
from chainrule.engines.numpy_program import NumpyFunction
from chainrule.engines.task import Table
from chainrule.engines.threads import blas_threads
from chainrule.graph.graph import Graph
from chainrule.graph.node import Array, Node
from chainrule.graph.passes import Derivative
from chainrule.training.batching.example_norms import (
    NORMS,
    OWN,
    WHOLE,
    gradients_graph,
    norms_graph,
    own_name,
    scale_names,
)
from chainrule.training.batching.noise import Noise, estimate_noise
from chainrule.training.evaluation import filled

Tables = Mapping[str, Table]
BLOCKS = 16  # of a batch whose norms do not come for free
Clock = tuple[int, int]  # step and seed of dropout masks
CLOCK: Clock = (1, 0)


class NoiseMeter:
    """Measures the gradients of single examples, as steps have them: with dropout and a penalty where there are some.

    Norms come for free where every parameter meets examples in products or as a bias; else the gradient is computed
    example by example for `squared_norms`, and by blocks of examples for `measure`. Where examples depend on each
    other, as in a batch norm, a block is what one step would see.
    """

    def __init__(
        self, trainable: Trainable, tables: Sequence[str], dtype: type[np.floating], held: frozenset[str] = frozenset()
    ) -> None:
        self.trainable, self.dtype = trainable, dtype
        self._tables = tuple(tables)
        self.learning = [name for name in trainable.layout.shapes if name not in held.union(trainable.kept)]
        self._leaves = [trainable.leaf_of(name) for name in self.learning]

    @cached_property
    def is_free(self) -> bool:
        """Whether the norms come with the gradient."""
        return self._plain is not None

    def squared_norms(self, theta: Array, tables: Tables, scale: Array | None = None, clock: Clock = CLOCK) -> Array:
        """‖gᵢ‖² of each row, (rows,), in float64; with a `scale` like theta, ‖scale ∘ gᵢ‖².

        gᵢ is what the example alone adds: a penalty, which does not stand on examples, has no share in it.
        """
        if self.is_free:
            return self._free(theta, tables, scale, clock)[NORMS].ravel().astype(np.float64)
        gradients, _ = self._gradients_of_blocks(theta, tables, len(_first(tables)), clock)
        norms: Array = np.square(gradients * self._factors(scale)).sum(axis=1)
        return norms

    def measure(
        self,
        theta: Array,
        tables: Tables,
        scale: Array | None = None,
        *,
        population: int | None = None,
        clock: Clock = CLOCK,
    ) -> Noise:
        """S and |G|² as these rows show them: drawn without replacement from `population` rows, where that is given."""
        rows = len(_first(tables))
        if self.is_free:
            found = self._free(theta, tables, scale, clock)
            share = 1.0 if self.trainable.average else rows**-2.0  # of a sum's gradient, that of the mean
            own, whole = (share * float(found[name]) for name in (OWN, WHOLE))
            mean = float(found[NORMS].mean(dtype=np.float64))
            return estimate_noise(mean, own, rows, signal=whole, population=population)
        factors = self._factors(scale)
        gradients, whole = self._gradients_of_blocks(theta, tables, min(BLOCKS, rows), clock)
        mean = np.square(gradients * factors).sum(axis=1).mean()
        own, signal = (np.square(one.mean(axis=0) * factors).sum() for one in (gradients, whole))
        blocks = {"rows": len(gradients), "block": rows // len(gradients)}
        return estimate_noise(float(mean), float(own), **blocks, signal=float(signal), population=population)

    # ---- norms that come with the gradient -------------------------------------------------------------------

    @cached_property
    def _cost(self) -> Graph:
        whole = self.trainable.cost_of(self._tables)
        name, cost = next(iter(whole.outputs.items()))
        return Graph({name: cost})

    @cached_property
    def _plain(self) -> NumpyFunction | None:
        return self._compiled(scaled=False)

    @cached_property
    def _scaled(self) -> NumpyFunction | None:
        return self._compiled(scaled=True)

    def _compiled(self, *, scaled: bool) -> NumpyFunction | None:
        if self.trainable.average is None:
            return None
        graph = norms_graph(self._cost, self._leaves, self.trainable.average, scaled=scaled)
        return None if graph is None else NumpyFunction(graph, self.dtype)

    def _free(self, theta: Array, tables: Tables, scale: Array | None, clock: Clock) -> Mapping[str, Array]:
        function = self._plain if scale is None else self._scaled
        assert function is not None  # noqa: S101 - whoever asks has looked
        factors: dict[str, object] = {}
        if scale is not None:
            squares = self.trainable.layout.views(np.square(scale).astype(self.dtype))
            factors = {leaf: _shaped(squares[name], function.leaves[leaf]) for name, leaf in self._scale_leaves.items()}
        return self._run(function, theta, tables, clock, factors)

    @cached_property
    def _scale_leaves(self) -> dict[str, str]:
        names = scale_names(self._cost, self._leaves)
        return {name: names[leaf] for name, leaf in zip(self.learning, self._leaves, strict=True)}

    # ---- example by example, or block by block ---------------------------------------------------------------

    @cached_property
    def _gradient(self) -> NumpyFunction:
        return NumpyFunction(gradients_graph(self._cost, self._leaves), self.dtype)

    def _gradients_of_blocks(self, theta: Array, tables: Tables, blocks: int, clock: Clock) -> tuple[Array, Array]:
        """What each block's examples add on average, and the gradient of the block's cost: both (blocks, p), float64.

        Rows that are left over are left out.
        """
        size = len(_first(tables)) // blocks
        share = 1 / size if self.trainable.average is False else 1.0
        own, whole = [], []
        for first in range(0, size * blocks, size):
            part = {name: table[first : first + size] for name, table in tables.items()}
            found = self._run(self._gradient, theta, part, clock, {})
            own.append(share * self._vector(found, own_name))
            whole.append(share * self._vector(found, Derivative))
        return np.array(own), np.array(whole)

    def _run(
        self, function: NumpyFunction, theta: Array, tables: Tables, clock: Clock, more: Mapping[str, object]
    ) -> Mapping[str, Array]:
        views = self.trainable.layout.views(theta)
        leaves = {self.trainable.leaf_of(name): view for name, view in views.items()}
        step, seed = clock
        given = {**leaves, "step": step, "seed": seed, **more, **filled(function.leaves, tables)}
        with blas_threads(self.trainable.largest_product(len(_first(tables)))):
            return function(given)

    def _vector(self, found: Mapping[str, Array], called: Callable[[str, str], str]) -> Array:
        """Cotangents as one vector like theta, 0 where nothing learns."""
        cost = next(iter(self._cost.outputs))
        vector = np.zeros(self.trainable.layout.size)
        for name, leaf in zip(self.learning, self._leaves, strict=True):
            self.trainable.layout.view(vector, name)[...] = found[called(cost, leaf)]
        return vector

    def _factors(self, scale: Array | None) -> Array | float:
        return 1.0 if scale is None else scale.astype(np.float64)


def _shaped(view: Array, leaf: Node) -> Array:
    """A parameter's numbers in the shape that its graph has: one number alone is an entry in theta."""
    return view.reshape([int(size) for size in leaf.shape])


def _first(tables: Tables) -> Table:
    return next(iter(tables.values()))


@lru_cache(maxsize=64)
def meter_for(trainable: Trainable, tables: tuple[str, ...], dtype: str, held: frozenset[str]) -> NoiseMeter:
    """The meter for these choices: equal ones share it, as they share a training program."""
    return NoiseMeter(trainable, tables, np.dtype(dtype).type, held)
