"""Surfaces: the sum of every neuron over two inputs, with the line where it is 0, at moments of a run."""

from collections.abc import Sequence

import numpy as np

from chainrule.architecture.trainable import Trainable
from chainrule.errors import SettingError
from chainrule.graph.node import Array
from chainrule.movement.inner import Inside
from chainrule.movement.inputs_plane import inputs_plane
from chainrule.movement.path import spaced, steps_made, whole_path
from chainrule.readers.movement.surface_picture import Moment, Surfaces
from chainrule.settings import whole_number
from chainrule.training.examples import Examples
from chainrule.training.record import Record

MOST_CELLS = 10_000  # of all surfaces together, so that the picture stays small
MOST_POINTS, FEWEST_POINTS = 41, 9  # along an axis
MOST_UNITS = 12


def surfaces_at(
    trainable: Trainable,
    examples: Examples,
    thetas: Sequence[tuple[str, Array]],
    *,
    columns: Sequence[int] = (0, 1),
    row: int | None = None,
    points: int | None = None,
) -> Surfaces:
    """The surfaces of every neuron at these thetas, each with what the moment is called."""
    inside = Inside(trainable)
    units = [(name, unit) for name, count in inside.sums.items() for unit in range(count)]
    shown = units if len(units) <= MOST_UNITS else [*units[: MOST_UNITS - 1], units[-1]]
    if not shown:
        raise SettingError("no layer of the model has a name; name its sums, such as Z = W @ X + b")
    room = int((MOST_CELLS / (len(shown) * len(thetas))) ** 0.5)
    fine = max(FEWEST_POINTS, min(MOST_POINTS, room)) if points is None else whole_number("points", points, 2)
    plane = inputs_plane(inside, examples, columns, row, fine)
    moments = []
    for title, theta in thetas:
        found = {name: inside.values(name, theta, plane.tables) for name in {name for name, _ in shown}}
        moments.append(Moment(title, np.stack([plane.on_grid(found[name][:, unit]) for name, unit in shown])))
    left = f" {len(units) - len(shown)} of {len(units)} neurons are not shown." if len(shown) < len(units) else ""
    return Surfaces(
        names=tuple(f"{name}[{unit}]" for name, unit in shown),
        axes=plane.names,
        x=plane.x,
        y=plane.y,
        moments=tuple(moments),
        said=plane.said + left,
    )


def record_surfaces(
    record: Record,
    steps: int | Sequence[int] | None = None,
    *,
    columns: Sequence[int] = (0, 1),
    row: int | None = None,
    points: int | None = None,
) -> Surfaces:
    """The surfaces before and after a run; or at so many moments of it, or before these steps."""
    path, made = whole_path(record), steps_made(record)
    if steps is None:
        indices = [0, len(record)]
    elif isinstance(steps, int):
        indices = spaced(len(path), whole_number("steps", steps, 1)).tolist()
    else:
        indices = [record.at(step) for step in steps]
    thetas = [(f"after {made[index]} step{'s' if made[index] != 1 else ''}", path[index]) for index in indices]
    return surfaces_at(record.trainable, record.examples, thetas, columns=columns, row=row, points=points)
