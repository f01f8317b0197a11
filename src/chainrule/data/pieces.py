"""A number told in pieces: how far it reaches into each interval between edges (Gorishniy, Rubachev and Babenko, 2022).

From a_t to a_{t+1} a piece is 0 below, 1 above, and grows in a straight line between. A layer over pieces draws
any line with bends at the edges, where one over the number alone draws a straight one.
"""

import numpy as np
from numpy.typing import NDArray

MOST_PIECES = 32  # of a number
FEWEST_PIECES = 4  # below which the number alone does as well
ROWS_EACH = 50  # training rows that a piece asks for, about
MOST_FEATURES = 1024  # that all numbers of a table become


def usual_pieces(rows: int, numbers: int) -> int:
    """How many pieces suit so many training rows and columns of numbers; 0 where there are too few rows for any.

    >>> usual_pieces(rows=20_000, numbers=8), usual_pieces(rows=600, numbers=8), usual_pieces(rows=100, numbers=8)
    (32, 12, 0)
    """
    pieces = min(MOST_PIECES, rows // ROWS_EACH, MOST_FEATURES // max(numbers, 1))
    return pieces if pieces >= FEWEST_PIECES else 0


def edges_of(values: NDArray[np.float64], pieces: int) -> tuple[float, ...]:
    """Up to `pieces` + 1 rising edges between which training values lie; none where one piece would be left.

    A value that comes often counts by the root of how often it comes, for quantiles of a column that is nearly always
    0 would all be 0. Edges have six digits, so that they are what is printed of them.

    >>> edges_of(np.array([0.0, 1.0, 2.0, 3.0, 4.0]), 2)
    (0.0, 2.0, 4.0)
    >>> edges_of(np.array([0.0, 1.0, 0.0, 1.0]), 2)
    ()
    """
    different, counts = np.unique(values, return_counts=True)
    if len(different) <= pieces:
        places = different
    else:
        share = np.cumsum(np.sqrt(counts))
        places = np.interp(np.linspace(share[0], share[-1], pieces + 1), share, different)
    edges = np.unique([float(f"{place:.6g}") for place in places])
    return tuple(edges.tolist()) if len(edges) > 2 else ()


def reached(values: NDArray[np.float64], edges: tuple[float, ...]) -> NDArray[np.float64]:
    """How far each value (m,) reaches into each piece, (m, len(edges) − 1), from 0 to 1.

    >>> reached(np.array([-5.0, 1.0, 2.5, 9.0]), (0.0, 2.0, 4.0)).tolist()
    [[0.0, 0.0], [0.5, 0.0], [1.0, 0.25], [1.0, 1.0]]
    """
    low, high = np.array(edges[:-1]), np.array(edges[1:])
    with np.errstate(over="ignore"):  # far beyond an edge is beyond it
        shares: NDArray[np.float64] = np.clip((values[:, None] - low) / (high - low), 0.0, 1.0)
    return shares
