"""Predictions, costs and gradients of what trains, outside of training."""

from collections.abc import Mapping, Sequence
from functools import cached_property

import numpy as np
from numpy.typing import DTypeLike

from chainrule.architecture.trainable import Trainable
from chainrule.engines.memory import BATCH
from chainrule.engines.numpy_program import NumpyFunction
from chainrule.engines.task import Table, as_leaf
from chainrule.engines.threads import blas_threads
from chainrule.errors import SettingError
from chainrule.graph.graph import Graph, topological
from chainrule.graph.node import Array, Node
from chainrule.graph.passes import Derivative
from chainrule.training.examples import Examples
from chainrule.training.per_example import example_axis, is_per_example
from chainrule.transforms.differentiate import differentiate

PREDICTION_BLOCK = 128  # examples predicted together; the last block is padded, so grouping of rows changes no bit
COST_BLOCK = 512  # examples whose cost is computed together

Tables = Mapping[str, Table]  # by leaf, rows being examples


class Evaluation:
    """The graphs of what trains, without dropout, compiled when they are first asked for."""

    def __init__(self, trainable: Trainable, dtype: type[np.floating]) -> None:
        self.trainable = trainable
        self.dtype = dtype
        self._costs: dict[object, NumpyFunction] = {}

    @cached_property
    def prediction(self) -> "Rows | None":
        """Tables to the prediction; None where the model has none of its own."""
        graph = self.trainable.prediction_graph()
        return None if graph is None else Rows(graph, self.dtype)

    def predict(self, theta: Array, tables: Tables) -> Array:
        """The prediction for each row: (m, out)."""
        assert self.prediction is not None  # noqa: S101 - whoever asks has looked
        return self.rows(self.prediction, theta, tables)

    def rows(self, asked: "Rows", theta: Array, tables: Tables) -> Array:
        """What is asked for, for each row of these tables."""
        parameters = self._parameters(theta)
        block = asked.block(rows_of(tables))
        with blas_threads(self.trainable.largest_product(block)):
            return asked(parameters, tables)

    def cost(self, theta: Array, examples: Examples) -> float:
        """The loss over these examples, without L2 and dropout: what a validation compares."""
        if self.trainable.average is None:
            return self._cost(theta, examples.tables)
        total = 0.0
        for first in range(0, examples.rows, COST_BLOCK):
            tables = {name: table[first : first + COST_BLOCK] for name, table in examples.tables.items()}
            cost = self._cost(theta, tables)
            total += cost * min(COST_BLOCK, examples.rows - first) if self.trainable.average else cost
        return total / examples.rows if self.trainable.average else total

    def named_costs(self, names: Sequence[str], theta: Array, tables: Tables) -> dict[str, float]:
        """Some of the numbers that a cost of several is made of, by name, over all rows together."""
        if not names:
            return {}
        key = (*names, *tables)
        if key not in self._costs:
            self._costs[key] = NumpyFunction(self.trainable.graph_of_costs(names, tables), self.dtype)
        compute = self._costs[key]
        with blas_threads(self.trainable.largest_product(rows_of(tables))):
            found = compute({**self._parameters(theta), **filled(compute.leaves, tables)})
        return {name: float(np.reshape(value, ())) for name, value in found.items()}

    def training_cost(self, theta: Array, examples: Examples) -> float:
        """The cost over these examples that steps go down, L2 included, without dropout."""
        cost, results = self._run(theta, examples.tables, training=True, slopes=False)
        return float(results[cost])

    def gradient(self, theta: Array, examples: Examples) -> tuple[float, Array]:
        """The cost over these examples, L2 included, and its gradient by theta."""
        cost, results = self._run(theta, examples.tables, training=True, slopes=True)
        gradient = np.zeros_like(theta)
        for name in self._learned:
            view = self.trainable.layout.view(gradient, name)
            view[...] = results[Derivative(cost, self.trainable.leaf_of(name))]
        return float(results[cost]), gradient

    def _cost(self, theta: Array, tables: Tables) -> float:
        cost, results = self._run(theta, tables, training=False, slopes=False)
        return float(results[cost])

    def _run(self, theta: Array, tables: Tables, *, training: bool, slopes: bool) -> tuple[str, dict[str, Array]]:
        key = (*tables, training, slopes)
        if key not in self._costs:
            graph = self.trainable.cost_of(tables, dropping=False, penalised=training)
            leaves = [self.trainable.leaf_of(name) for name in self._learned]
            self._costs[key] = NumpyFunction(differentiate(graph, leaves) if slopes else graph, self.dtype)
        compute, rows = self._costs[key], rows_of(tables)
        with blas_threads(self.trainable.largest_product(rows)):
            return compute.first, compute({**self._parameters(theta), **filled(compute.leaves, tables)})

    @property
    def _learned(self) -> list[str]:
        """The parameters, without what is kept beside them."""
        return [name for name in self.trainable.layout.shapes if name not in self.trainable.kept]

    def _parameters(self, theta: Array) -> dict[str, Array]:
        views = self.trainable.layout.views(theta)
        return {self.trainable.leaf_of(name): view for name, view in views.items()}


