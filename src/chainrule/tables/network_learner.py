"""A network that learns from a table."""

from collections.abc import Sequence
from typing import Unpack

import numpy as np
from numpy.typing import NDArray

from chainrule.architecture.trainable import Trainable
from chainrule.data import Encoding
from chainrule.faces.network import Network
from chainrule.faces.predicting import PROBABLE
from chainrule.faces.summaries import name_of
from chainrule.graph.graph import Graph
from chainrule.graph.node import Array
from chainrule.graph.values import Values
from chainrule.live import Page
from chainrule.readers.script import Script
from chainrule.tables.learner import Choices, Features, Learner, Targets
from chainrule.tables.parts import Part
from chainrule.training.run import Run
from chainrule.tutor.verdicts import Verdict
from chainrule.wording import counted

INPUTS, COST = "X", "L"


class NetworkLearner(Learner):
    """A network with an output for each class, or with one number."""

    zoom, what = "layers", "network"

    def __init__(self, network: Network) -> None:
        self.face: Network = network

    @property
    def inputs(self) -> str:
        """X."""
        return INPUTS

    def train(
        self,
        training: Part,
        validation: Part | None,
        weights: tuple[Array | None, Array | None],
        **choices: Unpack[Choices],
    ) -> Run:
        """Train on some rows, watching others."""
        held_out = None if validation is None else (validation.X, validation.y, weights[1])
        return self.face.train(training.X, training.y, weights=weights[0], validation=held_out, **choices)

    def fits(self, encoding: Encoding) -> bool:
        """Whether it has an input for each feature, and an output for each class or number."""
        inputs, *_, outputs = self.sizes
        classes = len(encoding.classes or ())
        possible = {0: (1,), 2: (1, 2)}.get(classes, (classes,))  # numbers; two classes, also as one sigmoid; more
        return inputs == len(encoding.feature_names) and outputs in possible

    def output(self, X: Features) -> NDArray[np.floating]:
        """What the last layer gives for each row."""
        return self.face.output(X)

    @property
    def gives_probabilities(self) -> bool:
        """Whether its last layer is a sigmoid or a softmax."""
        return self.face.architecture.output in PROBABLE

    def output_at(self, values: Values, X: Features) -> NDArray[np.floating]:  # noqa: ARG002
        """What the last layer gives at these values."""
        depth, names = self.face.architecture.depth, values.graph.all_names
        return np.asarray(values[f"A{depth}" if f"A{depth}" in names else f"Z{depth}"]).T

    def told(self) -> str:
        r"""The network in two lines.

        >>> NetworkLearner(Network([2, 3, 1], output="sigmoid")).told()
        '2-3-1, relu, then sigmoid\n13 parameters (float32), loss logistic'
        """
        made = self.face.architecture
        hidden = f"{', '.join(dict.fromkeys(map(name_of, made.hidden)))}, then " if made.hidden else ""
        extras = [f"{word} {value:g}" for word, value in (("dropout", made.dropout), ("L2", made.l2)) if value]
        parameters = f"{counted(self.parameters, 'parameter')} ({self.face.theta.dtype.name})"
        first = f"{self.called}, {hidden}{name_of(made.output)}"
        return f"{first}\n{', '.join([parameters, f'loss {name_of(made.loss)}', *extras])}"

    @property
    def called(self) -> str:
        """Its sizes."""
        return "-".join(map(str, self.sizes))

    @property
    def sizes(self) -> Sequence[int]:
        """Inputs, units of each hidden layer, outputs."""
        return self.face.architecture.sizes

    @property
    def parameters(self) -> int:
        """The entries of theta."""
        return self.face.layout.size

    @property
    def trainable(self) -> Trainable:
        """Its architecture."""
        return self.face.architecture

    @property
    def graph(self) -> Graph:
        """The graph of its cost, without dropout; targets are labels where there are classes."""
        return self.face.architecture.cost_graph(labelled=self.face.labelled, weighted=False, dropping=False)

    @property
    def cost(self) -> str:
        """L."""
        return COST

    def wrt(self) -> list[str]:
        """W1, b1, W2, b2, …."""
        return list(self.face.layout.shapes)

    def leaves(self, X: Features, y: Targets) -> dict[str, object]:
        """Parameters in float64, and the rows as columns."""
        parameters = {name: array.astype(np.float64) for name, array in self.face.parameters.items()}
        return {**parameters, "X": X.T, "labels" if self.face.labelled else "Y": y[None, :]}

    def claim(self, text: str, X: Features | None = None, y: Targets | None = None) -> Verdict:
        """What is to be said of a claim."""
        return self.face.claim(text, X, y)

    def script(self, X: Features, y: Targets, *, batch_size: int, epochs: int) -> Script:
        """A NumPy file that goes on training."""
        return self.face.script(X, y, batch_size=batch_size, epochs=epochs)

    def page(self, X: Features, y: Targets, title: str) -> Page:
        """The page that computes."""
        return self.face.page(X, y, title=title)

    def page_without_data(self, title: str) -> Page:
        """The page that computes, at rows that are drawn."""
        return self.face.page(title=title)
