"""Inside of a model: its sums and activations at any theta, for any rows, read from the graph that predicts."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np

from chainrule.architecture.trainable import Trainable
from chainrule.engines.memory import BATCH
from chainrule.errors import SettingError
from chainrule.graph.graph import Graph
from chainrule.graph.node import Array, Node
from chainrule.ops.identifiers import Names
from chainrule.training.evaluation import Evaluation, Rows, Tables


class Inside:
    """What predicts, opened: each named node that has a row for each unit and a column for each example."""

    def __init__(self, trainable: Trainable) -> None:
        graph = trainable.prediction_graph()
        if graph is None:
            raise SettingError("the model does not say what it predicts, so there is nothing to draw of it")
        self._graph, self._trainable = graph, trainable
        self._evaluation = Evaluation(trainable, np.float64)
        self._rows: dict[str, Rows] = {}
        self.input = self._only_input()

    @property
    def inputs(self) -> int:
        """How many numbers a row has."""
        return int(self._graph.leaves[self.input].shape[0])

    @cached_property
    def sums(self) -> dict[str, int]:
        """The units of each layer's sum, Z1, Z2, …: of a named node that is no activation of another."""
        named = set(self._units.values())
        return {name: int(node.shape[0]) for name, node in self._units.items() if not _is_made_of(node, named)}

    @cached_property
    def activations(self) -> dict[str, int]:
        """The units of each layer's activation, A1, A2, …; the last one is the prediction where it has a name."""
        return {name: int(node.shape[0]) for name, node in self._units.items() if name not in self.sums}

    @cached_property
    def hidden(self) -> str:
        """The activation that the last layer reads, or nothing where there is no hidden layer."""
        (prediction,) = self._graph.outputs.values()
        found = [name for name in self.activations if self._units[name] is not prediction]
        return found[-1] if found else ""

    @property
    def graph(self) -> Graph:
        """Every sum, and what is predicted, as the outputs of one graph."""
        (prediction,) = self._graph.outputs.values()
        key = Names([*self._graph.leaves, *self.sums]).fresh("prediction")
        return Graph({**{name: self._units[name] for name in self.sums}, key: prediction})

    def values(self, name: str, theta: Array, tables: Tables) -> Array:
        """A named node for each row of the tables: (m, units)."""
        if name not in self._rows:
            self._rows[name] = Rows(Graph({name: self._units[name]}), np.float64)
        return self._evaluation.rows(self._rows[name], theta, tables)

    def prediction(self, theta: Array, tables: Tables) -> Array:
        """What is predicted for each row: (m, out)."""
        found = self._evaluation.predict(theta, tables)
        return found.reshape(len(found), -1)

    @cached_property
    def _units(self) -> dict[str, Node]:
        return {
            name: node
            for name, node in self._graph.names.items()
            if len(node.shape) == 2 and node.shape[1] == BATCH and isinstance(node.shape[0], int) and not node.is_leaf
        }

    def _only_input(self) -> str:
        """The table that predictions are made of."""
        data = [name for name, leaf in self._graph.leaves.items() if BATCH in leaf.shape]
        if len(data) != 1 or len(self._graph.leaves[data[0]].shape) != 2:
            names = ", ".join(data) or "none"
            raise SettingError(
                f"surfaces need one table of inputs, with a row for each example; the model reads {names}"
            )
        return data[0]


def _is_made_of(node: Node, named: set[Node]) -> bool:
    """Whether a node is a function of one other named node: its activation."""
    return len(node.operands) == 1 and node.operands[0] in named


def varied(row: Array, columns: Sequence[int], x: Array, y: Array) -> Array:
    """The row with two of its numbers varied over a grid: (len(y)·len(x), n), x running fastest."""
    rows = np.tile(np.asarray(row, dtype=np.float64), (len(x) * len(y), 1))
    rows[:, columns[0]] = np.tile(x, len(y))
    rows[:, columns[1]] = np.repeat(y, len(x))
    return rows