class Rows:
    """A graph whose one output is asked for row by row; as it stands, where it is no row for each example."""

    def __init__(self, graph: Graph, dtype: type[np.floating]) -> None:
        (self._node,) = graph.outputs.values()
        counts = any(map(_counts, topological([self._node])))
        if counts and not any(BATCH in leaf.shape for leaf in graph.leaves.values()):
            raise SettingError("what is asked for counts the examples and reads none of them; name some data in it")
        self._compute = NumpyFunction(graph, dtype)
        self._alone = is_per_example(graph)
        shape = self._node.shape
        self.has_rows = shape.count(BATCH) == 1 and BATCH in (shape[0], shape[-1])

    @property
    def leaves(self) -> Mapping[str, Node]:
        """What it reads, by name."""
        return self._compute.leaves

    def block(self, rows: int) -> int:
        """How many rows are computed together: all, where one may depend on the others."""
        return PREDICTION_BLOCK if self._alone else max(rows, 1)

    def __call__(self, parameters: Mapping[str, Array], tables: Tables) -> Array:
        """The output for each row of the tables, (rows, …), or the whole of it."""
        if not self.has_rows:
            return self._whole(parameters, tables)
        leaves, rows = self._compute.leaves, rows_of(tables)
        block, axis = self.block(rows), example_axis(self._node.shape)
        read = {name: table for name, table in tables.items() if name in leaves}
        result = np.empty((rows, *(int(size) for size in self._node.shape if size != BATCH)), self._compute.dtype)
        room = {
            name: np.zeros((block, table.shape[1]), self._type(leaves[name], table)) for name, table in read.items()
        }
        for first in range(0, rows, block):
            for name, table in read.items():
                part = table[first : first + block]
                room[name][: len(part)] = part
                room[name][len(part) :] = 0
            found = self._compute({**parameters, **filled(leaves, room)})
            result[first : first + block] = np.moveaxis(found[self._compute.first], axis, 0)[: rows - first]
        return result

    def _whole(self, parameters: Mapping[str, Array], tables: Tables) -> Array:
        """The output of all rows together."""
        leaves = self._compute.leaves
        typed = {
            name: table.astype(self._type(leaves[name], table)) for name, table in tables.items() if name in leaves
        }
        return self._compute({**parameters, **filled(leaves, typed)})[self._compute.first]

    def _type(self, leaf: Node, table: Table) -> DTypeLike:
        """The type that a leaf is computed in: labels and places stay whole numbers."""
        return table.dtype if leaf.attributes.get("kind") == "index" else self._compute.dtype


def _counts(node: Node) -> bool:
    """Whether a node needs to know how many examples there are."""
    return BATCH in node.shape or node.attributes.get("dimension") == BATCH


def rows_of(tables: Tables) -> int:
    """The number of rows; a model without tables is one example."""
    return len(next(iter(tables.values()))) if tables else 1


def filled(leaves: Mapping[str, Node], tables: Tables) -> dict[str, Table]:
    """The leaves that rows of tables make."""
    return {name: as_leaf(table, leaves[name].shape) for name, table in tables.items() if name in leaves}
