"""Learner: a model as a table sees it, be it a network or a board: features and targets in, predictions out."""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping, Sequence
from typing import TypeAlias, TypedDict, Unpack

import numpy as np
from numpy.typing import NDArray

from chainrule.architecture.trainable import Trainable
from chainrule.data import Encoding
from chainrule.faces.board import Board
from chainrule.faces.network import Network
from chainrule.graph.graph import Graph
from chainrule.graph.node import Array
from chainrule.graph.shape import Dimension
from chainrule.graph.values import Values
from chainrule.live import Page
from chainrule.readers.check.report import CheckReport, check
from chainrule.readers.notation.blocks import NONE, Blocks
from chainrule.readers.script import Script
from chainrule.tables.parts import Part
from chainrule.training.batches import BatchSize
from chainrule.training.callbacks import Callback
from chainrule.training.callbacks import Run as LiveRun
from chainrule.training.optimizers import Optimizer
from chainrule.training.recording import Recorded
from chainrule.training.run import Run
from chainrule.transforms.differentiate import differentiate
from chainrule.transforms.simplify import simplify
from chainrule.tutor.verdicts import Verdict

Features = NDArray[np.floating]
Targets = NDArray[np.int64] | NDArray[np.float64]  # the place of each class, or standardised numbers


Weights: TypeAlias = tuple[Array | None, Array | None]
Hook: TypeAlias = Callback | Callable[[LiveRun], None]


class Choices(TypedDict):
    """What is chosen for a training, whatever trains."""

    optimizer: Optimizer
    batch_size: BatchSize
    epochs: int
    callbacks: Sequence[Hook]
    engine: str
    threads: int | None
    record: Recorded
    resume: bool
    shuffle: str


class Learner(ABC):
    """A network, or a board with a leaf for features and one for targets.

    Rows are examples here, X (m, n) and y (m,); its graphs and values have them as they have them.
    """

    face: Network | Board
    zoom: str  # how much of the calculation, and of the circuit, is shown unless somebody asks
    what: str  # what it is, in a word

    @property
    @abstractmethod
    def inputs(self) -> str:
        """The leaf of the features."""

    # ---- learning --------------------------------------------------------------------------------------------

    @abstractmethod
    def train(
        self,
        training: Part,
        validation: Part | None,
        weights: tuple[Array | None, Array | None],
        **choices: Unpack[Choices],
    ) -> Run:
        """Train on some rows, watching others; `weights` are those of both, `choices` those of every `train`."""

    @abstractmethod
    def fits(self, encoding: Encoding) -> bool:
        """Whether features and targets that are encoded so are those that it was made for."""

    # ---- what it says ----------------------------------------------------------------------------------------

    @abstractmethod
    def output(self, X: Features) -> NDArray[np.floating]:
        """The prediction of each row, (m, out), in its own precision: probabilities where there are classes."""

    @property
    @abstractmethod
    def gives_probabilities(self) -> bool:
        """Whether its output is one of probabilities, and no score or number."""

    @property
    def quantile(self) -> float | None:
        """The share of targets that are to lie below a prediction; None where that is no question."""
        return None

    @abstractmethod
    def output_at(self, values: Values, X: Features) -> NDArray[np.floating]:
        """The prediction for rows X, where its graph has these values, (m, out), in float64."""

    @abstractmethod
    def told(self) -> str:
        """What it is made of, in two lines."""

    @property
    @abstractmethod
    def called(self) -> str:
        """What it is called in a line about something else."""

    @property
    @abstractmethod
    def sizes(self) -> Sequence[int] | Mapping[str, int]:
        """Its sizes: of a network's layers, or by the letters of a board."""

    @property
    def letters(self) -> Mapping[str, Dimension]:
        """What stands for each letter of its graph in what runs: a number, and m where it counts examples."""
        return {}

    @property
    @abstractmethod
    def parameters(self) -> int:
        """How many numbers it has learned."""

    @property
    def blocks(self) -> Blocks:
        """Its loops and definitions: none."""
        return NONE

    @property
    def notes(self) -> tuple[str, ...]:
        """What is worth a second look."""
        return ()

    @property
    @abstractmethod
    def trainable(self) -> Trainable:
        """What trains in it: the layout of theta, and the graph by which rows are predicted."""

    # ---- its work --------------------------------------------------------------------------------------------

    @property
    @abstractmethod
    def graph(self) -> Graph:
        """The graph of its cost, without dropout."""

    @property
    @abstractmethod
    def cost(self) -> str:
        """What its cost is called."""

    @abstractmethod
    def leaves(self, X: Features, y: Targets) -> dict[str, object]:
        """The numbers of every leaf of its graph for these rows."""

    @abstractmethod
    def wrt(self) -> list[str]:
        """What it learns, by name."""

    @property
    def predicting(self) -> Graph:
        """The graph by which a row is predicted."""
        return self.graph

    @property
    def kept(self) -> Mapping[str, Array]:
        """What that graph reads beside parameters: nothing."""
        return {}

    def backward(self, *more: str, graph: Graph | None = None) -> Graph:
        """The cost with the cotangent of every parameter, and of these leaves: in training, or in another graph."""
        graph = self.graph if graph is None else graph
        return simplify(differentiate(graph, [*self.wrt(), *more], self.cost), kept=graph.order)

    def check(self, X: Features, y: Targets) -> CheckReport:
        """The verdict on its gradient for these rows, against central differences."""
        backward = self.backward()
        return check(backward, Values(backward, self.leaves(X, y)))

    @abstractmethod
    def claim(self, text: str, X: Features | None = None, y: Targets | None = None) -> Verdict:
        """What is to be said of a gradient, or a number, that a person states of it."""

    @abstractmethod
    def script(self, X: Features, y: Targets, *, batch_size: int, epochs: int) -> Script:
        """A NumPy file that goes on training on these rows."""

    @abstractmethod
    def page(self, X: Features, y: Targets, title: str) -> Page:
        """The page that computes, and trains on these rows from here."""

    def page_without_data(self, title: str) -> Page | None:
        """The page that computes at rows that are drawn, where that is known how; else None."""
        del title
        return None
