"""Starts: places on a plane, or whole thetas, from which runs begin, and the landscape with all of their paths."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import ArrayLike

from chainrule.architecture.theta import Layout
from chainrule.errors import SettingError
from chainrule.graph.node import Array
from chainrule.movement.attempt import Settings, Stand
from chainrule.movement.costs import Costs
from chainrule.movement.landscape import PATH, Landscape, View, chosen_plane, landscape
from chainrule.movement.plane import Plane
from chainrule.settings import written

Start = ArrayLike | Mapping[str, float]
Starts = Start | Sequence[Start] | None
NEEDED = "a start is a place on the plane, (a, b), entries by name, {'w': 1.0}, or a whole theta"


def explored(stand: Stand, view: View, start: Starts, settings: Settings) -> Landscape:
    """The landscape around where something stands, with the path of a run from each start."""
    costs = Costs(stand.checkpoint.trainable, stand.examples)
    attempts = [stand.run(theta, settings) for theta in thetas_of(stand, view, start)]
    several = len(attempts) > 1
    records = [
        (f"{one.said}, start {number}" if several else one.said, one.record) for number, one in enumerate(attempts, 1)
    ]
    return landscape(costs, stand.theta, records, view)


def thetas_of(stand: Stand, view: View, start: Starts) -> list[Array]:
    """The theta of each start; none where no start is given."""
    if start is None:
        return []
    trainable, theta = stand.checkpoint.trainable, stand.theta
    on_plane = None if view.directions == PATH else chosen_plane(trainable, theta, [], view)
    several = start if _is_several(start) else [start]
    assert isinstance(several, Sequence | np.ndarray)  # noqa: S101 - or it would not be several
    return [_theta_of(one, theta, trainable.layout, on_plane) for one in several]


def _is_several(start: Starts) -> bool:
    if isinstance(start, Mapping):
        return False
    if not isinstance(start, Sequence | np.ndarray) or len(start) == 0:
        raise SettingError(f"{NEEDED}, not {written(start)}")
    return isinstance(start[0], Mapping) or np.ndim(start[0]) > 0


def _theta_of(start: object, theta: Array, layout: Layout, plane: Plane | None) -> Array:
    new = theta.copy()
    if isinstance(start, Mapping):
        for name, value in start.items():
            new[layout.places([name])] = value
        return new
    try:
        numbers = np.asarray(start, dtype=np.float64)
    except (TypeError, ValueError):
        numbers = np.zeros(0)
    if numbers.shape == (2,) and plane is not None:
        return plane.at(*numbers.tolist())
    if numbers.shape == theta.shape:
        return numbers
    raise SettingError(f"{NEEDED} of {theta.size:,} entries, not {written(start)}")
