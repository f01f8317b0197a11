"""Heights: where the line of each vertex runs, so that links are level where they can be.

Each column is solved exactly for its neighbours' heights: the least squares under "not closer than this to the one
above" are an isotonic regression (M. Ayer et al., 1955). Sweeps repeat that until the columns agree.
"""

from collections import defaultdict
from collections.abc import Sequence
from itertools import accumulate, pairwise

from chainrule.readers.layout.box_columns import LEAF, Columns, Segment
from chainrule.readers.layout.order import Order

ONE_SIDED, TWO_SIDED = 4, 12  # sweeps
NEAR = 16.0  # a bend smaller than this looks like a mistake

Extent = tuple[float, float]  # above and below the line
Run = list[tuple[int, float]]  # vertices, and how far below the first of them each is to stand


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
    wishes = [(lines[segment.source] - segment.entry + segment.leave, segment.weight) for segment in into]
    wishes += [(lines[segment.target] + segment.entry - segment.leave, segment.weight) for segment in out]
    weight = sum(each for _, each in wishes)
    if not weight:
        return lines[vertex], 0.01
    return sum(height * each for height, each in wishes) / weight, weight


def _settle(column: list[int], lines: list[float], drops: dict[int, float], wishes: list[tuple[float, float]]) -> None:
    """Bring one column as near to its wishes as the distances allow."""
    offsets = list(accumulate(drops.get(vertex, 0.0) for vertex in column))
    for vertex, height in zip(column, keep_apart(wishes, offsets), strict=True):
        lines[vertex] = height


def keep_apart(wishes: Sequence[tuple[float, float]], offsets: Sequence[float]) -> list[float]:
    """Heights near to the wished ones, each with its weight, and no closer to each other than the offsets are.

    >>> keep_apart([(5.0, 1.0), (5.0, 1.0), (90.0, 1.0)], [0.0, 10.0, 20.0])
    [0.0, 10.0, 90.0]
    """
    pools: list[tuple[float, float, int]] = []  # height without offset, weight, how many
    for offset, (height, weight) in zip(offsets, wishes, strict=True):
        pool = (height - offset, weight, 1)
        while pools and pools[-1][0] > pool[0]:
            above, heavy, many = pools.pop()
            total = heavy + pool[1]
            pool = ((above * heavy + pool[0] * pool[1]) / total, total, many + pool[2])
        pools.append(pool)
    settled = (height for height, _, many in pools for _ in range(many))
    return [height + offset for height, offset in zip(settled, offsets, strict=True)]


def _straighten(columns: Columns, order: Order, lines: list[float], drops: dict[int, float]) -> None:
    """Make lanes level, then chains of boxes, then what is nearly so, each as far as the neighbours allow."""
    room = _Room(order, lines, drops)
    for trail in columns.trails:
        room.level_pieces([(vertex, 0.0) for vertex in trail[1:-1]])
    for chain in _chains(columns):
        room.level_pieces(chain)
    for segment in columns.segments:
        wanted = lines[segment.source] - segment.entry + segment.leave
        if segment.weight > LEAF and abs(wanted - lines[segment.target]) < NEAR:
            low, high = room.of(segment.target)
            if low <= wanted <= high:
                lines[segment.target] = wanted


def _chains(columns: Columns) -> list[Run]:
    """Vertices that hang together by one segment each, leaves aside, with their heights relative to the first one."""
    into, out = defaultdict(list), defaultdict(list)
    for segment in columns.segments:
        if segment.weight > LEAF:
            into[segment.target].append(segment)
            out[segment.source].append(segment)
    ahead = {v: found[0] for v, found in out.items() if len(found) == 1 and len(into[found[0].target]) == 1}
    followers = {segment.target for segment in ahead.values()}
    chains = []
    for start in ahead.keys() - followers:
        chain, height = [(start, 0.0)], 0.0
        while chain[-1][0] in ahead:
            segment = ahead[chain[-1][0]]
            height += segment.leave - segment.entry
            chain.append((segment.target, height))
        chains.append(chain)
    return sorted(chains)


class _Room:
    """How far each vertex may move between the one above it and the one below."""

    def __init__(self, order: Order, lines: list[float], drops: dict[int, float]) -> None:
        self._lines, self._drops = lines, drops
        self._above = {below: above for column in order for above, below in pairwise(column)}
        self._below = {above: below for below, above in self._above.items()}

    def of(self, vertex: int) -> tuple[float, float]:
        """The highest and the lowest line that a vertex may have."""
        above, below = self._above.get(vertex), self._below.get(vertex)
        low = float("-inf") if above is None else self._lines[above] + self._drops[vertex]
        return low, float("inf") if below is None else self._lines[below] - self._drops[below]

    def level_pieces(self, run: Run) -> None:
        """Give the vertices of a run their relative heights, in as few pieces as there is room for."""
        piece: Run = []
        least, most = float("-inf"), float("inf")
        for vertex, height in run:
            low, high = (bound - height for bound in self.of(vertex))
            if piece and max(least, low) > min(most, high):
                self._level(piece, least, most)
                piece, least, most = [], float("-inf"), float("inf")
                low, high = (bound - height for bound in self.of(vertex))
            piece.append((vertex, height))
            least, most = max(least, low), min(most, high)
        self._level(piece, least, most)

    def _level(self, run: Run, low: float, high: float) -> None:
        if not run or low > high:
            return
        wanted = sum(self._lines[vertex] - height for vertex, height in run) / len(run)
        for vertex, height in run:
            self._lines[vertex] = min(max(wanted, low), high) + height
