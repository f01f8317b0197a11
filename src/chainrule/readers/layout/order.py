"""Order: the vertices of each column from top to bottom, so that few segments cross.

Sweeps to the left and to the right put each vertex at the mean place of its neighbours (the barycentre method); the
best of all sweeps is kept.
"""

from bisect import bisect_right, insort
from collections import defaultdict
from collections.abc import Mapping, Sequence
from itertools import groupby, pairwise

from chainrule.readers.layout.box_columns import Columns, Segment

SWEEPS = 14
FAR = 10_000.0  # pixels: no link leaves a box so far below its line, so it ranks among those of the box alone
Order = list[list[int]]
Neighbours = Mapping[int, Sequence[Segment]]


def order_columns(columns: Columns) -> Order:
    """Each column's vertices from top to bottom."""
    into, out = defaultdict(list), defaultdict(list)
    for segment in columns.segments:
        into[segment.target].append(segment)
        out[segment.source].append(segment)
    first = _first_order(columns, into)
    best, fewest = first, crossings(first, out)
    for begins_right in (False, True):
        order = first
        for sweep in range(SWEEPS):
            to_right = (sweep % 2 == 0) == begins_right
            order = _swept(order, into if to_right else out, to_right=to_right)
            found = crossings(order, out)
            if found < fewest:
                best, fewest = order, found
    return best


def _first_order(columns: Columns, into: Neighbours) -> Order:
    """The order in which a walk from the last column meets the vertices: operands stand in their order."""
    met: dict[int, None] = {}
    for column in reversed(columns.columns):
        stack = [vertex for vertex in reversed(column) if vertex not in met]
        while stack:
            vertex = stack.pop()
            if vertex not in met:
                met[vertex] = None
                stack.extend(segment.source for segment in reversed(into.get(vertex, ())))
    rank = {vertex: i for i, vertex in enumerate(met)}
    return [sorted(column, key=rank.__getitem__) for column in columns.columns]


def _swept(order: Order, neighbours: Neighbours, *, to_right: bool) -> Order:
    swept = [list(column) for column in order]
    place = {vertex: float(i) for column in order for i, vertex in enumerate(column)}

    def mean_place(vertex: int) -> float:
        segments = neighbours.get(vertex)
        if not segments:
            return place[vertex]
        ends = (segment.source if to_right else segment.target for segment in segments)
        ranks = (segment.leave / FAR if to_right else segment.rank for segment in segments)
        return sum(place[end] + rank for end, rank in zip(ends, ranks, strict=True)) / len(segments)

    for i in range(len(swept)) if to_right else reversed(range(len(swept))):
        swept[i].sort(key=mean_place)  # a stable sort: the same picture every time
        place.update((vertex, float(row)) for row, vertex in enumerate(swept[i]))
    return swept


def crossings(order: Order, out: Neighbours) -> int:
    """How many pairs of segments cross."""
    total = 0
    for left, right in pairwise(order):
        place = {vertex: i for i, vertex in enumerate(right)}
        ends: list[float] = []
        for vertex in left:
            for _, leading in groupby(sorted(out.get(vertex, ()), key=_leave), key=_leave):
                found = [place[segment.target] + segment.rank for segment in leading]
                total += sum(len(ends) - bisect_right(ends, end) for end in found)
                for end in found:
                    insort(ends, end)
    return total


def _leave(segment: Segment) -> float:
    return segment.leave
