"""Heights: where the line of each vertex runs, so that links are level where they can be.

Each column is solved exactly for its neighbours' heights: the least squares under "not closer than this to the one
above" are an isotonic regression (M. Ayer et al., 1955). Sweeps repeat that until the columns agree.
"""

from collections import defaultdict
from collections.abc import Sequence
from itertools import accumulate, pairwise

from chainrule.readers.layout.columns import Columns, Segment
from chainrule.readers.layout.order import Order

ONE_SIDED, TWO_SIDED = 4, 12  # sweeps
NEAR = 16.0  # a bend smaller than this looks like a mistake

Extent = tuple[float, float]  # above and below the line


def settle_heights(columns: Columns, order: Order, extents: Sequence[Extent], gap: float) -> list[float]:
    """The height of each vertex's line."""
    lines = [0.0] * columns.count
    drops = {
        below: extents[above][1] + gap + extents[below][0] for column in order for above, below in pairwise(column)
    }
    for column in order:
        for vertex, height in zip(column, accumulate(drops.get(v, 0.0) for v in column), strict=True):
            lines[vertex] = height
    into, out = defaultdict(list), defaultdict(list)
    for segment in columns.segments:
        into[segment.target].append(segment)
        out[segment.source].append(segment)
    for sweep in range(ONE_SIDED + TWO_SIDED):
        both = sweep >= ONE_SIDED
        for column in order if sweep % 2 else reversed(order):
            sides = (both or sweep % 2 == 1, both or sweep % 2 == 0)
            _settle(column, lines, drops, [_wish(v, lines, into[v] * sides[0], out[v] * sides[1]) for v in column])
    _straighten(columns, order, lines, drops)
    return lines


def _wish(vertex: int, lines: list[float], into: list[Segment], out: list[Segment]) -> tuple[float, float]:
    """The height that a vertex wants, and how much."""
    wishes = [(lines[segment.source] - segment.entry, segment.weight) for segment in into]
    wishes += [(lines[segment.target] + segment.entry, segment.weight) for segment in out]
    weight = sum(each for _, each in wishes)
    if not weight:
        return lines[vertex], 0.01
    return sum(height * each for height, each in wishes) / weight, weight


def _settle(column: list[int], lines: list[float], drops: dict[int, float], wishes: list[tuple[float, float]]) -> None:
    """Bring one column as near to its wishes as the distances allow."""
    offsets = list(accumulate(drops.get(vertex, 0.0) for vertex in column))
    pools: list[tuple[float, float, int]] = []  # height without offset, weight, how many
    for offset, (height, weight) in zip(offsets, wishes, strict=True):
        pool = (height - offset, weight, 1)
        while pools and pools[-1][0] > pool[0]:
            above, heavy, many = pools.pop()
            total = heavy + pool[1]
            pool = ((above * heavy + pool[0] * pool[1]) / total, total, many + pool[2])
        pools.append(pool)
    settled = (height for height, _, many in pools for _ in range(many))
    for vertex, offset, height in zip(column, offsets, settled, strict=True):
        lines[vertex] = height + offset


def _straighten(columns: Columns, order: Order, lines: list[float], drops: dict[int, float]) -> None:
    """Make runs of lanes level as far as their neighbours allow, then take out bends too small to mean anything."""
    room = _Room(order, lines, drops)
    for trail in columns.trails:
        run: list[int] = []
        for vertex in trail[1:-1]:
            if run and not room.fits([*run, vertex]):
                room.level(run)
                run = []
            run.append(vertex)
        room.level(run)
    for segment in columns.segments:
        wanted = lines[segment.source] - segment.entry
        if segment.weight > 1 and abs(wanted - lines[segment.target]) < NEAR:
            low, high = room.of(segment.target)
            if low <= wanted <= high:
                lines[segment.target] = wanted


class _Room:
    """How far each vertex may move between the one above it and the one below."""

    def __init__(self, order: Order, lines: list[float], drops: dict[int, float]) -> None:
        self._lines, self._drops = lines, drops
        self._above = {below: above for column in order for above, below in pairwise(column)}
        self._below = {above: below for below, above in self._above.items()}

    def of(self, vertex: int) -> tuple[float, float]:
        above, below = self._above.get(vertex), self._below.get(vertex)
        low = float("-inf") if above is None else self._lines[above] + self._drops[vertex]
        return low, float("inf") if below is None else self._lines[below] - self._drops[below]

    def fits(self, run: list[int]) -> bool:
        rooms = [self.of(vertex) for vertex in run]
        return max(low for low, _ in rooms) <= min(high for _, high in rooms)

    def level(self, run: list[int]) -> None:
        if not run or not self.fits(run):
            return
        rooms = [self.of(vertex) for vertex in run]
        wanted = sum(self._lines[vertex] for vertex in run) / len(run)
        height = min(max(wanted, max(low for low, _ in rooms)), min(high for _, high in rooms))
        for vertex in run:
            self._lines[vertex] = height
