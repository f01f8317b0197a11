"""A checkpoint: everything that a network, or a board that trains, is, between its object and its file."""

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from pathlib import Path
from platform import python_version

import numpy as np
from numpy.typing import NDArray

from chainrule.architecture.board_description import describe_board, read_board
from chainrule.architecture.board_model import BoardModel
from chainrule.architecture.description import Functions, describe, read_architecture
from chainrule.architecture.kept import variances
from chainrule.architecture.layers import Architecture
from chainrule.architecture.trainable import Trainable
from chainrule.errors import ChainruleError, ModelFileError
from chainrule.graph.node import Array
from chainrule.json_fields import FieldError, Json, count, items, not_this, record, text, texts
from chainrule.training.begun import BEGUN, Begun, Choices, describe_begun, read_begun
from chainrule.training.callback_states import read_states
from chainrule.training.callbacks import State
from chainrule.training.frame_columns import Names
from chainrule.training.history import History
from chainrule.training.model_file import ModelFile, OpenModelFile, check_tensors, open_model_file, write_model_file
from chainrule.training.optimizer_description import describe_optimizer, read_optimizer
from chainrule.training.optimizers import Optimizer
from chainrule.training.trainer import Position

Classes = NDArray[np.generic] | None
DTYPES: Mapping[str, type[np.floating]] = {"float32": np.float32, "float64": np.float64}
COLUMNS = "columns"  # in the files of what learned from a data frame
HISTORY, STATE, CALLBACKS = "history/", "optimizer/", "callbacks/"
MODEL = ("architecture", "board", "frozen", "classes")
FIELDS = (
    *(*MODEL, "dtype", "seed", "encoding"),
    *("position", "optimizer", "dealt", "callbacks", "versions"),
)


@dataclass
class Progress:
    """Where training stands, so that it can go on: all of it is kept in the file."""

    position: Position = field(default_factory=Position)
    history: History = field(default_factory=History)
    optimizer: Optimizer | None = None
    vectors: dict[str, Array] = field(default_factory=dict)  # the optimizer's state
    dealt: str = ""  # how the batches of the epoch that has begun were dealt
    callbacks: dict[str, State] = field(default_factory=dict)
    begun: Begun | None = None  # while a run goes on, and after it was cut off


@dataclass
class Checkpoint:
    """A network, or a board that trains, as data."""

    trainable: Trainable
    theta: Array
    seed: int
    frozen: frozenset[str]
    classes: Classes
    encoding: Mapping[str, object] | None
    progress: Progress
    choices: Choices = None  # what was asked for a run of a table that has begun
    columns: Names | None = None  # of a data frame that it learned from
    is_undecided: bool = False  # whether nobody chose an output or a loss; of no interest to a file

    @property
    def architecture(self) -> Architecture:
        """What a network is made of."""
        assert isinstance(self.trainable, Architecture), self.trainable  # noqa: S101 - the faces keep them apart
        return self.trainable

    @property
    def labelled(self) -> bool:
        """Whether targets are labels: it knows classes for its outputs, or is new and its loss is cross-entropy."""
        is_new = self.progress.history.steps == 0
        will_classify = is_new and self.architecture.loss == "cross_entropy"
        return self.architecture.sizes[-1] > 1 and (self.classes is not None or will_classify)


def write_checkpoint(path: str | Path, checkpoint: Checkpoint) -> None:
    """Write a network to a model file."""
    progress = checkpoint.progress
    optimizer = None if progress.optimizer is None else describe_optimizer(progress.optimizer)
    numbers = {
        name: {key: repr(float(value)) for key, value in state.items() if not isinstance(value, np.ndarray)}
        for name, state in progress.callbacks.items()
    }
    kept = {
        f"{CALLBACKS}{name}/{key}": value
        for name, state in progress.callbacks.items()
        for key, value in state.items()
        if isinstance(value, np.ndarray)
    }
    description: dict[str, object] = {
        **describe_model(checkpoint),
        "dtype": checkpoint.theta.dtype.name,
        "seed": checkpoint.seed,
        "encoding": checkpoint.encoding,
        "position": asdict(progress.position),
        "optimizer": optimizer,
        "dealt": progress.dealt,
        "callbacks": numbers,
        **describe_begun(progress.begun, checkpoint.choices),
        **({} if checkpoint.columns is None else {COLUMNS: checkpoint.columns}),
        "versions": {"numpy": np.__version__, "python": python_version()},
    }
    parameters = checkpoint.trainable.layout.views(checkpoint.theta)
    state = {f"{STATE}{name}": vector for name, vector in progress.vectors.items()} if optimizer else {}
    history = {f"{HISTORY}{name}": column for name, column in progress.history.to_arrays().items()}
    write_model_file(path, ModelFile(description, {**parameters, **state, **kept, **history}))


