"""Marching squares: the lines along which a function, known on a grid, has one value.

Each edge of the grid whose ends lie on both sides of the level is crossed once, at the place where the straight line
between its ends has the level; each cell joins its crossings. In a cell that is crossed four times the mean of its
corners says which pairs belong together (Lorensen and Cline, Marching cubes, 1987, in two dimensions).
"""

from collections.abc import Iterator

import numpy as np

from chainrule.readers.plot.axes import FloatArray

Edge = tuple[int, int, int]  # 0 for an edge to the right and 1 for one upward, from row and column

BELOW, RIGHT, ABOVE, LEFT = range(4)  # the edges of a cell
# which edges a cell joins, by the corners above the level: 1 lower left, 2 lower right, 4 upper right, 8 upper left
JOINED = {
    1: ((LEFT, BELOW),),
    2: ((BELOW, RIGHT),),
    3: ((LEFT, RIGHT),),
    4: ((RIGHT, ABOVE),),
    6: ((BELOW, ABOVE),),
    7: ((LEFT, ABOVE),),
    8: ((ABOVE, LEFT),),
    9: ((ABOVE, BELOW),),
    11: ((ABOVE, RIGHT),),
    12: ((RIGHT, LEFT),),
    13: ((RIGHT, BELOW),),
    14: ((BELOW, LEFT),),
    5: ((LEFT, BELOW), (RIGHT, ABOVE)),
    10: ((BELOW, RIGHT), (ABOVE, LEFT)),
}
OPPOSITE = {5: 10, 10: 5}


def isolines(x: FloatArray, y: FloatArray, z: FloatArray, level: float) -> list[FloatArray]:
    """The lines where z (m, n) over x (n,), y (m,) is `level`: points (k, 2) each; a closed one ends where it begins.

    >>> (line,) = isolines(np.array([0.0, 1.0]), np.array([0.0, 1.0]), np.array([[0.0, 1.0], [0.0, 1.0]]), 0.25)
    >>> line.tolist()
    [[0.25, 0.0], [0.25, 1.0]]
    """
    neighbours: dict[Edge, list[Edge]] = {}
    for one, other in _segments(z, level):
        neighbours.setdefault(one, []).append(other)
        neighbours.setdefault(other, []).append(one)
    return [np.array([_crossing(x, y, z, level, edge) for edge in chain]) for chain in _chains(neighbours)]


def _segments(z: FloatArray, level: float) -> Iterator[tuple[Edge, Edge]]:
    """The two edges that each piece of a line joins; a cell with a corner that is not finite has none."""
    above = z > level
    corners = above[:-1, :-1] + 2 * above[:-1, 1:] + 4 * above[1:, 1:] + 8 * above[1:, :-1]
    with np.errstate(invalid="ignore", over="ignore"):
        middles = (z[:-1, :-1] + z[:-1, 1:] + z[1:, 1:] + z[1:, :-1]) / 4
    crossed = (corners > 0) & (corners < 15) & np.isfinite(middles)
    for row, column in np.argwhere(crossed).tolist():
        kind = int(corners[row, column])
        if kind in OPPOSITE and middles[row, column] > level:
            kind = OPPOSITE[kind]
        edges = ((0, row, column), (1, row, column + 1), (0, row + 1, column), (1, row, column))
        for one, other in JOINED[kind]:
            yield edges[one], edges[other]


def _crossing(x: FloatArray, y: FloatArray, z: FloatArray, level: float, edge: Edge) -> tuple[float, float]:
    """The place on an edge where the straight line between its ends has the level."""
    upward, row, column = edge
    start, end = z[row, column], z[row + upward, column + 1 - upward]
    share = (level - start) / (end - start)
    if upward:
        return float(x[column]), float(y[row] + share * (y[row + 1] - y[row]))
    return float(x[column] + share * (x[column + 1] - x[column])), float(y[row])


def _chains(neighbours: dict[Edge, list[Edge]]) -> Iterator[list[Edge]]:
    """The edges in the order in which a line passes them: open lines from an end, then the closed ones."""
    ends = [edge for edge, others in neighbours.items() if len(others) == 1]
    seen: set[Edge] = set()
    for start in [*ends, *neighbours]:
        if start in seen:
            continue
        chain = [start]
        seen.add(start)
        while following := [edge for edge in neighbours[chain[-1]] if edge not in seen]:
            chain.append(following[0])
            seen.add(following[0])
        closed = len(chain) > 2 and start in neighbours[chain[-1]]
        yield [*chain, start] if closed else chain
