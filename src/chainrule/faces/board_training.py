"""Training a board: what a person hands over, and what is asked of it afterwards."""

import json
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from chainrule.architecture.board_model import LABELS, BoardModel
from chainrule.architecture.example_letter import example_letter
from chainrule.boards.whiteboard import Whiteboard
from chainrule.engines.task import Table
from chainrule.errors import ModelFileError, SettingError
from chainrule.faces import choices
from chainrule.graph.node import Array
from chainrule.settings import several_names, whole_number, written
from chainrule.training.batches import Batches, BatchSize, SizeRule, as_batch_size
from chainrule.training.board_examples import Handed, read_data, tables_of
from chainrule.training.callbacks import Callback, OnEpoch
from chainrule.training.callbacks import Run as LiveRun
from chainrule.training.checkpoint import DTYPES, Checkpoint, Progress, read_checkpoint, write_checkpoint
from chainrule.training.engine_choice import Hardware
from chainrule.training.evaluation import Rows
from chainrule.training.examples import Examples
from chainrule.training.history import History
from chainrule.training.model import Model
from chainrule.training.optimizers import Optimizer
from chainrule.training.run import Run
from chainrule.training.validation import Validation, split_off

Data = Mapping[str, object]


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
        seed: int = 0,
        dtype: str = "float32",
        frozen: Iterable[str] = (),
        batch: str = "",
        **leaves: object,
    ) -> Run:
        """Train the parameters for so many more epochs on the data of the board, a row for each example.

        Data come by name, `X=table, Y=labels`, or in a mapping; a one-hot leaf may be given as labels (m,). The letter
        that the data leaves share as their last, or first, axis counts examples (`batch` says which one, where several
        may), and `sizes` are the numbers of letters that no data has. Everything else is as in `Network.train`; seed,
        dtype and frozen count where training begins. A second call goes on where the first one stood. Raises
        DivergenceError, DataError, ShapeError and SettingError.
        """
        given = {**_mapping(data), **leaves}
        epochs = whole_number("epochs", epochs, 0)
        hardware = Hardware(engine, None if threads is None else whole_number("threads", threads, 1))
        metrics = None if metrics is None else several_names("metrics", metrics)
        model, handed = self._begun(given, sizes or {}, batch, seed, dtype, frozen)
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
        tables = _tables(model, handed)
        found = model.evaluation.rows(asked, model.checkpoint.theta, tables)
        classes = model.checkpoint.classes
        if not expression and classes is not None:
            return np.asarray(classes[found.argmax(axis=1)])
        numbers = found.astype(np.float64)
        return numbers[:, 0] if numbers.ndim == 2 and numbers.shape[1] == 1 else numbers

    @property
    def theta(self) -> Array:
        """All parameters in one vector, in the order of their declarations; read-only."""
        theta = self._trained().checkpoint.theta.view()
        theta.setflags(write=False)
        return theta

    @property
    def parameters(self) -> dict[str, Array]:
        """The parameters by name, as read-only windows on theta."""
        leaves = self.whiteboard.graph.leaves
        views = _board_model(self._trained()).layout.views(self.theta)
        return {name: view if leaves[name].rank else view.reshape(()) for name, view in views.items()}

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
        seed: int,
        dtype: str,
        frozen: Iterable[str],
    ) -> tuple[Model, Handed]:
        """The model of this board: the one that has trained before, if sizes and shared data are the same."""
        letter = example_letter(self.whiteboard.graph.leaves, batch)
        known = None if self._model is None else self._model.checkpoint.classes
        _require_sizes(self.whiteboard, letter, sizes)
        handed = read_data(self.whiteboard, letter, data, classes=known, sizes=sizes)
        whole = _all_sizes(self.whiteboard, letter, handed)
        shared = tuple((name, json.dumps(value.tolist())) for name, value in handed.shared.items())
        board = BoardModel(self.whiteboard.text, tuple(sorted(whole.items())), shared, batch)
        if self._model is not None:
            if _board_model(self._model) != board:
                raise SettingError(
                    "this board was trained with other sizes or other shared data; whiteboard(text) makes a new one"
                )
            return self._model, handed
        if not isinstance(dtype, str) or dtype not in DTYPES:
            raise SettingError(f"dtype is one of {', '.join(DTYPES)}, not {dtype!r}")
        seed = whole_number("a seed", seed, 0)
        names = frozenset(several_names("frozen", frozen))
        for name in names:
            board.layout.place(name)
        theta = board.initial_theta(seed).astype(dtype)
        return Model(Checkpoint(board, theta, seed, names, None, None, Progress())), handed

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


def _letters(board: Whiteboard, letter: str) -> set[str]:
    """The letters of the board's shapes, but that of the examples."""
    shapes = [leaf.shape for leaf in board.graph.leaves.values()]
    return {size for shape in shapes for size in shape if isinstance(size, str)} - {letter}


def _require_sizes(board: Whiteboard, letter: str, sizes: Mapping[str, int]) -> None:
    """Nothing, or the error for sizes that are no whole numbers by letter."""
    if not isinstance(sizes, Mapping):
        raise SettingError(f"sizes are whole numbers by letter, {{'k': 64}}, not {written(sizes)}")
    letters = _letters(board, letter)
    for name, size in sizes.items():
        if name not in letters:
            raise SettingError(f"{name!r} is no size of this board; its sizes are {', '.join(sorted(letters))}")
        whole_number(f"the size {name}", size, 1)


def _all_sizes(board: Whiteboard, letter: str, handed: Handed) -> dict[str, int]:
    """The number of every letter but that of the examples."""
    unknown = sorted(_letters(board, letter) - handed.sizes.keys())
    if unknown:
        raise SettingError(f"the size {unknown[0]} has no number yet: sizes={{{unknown[0]!r}: 64}}")
    return {name: size for name, size in handed.sizes.items() if name != letter}


def _examples(model: Model, handed: Handed) -> Examples:
    """The tables of a board in the names and types that run; the labels' classes are the model's from then on."""
    board = _board_model(model)
    tables = _tables(model, handed)
    if handed.labels is None:
        return Examples(tables, None, board.target)
    model.checkpoint.classes = handed.classes
    return Examples({**tables, LABELS: handed.labels}, handed.classes, board.target)


def _tables(model: Model, handed: Handed) -> dict[str, Table]:
    board = _board_model(model)
    kinds = {name: str(board.whiteboard.graph.leaves[name].attributes["kind"]) for name in handed.tables}
    return {board.leaf_of(name): table for name, table in tables_of(handed, kinds, model.dtype).items()}
