"""A board that has trained: its parameters, and what is asked of it."""

import json
from collections.abc import Callable, Collection, Mapping
from functools import cached_property
from math import prod
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from chainrule.architecture.board_model import BoardModel
from chainrule.boards.whiteboard import Whiteboard
from chainrule.errors import SettingError
from chainrule.faces.predicting import probabilities_of
from chainrule.faces.trained import Trained
from chainrule.graph.graph import topological
from chainrule.graph.node import Array
from chainrule.settings import written
from chainrule.training.board_examples import Handed, read_data
from chainrule.training.board_tables import examples_of, running_tables
from chainrule.training.checkpoint import Checkpoint
from chainrule.training.evaluation import Rows
from chainrule.training.examples import Examples
from chainrule.training.model import Model

MOST_NAMES = 6  # in a message
Data = Mapping[str, object]
Measured = TypeVar("Measured")


class TrainedBoard(Trained):
    """What is asked of a board once it has trained."""

    whiteboard: Whiteboard
    _model: Model | None = None

    # ---- what it says ----------------------------------------------------------------------------------------

    def predict(
        self, expression: str | Data = "", /, data: Data | None = None, **leaves: object
    ) -> NDArray[np.generic]:
        """What an expression of the board's names is for each row, such as `predict("softmax(Z2)", X=rows)`.

        Rows come out first, as they were handed in. What is no row for each of them, `W`, `mean(yhat)` or `X @ X.T`,
        comes out as it stands on the board. Without an expression it is what the cost compares with targets:
        labels where it was trained on some, else numbers in float64. Data in a mapping may stand alone.
        """
        if not isinstance(expression, str):  # data, as they come elsewhere
            data = {**mapping(expression), **mapping(data)}
            expression = ""
        found, classes = self._computed(expression, {**mapping(data), **leaves}), self._checkpoint.classes
        if not expression and classes is not None:
            return np.asarray(classes[probabilities_of(_flat(found)).argmax(axis=1)])
        numbers = found.astype(np.float64)
        if not self._rows_of(expression).has_rows:
            return numbers[()]
        return numbers[:, 0] if numbers.ndim == 2 and numbers.shape[1] == 1 else numbers

    def output(self, data: Data | None = None, /, **leaves: object) -> NDArray[np.floating]:
        """What the cost compares with targets, for each row, (m, out), in the board's own precision.

        Of classes these are probabilities where the cost is a cross-entropy: one sigmoid is that of the second class.
        """
        return _flat(self._computed("", {**mapping(data), **leaves}))

    def _computed(self, expression: str, given: Data) -> Array:
        """An expression for each row of these data, in the board's own precision."""
        model, board, asked = self._trained(), self.trainable, self._rows_of(expression)
        needed = [name for name in board.tables if board.leaf_of(name) in asked.leaves]
        shared = {name: json.loads(text) for name, text in board.shared}
        handed = self._read({**shared, **given}, needed)
        theta = model.checkpoint.theta
        tables = running_tables(board, handed, theta)
        if handed.labels is not None:
            tables[board.leaf_of(board.labelled)] = np.eye(board.classes, dtype=theta.dtype)[handed.labels[:, 0]]
        return model.evaluation.rows(asked, theta, tables)

    def _rows_of(self, expression: str) -> Rows:
        """What an expression is computed by, compiled once; without one the prediction."""
        model = self._trained()
        if not expression:
            if model.evaluation.prediction is None:
                raise SettingError(f"the cost does not show what is predicted; {_what_to_ask(self.trainable)}")
            return model.evaluation.prediction
        if expression not in self._asked:
            self._asked[expression] = Rows(self.trainable.asked_graph(expression), model.dtype)
        return self._asked[expression]

    @cached_property
    def _asked(self) -> dict[str, Rows]:
        return {}

    # ---- what it is ------------------------------------------------------------------------------------------

    @property
    def trainable(self) -> BoardModel:
        """What trains: the board with its numbers for letters, where each parameter lies, how each began."""
        trainable = self._checkpoint.trainable
        assert isinstance(trainable, BoardModel)  # noqa: S101 - boards keep no others
        return trainable

    def cost(self, data: Data | None = None, /, **leaves: object) -> float:
        """The cost of these examples, without dropout, with the parameters as they are."""
        return self._measured(data, leaves, lambda model, examples: model.evaluation.cost(self.theta, examples))

    def costs(self, data: Data | None = None, /, **leaves: object) -> dict[str, float]:
        r"""The cost of these examples by name, and each named number that it is made of where there are several.

        >>> import chainrule as cr
        >>> board = cr.whiteboard("data x (m,), y (m,), t (m,)\nparams w = 0, v = 0\nLy = mean((w*x - y)**2)\n"
        ...                       "Lt = mean((v*x - t)**2)\nL = Ly + 0.5*Lt")
        >>> run = board.train(x=[0.0, 1.0], y=[1.0, 3.0], t=[0.0, 2.0], epochs=0)
        >>> board.costs(x=[0.0, 1.0], y=[1.0, 3.0], t=[0.0, 2.0])
        {'L': 6.0, 'Ly': 5.0, 'Lt': 2.0}
        """

        def measured(model: Model, examples: Examples) -> dict[str, float]:
            named = model.evaluation.named_costs(self.trainable.costs, self.theta, examples.tables)
            return {self.whiteboard.cost: model.evaluation.cost(self.theta, examples), **named}

        return self._measured(data, leaves, measured)

    def gradient(self, data: Data | None = None, /, **leaves: object) -> Array:
        """∂L/∂theta over these examples, without dropout: a vector with theta's layout."""
        return self._measured(data, leaves, lambda model, examples: model.evaluation.gradient(self.theta, examples)[1])

    def _measured(self, data: Data | None, leaves: Data, measure: Callable[[Model, Examples], Measured]) -> Measured:
        model = self._trained()
        return measure(model, self._examples(model, self._read({**mapping(data), **leaves})))

    @property
    def parameters(self) -> dict[str, Array]:
        """The parameters by name, as read-only windows on theta."""
        leaves, kept = self.whiteboard.graph.leaves, self.whiteboard.running
        views = {name: view for name, view in self.trainable.layout.views(self.theta).items() if name not in kept}
        return {name: view if leaves[name].rank else view.reshape(()) for name, view in views.items()}

    @property
    def running(self) -> dict[str, Array]:
        """The running averages by name, as read-only windows on theta: what batch norms keep beside parameters."""
        return {name: self.trainable.layout.view(self.theta, name) for name in self.whiteboard.running}

    @property
    def _checkpoint(self) -> Checkpoint:
        return self._trained().checkpoint

    def _trained(self) -> Model:
        if self._model is None:
            raise SettingError("the board has not been trained; train(X=…, Y=…) does that")
        return self._model

    def _read(self, data: Data, needed: Collection[str] | None = None) -> Handed:
        board, known = self.trainable, self._checkpoint.classes
        return read_data(self.whiteboard, board.letter, data, classes=known, sizes=dict(board.sizes), needed=needed)

    def _examples(self, model: Model, handed: Handed, weights: object = None) -> Examples:
        """The tables of a board; the classes that its targets show are the model's from then on."""
        board = model.checkpoint.trainable
        assert isinstance(board, BoardModel)  # noqa: S101 - boards keep no others
        examples = examples_of(board, handed, model.checkpoint.theta, weights)
        if examples.classes is not None:
            model.checkpoint.classes = examples.classes
        return examples


def mapping(data: Data | None) -> Data:
    """Data by name; none where nothing is given."""
    if data is not None and not isinstance(data, Mapping):
        raise SettingError(f"data come by name, train(X=rows) or train({{'X': rows}}), not {written(data)}")
    return data or {}


def _flat(found: Array) -> Array:
    """A row for each example, also of none."""
    return found.reshape(len(found), prod(found.shape[1:]))


def _what_to_ask(board: BoardModel) -> str:
    """How a person asks for what stands on the board for each example, by its own names."""
    graph = board.whiteboard.graph
    names = [name for name, node in graph.names.items() if board.letter in node.shape]
    if not names:
        return "give the prediction a line of its own, yhat = …, and ask for that: predict('yhat', …)"
    below = {leaf.name for leaf in topological([graph.node(names[-1])]) if leaf.is_leaf}
    data = ", ".join(f"{name}=…" for name in board.tables if name in below)
    others = names[:-1]
    told = ", ".join(map(repr, others[:MOST_NAMES])) + ", …" * (len(others) > MOST_NAMES)
    return f"ask for what is meant, such as predict({names[-1]!r}, {data})" + (
        f"; there are {told} too" if told else ""
    )
