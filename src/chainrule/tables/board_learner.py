"""A board that learns from a table."""

from collections.abc import Mapping
from functools import cached_property
from typing import Unpack

import numpy as np
from numpy.typing import NDArray

from chainrule.architecture.graph_parts import EXAMPLES
from chainrule.architecture.kept import by_what_is_kept
from chainrule.architecture.trainable import Trainable
from chainrule.data import Encoding
from chainrule.engines.task import as_leaf
from chainrule.errors import ArgumentError
from chainrule.faces.board import Board
from chainrule.graph.graph import Graph
from chainrule.graph.node import Array, input
from chainrule.graph.shape import Dimension, write_shape
from chainrule.graph.values import Values
from chainrule.live import Page
from chainrule.ops.indexing import is_index
from chainrule.readers.notation.blocks import Blocks
from chainrule.readers.script import Script
from chainrule.tables.board_plan import BoardPlan, board_plan
from chainrule.tables.learner import Choices, Features, Learner, Targets
from chainrule.tables.parts import Part
from chainrule.training.evaluation import Evaluation
from chainrule.training.run import Run
from chainrule.tutor.verdicts import Verdict
from chainrule.wording import counted

NEARLY = 1e-6  # the median


class BoardLearner(Learner):
    """A board whose features and targets are those of its plan; its graph is shown in the letters of its text."""

    zoom, what = "operations", "board"

    def __init__(self, board: Board, batch: str, chosen: Mapping[str, int], seed: int, dtype: str) -> None:
        self.face: Board = board
        self._batch, self._chosen, self._seed, self._dtype = batch, chosen, seed, dtype

    def __reduce__(self) -> tuple[object, ...]:
        """How a copy is made: with a copy of the board."""
        return (BoardLearner, (self.face, self._batch, self._chosen, self._seed, self._dtype))

    @cached_property
    def _plan(self) -> BoardPlan:
        """Which of its data are filled by a table; an ArgumentError for a board that no table fills."""
        return board_plan(self.face, self._batch)

    @property
    def inputs(self) -> str:
        """The leaf of the features."""
        return self._plan.inputs

    def train(
        self,
        training: Part,
        validation: Part | None,
        weights: tuple[Array | None, Array | None],
        **choices: Unpack[Choices],
    ) -> Run:
        """Train on some rows, watching others."""
        return self.face.train(
            self._data(training.X, training.y),
            sizes=self._chosen,
            batch=self._batch,
            seed=self._seed,
            dtype=self._dtype,
            weights=weights[0],
            validation=None if validation is None else (self._data(validation.X, validation.y), weights[1]),
            **choices,
        )

    def _data(self, X: Features, y: Targets | None = None) -> dict[str, object]:
        """Rows by leaf; of two classes the second is 1, and of signs the first −1."""
        if y is None:
            return {self.inputs: X}
        return {self.inputs: X, self._plan.target: 2 * y - 1 if self._plan.is_of_signs else y}

    def fits(self, encoding: Encoding) -> bool:
        """Whether it has a size for each feature, and for each class."""
        classes = len(encoding.classes or ())
        try:
            self._plan.sizes(len(encoding.feature_names), classes, self.sizes, encoding.target)
        except ArgumentError:
            return False
        return bool(classes) == (self._plan.kind != "numbers")

    # ---- what it says ----------------------------------------------------------------------------------------

    def output(self, X: Features) -> NDArray[np.floating]:
        """What the cost compares with targets, for each row."""
        return self.face.output(self._data(X))

    @property
    def gives_probabilities(self) -> bool:
        """Whether what the cost compares with classes stays between 0 and 1."""
        return self.face.trainable.gives_probabilities

    @property
    def quantile(self) -> float | None:
        """The τ of a pinball cost, unless that is 1/2, the median's."""
        found = self.face.trainable.comparison
        quantile = None if found is None else found.quantile
        return None if quantile is None or abs(quantile - 0.5) < NEARLY else quantile

    def output_at(self, values: Values, X: Features) -> NDArray[np.floating]:  # noqa: ARG002
        """The same in float64."""
        model = self.face.trainable
        theta, tables = self.face.theta.astype(np.float64), {model.leaf_of(self.inputs): X.astype(np.float64)}
        return Evaluation(model, np.float64).predict(theta, tables).reshape(len(X), -1)

    def told(self) -> str:
        """Its data in numbers, the sizes that were chosen, its parameters and its cost, in two lines."""
        model = self.face.trainable
        names, letter = (self.inputs, self._plan.target), self._plan.letter
        shapes = (tuple(letter if size == EXAMPLES else size for size in model.tables[name]) for name in names)
        between = " to ".join(f"{name} {write_shape(shape)}" for name, shape in zip(names, shapes, strict=True))
        inside = [f"{letter} = {size}" for letter, size in self.sizes.items() if letter in self._plan.inside]
        parameters = f"{counted(self.parameters, 'parameter')} ({self.face.theta.dtype.name})"
        return f"{', '.join([between, *inside])}\n{parameters}, cost {self.cost}"

    @property
    def called(self) -> str:
        """A board, and what is in it."""
        return f"a board, {self.told().splitlines()[0]}"

    @property
    def sizes(self) -> Mapping[str, int]:
        """The number of each letter but that of the examples."""
        return dict(self.face.trainable.sizes)

    @property
    def letters(self) -> Mapping[str, Dimension]:
        """The same, and m for the examples' own."""
        return {**self.sizes, self.face.trainable.letter: EXAMPLES}

    @property
    def parameters(self) -> int:
        """The entries of theta."""
        return self.face.trainable.layout.size

    @property
    def trainable(self) -> Trainable:
        """The board as what trains."""
        return self.face.trainable

    @property
    def blocks(self) -> Blocks:
        """Its loops and definitions."""
        return Blocks(self.face.whiteboard.scopes, self.face.whiteboard.steps)

    @property
    def notes(self) -> tuple[str, ...]:
        """What is worth a second look."""
        if not self._has_table or self._plan.any_unit or self._plan.kind != "numbers":
            return self.face.notes
        told = f"{self._plan.target} is learned in its own unit, not standardised, for the cost depends on the unit"
        return (*self.face.notes, told)

    @property
    def _has_table(self) -> bool:
        """Whether it learned from a table, or is going to; Python may train a board that no table fills."""
        return self.face._model is None or self.face.encoding is not None  # noqa: SLF001

    # ---- its work --------------------------------------------------------------------------------------------

    @property
    def graph(self) -> Graph:
        """The board's own graph."""
        return self.face.graph

    @cached_property
    def predicting(self) -> Graph:
        """The board's own graph, whose batch norms read what they keep: one row is no batch."""
        return by_what_is_kept(self.graph, input)

    @property
    def kept(self) -> Mapping[str, Array]:
        """The running averages."""
        shapes = {name: average.shape for name, average in self.face.whiteboard.running.items()}
        return {name: view.reshape(view.shape if shapes[name] else ()) for name, view in self.face.running.items()}

    @property
    def cost(self) -> str:
        """What the board calls it."""
        return self.face.whiteboard.cost

    def wrt(self) -> list[str]:
        """The parameters in the order of their declarations."""
        return list(self.face.parameters)

    def leaves(self, X: Features, y: Targets) -> dict[str, object]:
        """Everything on the board, parameters as they have become, the rows as it has them, labels one-hot."""
        board, model = self.face.whiteboard, self.face.trainable
        targets = np.asarray(y)[:, None]
        if is_index(board.graph.leaves[self._plan.target]):
            targets = targets.astype(np.int64)
        elif self._plan.is_of_signs:
            targets = 2 * targets - 1
        elif self._plan.kind == "classes":
            targets = (targets == np.arange(model.classes)).astype(np.float64)
        rows = {self.inputs: X.astype(np.float64), self._plan.target: targets}
        filled = {name: as_leaf(table, model.tables[name]) for name, table in rows.items()}
        return board.filled({**board.values, **self.face.parameters, **filled})

    def claim(self, text: str, X: Features | None = None, y: Targets | None = None) -> Verdict:
        """What is to be said of a claim, in the names of the board."""
        return self.face.claim(text, None if X is None or y is None else self.leaves(X, y))

    def script(self, X: Features, y: Targets, *, batch_size: int, epochs: int) -> Script:
        """A NumPy file that goes on training."""
        return self.face.training_script(self._data(X, y), batch_size=batch_size, epochs=epochs)

    def page(self, X: Features, y: Targets, title: str) -> Page:
        """The page that computes, with all rows in every step."""
        return self.face.page(self.leaves(X, y), title=title)
