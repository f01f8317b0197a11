"""Columns of numbers as lecture 1 writes vectors: in brackets, side by side, with dots where a long one is cut."""

from collections.abc import Sequence

from chainrule.readers.drawing.svg_text import Span, Text, coordinate, draw_text, escaped, measure
from chainrule.readers.notation.numbers import format_number
from chainrule.readers.plot.figure import NumberColumn, NumberColumns
from chainrule.readers.plot.readable import DIGITS, written

LINE, GAP, PAD, LIP = 16.0, 14.0, 6.0, 4.0  # of a row, between columns, inside brackets, of a bracket


def columns_height(cell: NumberColumns) -> float:
    """Pixels that the columns take below their title: the headings, and as many rows as are shown."""
    return LINE * (1 + max((len(_shown(len(column.entries), cell.most)) for column in cell.columns), default=0)) + 8


def draw_columns(cell: NumberColumns, left: float, top: float) -> str:
    """The columns side by side from a corner; each says its name and all its numbers, shown or not."""
    parts = []
    for column in cell.columns:
        rows = _shown(len(column.entries), cell.most)
        width = max(measure(content.content) for content in [Span(column.heading), *_entries(column, rows)])
        parts.append(_column(column, rows, left, top, width))
        left += width + 2 * PAD + GAP
    return "".join(parts)


def _column(column: NumberColumn, rows: Sequence[int | None], left: float, top: float, width: float) -> str:
    """Heading, brackets around numbers, and the entries, numbers aligned at their right ends."""
    plain = _is_text(column)
    x, anchor = (left + PAD, "start") if plain else (left + PAD + width, "end")
    parts = [Text(left + PAD + width / 2, top + 11, (Span(column.heading),), "middle", "panel")]
    for number, entry in enumerate(_entries(column, rows)):
        parts.append(Text(x, top + LINE * (number + 2) - 4, (entry,), anchor, "quiet" if plain else ""))
    drawn = "".join(map(draw_text, parts))
    if plain:
        return f"<g>{drawn}</g>"
    right, start, end = left + 2 * PAD + width, top + LINE + 1, top + LINE * (len(rows) + 1) + 2
    sides = ((left, left + LIP), (right, right - LIP))
    d = "".join(
        f"M{coordinate(inner)} {coordinate(start)}H{coordinate(outer)}V{coordinate(end)}H{coordinate(inner)}"
        for outer, inner in sides
    )
    data = f' data-name="{escaped(column.heading)}" data-value="{written(column.entries, DIGITS)}"'
    return f'<g{data}>{drawn}<path class="bracket" d="{d}"/></g>'


def _entries(column: NumberColumn, rows: Sequence[int | None]) -> list[Span]:
    """The shown entries; None is the gap in a long column."""
    return [Span("⋮") if row is None else _entry(column, row) for row in rows]


def _entry(column: NumberColumn, row: int) -> Span:
    entry = column.entries[row]
    if isinstance(entry, str):
        return Span(entry)
    name = f"{column.heading}[{row}]"
    return Span(format_number(entry, column.digits), name=name, value=format_number(entry, DIGITS))


def _is_text(column: NumberColumn) -> bool:
    return any(isinstance(entry, str) for entry in column.entries)


def _shown(count: int, most: int) -> list[int | None]:
    """Which rows are shown: all of a short column, else the first ones, a gap, and the last ones."""
    if count <= most:
        return list(range(count))
    first = most // 2
    return [*range(first), None, *range(count - (most - first - 1), count)]
