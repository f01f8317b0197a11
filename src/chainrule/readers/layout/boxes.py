"""Boxes and links: what a layout is made from, and where it puts them."""

from dataclasses import dataclass

Point = tuple[float, float]


@dataclass(frozen=True)
class Box:
    """What is to be placed: its size, and how far below its top the links meet it."""

    width: float
    height: float
    line: float


@dataclass(frozen=True)
class Link:
    """From one box to another, by their numbers; `entry` and `leave` are how far below their lines it meets them."""

    source: int
    target: int
    entry: float = 0.0
    leave: float = 0.0


@dataclass(frozen=True)
class Layout:
    """The upper left corner of each box, the points of each link, and the size of the whole.

    A link is level or upright between points that share a height or a place, and bends between the others.
    """

    places: tuple[Point, ...]
    routes: tuple[tuple[Point, ...], ...]
    width: float
    height: float
