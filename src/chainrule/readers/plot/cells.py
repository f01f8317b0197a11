"""Where the cells of a figure stand: rows from top to bottom, margins that fit the words around each panel."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from chainrule.readers.plot.end_names import CHARACTER, room
from chainrule.readers.plot.figure import Figure, NumberColumns, Panel, TickRow
from chainrule.readers.plot.frame import Frame
from chainrule.readers.plot.number_columns import columns_height
from chainrule.readers.plot.words import wrapped

MARGIN, ACROSS, BETWEEN = 20.0, 14.0, 14.0  # around the picture, between neighbours, between rows
HEADING, LINE = 14.0, 16.0  # above and below the heading, a line of it
TICKS, TICK_ROW = 6.0, 18.0
HALF_LABEL = 8.0  # of a tick's label that stands at the right end


@dataclass(frozen=True)
class Place:
    """A cell, the lines of its heading, the corner of the cell and its width, and where its content begins and ends."""

    cell: Panel | NumberColumns
    heading: tuple[tuple[str, str], ...]
    left: float
    top: float
    width: float
    frame: Frame | None
    content: float

    @property
    def bottom(self) -> float:
        """Pixels from the top of the picture to the end of the cell."""
        if isinstance(self.cell, NumberColumns):
            return self.content + columns_height(self.cell)
        return self.content + self.cell.height + below(self.cell)


def places(figure: Figure, top: float) -> list[Place]:
    """The place of each cell, row by row, from `top` on."""
    found: list[Place] = []
    margins = _margins(figure)
    for row in figure.rows:
        width = (figure.width - 2 * MARGIN - ACROSS * (len(row) - 1)) / max(len(row), 1)
        headings = [_heading(cell, width) for cell in row]
        content = top + 2 * HEADING + LINE * max(map(len, headings), default=0) - LINE + 2
        placed = [
            _place(cell, heading, MARGIN + (width + ACROSS) * column, top, width, content, margins[len(row), column])
            for column, (cell, heading) in enumerate(zip(row, headings, strict=True))
        ]
        found += placed
        top = max((place.bottom for place in placed), default=top) + BETWEEN
    return found


def _place(
    cell: Panel | NumberColumns,
    heading: tuple[tuple[str, str], ...],
    left: float,
    top: float,
    width: float,
    content: float,
    margin: tuple[float, float],
) -> Place:
    """The place of one cell, with the frame of a panel inside its margins."""
    frame = None
    if isinstance(cell, Panel):
        inner = width - margin[0] - margin[1]
        frame = Frame(left + margin[0], content, inner, cell.height, cell.horizontal, cell.vertical)
    return Place(cell, heading, left, top, width, frame, content)


def _margins(figure: Figure) -> dict[tuple[int, int], tuple[float, float]]:
    """Left and right of the panels that stand one below the other: they share them, so that their axes align."""
    stacks: dict[tuple[int, int], list[Panel]] = {}
    for row in figure.rows:
        for column, cell in enumerate(row):
            stacks.setdefault((len(row), column), []).extend([cell] if isinstance(cell, Panel) else [])
    return {key: (_left(panels), room(panels) or HALF_LABEL) for key, panels in stacks.items()}


def _left(panels: Sequence[Panel]) -> float:
    labels = [label for panel in panels for label in panel.vertical.labels]
    names = [f"{row.name} " for panel in panels for row in tick_rows(panel) if row.name]
    return 10 + CHARACTER * max(map(len, [*labels, *names]), default=0)


def _heading(cell: Panel | NumberColumns, width: float) -> tuple[tuple[str, str], ...]:
    """The lines above a cell, each with its class: its title, then what the vertical axis counts."""
    title, upward = cell.title, cell.vertical.title if isinstance(cell, Panel) else ""
    first = [(line, "panel") for line in wrapped(title, width)]
    return (*first, *((line, "quiet" if title else "panel") for line in wrapped(upward, width)))


def tick_rows(panel: Panel) -> tuple[TickRow, ...]:
    """The rows of ticks below a panel, its horizontal axis' own unless others are given."""
    if panel.rows is not None:
        return panel.rows
    return (TickRow("", panel.horizontal.ticks, panel.horizontal.labels),)


def below(panel: Panel) -> float:
    """Pixels that ticks and the horizontal title take below a panel."""
    lines = len(tick_rows(panel)) + bool(panel.horizontal.title)
    return TICKS + TICK_ROW * lines if lines else 0.0


def apart(row: TickRow, frame: Frame) -> Iterator[tuple[float, str]]:
    """Pixels and text of each tick, without those whose labels would touch the one before."""
    end = -np.inf
    for x, label in zip(frame.x(np.array(row.places, dtype=np.float64)).tolist(), row.labels, strict=True):
        half = CHARACTER * len(label) / 2
        if x - half > end:
            yield x, label
            end = x + half + CHARACTER / 2
