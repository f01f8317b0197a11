"""What a model says about the rows of a table: numbers, or labels and their probabilities."""

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from chainrule.data import Encoding
from chainrule.data.cells import TRUTH
from chainrule.errors import ArgumentError
from chainrule.faces.predicting import Predictions, probabilities_of
from chainrule.settings import real_number
from chainrule.tables.learner import Learner
from chainrule.wording import quoted


def written_labels(encoding: Encoding) -> Predictions:
    """The labels as a file has them: numbers where they are numerals, else texts as they were written."""
    return np.array(encoding.classes or ()) if encoding.numeric_classes is None else encoding.numeric_classes


def labels_of(encoding: Encoding) -> Predictions:
    """The labels as Python has them: numbers, truth, or texts as they were written."""
    truth = [label.lower() for label in encoding.classes or ()]
    return np.array([word == "true" for word in truth]) if set(truth) == TRUTH else written_labels(encoding)


def predicted_values(
    encoding: Encoding, output: NDArray[np.floating], labels: Predictions, threshold: float | None = None
) -> Predictions:
    """For each row the most probable label; in a regression a number in the target's own unit.

    With a `threshold` the second of two labels is taken where its probability reaches it. Numbers come in float64: what
    single precision cannot hold in that unit, double precision can.
    """
    if encoding.classes is None:
        return encoding.restored(output[:, 0])
    shares = probabilities_of(output)
    taken = shares.argmax(axis=1) if threshold is None else (shares[:, 1] >= threshold).astype(np.int64)
    best: Predictions = labels[taken]
    return best


def predicted_columns(
    encoding: Encoding,
    output: NDArray[np.floating],
    taken: Collection[str],
    *,
    with_probabilities: bool,
    threshold: float | None = None,
) -> dict[str, Predictions]:
    """The columns to be added to a table, by names that are not taken: the prediction, and a probability per class."""
    prediction = predicted_values(encoding, output, written_labels(encoding), threshold)
    columns = {_free(prediction_name(encoding), taken): prediction}
    if with_probabilities:
        for label, share in zip(encoding.classes or (), probabilities_of(output).T, strict=True):
            columns[_free(f"P({encoding.target} = {label})", taken)] = share
    return columns


def without_probabilities(learner: Learner, encoding: Encoding) -> str:
    """Why a model has no probabilities to give, and what it gives; nothing where it has some."""
    if encoding.classes is None:
        return f"probabilities are for classes, and {quoted(encoding.target)} holds numbers; predict gives those"
    if not learner.gives_probabilities:
        told = f"{learner.what} scores {quoted(encoding.target)}, and a score is no probability"
        return f"this {told}; predict gives labels, and a cost of logits such as logistic(z, y) makes probabilities"
    return ""


def without_threshold(learner: Learner, encoding: Encoding) -> str:
    """Why a model has no probability that may reach a threshold; nothing where it has one."""
    if why := without_probabilities(learner, encoding):
        return why
    classes = len(encoding.classes or ())
    return "" if classes == 2 else f"a threshold is for two classes, and {quoted(encoding.target)} has {classes}"


def require_threshold(threshold: object, learner: Learner, encoding: Encoding) -> None:
    """Nothing, or an ArgumentError for a threshold where there can be none."""
    if threshold is not None:
        real_number("threshold", threshold, 0)
        if why := without_threshold(learner, encoding):
            raise ArgumentError("threshold", why)


def prediction_name(encoding: Encoding) -> str:
    """What the column of predictions is called, where that name is free."""
    return f"{encoding.target}_predicted"


def _free(name: str, taken: Collection[str]) -> str:
    """The name, or the name with the first number that makes it new."""
    free, number = name, 2
    while free in taken:
        free, number = f"{name}_{number}", number + 1
    return free
