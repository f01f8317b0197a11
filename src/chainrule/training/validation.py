"""Validation: the cost and the metrics on rows that training does not see, after each epoch."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from chainrule.architecture.layers import Architecture
from chainrule.errors import SettingError
from chainrule.graph.node import Array
from chainrule.training.evaluation import Evaluation
from chainrule.training.examples import Examples
from chainrule.training.metrics import CLASSIFICATION, METRICS, REGRESSION, SEVERAL_LABELS


class Validation:
    """A function of theta: `validation_cost` and the metrics, by default accuracy for classes and RMSE for numbers.

    Several sigmoids that have a label each are asked for the accuracy of labels.

    A cost of several is there by its names too, `validation_Ly` and `validation_Lt`.
    """

    def __init__(self, evaluation: Evaluation, examples: Examples, metrics: Sequence[str] | None) -> None:
        self._evaluation = evaluation
        self._examples = examples
        several = isinstance(evaluation.trainable, Architecture) and evaluation.trainable.has_several_labels
        numbers = SEVERAL_LABELS if several else REGRESSION
        fitting = CLASSIFICATION if examples.classes is not None else numbers
        names = [metric.name for metric in fitting]
        if evaluation.prediction is None or not (examples.target or examples.labelled):
            names = []  # a model that predicts nothing is judged by its cost alone
        self._metrics = names[:1] if metrics is None else list(metrics)
        for name in self._metrics:
            if name not in names:
                known = f"there are {', '.join(names)}" if names else "the cost does not show what is predicted"
                raise SettingError(f"there is no metric {name!r} for these targets; {known}")

    def __call__(self, theta: Array) -> Mapping[str, float]:
        """The columns of an epoch."""
        cost = {"validation_cost": self._evaluation.cost(theta, self._examples)}
        watched = self._evaluation.trainable.watched_costs
        for name, value in self._evaluation.named_costs(watched, theta, self._examples.tables).items():
            cost.setdefault(f"validation_{name}", value)
        if not self._metrics:
            return cost
        prediction = self._evaluation.predict(theta, self._examples.tables)
        prediction = prediction.reshape(len(prediction), -1)  # a target without a second axis is one column
        targets = target_values(self._examples)
        return cost | {name: METRICS[name].function(targets, prediction) for name in self._metrics}


def target_values(examples: Examples) -> NDArray[np.generic]:
    """Targets as the metrics want them: class indices (m,), or numbers (m, out)."""
    if examples.classes is None:
        return examples.tables[examples.target]
    places = examples.tables["labels"] if examples.labelled else examples.tables[examples.target]
    return np.maximum(places[:, 0], 0).astype(np.int64)  # of signs, -1 is the first class


def split_off(examples: Examples, share: object, seed: int) -> tuple[Examples, Examples | None]:
    """The examples without a share of their rows, and that share; all of them and None where no share is asked for."""
    if share is None:
        return examples, None
    if not isinstance(share, float) or not 0 < share < 1:
        raise SettingError(
            f"validation is other examples, or the share of rows to hold out, between 0 and 1, not {share!r}"
        )
    order = np.random.default_rng([seed, *b"validation"]).permutation(examples.rows)
    held_out = max(round(share * examples.rows), 1)
    if held_out >= examples.rows:
        raise SettingError(f"{examples.rows} rows are too few to hold out a share of {share}")
    return _rows(examples, np.sort(order[held_out:])), _rows(examples, np.sort(order[:held_out]))


def _rows(examples: Examples, rows: NDArray[np.int64]) -> Examples:
    return replace(examples, tables={name: table[rows] for name, table in examples.tables.items()})
