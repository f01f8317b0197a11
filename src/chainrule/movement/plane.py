"""Planes in the space of theta, origin + a·u + b·v: over two entries, along a path, or in random directions."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from math import prod

import numpy as np

from chainrule.architecture.theta import Layout
from chainrule.errors import SettingError
from chainrule.graph.node import Array

LINES = "a plane needs two directions that are not on one line"


@dataclass(frozen=True)
class Plane:
    """origin + a·u + b·v, and what a and b are called."""

    origin: Array = field(repr=False)  # (p,)
    u: Array = field(repr=False)  # (p,)
    v: Array = field(repr=False)  # (p,)
    names: tuple[str, str]

    def __post_init__(self) -> None:
        gram = self._gram
        if not np.linalg.det(gram) > 1e-20 * prod(np.diag(gram).tolist()):
            raise SettingError(f"{LINES}; {self.names[0]} and {self.names[1]} are")

    def at(self, a: float, b: float) -> Array:
        """The theta of a place: (p,)."""
        return np.asarray(self.origin + a * self.u + b * self.v, dtype=np.float64)

    def places(self, thetas: Array) -> Array:
        """The place on the plane that is nearest to each theta: (k, p) gives (k, 2)."""
        moved = np.asarray(thetas, dtype=np.float64) - self.origin
        return np.asarray(np.linalg.solve(self._gram, np.stack([moved @ self.u, moved @ self.v])).T, dtype=np.float64)

    def distances(self, thetas: Array) -> Array:
        """How far each theta lies from the plane: (k, p) gives (k,)."""
        places = self.places(thetas)
        nearest = self.origin + places @ np.stack([self.u, self.v])
        return np.asarray(np.linalg.norm(np.asarray(thetas, dtype=np.float64) - nearest, axis=1), dtype=np.float64)

    def share(self, path: Array) -> float:
        """The share of a path (k, p) along the plane: of Σ‖θₖ − θ_end‖² what the projections keep; 1 at rest."""
        moved = np.asarray(path, dtype=np.float64) - path[-1]
        moved = moved / (np.abs(moved).max(initial=0) or 1)  # squares of a run that diverged are beyond all numbers
        whole = float((moved**2).sum())
        along = (self.places(self.origin + moved)) @ np.stack([self.u, self.v])
        return float((along**2).sum()) / whole if whole else 1.0

    @property
    def _gram(self) -> Array:
        both = np.stack([self.u, self.v])
        gram: Array = both @ both.T
        return gram


def entries_plane(layout: Layout, origin: Array, first: str, second: str) -> Plane:
    """The plane of two entries of theta, such as W1[0,1] and b1[0,0]; a and b are their values.

    >>> layout = Layout({"w": (1,), "b": (1,), "c": (1,)})
    >>> entries_plane(layout, np.array([3.0, 4.0, 5.0]), "w", "b").at(1, 2).tolist()
    [1.0, 2.0, 5.0]
    """
    places = [_one_entry(layout, name) for name in (first, second)]
    if places[0] == places[1]:
        raise SettingError(f"{LINES}; {first} is one")
    u, v = np.zeros((2, layout.size))
    u[places[0]] = v[places[1]] = 1
    rest = np.array(origin, dtype=np.float64)
    rest[places] = 0
    return Plane(rest, u, v, (layout.entries[places[0]], layout.entries[places[1]]))


def path_plane(paths: Sequence[Array]) -> Plane:
    """The plane that keeps most of some paths, each (k, p): the first two principal components of θₖ − θ_end.

    It goes through the end of the path, or the mean of several ends (Li et al., *Visualizing the loss landscape of
    neural nets*, 2018).
    """
    ends = np.stack([path[-1] for path in paths]).astype(np.float64).mean(axis=0)
    moved = np.concatenate([np.asarray(path, dtype=np.float64) - ends for path in paths])
    if moved.shape[1] < 2:
        raise SettingError("one entry alone makes no plane; slice(…) shows the cost over it")
    _, sizes, directions = np.linalg.svd(moved, full_matrices=False)
    squares = np.append(sizes, 0.0)[:2] ** 2
    first = _turned(directions[:1].reshape(-1))
    straight = not squares[1] > 1e-24 * squares[0]  # then any second direction will do
    second = _across(first) if straight else _turned(directions[1:2].reshape(-1))
    shares = squares / (float((sizes**2).sum()) or 1)
    names = tuple(f"component {place} of the path, {share:.1%} of it" for place, share in enumerate(shares, start=1))
    return Plane(ends, first, second, (names[0], names[1]))


def _across(direction: Array) -> Array:
    """A direction of length 1 at a right angle: the axis that is most nearly so, turned a little."""
    axis = np.zeros_like(direction)
    axis[np.abs(direction).argmin()] = 1
    across = axis - (axis @ direction) * direction
    return np.asarray(across / np.linalg.norm(across), dtype=np.float64)


def random_plane(layout: Layout, origin: Array, seed: int, kept: Sequence[str] = ()) -> Plane:
    """Two random directions, each filter of which is as long as theta's (Li et al., 2018).

    A filter is what makes one unit: a row of a matrix, a kernel of a convolution. Biases, and what is `kept` beside the
    parameters, stand still.
    """
    rng, directions = np.random.default_rng(seed), np.zeros((2, layout.size))
    origin = np.asarray(origin, dtype=np.float64)
    for direction in directions:
        for name, shape in layout.shapes.items():
            if name not in kept and prod(shape[1:]) > 1:
                layout.view(direction, name)[...] = _normalised(rng.normal(size=shape), layout.view(origin, name))
    if not directions.any(axis=1).all():
        raise SettingError("there is no filter to normalise by; name two entries, such as 'w' and 'b'")
    return Plane(origin, directions[0], directions[1], ("random direction 1", "random direction 2"))


def _normalised(direction: Array, parameter: Array) -> Array:
    axes = tuple(range(1, direction.ndim))
    sizes: list[Array] = [np.sqrt((one**2).sum(axis=axes, keepdims=True)) for one in (direction, parameter)]
    return direction / sizes[0] * sizes[1]


def _turned(direction: Array) -> Array:
    """A direction or its opposite: the one whose largest entry is positive, for a singular vector has no sign."""
    return np.asarray(direction if direction[np.abs(direction).argmax()] > 0 else -direction)


def _one_entry(layout: Layout, name: str) -> int:
    places = layout.places([name])
    if len(places) != 1:
        first = layout.entries[places[0]]
        raise SettingError(f"{name} has {len(places)} entries; a plane is over one of them, such as {first}")
    return int(places[0])
