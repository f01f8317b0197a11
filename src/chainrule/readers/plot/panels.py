"""Panels: a figure drawn as one SVG that needs nothing else, its cells in rows that share the picture's width."""

from collections.abc import Callable

import numpy as np

from chainrule.readers.drawing.svg_text import coordinate, escaped
from chainrule.readers.plot.cells import HEADING, LINE, MARGIN, TICK_ROW, TICKS, Place, apart, places, tick_rows
from chainrule.readers.plot.end_names import CHARACTER, end_names, lines_of
from chainrule.readers.plot.fields import draw_contours, draw_heat
from chainrule.readers.plot.figure import Figure, NumberColumns, Panel
from chainrule.readers.plot.frame import Frame
from chainrule.readers.plot.legend import draw_legend, legend_height
from chainrule.readers.plot.marks import Arrow, Bars, Contours, Dots, Heat, Line, Note, Upright
from chainrule.readers.plot.number_columns import draw_columns
from chainrule.readers.plot.plot_style import STYLE
from chainrule.readers.plot.polylines import thin
from chainrule.readers.plot.strokes import draw_arrow, draw_bars, draw_dots, draw_line, draw_note, draw_upright
from chainrule.readers.plot.words import text, wrapped

LEAST_SHOWN = 640.0  # pixels; a narrower picture is shown larger
TITLE_SIZE, TITLE_LINE, SUBTITLE_LINE = 17.0, 21.0, 16.0
SLACK = 1e-6  # of an axis' length
PAD = 6.0  # around a frame, for markers at its edge

DRAW: dict[type, Callable[..., str]] = {
    Line: draw_line,
    Dots: draw_dots,
    Arrow: draw_arrow,
    Bars: draw_bars,
    Heat: draw_heat,
    Contours: draw_contours,
    Note: draw_note,
    Upright: draw_upright,
}


def draw(figure: Figure) -> str:
    """Figure as the text of an SVG file: title and description first, for people who do not see it."""
    words, top = _words(figure)
    placed = places(figure, top)
    height = max((place.bottom for place in placed), default=top) + MARGIN
    shown = max(figure.width, LEAST_SHOWN)
    size = f'width="{coordinate(shown)}" height="{coordinate(height * shown / figure.width)}"'
    return "\n".join(
        [
            '<svg xmlns="http://www.w3.org/2000/svg" class="chainrule-curves" role="img"',
            f'{size} viewBox="0 0 {coordinate(figure.width)} {coordinate(height)}">',
            f"<title>{escaped(figure.title)}</title>",
            f"<desc>{escaped(' '.join([figure.description, *_left_out(figure)]).strip())}</desc>",
            f"<style>{STYLE}</style>",
            '<rect class="paper" width="100%" height="100%"/>',
            *words,
            *(_cell(place) for place in placed),
            "</svg>\n",
        ]
    )


def _words(figure: Figure) -> tuple[list[str], float]:
    """Title, subtitle and legend, and where the panels begin."""
    width = figure.width - 2 * MARGIN
    parts, y = [], 9.0
    for line in wrapped(figure.title, width, TITLE_SIZE):
        y += TITLE_LINE
        parts.append(text(MARGIN, y, line, "title"))
    y += 3
    for line in wrapped(figure.subtitle, width):
        y += SUBTITLE_LINE
        parts.append(text(MARGIN, y, line, "quiet"))
    y += 9
    return [*parts, *draw_legend(figure, MARGIN, y, width)], y + legend_height(figure, width)


def _left_out(figure: Figure) -> list[str]:
    """Says of which lines not every point is drawn."""
    lines = [m for row in figure.rows for cell in row if isinstance(cell, Panel) for m in cell.marks if type(m) is Line]
    return [
        f"Of the {len(line.y)} points of {line.name or 'a line'}, {len(kept)} are drawn: the least and the greatest of "
        "each stretch."
        for line in lines
        if len(kept := thin(line.y)) < len(line.y)
    ]


