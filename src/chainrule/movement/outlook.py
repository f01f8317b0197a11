"""Outlook: what a model predicts of the examples that it learns from, at any theta, and what is true of them."""

from dataclasses import dataclass, field

import numpy as np

from chainrule.graph.node import Array
from chainrule.movement.costs import Costs
from chainrule.training.evaluation import Evaluation
from chainrule.training.examples import Examples


@dataclass(frozen=True)
class Outlook:
    """Predictions of one number for each example, and the truth."""

    evaluation: Evaluation = field(repr=False)
    examples: Examples = field(repr=False)
    truth: Array  # (m,)

    def predictions(self, theta: Array) -> Array:
        """One number for each example: (m,); where there are several classes, the probability of the true one."""
        output = self.evaluation.predict(theta, self.examples.tables)
        output = output.reshape(len(output), -1).astype(np.float64)
        if self.examples.labelled:
            return output[np.arange(len(output)), self.truth.astype(np.intp)]
        return output[:, 0]


def outlook(costs: Costs) -> Outlook | None:
    """What can be predicted; None where the model predicts nothing, or nothing is known to be true."""
    examples, evaluation = costs.examples, Evaluation(costs.trainable, np.float64)
    name = "labels" if examples.labelled else examples.target
    if evaluation.prediction is None or name not in examples.tables:
        return None
    return Outlook(evaluation, examples, examples.tables[name].reshape(examples.rows, -1)[:, 0].astype(np.float64))
