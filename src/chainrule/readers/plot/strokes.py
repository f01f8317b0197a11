"""Strokes: lines, dots, arrows, bars and notes as elements of an SVG, their numbers readable back from attributes."""

import math

import numpy as np

from chainrule.readers.drawing.svg_text import Text, coordinate, draw_text
from chainrule.readers.plot.frame import Frame
from chainrule.readers.plot.looks import MARKERS, Look
from chainrule.readers.plot.marks import Arrow, Bars, Dots, Line, Note, Upright
from chainrule.readers.plot.polylines import path, thin
from chainrule.readers.plot.readable import attributes

MOST_MARKERS = 24
HEAD, HALF_HEAD = 8.0, 3.6  # of an arrow, in pixels
OVER = 9  # an upright line that is named begins above the panel


def stroke(look: Look, d: str, data: str = "") -> str:
    """Path in the colour and the dashes of a look."""
    dash = f' stroke-dasharray="{look.dash}"' if look.dash else ""
    return f'<path class="line {look.colour}"{dash}{data} d="{d}"/>'


def markers(look: Look, spots: list[tuple[float, float]], data: str = "") -> str:
    """One path with the look's marker at every spot."""
    if not look.marker or not spots:
        return ""
    d = "".join(f"M{coordinate(x)} {coordinate(y)}{MARKERS[look.marker]}" for x, y in spots)
    return f'<path class="mark {look.colour}"{data} d="{d}"/>'


def draw_line(line: Line, frame: Frame) -> str:
    """Line as a path, and its markers, at most two dozen of them, as another."""
    kept = thin(line.y)
    x, y = frame.x(line.x[kept]), frame.y(line.y[kept])
    data = attributes(line.name or frame.vertical.title, x=line.x[kept], y=line.y[kept])
    parts = [stroke(line.look, path(x, y), data)] if line.look.joined else []
    # counted from the end, so that the last point, which the name points to, has a marker
    marked = range(len(kept) - 1, -1, -math.ceil(len(kept) / MOST_MARKERS))
    spots = [(x[index], y[index]) for index in marked if np.isfinite(y[index])]
    return "".join([*parts, markers(line.look, spots, "" if parts else data)])


def draw_dots(dots: Dots, frame: Frame) -> str:
    """A marker at every point that has a place."""
    x, y = frame.x(dots.x), frame.y(dots.y)
    spots = [(a, b) for a, b in zip(x.tolist(), y.tolist(), strict=True) if math.isfinite(a) and math.isfinite(b)]
    return markers(dots.look, spots, attributes(dots.name, x=dots.x, y=dots.y))


def draw_arrow(arrow: Arrow, frame: Frame) -> str:
    """A shaft and a head; nothing where an end has no place, and the head alone where both are one."""
    along, up = np.array([arrow.start, arrow.end], dtype=np.float64).T
    (x0, x1), (y0, y1) = frame.x(along).tolist(), frame.y(up).tolist()
    if not all(map(math.isfinite, (x0, x1, y0, y1))):
        return ""
    length = math.hypot(x1 - x0, y1 - y0)
    cosine, sine = ((x1 - x0) / length, (y1 - y0) / length) if length else (1.0, 0.0)
    size = min(1.0, length / HEAD) if length else 1.0
    back = x1 - HEAD * size * cosine, y1 - HEAD * size * sine
    side = -HALF_HEAD * size * sine, HALF_HEAD * size * cosine
    corners = [(x1, y1), (back[0] + side[0], back[1] + side[1]), (back[0] - side[0], back[1] - side[1])]
    head = "L".join(f"{coordinate(x)} {coordinate(y)}" for x, y in corners)
    shaft = stroke(arrow.look, path(np.array([x0, back[0]]), np.array([y0, back[1]])))
    data = attributes(arrow.name, x=along, y=up)
    return f'<g{data}>{shaft}<path class="mark {arrow.look.colour}" d="M{head}z"/></g>'


def draw_bars(bars: Bars, frame: Frame) -> str:
    """A rectangle from the base to each number; the base of a logarithmic axis is its lower end."""
    left, right = frame.x(bars.x - bars.width / 2), frame.x(bars.x + bars.width / 2)
    tops = frame.y(bars.y)
    base = frame.bottom if frame.vertical.logarithmic else float(frame.y(np.array([bars.base]))[0])
    d = "".join(
        f"M{coordinate(a)} {coordinate(base)}V{coordinate(top)}H{coordinate(b)}V{coordinate(base)}z"
        for a, b, top in zip(left, right, tops, strict=True)
        if math.isfinite(top)
    )
    return f'<path class="bar {bars.look.colour}"{attributes(bars.name, x=bars.x, y=bars.y)} d="{d}"/>'


def draw_note(note: Note, frame: Frame) -> str:
    """Words at a point, with a rim of paper, so that they are read above lines."""
    (x,), (y,) = frame.x(np.array([note.x])).tolist(), frame.y(np.array([note.y])).tolist()
    return draw_text(Text(x, y, note.spans, note.anchor, "note")) if math.isfinite(x) and math.isfinite(y) else ""


def draw_upright(upright: Upright, frame: Frame) -> str:
    """Dotted line from the top of the panel, or a little above it, to the bottom; its name beside the title's."""
    (x,) = frame.x(np.array([upright.x])).tolist()
    top = frame.top - (OVER if upright.name else 0)
    data = attributes(upright.name or "mark", x=[upright.x])
    return f'<path class="best"{data} d="M{coordinate(x)} {coordinate(top)}V{coordinate(frame.bottom)}"/>'


def ends(line: Line, frame: Frame) -> tuple[float, float]:
    """Pixel of the last finite point, the middle of the right edge if there is none."""
    x, y = frame.x(line.x), frame.y(line.y)
    finite = np.flatnonzero(np.isfinite(x) & np.isfinite(y))
    if not finite.size:
        return frame.right, frame.top + frame.height / 2
    return float(x[finite[-1]]), float(y[finite[-1]])
