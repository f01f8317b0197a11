"""Landscape: the cost over a plane through the space of theta, with the paths of runs on it."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field

import numpy as np

from chainrule.architecture.trainable import Trainable
from chainrule.errors import SettingError
from chainrule.graph.display import Displayed, shortened
from chainrule.graph.node import Array
from chainrule.movement.costs import Costs
from chainrule.movement.path import SHOWN, Path, path_on, whole_path
from chainrule.movement.plane import Plane, entries_plane, path_plane, random_plane
from chainrule.readers.movement.animation import Course, animation
from chainrule.readers.movement.ground import Ground, ground_picture
from chainrule.settings import real_number, whole_number, written
from chainrule.training.record import Record

PATH, RANDOM = "path", "random"
POINTS = 51  # along each axis
MARGIN = 0.3  # of the paths' extent, on each side

Directions = str | Sequence[str] | Plane | None
Span = float | Sequence[float] | Sequence[Sequence[float]] | None


@dataclass(frozen=True)
class Landscape(Displayed):
    """The cost over a plane: `cost[i, j]` is that at a[j] and b[i].

    `paths` are the iterates of runs at their nearest places of the plane, each with its true cost beside the plane's.
    """

    plane: Plane = field(repr=False)
    a: Array = field(repr=False)  # (n,)
    b: Array = field(repr=False)  # (k,)
    cost: Array = field(repr=False)  # (k, n)
    paths: tuple[Path, ...]
    scale: str  # what the cost is: "L, the mean over 256 examples"

    def __repr__(self) -> str:
        size, names = f"{len(self.a)} × {len(self.b)}", " and ".join(self.plane.names)
        low, high = float(np.nanmin(self.cost)), float(np.nanmax(self.cost))
        paths = f", {len(self.paths)} paths" if self.paths else ""
        return shortened(f"<landscape of {size} points over {names}: {low:.4g} to {high:.4g}{paths}>")

    @property
    def ground(self) -> Ground:
        """It without the paths, for a picture."""
        return Ground(self.plane.names, self.a, self.b, self.cost, self.scale)

    def svg(self) -> str:
        """The picture, as text: contours, a dot at each iterate, true costs beside the plane's where they differ."""
        return ground_picture(self.ground, [path.trail for path in self.paths])

    def animation(self) -> str:
        """An HTML file, as text, that draws the paths iterate by iterate, plays offline and stops where one wants."""
        if not self.paths:
            raise SettingError("an animation needs a path; start= begins one, and so does a recorded run")
        courses = [Course(path.trail, path.steps.astype(np.float64)) for path in self.paths]
        return animation(self.ground, courses, "steps")


@dataclass(frozen=True)
class View:
    """Which part of which plane is looked at, and how closely."""

    directions: Directions = None
    points: int = POINTS
    span: Span = None
    seed: int = 0  # of random directions
    shown: int = SHOWN  # iterates of each path
    progress: Callable[[float], None] = lambda _: None

    def __post_init__(self) -> None:
        object.__setattr__(self, "points", whole_number("points", self.points, 2))
        object.__setattr__(self, "shown", whole_number("shown", self.shown, 2))
        object.__setattr__(self, "seed", whole_number("a seed", self.seed, 0))
        if not callable(self.progress):
            raise SettingError(f"progress is a function of the share that is done, not {written(self.progress)}")


def landscape(
    costs: Costs, theta: Array, records: Sequence[tuple[str, Record]], view: View, wild: Collection[str] = ()
) -> Landscape:
    """The cost over the plane of a view, around the paths of these records, or around theta where there are none.

    Records of `wild` names, which diverged, do not say where the plane lies and what is seen of it.
    """
    paths = [whole_path(record) for name, record in records if name not in wild]
    plane = chosen_plane(costs.trainable, theta, paths, view)
    a, b = (np.linspace(*ends, view.points) for ends in _ends(plane, theta, paths, view.span))
    return Landscape(
        plane=plane,
        a=a,
        b=b,
        cost=costs.plane(plane.origin, plane.u, plane.v, a, b, view.progress),
        paths=tuple(path_on(plane, costs, record, name, view.shown) for name, record in records),
        scale=costs.scale,
    )


def chosen_plane(trainable: Trainable, theta: Array, paths: Sequence[Array], view: View) -> Plane:
    """The plane of two entries, of some paths, or of random directions.

    Where nothing is said: of the two entries of a model that has no more, of the paths, or of random directions.
    """
    layout, chosen = trainable.layout, view.directions
    learned = [name for name in layout.shapes if name not in trainable.kept]
    if isinstance(chosen, Plane):
        return chosen
    if chosen is None:
        entries = [layout.entries[place] for place in layout.places(learned)]
        chosen = entries if len(entries) == 2 else PATH if paths else RANDOM
    if chosen == PATH and paths:
        return path_plane(paths)
    if chosen == RANDOM:
        return random_plane(layout, theta, view.seed, trainable.kept)
    if chosen == PATH:
        raise SettingError("there is no path yet; train(record=True) keeps one, and start= begins one")
    pair = isinstance(chosen, Sequence) and not isinstance(chosen, str) and len(chosen) == 2
    if not pair or not all(isinstance(one, str) for one in chosen):
        raise SettingError(f"directions are 'path', 'random' or two entries ('w', 'b'), not {written(chosen)}")
    return entries_plane(layout, paths[0][-1] if paths else theta, *chosen)


def _ends(plane: Plane, theta: Array, paths: Sequence[Array], span: Span) -> list[tuple[float, float]]:
    """Where each axis begins and ends: as a person says, or around the paths, or 1 to each side of theta."""
    if span is not None:
        return _said_ends(span)
    places = np.concatenate([plane.places(path) for path in paths] or [plane.places(theta[None])])
    low, high = places.min(axis=0), places.max(axis=0)
    room = np.where(high > low, MARGIN * (high - low), 1.0)
    return list(zip((low - room).tolist(), (high + room).tolist(), strict=True))


def _said_ends(span: Span) -> list[tuple[float, float]]:
    """(−s, s) for a number s; one pair for both axes, or a pair for each."""
    try:
        numbers = np.asarray(span, dtype=np.float64)
    except (TypeError, ValueError):
        numbers = np.zeros(0)
    if numbers.shape == ():
        size = real_number("span", float(numbers), 0, above=True)
        return [(-size, size)] * 2
    pairs = np.broadcast_to(numbers, (2, 2)) if numbers.shape in ((2,), (2, 2)) else np.zeros((0, 2))
    if len(pairs) != 2 or not np.isfinite(pairs).all() or not (pairs[:, 0] < pairs[:, 1]).all():
        raise SettingError(f"span is a number, (low, high), or such a pair for each axis, not {written(span)}")
    return [(low, high) for low, high in pairs.tolist()]