def describe_model(checkpoint: Checkpoint) -> dict[str, object]:
    """What trains as plain data: a network's architecture, or a board; what of it does not learn; its classes."""
    trainable = checkpoint.trainable
    board = describe_board(trainable) if isinstance(trainable, BoardModel) else None
    return {
        "architecture": None if board else describe(checkpoint.architecture),
        "board": board,
        "frozen": sorted(checkpoint.frozen),
        "classes": None if checkpoint.classes is None else checkpoint.classes.tolist(),
    }


def read_model(value: object, theta: Callable[[Trainable], Array], seed: int) -> Checkpoint:
    """A model that has not begun to train, from what `describe_model` wrote; `theta` gives its own one.

    Raises FieldError, and what a board or an architecture has to say of a false description.
    """
    data = record(value, "the model", MODEL)
    trainable = _trainable(data, {})
    frozen, classes = _frozen(data, trainable), _classes(data, trainable)
    return Checkpoint(trainable, theta(trainable), seed, frozen, classes, None, Progress())


def read_checkpoint(path: str | Path, functions: Functions) -> Checkpoint:
    """Read a network from a model file; `functions` are those that it was made with, by name."""
    with open_model_file(path) as file:
        try:
            return _checkpoint(file, functions)
        except ModelFileError:
            raise
        except (ChainruleError, FieldError) as error:
            why = str(error).partition("\n")[0]  # that of a board shows its line below
            raise ModelFileError(f"{path} is damaged: its description does not make a model ({why})") from error


def _checkpoint(file: OpenModelFile, functions: Functions) -> Checkpoint:
    unfinished: Json = {BEGUN: None, COLUMNS: None, **file.description} if isinstance(file.description, dict) else {}
    data = record(unfinished, "it", (*FIELDS, BEGUN, COLUMNS))
    trainable = _trainable(data, functions)
    optimizer = None if data["optimizer"] is None else read_optimizer(data["optimizer"])
    seed, frozen = count(data, "seed"), _frozen(data, trainable)
    encoding = None if data["encoding"] is None else _object(data["encoding"], "the encoding")
    dealt = text(data, "dealt")
    tensors = _tensors(file, trainable, optimizer, text(data, "dtype"))
    classes = _classes(data, trainable)  # after the tensors, for a board is asked what it compares
    vectors = {name.removeprefix(STATE): tensors[name].copy() for name in tensors if name.startswith(STATE)}
    kept = {name.removeprefix(CALLBACKS): tensors[name].copy() for name in tensors if name.startswith(CALLBACKS)}
    columns = {name.removeprefix(HISTORY): tensors[name] for name in tensors if name.startswith(HISTORY)}
    history = History.from_arrays(columns)
    begun, choices = read_begun(data[BEGUN], len(history.epoch_ends))
    progress = Progress(
        _position(data["position"], history),
        history,
        optimizer,
        vectors,
        dealt,
        read_states(_object(data["callbacks"], "the callbacks"), kept),
        begun,
    )
    theta = np.concatenate([tensors[name].ravel() for name in trainable.layout.shapes])
    return Checkpoint(trainable, theta, seed, frozen, classes, encoding, progress, choices, _columns(data, trainable))


