"""Rows: a layout that is wider than it may be is cut between columns, and its pieces stand below each other.

So long lines of text are broken. A wire that is cut turns at the right, runs back between the rows, and enters the
next one from the left. The wires lie side by side, the highest one outside, so none of them crosses another.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from chainrule.readers.layout.boxes import Point

TRACK = 9.0  # between wires that run back
GUTTER = 12.0  # between a row and the wires that run back below it
A_WIRE, LAST = 0.15, 0.5  # prices: a wire that is cut; emptiness in the last row, where elsewhere it costs up to 1


@dataclass(frozen=True)
class Strip:
    """Columns side by side: where each starts and ends, its top and bottom, and what leads on from it.

    The wires of a column are, for each height at which one leaves it, the height at which it would enter a row.
    """

    starts: Sequence[float]
    ends: Sequence[float]
    tops: Sequence[float]
    bottoms: Sequence[float]
    wires: Sequence[Mapping[float, float]]

    def lead(self, begin: int) -> float:
        """How much room is left of a row that begins with this column: its wires, then the gap in which they bend."""
        return TRACK * len(self.wires[begin - 1]) + self.starts[begin] - self.ends[begin - 1] if begin else 0.0

    def width(self, begin: int, end: int) -> float:
        """The width of a row of the columns from `begin` to before `end`, with the room for its wires."""
        out = TRACK * len(self.wires[end - 1]) if end < len(self.starts) else 0.0
        return self.lead(begin) + self.ends[end - 1] - self.starts[begin] + out


@dataclass(frozen=True)
class Row:
    """Where the columns from `begin` to before `end` are moved to, and the top of the wires that run back below."""

    begin: int
    end: int
    right: float
    down: float
    gutter: float


@dataclass(frozen=True)
class Rows:
    """A strip cut into rows."""

    strip: Strip
    rows: tuple[Row, ...]

    def moved(self, column: int, x: float, y: float) -> Point:
        """Where a point of a column stands."""
        row = self.row_of(column)
        return x + row.right, y + row.down

    def row_of(self, column: int) -> Row:
        """The row of a column."""
        return next(row for row in self.rows if row.begin <= column < row.end)

    def way_back(self, column: int, height: float) -> list[Point]:
        """The corners of a wire that leaves a column at this height; none unless the row ends there."""
        row = self.row_of(column)
        if row is self.rows[-1] or column != row.end - 1:
            return []
        below, wires = self.rows[self.rows.index(row) + 1], self.strip.wires[column]
        out = (len(wires) - list(wires).index(height)) * TRACK  # wires that leave above this one are further out
        right, entry = self.strip.ends[column] + row.right + out, wires[height] + below.down
        corners = [(right, height + row.down), (right, row.gutter + out), (out - TRACK, row.gutter + out)]
        return [*corners, (out - TRACK, entry), (TRACK * len(wires), entry)]

    @property
    def size(self) -> tuple[float, float]:
        """The width and the height of all."""
        width = max((self.strip.width(row.begin, row.end) for row in self.rows), default=0.0)
        return width, self.rows[-1].gutter - GUTTER if self.rows else 0.0


def cut(strip: Strip, widest: float) -> Rows:
    """The strip in rows that are no wider than this, as far as its columns let them."""
    rows: list[Row] = []
    top = 0.0
    for begin, end in pairwise([*_beginnings(strip, widest), len(strip.starts)]):
        entering = strip.wires[begin - 1].values() if begin else ()
        highest = min([*strip.tops[begin:end], *entering])
        down = top - highest
        bottom = max([*strip.bottoms[begin:end], *entering]) + down
        rows.append(Row(begin, end, strip.lead(begin) - strip.starts[begin], down, bottom + GUTTER))
        top = bottom + 2 * GUTTER + TRACK * len(strip.wires[end - 1])
    return Rows(strip, tuple(rows))


def _beginnings(strip: Strip, widest: float) -> list[int]:
    """The first column of each row: few rows that are about equally full, cut where few wires are.

    Found from the right: the best rows of the columns from each one on.
    """
    count = len(strip.starts)
    best: dict[int, tuple[float, int]] = {count: (0.0, count)}  # the price, and where the next row begins
    for begin in reversed(range(count)):
        ends = [end for end in range(begin + 1, count + 1) if end == begin + 1 or strip.width(begin, end) <= widest]
        best[begin] = min((_price(strip, begin, end, widest) + best[end][0], end) for end in ends)
    beginnings = [0] if count else []
    while beginnings and best[beginnings[-1]][1] < count:
        beginnings.append(best[beginnings[-1]][1])
    return beginnings


def _price(strip: Strip, begin: int, end: int, widest: float) -> float:
    empty = max(1 - strip.width(begin, end) / widest, 0.0) ** 2
    return 1 + empty * (1 if end < len(strip.starts) else LAST) + A_WIRE * len(strip.wires[begin - 1] if begin else ())
