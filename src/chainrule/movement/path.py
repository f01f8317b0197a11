"""Path: where a run passed over a plane, its true cost beside the cost of the nearest place on the plane."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from chainrule.errors import SettingError
from chainrule.graph.node import Array
from chainrule.movement.costs import Costs
from chainrule.movement.plane import Plane
from chainrule.readers.movement.ground import Trail
from chainrule.training.record import Record

SHOWN = 100  # iterates of a path that are looked at, the first and the last among them


@dataclass(frozen=True)
class Path:
    """k iterates of a run over a plane."""

    name: str
    steps: NDArray[np.int64] = field(repr=False)  # (k,) that were made before each
    places: Array = field(repr=False)  # (k, 2) the nearest place on the plane
    distances: Array = field(repr=False)  # (k,) from the plane
    cost: Array = field(repr=False)  # (k,) the true one
    plane_cost: Array = field(repr=False)  # (k,) that of the nearest place
    share: float  # of the path that lies along the plane

    def __len__(self) -> int:
        return len(self.steps)

    @property
    def trail(self) -> Trail:
        """It, for a picture."""
        a, b = self.places.T
        return Trail(self.name, self.steps.astype(np.float64), a, b, self.cost, self.plane_cost, self.share)


def path_on(plane: Plane, costs: Costs, record: Record, name: str = "", shown: int = SHOWN) -> Path:
    """The path of a record over a plane, of so many iterates at most."""
    whole, made = whole_path(record), steps_made(record)
    kept = spaced(len(made), shown)
    thetas, places = whole[kept], plane.places(whole[kept])
    return Path(
        name=name,
        steps=made[kept],
        places=places,
        distances=plane.distances(thetas),
        cost=np.array([costs.at(theta) for theta in thetas]),
        plane_cost=np.array([costs.at(plane.at(*place)) for place in places.tolist()]),
        share=plane.share(whole),
    )


def whole_path(record: Record) -> Array:
    """The whole of theta before each recorded step and after the last: (k + 1, p), in float64."""
    others = np.delete(np.arange(record.trainable.layout.size), record.places)
    if not np.array_equal(record.start[others], record.end[others]):
        held = f"only {len(record.places):,} of {record.trainable.layout.size:,} entries of theta"
        raise SettingError(f"the record holds {held}, and others moved too; train(record=True) keeps all of them")
    whole = np.tile(record.start.astype(np.float64), (len(record) + 1, 1))
    whole[:, record.places] = record.path
    return whole


def steps_made(record: Record) -> NDArray[np.int64]:
    """How many steps had been made at each place of the path, over all calls of train: (k + 1,)."""
    return np.append(record.steps - 1, record.made)


def spaced(count: int, most: int) -> NDArray[np.int64]:
    """At most so many of `count` places, evenly apart, the first and the last among them.

    >>> spaced(5, 9).tolist(), spaced(9, 3).tolist()
    ([0, 1, 2, 3, 4], [0, 4, 8])
    """
    return np.unique(np.linspace(0, count - 1, min(count, most)).round().astype(np.int64))
