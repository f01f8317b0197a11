"""Network: a multilayer perceptron as a person sees it."""

import warnings
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from chainrule.architecture.board_text import board_text
from chainrule.architecture.description import Functions
from chainrule.architecture.layers import Architecture, Choice, make_architecture
from chainrule.architecture.theta import Layout
from chainrule.engines.task import TableType
from chainrule.errors import ModelFileError, SettingError
from chainrule.faces import choices
from chainrule.faces.board import Board
from chainrule.faces.labelled import LabelledLayout, LabelledVector
from chainrule.faces.minimizing import Data, Minimizing
from chainrule.faces.showing import Showing
from chainrule.faces.summaries import summarize
from chainrule.faces.trained import Trained
from chainrule.faces.trained_run import TrainedRun, watched
from chainrule.graph.display import shortened
from chainrule.graph.graph import Graph
from chainrule.graph.node import Array
from chainrule.monitor.monitor import Monitor
from chainrule.settings import several_names, truth, whole_number
from chainrule.training.batches import BatchSize, SizeRule
from chainrule.training.call import Call
from chainrule.training.callbacks import Callback
from chainrule.training.callbacks import Run as LiveRun
from chainrule.training.checkpoint import DTYPES, Checkpoint, Classes, Progress, read_checkpoint
from chainrule.training.engine_choice import choose_language
from chainrule.training.far_targets import TargetNote, far_note
from chainrule.training.model import Model
from chainrule.training.optimizers import Adam, Optimizer, as_optimizer
from chainrule.training.recording import Recorded


