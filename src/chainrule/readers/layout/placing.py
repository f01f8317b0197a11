"""Placing: columns, order, heights and rows put together into places and routes."""

import math
from collections import defaultdict
from collections.abc import Container, Sequence

from chainrule.readers.layout.box_columns import Columns, make_columns
from chainrule.readers.layout.boxes import Box, Layout, Link, Point
from chainrule.readers.layout.heights import keep_apart, settle_heights
from chainrule.readers.layout.order import Order, order_columns
from chainrule.readers.layout.rows import TRACK, Strip, cut

LANE = 5.0  # what a passing link keeps free above and below itself
BETWEEN_BOXES, BETWEEN_COLUMNS, WIDEST_GAP = 14.0, 36.0, 110.0
STEEPEST = 4.0  # how many times the width of a gap a link may climb in it, until the gap is as wide as it gets


def lay_out(
    boxes: Sequence[Box],
    links: Sequence[Link],
    widest: float = math.inf,
    first: Container[int] = (),
    last: Container[int] = (),
) -> Layout:
    """Places for the boxes and routes for the links, which lead in no circle; in rows where one would be too wide.

    Boxes of `first` and `last`, such as what leads in and out, stand at the ends.

    >>> layout = lay_out([Box(20, 10, 5), Box(20, 10, 5)], [Link(0, 1)])
    >>> layout.places, layout.routes
    (((0.0, 0.0), (56.0, 0.0)), (((20.0, 5.0), (20.0, 5.0), (56.0, 5.0)),))
    """
    columns = make_columns(len(boxes), links, first, last)
    lanes = columns.count - len(boxes)
    extents = [(box.line, box.height - box.line) for box in boxes] + [(LANE, LANE)] * lanes
    order = order_columns(columns)
    lines = settle_heights(columns, order, extents, BETWEEN_BOXES)
    starts, ends = _spans(columns, boxes, lines)
    tops = [min(lines[v] - extents[v][0] for v in column) for column in order]
    bottoms = [max(lines[v] + extents[v][1] for v in column) for column in order]
    rows = cut(Strip(starts, ends, tops, bottoms, _wires(columns, order, lines)), widest)
    column_of = {vertex: i for i, column in enumerate(columns.columns) for vertex in column}

    def place(vertex: int) -> Point:
        column = column_of[vertex]
        return rows.moved(column, starts[column], lines[vertex] - extents[vertex][0])

    def route(link: Link, trail: Sequence[int]) -> tuple[Point, ...]:
        points = []
        for vertex in trail[:-1]:
            column, line = column_of[vertex], lines[vertex] + (link.leave if vertex == link.source else 0.0)
            begin = starts[column] + (boxes[vertex].width if vertex < len(boxes) else 0.0)
            points += [rows.moved(column, begin, line), rows.moved(column, ends[column], line)]
            points += rows.way_back(column, line)
        column = column_of[link.target]
        return (*points, rows.moved(column, starts[column], lines[link.target] + link.entry))

    routes = tuple(route(link, trail) for link, trail in zip(links, columns.trails, strict=True))
    return Layout(tuple(map(place, range(len(boxes)))), routes, *rows.size)


def _wires(columns: Columns, order: Order, lines: Sequence[float]) -> list[dict[float, float]]:
    """For each column, the heights of what leads on from it, each with the mean height of where it leads to."""
    out: dict[int, dict[float, list[float]]] = defaultdict(lambda: defaultdict(list))
    for segment in columns.segments:
        out[segment.source][segment.leave].append(lines[segment.target] + segment.entry)
    wires = []
    for column in order:
        leading = {lines[vertex] + leave: out[vertex][leave] for vertex in column for leave in sorted(out[vertex])}
        means = [math.fsum(ends) / len(ends) for ends in leading.values()]
        entries = keep_apart([(mean, 1.0) for mean in means], [i * TRACK for i, _ in enumerate(means)])
        wires.append(dict(zip(leading, entries, strict=True)))
    return wires


def _spans(columns: Columns, boxes: Sequence[Box], lines: Sequence[float]) -> tuple[list[float], list[float]]:
    """Where each column starts and ends; a gap is wider where links climb."""
    column_of = {vertex: i for i, column in enumerate(columns.columns) for vertex in column}
    climbs = [0.0] * (len(columns.columns) + 1)
    for segment in columns.segments:
        climb = abs(lines[segment.target] + segment.entry - lines[segment.source])
        after = column_of[segment.target]
        climbs[after] = max(climbs[after], climb)
    starts, ends, x = [], [], 0.0
    for i, column in enumerate(columns.columns):
        x += min(max(BETWEEN_COLUMNS, climbs[i] / STEEPEST), WIDEST_GAP) if i else 0.0
        starts.append(x)
        x += max((boxes[vertex].width for vertex in column if vertex < len(boxes)), default=0.0)
        ends.append(x)
    return starts, ends