def _cell(place: Place) -> str:
    """A cell with its heading."""
    heading = [
        text(place.left, place.top + HEADING + 2 + LINE * number, line, css)
        for number, (line, css) in enumerate(place.heading)
    ]
    if isinstance(place.cell, NumberColumns):
        return "".join(["<g>", *heading, draw_columns(place.cell, place.left, place.content), "</g>"])
    assert place.frame is not None  # noqa: S101 - a panel has one
    panel, frame = place.cell, place.frame
    marks = "".join(DRAW[type(mark)](mark, frame) for mark in panel.marks)
    called = escaped(panel.title or panel.vertical.title)
    return "\n".join(
        [
            f'<g data-panel="{called}">',
            *heading,
            _grid(panel, frame),
            _clipped(marks, frame) if _leaves(panel) else marks,
            *end_names(lines_of(panel), frame),
            *_ticks(panel, frame),
            *_upright_names(place, frame),
            "</g>",
        ]
    )


def _grid(panel: Panel, frame: Frame) -> str:
    """Lines at the ticks of both axes, and the labels of the vertical one."""
    heights = frame.y(np.array(panel.vertical.ticks, dtype=np.float64))
    columns = frame.x(np.array(panel.horizontal.ticks, dtype=np.float64))
    grid = [f"M{coordinate(frame.left)} {coordinate(y)}H{coordinate(frame.right)}" for y in heights]
    grid += [f"M{coordinate(x)} {coordinate(frame.top)}V{coordinate(frame.bottom)}" for x in columns]
    labels = zip(heights, panel.vertical.labels, strict=True)
    texts = "\n".join(text(frame.left - 8, y + 4, label, "quiet", "end") for y, label in labels)
    return f'<path class="grid" d="{"".join(grid)}"/>\n{texts}'


def _ticks(panel: Panel, frame: Frame) -> list[str]:
    """Rows of tick labels under a panel, each with its name at the left, then what the axis counts."""
    parts, y = [], frame.bottom + TICKS
    for row in tick_rows(panel):
        y += TICK_ROW
        parts += [text(frame.left - 8, y, row.name, "quiet", "end")] if row.name else []
        parts += [text(x, y, label, "quiet", "middle") for x, label in apart(row, frame)]
    if title := panel.horizontal.title:
        parts.append(text(frame.left + frame.width / 2, y + TICK_ROW, title, "quiet", "middle"))
    return parts


def _upright_names(place: Place, frame: Frame) -> list[str]:
    """The names of dotted lines, above the panel; its heading stands at the left, so one near it is named beside."""
    parts = []
    for mark in place.cell.marks if isinstance(place.cell, Panel) else ():
        if isinstance(mark, Upright) and mark.name:
            (x,) = frame.x(np.array([mark.x])).tolist()
            room = place.left + CHARACTER * (max((len(line) for line, _ in place.heading), default=0) + 3)
            at, anchor = (max(x, room), "start") if x < frame.left + frame.width / 2 else (x, "end")
            parts.append(text(at, frame.top - HEADING, mark.name, "quiet", anchor))
    return parts


def _leaves(panel: Panel) -> bool:
    """Whether some point lies beyond the ends of an axis."""
    shares = []
    for mark in panel.marks:
        if isinstance(mark, Line | Dots):
            shares += [panel.horizontal.fraction(mark.x), panel.vertical.fraction(mark.y)]
        if isinstance(mark, Arrow):
            along, up = np.array([mark.start, mark.end], dtype=np.float64).T
            shares += [panel.horizontal.fraction(along), panel.vertical.fraction(up)]
    return any(bool(((share < -SLACK) | (share > 1 + SLACK)).any()) for share in shares)


def _clipped(marks: str, frame: Frame) -> str:
    """The marks inside of an SVG of their own, which shows nothing outside of the frame."""
    left, top, width, height = frame.left - PAD, frame.top - PAD, frame.width + 2 * PAD, frame.height + 2 * PAD
    box = " ".join(map(coordinate, (left, top, width, height)))
    x, y, w, h = box.split(" ")
    return f'<svg x="{x}" y="{y}" width="{w}" height="{h}" viewBox="{box}">{marks}</svg>'
