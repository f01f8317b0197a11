"""Panels: a figure drawn as one SVG that needs nothing else, its panels one below the other over one axis.

Every line is named where it ends, next to a sample of it; names that would overlap move apart and keep a thin
leader to their line.
"""

import math
from dataclasses import dataclass
from itertools import accumulate, pairwise

import numpy as np

from chainrule.readers.curves.axes import Axis, FloatArray
from chainrule.readers.curves.figure import MARKERS, STYLE, Figure, Line, Panel, TickRow
from chainrule.readers.curves.polylines import path, thin
from chainrule.readers.drawing.svg_text import coordinate, escaped

WIDTH, MARGIN = 800, 20
HEADER, PANEL_HEADER, PANEL_GAP, TICKS, TICK_ROW = 58, 30, 14, 6, 18
CHARACTER = 6.6  # about the mean width of a letter at 12 pixels
NAME_HEIGHT, LEADER, SAMPLE = 17, 16, 28  # the name of a line, the way to it, and the sample before it
LONGEST_LEADER = 32  # a longer one would cross what is drawn
MOST_MARKERS = 24
LONGEST_NAME, LONGEST_TITLE = 34, 72


@dataclass(frozen=True)
class Frame:
    """The rectangle, in pixels, in which the numbers of a panel are drawn, and its two axes."""

    left: float
    top: float
    width: float
    height: float
    horizontal: Axis
    vertical: Axis

    def x(self, values: FloatArray) -> FloatArray:
        """Pixels from the left edge of the picture."""
        return self.left + self.width * self.horizontal.fraction(values)

    def y(self, values: FloatArray) -> FloatArray:
        """Pixels from the top edge of the picture."""
        return self.top + self.height * (1 - self.vertical.fraction(values))


def draw(figure: Figure) -> str:
    """Figure as the text of an SVG file: title and description first, for people who do not see it."""
    frames = _frames(figure)
    bottom = frames[-1].top + frames[-1].height if frames else HEADER
    height = bottom + TICKS + TICK_ROW * len(figure.rows) + MARGIN
    return "\n".join(
        [
            '<svg xmlns="http://www.w3.org/2000/svg" class="chainrule-curves" role="img"',
            f'width="{WIDTH}" height="{coordinate(height)}" viewBox="0 0 {WIDTH} {coordinate(height)}">',
            f"<title>{escaped(figure.title)}</title>",
            f"<desc>{escaped(figure.description)}</desc>",
            f"<style>{STYLE}</style>",
            '<rect class="paper" width="100%" height="100%"/>',
            _text(MARGIN, 30, _short(figure.title, LONGEST_TITLE), "title"),
            _text(MARGIN, 49, figure.subtitle, "quiet"),
            *(_panel(panel, frame) for panel, frame in zip(figure.panels, frames, strict=True)),
            *_rows(figure.rows, frames),
            *_mark(figure, frames),
            "</svg>\n",
        ]
    )


def _frames(figure: Figure) -> list[Frame]:
    """Where each panel's numbers are drawn; the margins fit the longest tick label and name of a line."""
    ticks = [label for panel in figure.panels for label in panel.axis.labels]
    names = [f"{_short(line.name)} {line.value}" for panel in figure.panels for line in panel.lines]
    left = MARGIN + 10 + CHARACTER * max([6, *map(len, ticks)])
    right = MARGIN + LEADER + SAMPLE + 6 + CHARACTER * max(map(len, names), default=0)
    steps = accumulate((PANEL_HEADER + panel.height + PANEL_GAP for panel in figure.panels), initial=HEADER)
    return [
        Frame(left, top + PANEL_HEADER, WIDTH - left - right, panel.height, figure.horizontal, panel.axis)
        for panel, top in zip(figure.panels, steps, strict=False)
    ]


def _panel(panel: Panel, frame: Frame) -> str:
    """Panel with its title, its grid, its lines and their names."""
    heights = frame.y(np.array(panel.axis.ticks))
    columns = frame.x(np.array(frame.horizontal.ticks))
    right, bottom = frame.left + frame.width, frame.top + frame.height
    grid = [f"M{coordinate(frame.left)} {coordinate(y)}H{coordinate(right)}" for y in heights]
    grid += [f"M{coordinate(x)} {coordinate(frame.top)}V{coordinate(bottom)}" for x in columns]
    labels = zip(heights, panel.axis.labels, strict=True)
    return "\n".join(
        [
            _text(MARGIN, frame.top - 14, panel.heading, "panel"),
            f'<path class="grid" d="{"".join(grid)}"/>',
            *(_text(frame.left - 8, y + 4, label, "quiet", "end") for y, label in labels),
            *(_line(line, frame) for line in panel.lines),
            *_names(panel.lines, frame),
        ]
    )


def _line(line: Line, frame: Frame) -> str:
    """Line as a path, and its markers, at most two dozen of them, as another."""
    kept = thin(line.y)
    x, y = frame.x(line.x[kept]), frame.y(line.y[kept])
    parts = [_stroke(line, path(x, y))] if line.look.joined else []
    # counted from the end, so that the last point, which the name points to, has a marker
    marked = range(len(kept) - 1, -1, -math.ceil(len(kept) / MOST_MARKERS))
    spots = [(x[index], y[index]) for index in marked if np.isfinite(y[index])]
    return "".join([*parts, _markers(line, spots)])