class Network(Trained, Minimizing, Showing):
    """A multilayer perceptron: Z1 = W1 X + b1, A1 = σ(Z1), Z2 = W2 A1 + b2, …

    `sizes` are the numbers of inputs, of units in each hidden layer, and of outputs. `hidden` is one activation for
    all hidden layers or a tuple with one for each; `output` and `loss` are names, or functions of nodes, and the one
    left out is the one that goes with the other. Rows are examples, as everywhere in Python.

    >>> import numpy as np
    >>> network = Network([2, 3, 1], hidden="sigmoid", output="sigmoid", seed=0)
    >>> network
    <network 2-3-1, 13 parameters>
    >>> run = network.train(np.eye(2), np.array([0, 1]), batch_size=2, epochs=2)
    >>> run.steps
    2
    """

    def __init__(
        self,
        sizes: Sequence[int],
        *,
        hidden: Choice | tuple[Choice, ...] | list[Choice] = "relu",
        output: Choice | None = None,
        loss: Choice | None = None,
        average: bool = True,
        l2: float = 0.0,
        dropout: float = 0.0,
        initializer: str | None = None,
        seed: int = 0,
        dtype: str = "float32",
        frozen: Iterable[str] = (),
    ) -> None:
        chosen = {"average": average, "initializer": initializer, "l2": l2, "dropout": dropout}
        architecture = make_architecture(choices.layer_sizes(sizes), hidden, output, loss, **chosen)
        if not isinstance(dtype, str) or dtype not in DTYPES:
            raise SettingError(f"dtype is one of {', '.join(DTYPES)}, not {dtype!r}")
        seed = whole_number("a seed", seed, 0)
        theta = architecture.initial_theta(seed).astype(dtype)
        begun = Checkpoint(architecture, theta, seed, frozenset(), None, None, Progress())
        begun.is_undecided = output is None and loss is None
        self._model = Model(begun)
        self.freeze(*several_names("frozen", frozen))

    @property
    def _checkpoint(self) -> Checkpoint:
        return self._model.checkpoint

    def __repr__(self) -> str:
        sizes = "-".join(map(str, self.architecture.sizes))
        return shortened(f"<network {sizes}, {self.layout.size:,} parameters>")

    # ---- what it is ------------------------------------------------------------------------------------------

    @property
    def architecture(self) -> Architecture:
        """Its sizes, activations, output and loss."""
        return self._checkpoint.architecture

    @property
    def layout(self) -> LabelledLayout:
        """Where each parameter lies in theta, and the label of each entry: `layout.names` are w¹₁₁, w¹₁₂, …"""
        return LabelledLayout(self.architecture.layout.shapes)

    def entries(self, vector: object = None) -> LabelledVector:
        """Theta, or another vector such as a gradient, entry by entry with the labels of lecture 1."""
        own = self.theta if vector is None else Layout({"vector": (self.layout.size,)}).checked("vector", vector)
        return LabelledVector(self.layout.names, own)

    @property
    def parameters(self) -> dict[str, Array]:
        """W1, b1, W2, b2, … by name, as read-only windows on theta."""
        return self.layout.views(self.theta)

    @property
    def classes(self) -> Classes:
        """The labels in the order of their probabilities, once the network has met some; None for numbers."""
        return self._checkpoint.classes

    @classes.setter
    def classes(self, labels: object) -> None:
        """Tell it the labels before it meets them, as for rows that show only some; in the order of the alphabet."""
        self._model.know_classes(labels)

    @property
    def labelled(self) -> bool:
        """Whether targets are labels: it knows classes for its outputs, or is new and its loss is cross-entropy."""
        return self._checkpoint.labelled

    def summary(self) -> str:
        """A table with a line for each layer."""
        return summarize(self.architecture, self._checkpoint.theta.dtype.name, self.frozen)

    def graph(self, *, labelled: bool = False) -> Graph:
        """The graph of its cost `L`; with `labelled`, targets are class labels."""
        return self.architecture.cost_graph(labelled=truth("labelled", labelled), weighted=False)

    def board(self, *, labelled: bool | None = None) -> Board:
        """The whiteboard of this network: equations that train as it does; with `labelled`, targets are one-hot.

        Training it from the same start, `network.board().train(X=X, Y=y)` with the network's seed, gives the same
        theta. Raises SettingError for functions of a person's own.
        """
        chosen = self.labelled if labelled is None else truth("labelled", labelled)
        return Board(board_text(self.architecture, labelled=chosen))

    def source(self, optimizer: Optimizer | str | None = None, *, engine: str = "numpy") -> str:
        """The code that training runs, as text: with this optimizer, else the last one used.

        With `engine="javascript"` a module for a page, in double precision, that makes the same steps.
        """
        own = self._checkpoint.theta.dtype.name
        targets = TableType("labels", "int64") if self._checkpoint.labelled else TableType("Y", own)
        chosen = as_optimizer(optimizer) or self._checkpoint.progress.optimizer or Adam()
        return self._model.program(chosen, (TableType("X", own), targets), choose_language(engine)).source

    # ---- changing it by hand ---------------------------------------------------------------------------------

    def set_theta(self, theta: object = None, **parameters: object) -> None:
        """Set all parameters from one vector, or some by name: `set_theta(b1=[[0.0], [1.0]])`."""
        whole = {} if theta is None else {"theta": Layout({"theta": (self.layout.size,)}).checked("theta", theta)}
        values = {name: self.layout.checked(name, value) for name, value in parameters.items()}
        new = {"theta": self._checkpoint.theta, **self.layout.views(self._checkpoint.theta)}
        for name, value in {**whole, **values}.items():  # all of them have been checked
            new[name][...] = value

    def freeze(self, *names: str) -> None:
        """Let these parameters learn no more."""
        for name in several_names("freeze", names):
            self.layout.place(name)
        self._checkpoint.frozen |= set(names)

    def unfreeze(self, *names: str) -> None:
        """Let these parameters learn again; all of them without a name."""
        self._checkpoint.frozen -= set(names or self.frozen)

    # ---- training --------------------------------------------------------------------------------------------

    def train(
        self,
        X: object,
        y: object,
        *,
        optimizer: Optimizer | str | None = None,
        batch_size: int | str | BatchSize | SizeRule = 32,
        epochs: int = 10,
        validation: Data | float | None = None,
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
        resume: bool = False,
    ) -> TrainedRun:
        """Train for so many more epochs on rows X (m, n) and targets y; Ctrl-C ends it with a usable network.

        y holds numbers (m,) or (m, out), or class labels (m,). `batch_size` is a number, "full", a schedule, or a
        function of step and epoch. `validation` is (X, y), or the share of rows to hold out. `engine` is "numba",
        "numpy", or "auto": Numba where it is installed and the work is worth compiling for. `threads` are those of
        matrix products: by default one, or all of them where products are large. `record` keeps steps as `run.record`:
        True all, a number every so many, names the path of these parameters, or a Recording. `monitor` looks at layers,
        gradients and curvature while it trains, as `run.monitor`: True, or a Monitor. A second call goes on
        where the first one stood, if it is given the same optimizer or none; with `resume` it is the run that was cut
        off, `epochs` are all of its epochs, and it ends with the bits of a run that was not (see `Checkpointing`).
        Targets far from 0 that were not reached are a `TargetNote`. Raises DivergenceError at the first cost that is
        not finite, DataError and ShapeError for data that does not fit.
        """
        hooks = watched(callbacks, monitor)
        call = Call(
            optimizer, batch_size, epochs, shuffle, replacement, last, metrics, hooks, engine, threads, record, resume
        )
        choices.validation_data(validation)
        examples = self._model.examples(X, y, weights)
        held_out = self._model.examples(*validation) if isinstance(validation, tuple) else validation
        run = TrainedRun.of(self._model.train(examples, held_out, call))
        if note := far_note(self._checkpoint, self._model.evaluation, examples):
            warnings.warn(note, TargetNote, stacklevel=2)
        return run

    # ---- measuring it --------------------------------------------------------------------------------------------

    def cost(self, X: object, y: object) -> float:
        """The loss over these examples, without L2 and dropout."""
        return self._model.evaluation.cost(self._checkpoint.theta, self._model.examples(X, y))

    def gradient(self, X: object, y: object) -> Array:
        """∂L/∂theta over these examples, L2 included and dropout left out: a vector with theta's layout."""
        return self._model.evaluation.gradient(self._checkpoint.theta, self._model.examples(X, y))[1]

    # ---- files -----------------------------------------------------------------------------------------------

    @classmethod
    def load(cls, path: str | Path, functions: Functions | None = None) -> "Network":
        """The network of a file; `functions` are a person's own that it was made with, by name."""
        checkpoint = read_checkpoint(choices.file_name(path), choices.own_functions(functions))
        if not isinstance(checkpoint.trainable, Architecture):
            raise ModelFileError(f"{path} holds a board and no network; Board.load reads it")
        return cls.of(checkpoint)

    @classmethod
    def of(cls, checkpoint: Checkpoint) -> "Network":
        """The network of a checkpoint."""
        network = cls.__new__(cls)
        network._model = Model(checkpoint)  # noqa: SLF001
        return network
