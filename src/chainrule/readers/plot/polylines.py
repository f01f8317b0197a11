"""Polylines: long series of numbers made short enough to draw, and written as the path of an SVG.

A series of a million steps has more points than the picture has pixels. `thin` keeps the extremes of every
bucket of steps, so no spike is lost.
"""

import numpy as np
from numpy.typing import NDArray

from chainrule.readers.drawing.svg_text import coordinate
from chainrule.readers.plot.axes import FloatArray

BUCKETS = 360  # about one for every one and a half pixels


def thin(values: FloatArray, buckets: int = BUCKETS) -> NDArray[np.intp]:
    """Which points to draw: all of a short series, the least and greatest of each bucket of a long one."""
    n = len(values)
    if n <= 2 * buckets:
        return np.arange(n)
    kept = {0, n - 1}
    for rows in np.array_split(np.arange(n), buckets):
        finite = rows[np.isfinite(values[rows])]
        # a bucket without a finite value keeps one of the others, which breaks the line there
        kept |= {finite[values[finite].argmin()], finite[values[finite].argmax()]} if finite.size else {rows[0]}
    return np.array(sorted(kept), dtype=np.intp)


def path(x: FloatArray, y: FloatArray) -> str:
    """Path through the points in order, broken where a coordinate is NaN; a point alone becomes a dot.

    >>> path(np.array([0.0, 1.0, 2.0, 3.0]), np.array([5.0, 6.0, np.nan, 7.25]))
    'M0 5L1 6M3 7.2h0'
    """
    return "".join(_piece(x[run], y[run]) for run in _runs(np.isfinite(x) & np.isfinite(y)))


def _piece(x: FloatArray, y: FloatArray) -> str:
    """Unbroken path through at least one point."""
    points = [f"{coordinate(a)} {coordinate(b)}" for a, b in zip(x, y, strict=True)]
    return "M" + "L".join(points) + ("h0" if len(points) == 1 else "")


def _runs(valid: NDArray[np.bool_]) -> list[NDArray[np.intp]]:
    """Where the valid entries are: one array of indices for each run of neighbours."""
    indices = np.flatnonzero(valid)
    runs = np.split(indices, np.flatnonzero(np.diff(indices) > 1) + 1)
    return [run for run in runs if run.size]
