"""Training a board: what a person hands over, and what is asked of it afterwards."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Self, TypeVar

import numpy as np
from numpy.typing import NDArray

from chainrule.architecture.board_model import BoardModel
from chainrule.architecture.example_letter import example_letter
from chainrule.boards.whiteboard import Whiteboard
from chainrule.errors import ModelFileError, SettingError
from chainrule.faces import choices
from chainrule.graph.node import Array
from chainrule.settings import several_names, whole_number, written
from chainrule.training.batches import Batches, BatchSize, SizeRule, as_batch_size
from chainrule.training.board_examples import Handed, read_data
from chainrule.training.board_tables import all_sizes, examples_of, require_sizes, running_tables, table_types
from chainrule.training.callbacks import Callback, OnEpoch
from chainrule.training.callbacks import Run as LiveRun
from chainrule.training.checkpoint import DTYPES, Checkpoint, Progress, read_checkpoint, write_checkpoint
from chainrule.training.engine_choice import Hardware, choose_engine
from chainrule.training.evaluation import Rows
from chainrule.training.examples import Examples
from chainrule.training.history import History
from chainrule.training.model import Model
from chainrule.training.optimizers import Adam, Optimizer, as_optimizer
from chainrule.training.run import Run
from chainrule.training.validation import Validation, split_off

Data = Mapping[str, object]
Measured = TypeVar("Measured")
ANEW = "whiteboard(text) makes a new one"


class Training:
    """What a board does once it has numbers for its data: train, and predict."""

    whiteboard: Whiteboard
    _model: Model | None = None

    def __init__(self, text: str) -> None: ...  # what a board is made of

    def train(
        self,
        data: Data | None = None,
        /,
        *,
        sizes: Mapping[str, int] | None = None,
        optimizer: Optimizer | str | None = None,
        batch_size: int | str | BatchSize | SizeRule = 32,
        epochs: int = 10,
        validation: Data | float | None = None,
        shuffle: str = "epoch",
        replacement: bool = False,
        last: str = "drop",
        metrics: Sequence[str] | None = None,
        callbacks: Sequence[Callback | Callable[[LiveRun], None]] = (),
        engine: str = "auto",
        threads: int | None = None,
        seed: int | None = None,
        dtype: str | None = None,
        frozen: Iterable[str] | None = None,
        batch: str = "",
        **leaves: object,
    ) -> Run:
        """Train the parameters for so many more epochs on the data of the board, a row for each example.

        Data come by name, `X=table, Y=labels`, or in a mapping; a one-hot leaf may be given as labels (m,). The letter
        that the data leaves share as their last, or first, axis counts examples (`batch` says which one, where several
        may), and `sizes` are the numbers of letters that no data has. `seed` (0) and `dtype` ("float32") are chosen by
        the first call, `frozen` are the parameters that do not learn from now on. Everything else is as in
        `Network.train`; a second call goes on where the first one stood. Raises DivergenceError, DataError, ShapeError
        and SettingError.
        """
        given = {**_mapping(data), **leaves}
        epochs = whole_number("epochs", epochs, 0)
        hardware = Hardware(engine, None if threads is None else whole_number("threads", threads, 1))
        metrics = None if metrics is None else several_names("metrics", metrics)
        model, handed = self._begun(given, {} if sizes is None else sizes, batch, seed, dtype, frozen)
        examples = _examples(model, handed)
        held_out = None
        if isinstance(validation, Mapping):
            held_out = _examples(model, self._read(model, validation))
        else:
            examples, held_out = split_off(examples, validation, model.checkpoint.seed)
        validate = None if held_out is None else Validation(model.evaluation, held_out, metrics)
        dealt = as_batch_size(batch_size)
        batches = Batches(dealt, examples.rows, model.checkpoint.seed, shuffle, replacement, last)
        hooks = [one if isinstance(one, Callback) else OnEpoch(one) for one in choices.several_callbacks(callbacks)]
        self._model = model  # from here on there is something to predict with, however the run ends
        return model.run(model.trainer(examples, batches, optimizer, validate, hooks, epochs, hardware))

    def predict(self, expression: str = "", /, data: Data | None = None, **leaves: object) -> NDArray[np.generic]:
        """What an expression of the board's names is for each row, such as `predict("softmax(Z2)", X=rows)`.

        Rows come out first, as they were handed in. Without an expression it is what the board's loss compares with
        targets: labels where it was trained on some, else numbers in float64.
        """
        model = self._trained()
        board = _board_model(model)
        if expression:
            asked = Rows(board.asked_graph(expression), model.dtype)
        elif model.evaluation.prediction is None:
            raise SettingError("the board has no loss that compares one prediction; say what: predict('yhat', X=…)")
        else:
            asked = model.evaluation.prediction
        given = {**_mapping(data), **leaves}
        needed = [name for name in board.tables if board.leaf_of(name) in asked.leaves]
        shared = {name: json.loads(text) for name, text in board.shared}
        handed = self._read(model, {**shared, **given}, needed)
        tables = running_tables(board, handed, model.checkpoint.theta)
        found = model.evaluation.rows(asked, model.checkpoint.theta, tables)
        classes = model.checkpoint.classes
        if not expression and classes is not None:
            return np.asarray(classes[found.argmax(axis=1)])
        numbers = found.astype(np.float64)
        return numbers[:, 0] if numbers.ndim == 2 and numbers.shape[1] == 1 else numbers

    @property
    def trainable(self) -> BoardModel:
        """What trains: the board with its numbers for letters, where each parameter lies, how each began."""
        return _board_model(self._trained())

    def source(self, optimizer: Optimizer | str | None = None, *, engine: str = "numpy") -> str:
        """The code that training runs, as text: with this optimizer, else the last one used."""
        model = self._trained()
        types = table_types(self.trainable, model.checkpoint.classes, model.checkpoint.theta)
        chosen = as_optimizer(optimizer) or model.checkpoint.progress.optimizer or Adam()
        return model.program(chosen, types, choose_engine(engine, 0, 0).engine).source

    def cost(self, data: Data | None = None, /, **leaves: object) -> float:
        """The cost of these examples, without dropout, with the parameters as they are."""
        return self._measured(data, leaves, lambda model, examples: model.evaluation.cost(self.theta, examples))

    def gradient(self, data: Data | None = None, /, **leaves: object) -> Array:
        """∂L/∂theta over these examples, without dropout: a vector with theta's layout."""
        return self._measured(data, leaves, lambda model, examples: model.evaluation.gradient(self.theta, examples)[1])

    def _measured(self, data: Data | None, leaves: Data, measure: Callable[[Model, Examples], Measured]) -> Measured:
        model = self._trained()
        return measure(model, _examples(model, self._read(model, {**_mapping(data), **leaves})))

    @property
    def theta(self) -> Array:
        """All parameters in one vector, in the order of their declarations, and what is kept behind them; read-only."""
        theta = self._trained().checkpoint.theta.view()
        theta.setflags(write=False)
        return theta

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
    def history(self) -> History:
        """What its training did, over all calls of train."""
        return self._trained().checkpoint.progress.history

    def save(self, path: str | Path) -> None:
        """Write the trained board, its training state and its history to a `.safetensors` file, all at once or not."""
        write_checkpoint(choices.file_name(path), self._trained().checkpoint)

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """The trained board of a file; a network's file is for `Network.load`."""
        checkpoint = read_checkpoint(choices.file_name(path), {})
        if not isinstance(checkpoint.trainable, BoardModel):
            raise ModelFileError(f"{path} holds a network and no board; Network.load reads it")
        board = cls(checkpoint.trainable.text)
        board._model = Model(checkpoint)
        return board

    def _trained(self) -> Model:
        if self._model is None:
            raise SettingError("the board has not been trained; train(X=…, Y=…) does that")
        return self._model

    def _begun(
        self,
        data: Data,
        sizes: Mapping[str, int],
        batch: str,
        seed: int | None,
        dtype: str | None,
        frozen: Iterable[str] | None,
    ) -> tuple[Model, Handed]:
        """The model of this board: the one that has trained before, if sizes and shared data are the same."""
        letter = example_letter(self.whiteboard.graph.leaves, batch)
        known = None if self._model is None else self._model.checkpoint.classes
        require_sizes(self.whiteboard, letter, sizes)
        handed = read_data(self.whiteboard, letter, data, classes=known, sizes=sizes)
        shared = tuple((name, json.dumps(value.tolist())) for name, value in handed.shared.items())
        board = BoardModel(self.whiteboard.text, all_sizes(self.whiteboard, letter, handed), shared, batch)
        seed = None if seed is None else whole_number("a seed", seed, 0)
        if dtype is not None and (not isinstance(dtype, str) or dtype not in DTYPES):
            raise SettingError(f"dtype is one of {', '.join(DTYPES)}, not {dtype!r}")
        names = None if frozen is None else frozenset(several_names("frozen", frozen))
        for name in names or ():
            board.layout.place(name)
        if self._model is not None:
            _require_same(self._model, board, seed, dtype)
            if names is not None:
                self._model.checkpoint.frozen = names
            return self._model, handed
        theta = board.initial_theta(seed or 0).astype(dtype or "float32")
        return Model(Checkpoint(board, theta, seed or 0, names or frozenset(), None, None, Progress())), handed

    def _read(self, model: Model, data: Data, needed: Collection[str] | None = None) -> Handed:
        board, known = _board_model(model), model.checkpoint.classes
        return read_data(self.whiteboard, board.letter, data, classes=known, sizes=dict(board.sizes), needed=needed)


def _mapping(data: Data | None) -> Data:
    if data is not None and not isinstance(data, Mapping):
        raise SettingError(f"data come by name, train(X=rows) or train({{'X': rows}}), not {written(data)}")
    return data or {}


def _board_model(model: Model) -> BoardModel:
    assert isinstance(model.checkpoint.trainable, BoardModel)  # noqa: S101 - boards keep no others
    return model.checkpoint.trainable


def _require_same(model: Model, board: BoardModel, seed: int | None, dtype: str | None) -> None:
    """Nothing, or the error for what a board that has trained cannot become."""
    known = model.checkpoint
    if known.trainable != board:
        raise SettingError(f"this board was trained with other sizes or other shared data; {ANEW}")
    for name, old, new in (("seed", known.seed, seed), ("dtype", known.theta.dtype.name, dtype)):
        if new is not None and new != old:
            raise SettingError(f"this board was trained with the {name} {old}, not {new}; {ANEW}")


def _examples(model: Model, handed: Handed) -> Examples:
    """The tables of a board; the classes that its labels show are the model's from then on."""
    if handed.classes is not None:
        model.checkpoint.classes = handed.classes
    return examples_of(_board_model(model), handed, model.checkpoint.theta)