def _tensors(file: OpenModelFile, trainable: Trainable, optimizer: Optimizer | None, dtype: str) -> Mapping[str, Array]:
    """The tensors of a file, found to be those that the description asks for, every entry of a model's own finite."""
    if dtype not in DTYPES:
        raise not_this("dtype", " or ".join(DTYPES), dtype)
    vector = (trainable.layout.size,)
    state = [f"{STATE}{name}" for name in (optimizer.state_names if optimizer else ())]
    kept = [name for name in file.stored if name.startswith(CALLBACKS)]
    shapes = {**trainable.layout.shapes, **dict.fromkeys([*state, *kept], vector)}
    own = {name: one for name, one in file.stored.items() if not name.startswith(HISTORY)}
    if not any(name in own for name in state):  # a network that has not begun to train with its optimizer
        shapes = {name: shape for name, shape in shapes.items() if name not in state}
    check_tensors(file.path, own, shapes, dtype)
    tensors = file.read()
    for name in shapes:
        if not np.isfinite(tensors[name]).all():
            raise ModelFileError(f"{file.path}: {name} holds NaN or infinity; train it again")
    for name in optimizer.of_squares if optimizer else ():
        if f"{STATE}{name}" in shapes and (tensors[f"{STATE}{name}"] < 0).any():
            raise FieldError(f"{STATE}{name} has an entry below 0, and squares have no such sum or mean")
    for name in variances(trainable.whiteboard.graph) if isinstance(trainable, BoardModel) else ():
        if (tensors[name] < 0).any():
            raise FieldError(f"{name} has an entry below 0, and a running variance has none")
    return tensors


def _object(value: object, what: str) -> Json:
    if not isinstance(value, dict):
        raise not_this(what, "an object with names", value)
    return value


def _position(value: object, history: History) -> Position:
    """Where training stands, which its history shows too; another rule, or other batches, count again from 0."""
    fields = record(value, "the position", ("step", "epoch", "batch"))
    position = Position(*(count(fields, name) for name in ("step", "epoch", "batch")))
    if position.epoch != len(history.epoch_ends):
        raise not_this("the position", f"after the {len(history.epoch_ends)} epochs of its history", position.epoch)
    if position.step > history.steps:
        raise not_this("the step", f"at most the {history.steps} of its history", position.step)
    begun = history.steps - (history.epoch_ends or [0])[-1]  # steps of the epoch that has begun
    if position.batch > min(position.step, begun):
        raise not_this("the batch", f"at most the {min(position.step, begun)} steps", position.batch)
    return position


def _frozen(data: Json, trainable: Trainable) -> frozenset[str]:
    names = texts(data, "frozen")
    for name in names:
        trainable.layout.place(name)
    return frozenset(names)


def _trainable(data: Json, functions: Functions) -> Architecture | BoardModel:
    """The network or the board, one of which is described."""
    if data["board"] is None:
        return read_architecture(data["architecture"], functions)
    if data["architecture"] is not None:
        raise FieldError("it describes a network and a board, and is the file of one")
    return read_board(data["board"])


def _columns(data: Json, trainable: Architecture | BoardModel) -> Names | None:
    """The names of a data frame's columns, one for each input of a network."""
    if data[COLUMNS] is None:
        return None
    names = texts(data, COLUMNS)
    if isinstance(trainable, BoardModel) or len(names) != trainable.sizes[0] or len({*names}) != len(names):
        raise not_this("the columns", "a name of its own for each input of a network", names)
    return tuple(names)


def _classes(data: Json, trainable: Architecture | BoardModel) -> Classes:
    """The labels in the order in which they are looked up: all of one kind, and rising."""
    if data["classes"] is None:
        return None
    needed = trainable.classes if isinstance(trainable, BoardModel) else _classes_needed(trainable)
    if not needed:
        raise not_this("the classes", "null where the one output is no probability", data["classes"])
    labels = items(data, "classes")
    kinds = {type(label) for label in labels}
    if len(kinds) != 1 or not kinds <= {str, int, float, bool}:
        raise not_this("the classes", "a list of labels of one kind", labels)
    if len(labels) != needed:
        raise FieldError(f"{needed} classes were needed, not {len(labels)}")
    if any(after <= before for before, after in pairwise(labels)):
        raise not_this("the classes", "in order, each of them once", labels)
    unsigned = kinds == {int} and labels[-1] >= 1 << 63
    classes = np.array(labels, np.uint64 if unsigned and labels[0] >= 0 else None)
    if classes.dtype.kind not in "buifU":
        raise not_this("the classes", "numbers of 64 bits", labels)
    return classes


def _classes_needed(architecture: Architecture) -> int:
    """How many classes a network tells apart: 0 where its one output is no probability."""
    outputs = architecture.sizes[-1]
    return 0 if outputs == 1 and architecture.output != "sigmoid" else max(outputs, 2)
