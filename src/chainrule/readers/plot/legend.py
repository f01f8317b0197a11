"""The legend: a sample of every named look in the figure's panels, with its name, in as many lines as it takes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from chainrule.readers.drawing.svg_text import coordinate, measure
from chainrule.readers.plot.figure import Figure, Panel
from chainrule.readers.plot.looks import Look
from chainrule.readers.plot.marks import Arrow, Bars, Dots, Line
from chainrule.readers.plot.strokes import markers, stroke
from chainrule.readers.plot.words import text

SAMPLE, SPACE, AFTER, LINE = 26.0, 6.0, 16.0, 18.0


@dataclass(frozen=True)
class Entry:
    """A sample, its name, and the corner of both."""

    kind: type[Line | Dots | Arrow | Bars]
    look: Look
    name: str
    x: float
    y: float


def legend_height(figure: Figure, width: float) -> float:
    """Pixels that the legend takes in a picture whose words are `width` wide."""
    return max((entry.y + LINE for entry in _entries(figure, width)), default=0.0)


def draw_legend(figure: Figure, left: float, top: float, width: float) -> list[str]:
    """Every entry from a corner on."""
    return [_draw(entry, left + entry.x, top + entry.y) for entry in _entries(figure, width)]


def _entries(figure: Figure, width: float) -> Iterator[Entry]:
    """Each name in its colour and marker once, joined or not, in the order in which they are drawn."""
    x = y = 0.0
    seen: set[tuple[str, Look]] = set()
    for mark in (mark for row in figure.rows for cell in row if isinstance(cell, Panel) for mark in _named(cell)):
        if (same := (mark.name, replace(mark.look, joined=True))) in seen:
            continue
        seen.add(same)
        wide = SAMPLE + SPACE + measure(mark.name) + AFTER
        if x and x + wide - AFTER > width:
            x, y = 0.0, y + LINE
        yield Entry(type(mark), mark.look, mark.name, x, y)
        x += wide


def _named(panel: Panel) -> Iterator[Line | Dots | Arrow | Bars]:
    """The marks that no name stands beside."""
    for mark in panel.marks:
        if isinstance(mark, Line | Dots | Arrow | Bars) and mark.name and not (panel.named and isinstance(mark, Line)):
            yield mark


def _draw(entry: Entry, x: float, y: float) -> str:
    height = y + LINE / 2
    middle, right = x + SAMPLE / 2, x + SAMPLE
    name = text(right + SPACE, height + 4, entry.name, "")
    if entry.kind is Bars:
        d = f"M{coordinate(middle - 5)} {coordinate(height + 5)}v-10h10v10z"
        return f'<path class="bar {entry.look.colour}" d="{d}"/>{name}'
    joined = entry.kind is Arrow or (entry.kind is Line and entry.look.joined)
    sample = stroke(entry.look, f"M{coordinate(x)} {coordinate(height)}H{coordinate(right)}") if joined else ""
    if entry.kind is Arrow:
        head = f"M{coordinate(right)} {coordinate(height)}l-8-3.6v7.2z"
        return f'{sample}<path class="mark {entry.look.colour}" d="{head}"/>{name}'
    return f"{sample}{markers(entry.look, [(middle, height)])}{name}"
