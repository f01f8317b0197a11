"""Fields: a function of two numbers, known on a grid, as cells of colour and as lines of one level.

The colour of a cell is one hue, the less of the paper seen through it the further up its level: on a dark screen more
is brighter, on paper more is darker, and a print without colours keeps the order.
"""

import numpy as np
from numpy.typing import NDArray

from chainrule.readers.drawing.svg_text import coordinate
from chainrule.readers.notation.numbers import format_number
from chainrule.readers.plot.axes import FloatArray
from chainrule.readers.plot.frame import Frame
from chainrule.readers.plot.marching_squares import isolines
from chainrule.readers.plot.marks import Contours, Heat
from chainrule.readers.plot.polylines import path
from chainrule.readers.plot.readable import attributes, written
from chainrule.readers.plot.words import text

LEAST, MOST = 0.06, 0.78  # opacity of the lowest and the highest shade
BELOW_ZERO = "5 3"  # dashes


def draw_heat(heat: Heat, frame: Frame) -> str:
    """One path for each shade: its cells, neighbours in a row as one."""
    across, upward = frame.x(_borders(heat.x)), frame.y(_borders(heat.y))
    shades = _shades(heat)
    last = len(heat.levels) // 2 + 1 if heat.diverging else len(heat.levels)
    parts = []
    for shade in np.unique(shades).tolist():
        if shade:
            colour = "orange" if shade > 0 and heat.diverging else "blue"
            opacity = LEAST + (MOST - LEAST) * min(abs(shade) / last, 1)
            d = _cells(shades == shade, across, upward)
            parts.append(f'<path class="cell {colour}" fill-opacity="{opacity:.2f}" d="{d}"/>')
    data = attributes(heat.name, x=heat.x, y=heat.y) + f' data-value="{written(heat.z, heat.digits)}"'
    return f"<g{data}>{''.join(parts)}</g>"


def _shades(heat: Heat) -> NDArray[np.intp]:
    """How many levels lie below each number; for a diverging one how many lie between it and 0, below 0 negative."""
    finite = np.isfinite(heat.z)
    counts = np.searchsorted(np.array(heat.levels), np.where(finite, heat.z, 0.0))
    if heat.diverging:
        middle = np.searchsorted(np.array(heat.levels), 0.0)
        counts = np.where(heat.z > 0, counts - middle + (0.0 not in heat.levels), counts - middle - 1)
    return np.where(finite, counts, 0)


def _borders(places: FloatArray) -> FloatArray:
    """The borders between cells around places: half way to the neighbours, and at the first and last place itself."""
    return np.concatenate([places[:1], (places[1:] + places[:-1]) / 2, places[-1:]])


def _cells(chosen: NDArray[np.bool_], across: FloatArray, upward: FloatArray) -> str:
    """Rectangles of the chosen cells, each run in a row as one."""
    parts = []
    for row, cells in enumerate(chosen):
        edges = np.flatnonzero(np.diff(np.concatenate([[False], cells, [False]]).astype(int)))
        top, bottom = coordinate(upward[row + 1]), coordinate(upward[row])
        for start, end in edges.reshape(-1, 2).tolist():
            left, right = coordinate(across[start]), coordinate(across[end])
            parts.append(f"M{left} {bottom}H{right}V{top}H{left}z")
    return "".join(parts)


def draw_contours(contours: Contours, frame: Frame) -> str:
    """One path for each level: thick at 0, dashed below it; its number at the middle of its longest line if wanted."""
    parts = []
    for level in contours.levels:
        lines = isolines(contours.x, contours.y, contours.z, level)
        pixels = [(frame.x(line[:, 0]), frame.y(line[:, 1])) for line in lines]
        d = "".join(path(x, y) for x, y in pixels)
        css = f"level zero {contours.look.colour}" if level == 0 else f"level {contours.look.colour}"
        dash = f' stroke-dasharray="{BELOW_ZERO}"' if level < 0 else ""
        data = attributes(contours.name, value=[level])
        parts.append(f'<path class="{css}"{dash}{data} d="{d}"/>')
        if contours.labelled and lines:
            x, y = max(pixels, key=lambda line: len(line[0]))
            middle = len(x) // 2
            label = format_number(float(f"{level:.3g}"))
            parts.append(text(float(x[middle]), float(y[middle]) + 4, label, "note", "middle"))
    return "".join(parts)
