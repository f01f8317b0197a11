"""Placing: columns, order and heights put together into places and routes."""

from collections.abc import Sequence

from chainrule.readers.layout.columns import Columns, make_columns
from chainrule.readers.layout.heights import settle_heights
from chainrule.readers.layout.order import order_columns
from chainrule.readers.layout.record import Box, Layout, Link, Point

LANE = 5.0  # what a passing link keeps free above and below itself
BETWEEN_BOXES, BETWEEN_COLUMNS, WIDEST_GAP = 14.0, 36.0, 110.0
STEEPEST = 4.0  # how many times the width of a gap a link may climb in it, until the gap is as wide as it gets


def lay_out(boxes: Sequence[Box], links: Sequence[Link]) -> Layout:
    """Places for the boxes and routes for the links, which lead in no circle.

    >>> layout = lay_out([Box(20, 10, 5), Box(20, 10, 5)], [Link(0, 1)])
    >>> layout.places, layout.routes
    (((0.0, 0.0), (56.0, 0.0)), (((20.0, 5.0), (20.0, 5.0), (56.0, 5.0)),))
    """
    columns = make_columns(len(boxes), links)
    lanes = columns.count - len(boxes)
    extents = [(box.line, box.height - box.line) for box in boxes] + [(LANE, LANE)] * lanes
    order = order_columns(columns)
    lines = settle_heights(columns, order, extents, BETWEEN_BOXES)
    top = min((lines[v] - extents[v][0] for v in range(columns.count)), default=0.0)
    lines = [line - top for line in lines]
    starts, ends = _spans(columns, boxes, lines)
    column_of = {vertex: i for i, column in enumerate(columns.columns) for vertex in column}

    def route(link: Link, trail: Sequence[int]) -> tuple[Point, ...]:
        source, *passed, target = trail
        points = [(starts[column_of[source]] + boxes[source].width, lines[source])]
        points.append((ends[column_of[source]], lines[source]))
        for lane in passed:
            points += [(starts[column_of[lane]], lines[lane]), (ends[column_of[lane]], lines[lane])]
        return (*points, (starts[column_of[target]], lines[target] + link.entry))

    places = tuple((starts[column_of[v]], lines[v] - box.line) for v, box in enumerate(boxes))
    routes = tuple(route(link, trail) for link, trail in zip(links, columns.trails, strict=True))
    bottom = max((lines[v] + extents[v][1] for v in range(columns.count)), default=0.0)
    return Layout(places, routes, ends[-1] if ends else 0.0, bottom)


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
