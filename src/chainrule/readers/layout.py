"""Layout: boxes in columns from left to right, every link from a column to one further right.

The method is that of K. Sugiyama, S. Tagawa and M. Toda (1981): columns, an order within each column with few
crossings, then heights. A link that passes a column gets a lane of its own there, so that no link runs through a box.
"""

from dataclasses import dataclass, field

LANE = 10.0  # the height that a passing link takes
BETWEEN_BOXES, BETWEEN_COLUMNS = 18.0, 40.0
STEEPEST = 3.0  # a link climbs at most so many times the width of the gap it crosses


@dataclass(frozen=True)
class Box:
    """What is to be placed: its size, and how far below its top the links meet it."""

    width: float
    height: float
    line: float


@dataclass(frozen=True)
class Link:
    """From one box to another, by their numbers; it arrives `entry` below the target's line."""

    source: int
    target: int
    entry: float = 0.0


Point = tuple[float, float]


@dataclass(frozen=True)
class Layout:
    """The upper left corner of each box, the points of each link, and the size of the whole.

    A link is level between its points 0 and 1, 2 and 3, …, and bends between the others.
    """

    places: tuple[Point, ...]
    routes: tuple[tuple[Point, ...], ...]
    width: float
    height: float


@dataclass
class _Columns:
    """The boxes and the lanes, column by column; lanes are numbered after the boxes."""

    columns: list[list[int]]
    segments: dict[tuple[int, int], float] = field(default_factory=dict)  # (left, right) to the entry at the right
    trails: list[list[int]] = field(default_factory=list)  # of each link: its source, its lanes, its target
    count: int = 0
