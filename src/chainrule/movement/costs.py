"""Costs: the cost over some examples that steps go down, at points of the space of theta, along lines, on planes.

On a line p + t·d all that moves evenly is base + t·slope (`transforms.along`): it is computed once, and so is what
does not move; only the rest is computed at every point. A plane is a stack of lines whose bases move evenly too.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from chainrule.architecture.trainable import Trainable
from chainrule.engines.numpy_program import NumpyFunction
from chainrule.engines.task import Table
from chainrule.engines.threads import blas_threads
from chainrule.errors import ShapeError
from chainrule.graph.graph import Graph
from chainrule.graph.node import Array
from chainrule.readers.notation.numbers import format_count
from chainrule.training.evaluation import Evaluation, Tables, filled, rows_of
from chainrule.training.examples import Examples
from chainrule.transforms.along import along

Progress = Callable[[float], None]  # told the share that is done
Named = dict[str, Array]
ENTRIES = 1 << 15  # numbers of a line's bases that are held together: with their slopes they stay in the caches
FEWEST = 64  # examples that are computed together, however many numbers each has


class Costs:
    """The cost of what trains over these examples, in float64, as a function of theta.

    It is the one that training steps go down: L2 included, dropout left out, running averages as they are kept.
    """

    def __init__(self, trainable: Trainable, examples: Examples) -> None:
        self.trainable = trainable
        self.examples = replace(examples, tables={name: _real(table) for name, table in examples.tables.items()})
        self._evaluation = Evaluation(trainable, np.float64)

    @property
    def scale(self) -> str:
        """What the cost is: its name, and whether it is a mean or a sum."""
        name = next(iter(self.trainable.cost_of(list(self.examples.tables), dropping=False).outputs))
        if not self.examples.tables:
            return f"{name}, a function of the parameters alone"
        how = {True: "the mean over", False: "the sum over", None: "over"}[self.trainable.average]
        return f"{name}, {how} {format_count(self.examples.rows)} examples"

    def at(self, theta: Array) -> float:
        """The cost at one theta: (p,)."""
        return self._evaluation.training_cost(self._checked(theta), self.examples)

    def gradient(self, theta: Array) -> Array:
        """Its gradient there: (p,)."""
        gradient: Array = self._evaluation.gradient(self._checked(theta), self.examples)[1]
        return gradient

    def line(self, origin: Array, direction: Array, places: Array) -> Array:
        """The cost at origin + t·direction for each t of `places`: (k,)."""
        still = np.zeros_like(np.asarray(direction, dtype=np.float64))
        return self.plane(origin, direction, still, places, np.zeros(1)).reshape(-1)

    def plane(
        self, origin: Array, u: Array, v: Array, a: Array, b: Array, progress: Progress = lambda _: None
    ) -> Array:
        """The cost at origin + a·u + b·v for each of a (n,) and b (k,), as (k, n); `progress` is told the share."""
        origin, u, v = self._checked(origin), self._checked(u), self._checked(v)
        a, b = np.asarray(a, dtype=np.float64), np.asarray(b, dtype=np.float64)
        parts = _Parts(self.trainable, self.examples.tables, (u != 0) | (v != 0))
        total, done = np.zeros((len(b), len(a))), 0
        for tables in self._blocks(parts.entries):
            share = rows_of(tables) / self.examples.rows
            for row, costs in enumerate(parts.lines(tables, (origin, u, v), a, b)):
                total[row] += share * costs
                done += rows_of(tables)
                progress(done / (self.examples.rows * len(b)))
        return total

    def _blocks(self, entries: int) -> Iterator[Tables]:
        """Some rows after the other; all at once where the cost is not the mean of its parts'."""
        rows = self.examples.rows
        size = max(FEWEST, ENTRIES // entries) if self.trainable.average else rows
        for first in range(0, rows, size):
            yield {name: table[first : first + size] for name, table in self.examples.tables.items()}

    def _checked(self, theta: Array) -> Array:
        vector = np.asarray(theta, dtype=np.float64)
        if vector.shape != (self.trainable.layout.size,):
            raise ShapeError(f"theta has {self.trainable.layout.size:,} entries, got the shape {vector.shape}")
        return vector


class _Parts:
    """The three parts of a graph on lines, compiled; `moves` says of each entry of theta whether it does."""

    def __init__(self, trainable: Trainable, tables: Tables, moves: NDArray[np.bool_]) -> None:
        self._trainable = trainable
        graph = trainable.cost_of(list(tables), dropping=False, penalised=True)
        self._cost = next(iter(graph.outputs))
        parameters = trainable.layout.shapes
        moving = [name for name in parameters if moves[trainable.layout.place(name)].any()]
        leaves = [leaf for name in moving if (leaf := trainable.leaf_of(name)) in graph.leaves]
        self._line = along(Graph({self._cost: graph.outputs[self._cost]}, graph.names), leaves)
        self._once = [NumpyFunction(one, np.float64) for one in (self._line.still, self._line.bases) if one.outputs]
        self._slopes = NumpyFunction(self._line.slopes, np.float64) if self._line.slopes.outputs else None
        self._rest = NumpyFunction(self._line.rest, np.float64)

    @property
    def entries(self) -> int:
        """The numbers that are held for each example."""
        outputs = (*self._line.still.outputs.values(), *self._line.bases.outputs.values())
        shapes = [[int(size) for size in node.shape if isinstance(size, int)] for node in outputs if "m" in node.shape]
        return sum(int(np.prod(shape)) for shape in shapes) + 1

    def lines(self, tables: Tables, plane: tuple[Array, Array, Array], a: Array, b: Array) -> Iterator[Array]:
        """The costs along u for each of b, over these tables."""
        with blas_threads(self._trainable.largest_product(rows_of(tables))):
            once, along_u, along_v = self._computed_once(tables, *plane)
        with blas_threads(0):
            for one in b:
                bases = {name: once[name] + one * slope for name, slope in along_v.items()}
                yield self._along(a, {**once, **bases, **along_u})

    def _computed_once(
        self, tables: Tables, origin: Array, u: Array, v: Array
    ) -> tuple[dict[str, Table], Named, Named]:
        """What is still, with the bases; and the slopes along both directions, those along v by the bases' names."""
        parameters = self._views(origin)
        once: dict[str, Table] = {**parameters, **filled(self._rest.leaves, tables)}
        for function in self._once:
            once |= function({**parameters, **filled(function.leaves, tables)})
        along_u, along_v = (self._slope(tables, parameters, one) for one in (u, v))
        return once, along_u, {base: along_v[slope] for base, slope in self._line.slope_names.items()}

    def _slope(self, tables: Tables, parameters: Named, direction: Array) -> Named:
        """How what is affine moves along a direction."""
        if self._slopes is None:
            return {}
        views = self._views(direction)
        tangents = {name: views[leaf] for leaf, name in self._line.directions.items()}
        return self._slopes({**parameters, **tangents, **filled(self._slopes.leaves, tables)})

    def _along(self, a: Array, known: Mapping[str, Table]) -> Array:
        return np.array([float(one[self._cost]) for one in self._rest.at_each(self._line.place, a, known)])

    def _views(self, theta: Array) -> Named:
        return {self._trainable.leaf_of(name): view for name, view in self._trainable.layout.views(theta).items()}


def _real(table: Table) -> Table:
    """A table in float64; whole numbers stay what they are."""
    return table if table.dtype.kind in "iu" else np.asarray(table, dtype=np.float64)
