"""Predictions, costs and gradients of a network, outside of training."""

from collections.abc import Mapping
from functools import cached_property

import numpy as np

from chainrule.architecture.layers import Architecture
from chainrule.engines.numpy_program import NumpyFunction
from chainrule.engines.task import Table
from chainrule.engines.threads import blas_threads
from chainrule.graph.node import Array
from chainrule.graph.passes import Derivative
from chainrule.training.examples import Examples
from chainrule.transforms.differentiate import differentiate

PREDICTION_BLOCK = 128  # examples predicted together; the last block is padded, so grouping of rows changes no bit
COST_BLOCK = 512  # examples whose cost is computed together


class Evaluation:
    """A network's graph without dropout, compiled when it is first asked for."""

    def __init__(self, architecture: Architecture, dtype: type[np.floating]) -> None:
        self.architecture = architecture
        self.dtype = dtype
        self._costs: dict[tuple[bool, bool, bool], NumpyFunction] = {}

    @cached_property
    def prediction(self) -> NumpyFunction:
        """X to the prediction."""
        return NumpyFunction(self.architecture.prediction_graph(), self.dtype)

    def predict(self, theta: Array, X: Table) -> Array:
        """The prediction for each row of X: (m, out)."""
        leaves = self.architecture.layout.views(theta)
        result = np.empty((len(X), self.architecture.sizes[-1]), dtype=self.dtype)
        block = np.zeros((PREDICTION_BLOCK, self.architecture.sizes[0]), dtype=self.dtype)
        with blas_threads(self.architecture.largest_product(PREDICTION_BLOCK)):
            for first in range(0, len(X), PREDICTION_BLOCK):
                rows = X[first : first + PREDICTION_BLOCK]
                block[: len(rows)] = rows
                block[len(rows) :] = 0
                found = self.prediction({**leaves, "X": block.T})["prediction"]
                result[first : first + len(rows)] = found.T[: len(rows)]
        return result

    def cost(self, theta: Array, examples: Examples) -> float:
        """The loss over these examples, without L2 and dropout: what a validation compares."""
        total = 0.0
        for first in range(0, examples.rows, COST_BLOCK):
            tables = {name: table[first : first + COST_BLOCK] for name, table in examples.tables.items()}
            cost = float(self._run(theta, tables, training=False, slopes=False)["L"])
            total += cost * len(tables["X"]) if self.architecture.average else cost
        return total / examples.rows if self.architecture.average else total

    def gradient(self, theta: Array, examples: Examples) -> tuple[float, Array]:
        """The cost over these examples, L2 included, and its gradient by theta."""
        results = self._run(theta, examples.tables, training=True, slopes=True)
        gradient = np.empty_like(theta)
        for name, view in self.architecture.layout.views(gradient).items():
            view[...] = results[Derivative("L", name)]
        return float(results["L"]), gradient

    def _run(self, theta: Array, tables: Mapping[str, Table], *, training: bool, slopes: bool) -> dict[str, Array]:
        key = ("labels" in tables, "weights" in tables, slopes)
        if key not in self._costs:
            graph = self.architecture.cost_graph(labelled=key[0], weighted=key[1], dropping=False, penalised=training)
            parameters = list(self.architecture.layout.shapes)
            self._costs[key] = NumpyFunction(differentiate(graph, parameters) if slopes else graph, self.dtype)
        leaves = {name: table.T for name, table in tables.items()}
        with blas_threads(self.architecture.largest_product(len(tables["X"]))):
            return self._costs[key]({**self.architecture.layout.views(theta), **leaves})
