"""Columns: which column each box stands in, and the lanes of the links that pass a column."""

from collections.abc import Container, Sequence
from dataclasses import dataclass
from itertools import pairwise

from chainrule.readers.layout.boxes import Link


@dataclass(frozen=True)
class Segment:
    """The part of a link between two neighbouring columns; `rank` is its place among the arrivals of its target."""

    source: int
    target: int
    rank: float
    entry: float
    leave: float
    weight: float  # how much it wants to be level


@dataclass(frozen=True)
class Columns:
    """The vertices of each column, segments, and each link's way; lanes are numbered after the boxes."""

    columns: tuple[tuple[int, ...], ...]
    segments: tuple[Segment, ...]
    trails: tuple[tuple[int, ...], ...]
    count: int  # of vertices: boxes and lanes


LEAF, INNER, PASSING = 1.0, 6.0, 12.0  # long links are level first, then the way through the inner boxes


def make_columns(count: int, links: Sequence[Link], first: Container[int] = (), last: Container[int] = ()) -> Columns:
    """Every box as far right as those that use it allow, so that links are short; links of one source share lanes.

    Those of the `first` and the `last` stand in the first and the last column.
    """
    column_of = assign_columns(count, links)
    end = max(column_of, default=0)
    column_of = [0 if box in first else end if box in last else column for box, column in enumerate(column_of)]
    columns: list[list[int]] = [[] for _ in range(max(column_of, default=-1) + 1)]
    for box, column in enumerate(column_of):
        columns[column].append(box)
    lanes: dict[tuple[int, float, int], int] = {}
    segments: dict[tuple[int, int, float, float], Segment] = {}
    trails = []
    has_operands = {link.target for link in links}
    arrivals = [0] * count
    for link in links:
        trail = [link.source]
        for column in range(column_of[link.source] + 1, column_of[link.target]):
            if (link.source, link.leave, column) not in lanes:
                lanes[link.source, link.leave, column] = count + len(lanes)
                columns[column].append(lanes[link.source, link.leave, column])
            trail.append(lanes[link.source, link.leave, column])
        trail.append(link.target)
        trails.append(tuple(trail))
        arrivals[link.target] += 1
        for left, right in pairwise(trail):
            arrives = right == link.target
            weight = PASSING if right >= count or left >= count else INNER if left in has_operands else LEAF
            rank, entry = (arrivals[right] / 100, link.entry) if arrives else (0.0, 0.0)
            leave = link.leave if left == link.source else 0.0
            segments.setdefault((left, right, entry, leave), Segment(left, right, rank, entry, leave, weight))
    return Columns(tuple(map(tuple, columns)), tuple(segments.values()), tuple(trails), count + len(lanes))


def assign_columns(count: int, links: Sequence[Link]) -> list[int]:
    """The column of each box, counted from the left; a box that feeds nothing stands right after its operands."""
    operands: list[list[int]] = [[] for _ in range(count)]
    users: list[list[int]] = [[] for _ in range(count)]
    for link in links:
        operands[link.target].append(link.source)
        users[link.source].append(link.target)
    order = _in_order(operands, users)
    column = [0] * count
    for box in order:
        column[box] = max((column[operand] + 1 for operand in operands[box]), default=0)
    for box in reversed(order):
        column[box] = min((column[user] - 1 for user in users[box]), default=column[box])
    return column


def _in_order(operands: Sequence[Sequence[int]], users: Sequence[Sequence[int]]) -> list[int]:
    waiting = [len(each) for each in operands]
    order = [box for box, count in enumerate(waiting) if count == 0]
    for box in order:  # grows while it is read
        for user in users[box]:
            waiting[user] -= 1
            if waiting[user] == 0:
                order.append(user)
    if len(order) < len(operands):
        raise ValueError("links that lead in a circle cannot be drawn from left to right")
    return order
