"""Slices through the cost: over one entry of theta, or along a direction, at a theta or at the steps of a record.

The curve and its slope are those of all examples that the run learned from, L2 included. The step −η·slope takes the
learning rate that was recorded; the update that was made is the record's, of its batch and its optimizer.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from chainrule.errors import SettingError, ShapeError
from chainrule.graph.node import Array
from chainrule.movement.costs import Costs
from chainrule.movement.outlook import outlook
from chainrule.movement.path import spaced, steps_made, whole_path
from chainrule.readers.movement.slice_picture import Slice, SliceStrip, places_around
from chainrule.settings import real_number, whole_number, written
from chainrule.training.record import Record

POINTS = 101
ROOM = 1.0  # to each side of an entry, at least
STRIP = 6  # slices of a strip
GRADIENT, UPDATE = "−gradient", "update"
Along = str | Array | Sequence[float]


@dataclass(frozen=True)
class Way:
    """A line through the space of theta: one entry, or a direction of length 1."""

    name: str
    direction: Array
    place: int | None = None  # of the entry

    def at(self, theta: Array) -> float:
        """What stands on the axis at theta: the entry's value; 0 where a direction begins."""
        return 0.0 if self.place is None else float(theta[self.place])


def slice_through(
    costs: Costs,
    theta: Array,
    along: Along,
    *,
    learning_rate: float | None = None,
    points: int = POINTS,
    w: Array | None = None,
) -> Slice:
    """The cost over an entry such as "W1[0,0]", or along a direction, through theta. Raises SettingError."""
    rate = None if learning_rate is None else real_number("learning_rate", learning_rate, 0)
    return _cut(costs, theta, _way(costs, theta, along, None), rate, None, points, w)


def slice_at(record: Record, along: Along, step: int, *, points: int = POINTS, w: Array | None = None) -> Slice:
    """The slice through where theta was before a recorded step, with the update that was made there."""
    costs = Costs(record.trainable, record.examples)
    return _recorded(costs, record, whole_path(record), record.at(step), along, points, w)


def slice_strip(
    record: Record, along: Along, steps: int | Sequence[int] = STRIP, *, points: int = POINTS
) -> SliceStrip:
    """Slices at so many steps, evenly over the record, or at these; each with what was predicted then."""
    if not len(record):
        raise SettingError("no step is recorded; train(record=True) keeps them")
    costs, path = Costs(record.trainable, record.examples), whole_path(record)
    chosen = spaced(len(record), whole_number("steps", steps, 1)) if isinstance(steps, int) else map(record.at, steps)
    indices = [int(index) for index in chosen]
    first = [_recorded(costs, record, path, index, along, 2, None) for index in indices]
    at = [place for one in first for place in (one.here, one.landed, one.updated) if place is not None]
    w = places_around(np.array(at), points, _least(_way(costs, path[0], along, path[1] - path[0]), np.array(at)))
    slices = tuple(_recorded(costs, record, path, index, along, points, w) for index in indices)
    seen = outlook(costs)
    if seen is None:
        return SliceStrip(slices, np.zeros((len(slices), 0)), np.zeros(0))
    return SliceStrip(slices, np.stack([seen.predictions(path[index]) for index in indices]), seen.truth)


def _recorded(
    costs: Costs, record: Record, path: Array, index: int, along: Along, points: int, w: Array | None
) -> Slice:
    """The slice at one place of the record."""
    theta, update = path[index], np.zeros_like(path[index])
    update[record.places] = record.update[index]
    way = _way(costs, theta, along, update)
    made = int(steps_made(record)[index])
    rate = float(record.learning_rate[index])
    return _cut(costs, theta, way, rate, (float(update @ way.direction), made), points, w)


def _cut(
    costs: Costs,
    theta: Array,
    way: Way,
    rate: float | None,
    update: tuple[float, int] | None,
    points: int,
    w: Array | None,
) -> Slice:
    here = way.at(theta)
    slope = float(costs.gradient(theta) @ way.direction)
    landed = None if rate is None else here - rate * slope
    updated = None if update is None else here + update[0]
    if w is None:
        at = np.array([place for place in (here, landed, updated) if place is not None])
        w = places_around(at, whole_number("points", points, 2), _least(way, at))
    marked = np.array([here, here if landed is None else landed])
    cost = costs.line(theta, way.direction, np.concatenate([w, marked]) - here)
    return Slice(
        name=way.name,
        scale=costs.scale,
        w=np.asarray(w, dtype=np.float64),
        cost=cost[:-2],
        here=here,
        here_cost=float(cost[-2]),
        slope=slope,
        learning_rate=rate,
        landed=landed,
        landed_cost=None if landed is None else float(cost[-1]),
        updated=updated,
        made=None if update is None else update[1],
    )


def _least(way: Way, at: Array) -> float:
    """The room beside the points: of an entry one unit, of a direction as much as the points take."""
    return ROOM if way.place is not None else (float(np.ptp(at)) or ROOM)


def _way(costs: Costs, theta: Array, along: Along, update: Array | None) -> Way:
    """The line that is asked for: an entry by name, the way down, the update, or a vector like theta."""
    layout = costs.trainable.layout
    if isinstance(along, str) and along in (GRADIENT, "-gradient", "gradient"):
        return Way("the way along −gradient", _unit(-costs.gradient(theta), "the gradient"))
    if isinstance(along, str) and along == UPDATE:
        if update is None:
            raise SettingError("there is no update without a record; run.slice has one after train(record=True)")
        return Way("the way along the update", _unit(update, "the update"))
    if isinstance(along, str):
        places = layout.places([along])
        if len(places) != 1:
            raise SettingError(
                f"a slice is over one entry; {along} has {len(places)}, such as {layout.entries[places[0]]}"
            )
        (place,) = places.tolist()
        direction = np.zeros(layout.size)
        direction[place] = 1
        return Way(layout.entries[place], direction, place)
    try:
        direction = np.asarray(along, dtype=np.float64)
    except (TypeError, ValueError):
        raise SettingError(
            f"a slice is along an entry, 'gradient', 'update' or a vector, not {written(along)}"
        ) from None
    if direction.shape != (layout.size,):
        raise ShapeError(f"a direction has {layout.size:,} entries, as theta has, got the shape {direction.shape}")
    return Way("the way along a direction", _unit(direction, "the direction"))


def _unit(vector: Array, name: str) -> Array:
    length = real_number(f"the length of {name}", float(np.linalg.norm(vector)), 0)
    if not length:
        raise SettingError(f"{name} is 0 here, so nothing lies along it; choose an entry or a direction")
    return vector / length
