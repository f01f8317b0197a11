"""Predicting: what a network says about rows, in the words of who asks: labels or numbers, and probabilities."""

from typing import NoReturn

import numpy as np
from numpy.typing import NDArray

from chainrule.architecture.output_losses import is_of_classes
from chainrule.errors import SettingError
from chainrule.faces.other_words import OtherWords
from chainrule.faces.summaries import name_of
from chainrule.graph.graph import Graph
from chainrule.training.checkpoint import Checkpoint
from chainrule.training.evaluation import Rows
from chainrule.training.examples import prepare_inputs
from chainrule.training.metrics import HALF
from chainrule.training.model import Model

Predictions = NDArray[np.generic]
Output = NDArray[np.floating]
PROBABLE = ("sigmoid", "softmax")  # outputs that are probabilities


class Predicting(OtherWords):
    """What is asked of a network that has learned."""

    _model: Model

    def predict(self, X: object) -> Predictions:
        """A prediction for each row of X, as the targets were: labels (m,), or numbers in float64.

        Numbers are (m,) where the network has one output, and (m, out) where it has several. A label is the most
        probable one, the first of equals. Of several labels a row, a sigmoid each, those are 1 whose probability is at
        least one half.

        >>> import chainrule as cr
        >>> network = cr.Network([1, 2], output="softmax")
        >>> run = network.train([[-1.0], [1.0]], ["low", "high"], optimizer=cr.SGD(1.0), batch_size=2, epochs=20)
        >>> network.predict([[-2.0], [2.0]]).tolist(), network.classes.tolist()
        (['low', 'high'], ['high', 'low'])
        """
        known = self._model.checkpoint
        if known.classes is not None:
            return np.asarray(known.classes[probabilities_of(self.output(X)).argmax(axis=1)])
        if known.architecture.has_several_labels:
            return (self.output(X) >= HALF).astype(np.int64)
        if is_of_classes(known.architecture.loss):
            raise SettingError("this network knows no labels: train it on some, or ask for probabilities(X)")
        numbers = self.output(X).astype(np.float64)
        return numbers[:, 0] if numbers.shape[1] == 1 else numbers

    def probabilities(self, X: object) -> Output:
        """The probability of each class for each row of X, (m, k), in the order of `classes`.

        One sigmoid is the probability of the second of two classes, and gives two columns, which sum to 1. Several
        sigmoids give a column each, and need not sum to 1.

        >>> from chainrule.faces.network import Network
        >>> network = Network([2, 1], output="sigmoid")
        >>> network.set_theta([0.0, 0.0, 0.0])
        >>> network.probabilities([[3.0, 4.0]]).tolist()
        [[0.5, 0.5]]
        """
        known = self._model.checkpoint
        if known.architecture.output not in PROBABLE:
            _refuse_probabilities(known)
        return probabilities_of(self.output(X))

    def output(self, X: object) -> Output:
        """What the last layer gives for each row of X, (m, out), in the network's own precision."""
        known = self._model.checkpoint
        table = prepare_inputs(known.architecture, X, self._model.dtype, known.columns)
        return self._model.evaluation.predict(known.theta, {"X": table})

    def activations(self, X: object) -> dict[str, Output]:
        """What each layer gives for each row of X, by name: A1 (m, units), A2, …, the last one being the output.

        >>> from chainrule.faces.network import Network
        >>> {name: layer.shape for name, layer in Network([2, 3, 1]).activations([[0.0, 1.0]]).items()}
        {'A1': (1, 3), 'Z2': (1, 1)}
        """
        known, evaluation = self._model.checkpoint, self._model.evaluation
        table = prepare_inputs(known.architecture, X, self._model.dtype, known.columns)
        graph, depth = known.architecture.prediction_graph(), known.architecture.depth
        names = [f"A{one}" if f"A{one}" in graph.all_names else f"Z{one}" for one in range(1, depth + 1)]
        layers = {name: Rows(Graph({name: graph.node(name)}), self._model.dtype) for name in names}
        return {name: evaluation.rows(layer, known.theta, {"X": table}) for name, layer in layers.items()}


def probabilities_of(output: Output) -> Output:
    """A column for each class, also where a network gives only that of the second one."""
    return np.hstack([1 - output, output]) if output.shape[1] == 1 else output


def _refuse_probabilities(known: Checkpoint) -> NoReturn:
    """What else there is to ask of a network whose output is something else."""
    other = "predict(X) gives numbers" if known.classes is None else "predict(X) gives labels, output(X) its numbers"
    output = name_of(known.architecture.output)
    raise SettingError(f"probabilities come from a sigmoid or a softmax, and this network ends in {output}; {other}")