def _stroke(line: Line, d: str) -> str:
    """Path in the colour and the dashes of the line."""
    dash = f' stroke-dasharray="{line.look.dash}"' if line.look.dash else ""
    return f'<path class="line {line.look.colour}"{dash} d="{d}"/>'


def _markers(line: Line, spots: list[tuple[float, float]]) -> str:
    """One path with the line's marker at every spot."""
    if not line.look.marker or not spots:
        return ""
    d = "".join(f"M{coordinate(x)} {coordinate(y)}{MARKERS[line.look.marker]}" for x, y in spots)
    return f'<path class="mark {line.look.colour}" d="{d}"/>'


def _names(lines: tuple[Line, ...], frame: Frame) -> list[str]:
    """Name and last value of every line, right of the panel, at the height where the line ends."""
    ends = [_end(line, frame) for line in lines]
    heights = _spread([y for _, y in ends], frame.top + frame.height)
    return [_name(line, end, y, frame) for line, end, y in zip(lines, ends, heights, strict=True)]


def _name(line: Line, end: tuple[float, float], y: float, frame: Frame) -> str:
    """Leader from the line's end, a sample of the line, and its name, at the height `y`."""
    start = frame.left + frame.width + LEADER
    right, height = coordinate(start + SAMPLE), coordinate(y)
    leader = f"M{coordinate(end[0] + 5)} {coordinate(end[1])}L{coordinate(start - 4)} {height}"
    near = start - end[0] < LONGEST_LEADER
    sample = _stroke(line, f"M{coordinate(start)} {height}H{right}") if line.look.joined else ""
    words = [escaped(_short(line.name)), f'<tspan class="value">{escaped(line.value)}</tspan>']
    return (
        (f'<path class="leader" d="{leader}"/>' if near else "")
        + f"{sample}{_markers(line, [(start + SAMPLE / 2, y)])}"
        + f'<text x="{coordinate(start + SAMPLE + 6)}" y="{coordinate(y + 4)}">{" ".join(words).strip()}</text>'
    )


def _end(line: Line, frame: Frame) -> tuple[float, float]:
    """Pixel of the last finite point, the middle of the right edge if there is none."""
    finite = np.flatnonzero(np.isfinite(line.y))
    if not finite.size:
        return frame.left + frame.width, frame.top + frame.height / 2
    last = finite[-1:]
    return float(frame.x(line.x[last])[0]), float(frame.y(line.y[last])[0])


def _spread(heights: list[float], bottom: float) -> list[float]:
    """Heights moved apart until names do not overlap, in the same order, none below `bottom`."""
    order = sorted(range(len(heights)), key=heights.__getitem__)
    spread = sorted(heights)
    for above, below in pairwise(range(len(spread))):
        spread[below] = max(spread[below], spread[above] + NAME_HEIGHT)
    limit = bottom
    for index in reversed(range(len(spread))):
        spread[index] = min(spread[index], limit)
        limit = spread[index] - NAME_HEIGHT
    return [height for _, height in sorted(zip(order, spread, strict=True))]


def _rows(rows: tuple[TickRow, ...], frames: list[Frame]) -> list[str]:
    """Rows of tick labels under the last panel, each with its name at the left."""
    parts = []
    for number, row in enumerate(rows):
        y = frames[-1].top + frames[-1].height + TICKS + TICK_ROW * (number + 1)
        parts.append(_text(frames[-1].left - 8, y, row.name, "quiet", "end"))
        places = frames[-1].x(np.array(row.places))
        parts += [_text(x, y, label, "quiet", "middle") for x, label in zip(places, row.labels, strict=True)]
    return parts


def _mark(figure: Figure, frames: list[Frame]) -> list[str]:
    """Dotted line through every panel at the marked place, named above the first of them."""
    if figure.mark is None:
        return []
    first = frames[0]
    x = float(first.x(np.array([figure.mark[0]]))[0])
    spans = [(frame.top - (9 if frame is first else 0), frame.top + frame.height) for frame in frames]
    line = "".join(f"M{coordinate(x)} {coordinate(top)}V{coordinate(bottom)}" for top, bottom in spans)
    # the panel's title stands at the left, so a mark near it is named to its right
    room = MARGIN + CHARACTER * (len(figure.panels[0].heading) + 3)
    name = (max(x, room), "start") if x < first.left + first.width / 2 else (x, "end")
    return [
        f'<path class="best" d="{line}"/>',
        _text(name[0], first.top - 14, figure.mark[1], "quiet", name[1]),
    ]


def _text(x: float, y: float, content: str, css: str, anchor: str = "start") -> str:
    """Text element, escaped."""
    place = f'x="{coordinate(x)}" y="{coordinate(y)}"'
    turned = f' text-anchor="{anchor}"' if anchor != "start" else ""
    return f'<text {place} class="{css}"{turned}>{escaped(content)}</text>'


def _short(words: str, longest: int = LONGEST_NAME) -> str:
    """Words cut where they would leave no room for the lines, or leave the picture."""
    return words if len(words) <= longest else words[: longest - 1] + "…"
