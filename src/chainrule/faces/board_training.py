"""Training a board: what a person hands over, the code that runs, the file that it is kept in."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Self, Unpack

from chainrule.architecture.board_model import BoardModel
from chainrule.architecture.example_letter import example_letter
from chainrule.errors import ModelFileError, SettingError
from chainrule.faces import choices
from chainrule.faces.landscapes import NO_SETTINGS, Looking, around
from chainrule.faces.still_pictures import BoardPictures
from chainrule.faces.trained_board import Data, TrainedBoard, mapping
from chainrule.faces.trained_run import TrainedRun, watched
from chainrule.monitor.monitor import Monitor
from chainrule.movement.attempt import Stand
from chainrule.movement.landscape import Directions, Landscape
from chainrule.movement.starts import Starts
from chainrule.readers.script import Script
from chainrule.settings import several_names, whole_number
from chainrule.training.batches import Batches, BatchSize, SizeRule, as_batch_size
from chainrule.training.board_examples import Handed, read_data
from chainrule.training.board_tables import all_sizes, require_read, require_sizes, table_types
from chainrule.training.call import Call
from chainrule.training.callbacks import Callback
from chainrule.training.callbacks import Run as LiveRun
from chainrule.training.checkpoint import DTYPES, Checkpoint, Progress, read_checkpoint
from chainrule.training.engine_choice import choose_language
from chainrule.training.listing import list_training
from chainrule.training.model import Model
from chainrule.training.optimizers import Adam, Optimizer, as_optimizer
from chainrule.training.recording import Recorded

ANEW = "whiteboard(text) makes a new one"


class Training(BoardPictures, TrainedBoard):
    """What a board does once it has numbers for its data: train, and predict."""

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
        validation: Data | tuple[Data, object] | float | None = None,
        weights: object | None = None,
        shuffle: str = "epoch",
        replacement: bool = False,
        last: str = "drop",
        metrics: Sequence[str] | None = None,
        callbacks: Sequence[Callback | Callable[[LiveRun], None]] = (),
        engine: str = "auto",
        threads: int | None = None,
        record: Recorded = None,
        monitor: bool | Monitor = False,
        seed: int | None = None,
        dtype: str | None = None,
        frozen: Iterable[str] | None = None,
        batch: str = "",
        resume: bool = False,
        **leaves: object,
    ) -> TrainedRun:
        """Train the parameters for so many more epochs on the data of the board, a row for each example.

        Data come by name, `X=table, Y=labels`, or in a mapping; a one-hot leaf may be given as labels (m,). The letter
        that the data leaves share as their last, or first, axis counts examples (`batch` says which one, where several
        may), and `sizes` are the numbers of letters that no data has, from the first call on. `seed` (0) and `dtype`
        ("float32") are chosen by the first call, `frozen` are the parameters that do not learn from now on.
        `validation` is other data, (data, weights), or a share of the rows; its metrics are there where the cost shows
        what is predicted. Everything else is as in `Network.train`; a second call goes on where the first one stood.
        Raises DivergenceError, DataError, ShapeError and SettingError.
        """
        given = {**mapping(data), **leaves}
        if weights is not None and "weights" in self.whiteboard.graph.leaves:  # a name of the board like any other
            given, weights = {**given, "weights": weights}, None
        hooks = watched(callbacks, monitor)
        call = Call(
            optimizer, batch_size, epochs, shuffle, replacement, last, metrics, hooks, engine, threads, record, resume
        )
        model, handed = self._begun(given, {} if sizes is None else sizes, batch, seed, dtype, frozen)
        examples = self._examples(model, handed, weights)
        self._model = model  # from here on there is something to predict with, however the run ends
        held_out: object = validation
        if isinstance(validation, Mapping | tuple):
            others, of_others = validation if isinstance(validation, tuple) else (validation, None)
            held_out = self._examples(model, self._read(others), of_others)
        return TrainedRun.of(model.train(examples, held_out, call))

    def landscape(
        self,
        directions: Directions = None,
        data: Data | None = None,
        *,
        start: Starts = None,
        settings: Mapping[str, object] = NO_SETTINGS,
        **looking: Unpack[Looking],
    ) -> Landscape:
        """The cost over a plane around where the parameters stand; the board itself stays there.

        Data come by name, {"X": rows}; a board with data of its own needs none. `directions` are two entries
        ("w", "b"), "path" or "random" (filter-normalised). From each `start`, a place (a, b), {"w": 1.0} or a theta, a
        run with these `settings` of `train` leaves its path.
        """
        return around(self.stand(data), directions, start, settings, looking)

    def stand(
        self,
        data: Data | None = None,
        sizes: Mapping[str, int] | None = None,
        batch: str = "",
        seed: int | None = None,
    ) -> Stand:
        """It with data, from which it learns nothing: what races and landscapes begin with, in float64 if it is new."""
        dtype = None if self._model else "float64"
        model, handed = self._begun(mapping(data), {} if sizes is None else sizes, batch, seed, dtype, None)
        return Stand(model.checkpoint, self._examples(model, handed))

    def source(self, optimizer: Optimizer | str | None = None, *, engine: str = "numpy") -> str:
        """The code that training runs, as text: with this optimizer, else the last one used.

        With `engine="javascript"` a module for a page, in double precision, that makes the same steps.
        """
        model = self._trained()
        types = table_types(self.trainable, model.checkpoint.classes, model.checkpoint.theta)
        chosen = as_optimizer(optimizer) or model.checkpoint.progress.optimizer or Adam()
        return model.program(chosen, types, choose_language(engine)).source

    def training_script(
        self,
        data: Data | None = None,
        /,
        *,
        optimizer: Optimizer | str | None = None,
        batch_size: int | str | BatchSize | SizeRule = 32,
        epochs: int = 10,
        shuffle: str = "epoch",
        replacement: bool = False,
        last: str = "drop",
        **leaves: object,
    ) -> Script:
        """A NumPy file that trains from here as `train` does, with a new optimizer, and runs without chainrule."""
        model = self._trained()
        examples = self._examples(model, self._read({**mapping(data), **leaves}))
        batches = Batches(as_batch_size(batch_size), examples.rows, model.checkpoint.seed, shuffle, replacement, last)
        rule = as_optimizer(optimizer) or model.checkpoint.progress.optimizer or Adam()
        return list_training(model, examples, batches, rule, whole_number("epochs", epochs, 1))

    @classmethod
    def load(cls, path: str | Path) -> Self:
        """The trained board of a file; a network's file is for `Network.load`."""
        checkpoint = read_checkpoint(choices.file_name(path), {})
        if not isinstance(checkpoint.trainable, BoardModel):
            raise ModelFileError(f"{path} holds a network and no board; Network.load reads it")
        return cls.of(checkpoint)

    @classmethod
    def of(cls, checkpoint: Checkpoint) -> Self:
        """The board of a checkpoint."""
        assert isinstance(checkpoint.trainable, BoardModel)  # noqa: S101 - whoever asks has looked
        board = cls(checkpoint.trainable.text)
        board._model = Model(checkpoint)
        return board

    @property
    def _batch(self) -> str:
        """The letter that an earlier call named."""
        return "" if self._model is None else self.trainable.batch

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
        require_read(self.whiteboard)
        asked, own = batch if batch != "" else self._batch, self.whiteboard.own_data
        letter = example_letter(self.whiteboard.graph.leaves, asked, own)
        if self._model is not None and letter == self.trainable.letter:
            batch = self.trainable.batch
        known = None if self._model is None else self._model.checkpoint.classes
        if self._model is not None:
            sizes = {**dict(self.trainable.sizes), **sizes}
        require_sizes(self.whiteboard, letter, sizes)
        handed = read_data(self.whiteboard, letter, data, classes=known, sizes=sizes)
        shared = tuple((name, json.dumps(value.tolist())) for name, value in sorted(handed.shared.items()))
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


def _require_same(model: Model, board: BoardModel, seed: int | None, dtype: str | None) -> None:
    """Nothing, or the error for what a board that has trained cannot become."""
    known = model.checkpoint
    if known.trainable != board:
        raise SettingError(f"this board was trained with other sizes or other shared data; {ANEW}")
    for name, old, new in (("seed", known.seed, seed), ("dtype", known.theta.dtype.name, dtype)):
        if new is not None and new != old:
            raise SettingError(f"this board was trained with the {name} {old}, not {new}; {ANEW}")
