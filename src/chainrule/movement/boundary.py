"""Scatter and boundary: rows by class over two inputs, and the line on which a classifier cannot decide.

Of one probability p the line is p = ½; of several, where a class is as probable as the most probable other one.
"""

from collections.abc import Sequence

import numpy as np

from chainrule.architecture.trainable import Trainable
from chainrule.errors import SettingError
from chainrule.graph.node import Array
from chainrule.movement.inner import Inside
from chainrule.movement.inputs_plane import inputs_plane
from chainrule.readers.movement.scatter_picture import Handed, Scatter
from chainrule.settings import whole_number
from chainrule.training.examples import Examples

POINTS = 61
MOST_UNITS = 5  # of the last hidden layer, in the table beside


def scatter_at(
    trainable: Trainable,
    examples: Examples,
    theta: Array,
    *,
    columns: Sequence[int] = (0, 1),
    row: int | None = None,
    points: int = POINTS,
) -> Scatter:
    """The rows of the examples over two of their inputs, and the decision of the model there. Raises SettingError."""
    inside = Inside(trainable)
    classes, names = classes_of(examples)
    plane = inputs_plane(inside, examples, columns, row, whole_number("points", points, 2))
    table = np.asarray(examples.tables[inside.input], dtype=np.float64)
    output = inside.prediction(theta, plane.tables)
    if output.shape[1] == 1:
        margins = output.T - 0.5
    else:
        others = np.stack([np.delete(output, place, axis=1).max(axis=1) for place in range(output.shape[1])])
        margins = output.T - others
    return Scatter(
        axes=plane.names,
        places=table[:, list(plane.columns)],
        classes=classes,
        names=names,
        x=plane.x,
        y=plane.y,
        margins=np.stack([plane.on_grid(margin) for margin in margins]),
        handed=_handed(inside, theta, examples, classes),
        said=plane.said,
    )


def classes_of(examples: Examples) -> tuple[Array, tuple[str, ...]]:
    """The place of each row's class, and what the classes are called."""
    name = "labels" if examples.labelled else examples.target
    if name not in examples.tables:
        raise SettingError("nothing is known of the classes of these rows, for the model says no target")
    truth = np.asarray(examples.tables[name], dtype=np.float64)
    if truth.ndim == 2 and truth.shape[1] > 1:  # a column for each class
        truth = truth.argmax(axis=1)
    places = truth.ravel()
    if not np.isin(places, np.arange(max(2, int(places.max(initial=0)) + 1))).all():
        raise SettingError("the targets are numbers, not classes; surfaces shows what the model makes of two inputs")
    count = int(places.max(initial=0)) + 1
    known = range(max(2, count)) if examples.classes is None else examples.classes
    return places, tuple(str(one) for one in known)


def _handed(inside: Inside, theta: Array, examples: Examples, classes: Array) -> Handed | None:
    """What the last hidden layer hands on for each row; None where there is none, or too much to read."""
    if not inside.hidden or inside.activations[inside.hidden] > MOST_UNITS:
        return None
    tables = {inside.input: np.asarray(examples.tables[inside.input], dtype=np.float64)}
    return Handed(inside.hidden, inside.values(inside.hidden, theta, tables), classes)
