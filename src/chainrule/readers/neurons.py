"""Neurons: the drawing of lecture 1, a column of circles for each layer and a line for each weight.

A line is as wide as its weight is large, solid where it is positive and dashed where it is negative. Of a large layer
the first and the last neurons are drawn. A bias stands under its neuron, a weight on its line where there is room.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from chainrule.errors import SettingError, ShapeError
from chainrule.graph.node import Array
from chainrule.readers.drawing.name_labels import make_labels
from chainrule.readers.drawing.svg_text import Span, Text, coordinate, draw_text, escaped, measure
from chainrule.readers.notation.numbers import format_count, format_number
from chainrule.settings import one_text, whole_number, written

MOST, FIRST, LAST = 9, 5, 3  # neurons of a layer that is drawn whole; those drawn of a larger one
MOST_NUMBERS, MOST_SOURCES = 9, 3  # weights that are written on their lines
RADIUS, ROW, COLUMN, WIDE_COLUMN = 17.0, 66.0, 190.0, 290.0
LEFT, TOP, BOTTOM = 60.0, 118.0, 34.0
THIN, THICK = 0.5, 5.0
CAPTION = 62.0  # the least distance between the middle of a column and the edge of the picture

STYLE = """
.chainrule-neurons{font:12px system-ui,"Segoe UI","DejaVu Sans",sans-serif;max-width:100%;height:auto}
.chainrule-neurons .paper{fill:#fff}
.chainrule-neurons text{fill:#1b1b1b}
.chainrule-neurons .heading{font-size:16px;font-weight:600}
.chainrule-neurons .quiet{fill:#5a5a5a}
.chainrule-neurons .label{font-size:13px;font-weight:600}
.chainrule-neurons circle{fill:#f6f7f8;stroke:#3a3a3a;stroke-width:1.3}
.chainrule-neurons .input circle{fill:#fff}
.chainrule-neurons .dots{fill:#5a5a5a;stroke:none}
.chainrule-neurons .weight{fill:none;stroke-linecap:butt}
.chainrule-neurons .positive{stroke:#0072b2}
.chainrule-neurons .negative{stroke:#d55e00;stroke-dasharray:6 4}
.chainrule-neurons .unknown{stroke:#7a7f85}
@media screen and (prefers-color-scheme:dark){
.chainrule-neurons .paper{fill:#14171a}
.chainrule-neurons text{fill:#ececec}
.chainrule-neurons .quiet{fill:#a9adb2}
.chainrule-neurons circle{fill:#22272c;stroke:#b9bec4}
.chainrule-neurons .input circle{fill:#14171a}
.chainrule-neurons .dots{fill:#a9adb2;stroke:none}
.chainrule-neurons .positive{stroke:#56b4e9}
}
"""


@dataclass(frozen=True)
class _Column:
    """One layer: which of its neurons are drawn, and where."""

    layer: int
    size: int
    x: float
    drawn: tuple[int, ...]
    middle: float

    def y(self, row: int) -> float:
        """The height of a drawn neuron; the gap of those left out is one row high."""
        rows = len(self.drawn) + (len(self.drawn) < self.size)
        after_gap = len(self.drawn) < self.size and row >= FIRST
        return self.middle + ROW * (row + after_gap - (rows - 1) / 2)


def neurons(
    sizes: Sequence[int],
    parameters: Mapping[str, Array] | None = None,
    *,
    digits: int = 3,
    title: str = "",
    prefix: str = "neurons",
) -> str:
    """SVG of a multilayer perceptron, as text: `sizes` such as [2, 3, 1] and, where known, W1, b1, W2, b2, …

    >>> neurons([2, 3, 1])[:4]
    '<svg'
    """
    title, prefix, digits = one_text("title", title), one_text("prefix", prefix), whole_number("digits", digits, 0)
    parameters = {} if parameters is None else parameters
    _check(sizes, parameters)
    columns = _columns(sizes)
    name = "-".join(map(str, sizes))
    heading = title or f"Network {name}"
    width = columns[-1].x + max(LEFT, CAPTION)
    height = TOP + ROW * (max(map(_rows, sizes)) - 1) + 2 * RADIUS + BOTTOM
    ids = f"{escaped(prefix)}-title", f"{escaped(prefix)}-description"
    size = f'width="{coordinate(width)}" height="{coordinate(height)}"'
    return "\n".join(
        [
            '<svg xmlns="http://www.w3.org/2000/svg" class="chainrule-neurons" role="img"',
            f'aria-labelledby="{ids[0]} {ids[1]}" {size} viewBox="0 0 {coordinate(width)} {coordinate(height)}">',
            f'<title id="{ids[0]}">{escaped(heading)}</title>',
            f'<desc id="{ids[1]}">{escaped(_description(sizes, parameters))}</desc>',
            f"<style>{STYLE}</style>",
            '<rect class="paper" width="100%" height="100%"/>',
            draw_text(Text(20, 28, (Span(heading),), css="heading")),
            *_legend(parameters),
            *(part for pair in pairwise(columns) for part in _weights(*pair, parameters, digits)),
            *(part for column in columns for part in _neurons(column, len(columns) - 1, parameters, digits)),
            "</svg>\n",
        ]
    )


def _check(sizes: Sequence[int], parameters: Mapping[str, Array]) -> None:
    if not isinstance(parameters, Mapping):
        raise SettingError(f"parameters are arrays by name, {{'W1': …}}, not {written(parameters)}")
    for layer, (inputs, outputs) in enumerate(pairwise(sizes), start=1):
        for name, shape in ((f"W{layer}", (outputs, inputs)), (f"b{layer}", (outputs, 1))):
            if name in parameters and np.shape(parameters[name]) != shape:
                raise ShapeError(f"{name} must be {shape} in a {list(sizes)} network, not {np.shape(parameters[name])}")
    if len(sizes) < 2 or min(sizes) < 1:
        raise ShapeError(f"sizes are two or more whole numbers such as [2, 3, 1], not {list(sizes)}")


def _rows(size: int) -> int:
    return size if size <= MOST else FIRST + LAST + 1


def _columns(sizes: Sequence[int]) -> list[_Column]:
    middle = TOP + RADIUS + ROW * (max(map(_rows, sizes)) - 1) / 2
    columns: list[_Column] = []
    x = max(LEFT, CAPTION)
    for layer, size in enumerate(sizes):
        if layer:
            x += WIDE_COLUMN if _has_numbers(sizes[layer - 1], size) else COLUMN
        drawn = range(size) if size <= MOST else (*range(FIRST), *range(size - LAST, size))
        columns.append(_Column(layer, size, x, tuple(drawn), middle))
    return columns


def _has_numbers(inputs: int, outputs: int) -> bool:
    return inputs <= MOST_SOURCES and inputs * outputs <= MOST_NUMBERS


# ---- lines and circles --------------------------------------------------------------------------------------------


def _weights(left: _Column, right: _Column, parameters: Mapping[str, Array], digits: int) -> list[str]:
    """The lines between two columns, wide ones last, then the numbers on them."""
    name = f"W{right.layer}"
    matrix = parameters.get(name)
    largest = 0.0 if matrix is None else float(np.max(np.abs(matrix), initial=0.0))
    lines: list[tuple[float, str]] = []
    numbers: list[str] = []
    for row, unit in enumerate(right.drawn):
        for before, source in enumerate(left.drawn):
            x0, y0, x1, y1 = left.x + RADIUS, left.y(before), right.x - RADIUS, right.y(row)
            path = f'd="M{coordinate(x0)} {coordinate(y0)}L{coordinate(x1)} {coordinate(y1)}"'
            if matrix is None:
                lines.append((0.0, f'<path class="weight unknown" {path}/>'))
                continue
            value, entry = float(matrix[unit, source]), f"{name}[{unit},{source}]"
            share = abs(value) / largest if largest else 0.0
            css = "negative" if value < 0 else "positive"
            data = f'data-name="{entry}" data-value="{value!r}" stroke-width="{THIN + (THICK - THIN) * share:.2f}"'
            lines.append((share, f'<path class="weight {css}" {data} {path}><title>{entry} = {value!r}</title></path>'))
            if _has_numbers(left.size, right.size):
                at = 0.28 + 0.2 * before  # weights of one source stand one below the other
                x, y = x0 + at * (x1 - x0), y0 + at * (y1 - y0)
                numbers.append(_on_lines(Text(x, y + 4, (_span(value, digits),), "middle")))
    return [line for _, line in sorted(lines, key=lambda pair: pair[0])] + numbers


def _neurons(column: _Column, last: int, parameters: Mapping[str, Array], digits: int) -> list[str]:
    layer = column.layer
    kind = "input" if layer == 0 else "output" if layer == last else "hidden"
    names = [f"X[{i}]" if layer == 0 else f"A{layer}[{i}]" for i in range(column.size)]
    labels = make_labels([*names, f"A{layer}[{column.size}]"])  # one neuron alone is the first one too
    bias = parameters.get(f"b{layer}")
    parts = [_caption(column, kind)]
    for row, unit in enumerate(column.drawn):
        y = column.y(row)
        circle = f'<circle cx="{coordinate(column.x)}" cy="{coordinate(y)}" r="{RADIUS:g}"/>'
        text = Text(column.x, y + 4.5, (Span(labels[names[unit]]),), "middle", "label")
        parts.append(f'<g class="{kind}">{circle}{draw_text(text)}</g>')
        if bias is not None:
            value = float(bias[unit, 0])
            spans = (Span("b "), _span(value, digits, f"b{layer}[{unit},0]"))
            parts.append(_on_lines(Text(column.x, y + RADIUS + 13, spans, "middle")))
    if len(column.drawn) < column.size:
        gap = column.y(FIRST) - ROW
        dots = (
            f'<circle class="dots" cx="{coordinate(column.x)}" cy="{coordinate(gap + d)}" r="2"/>' for d in (-6, 2, 10)
        )
        left_out = Span(f"{format_count(column.size - len(column.drawn))} more", "quiet")
        parts += [*dots, _on_lines(Text(column.x, gap + 28, (left_out,), "middle"))]
    return parts


def _on_lines(text: Text) -> str:
    """A text on a piece of paper of its own, so that no line runs through it."""
    width = measure("".join(span.content for span in text.spans)) + 4
    place = f'x="{coordinate(text.x - width / 2)}" y="{coordinate(text.y - 11)}"'
    return f'<rect class="paper" {place} width="{coordinate(width)}" height="14" rx="3"/>{draw_text(text)}'


def _span(value: float, digits: int, name: str = "") -> Span:
    written = format_number(value, digits).replace("-", "−")
    return Span(written, name=name, value=repr(value) if name else "")


# ---- words --------------------------------------------------------------------------------------------------------


def _caption(column: _Column, kind: str) -> str:
    words = {"input": "inputs", "hidden": f"layer {column.layer}", "output": f"layer {column.layer}, output"}[kind]
    lines = (
        Text(column.x, TOP - 38, (Span(words),), "middle"),
        Text(column.x, TOP - 22, (Span(format_count(column.size)),), "middle", "quiet"),
    )
    return "".join(map(draw_text, lines))


def _legend(parameters: Mapping[str, Array]) -> list[str]:
    if not parameters:
        return []
    parts, x = [], 20.0
    for css, words in (("positive", "positive weight"), ("negative", "negative weight")):
        parts.append(f'<path class="weight {css}" stroke-width="3" d="M{x:g} 46H{x + 28:g}"/>')
        parts.append(draw_text(Text(x + 34, 50, (Span(words, "quiet"),))))
        x += 150
    return parts


def _description(sizes: Sequence[int], parameters: Mapping[str, Array]) -> str:
    layers = ", then ".join(f"{format_count(size)} neuron{'s' * (size != 1)}" for size in sizes[1:])
    known = f" Its parameters are {', '.join(parameters)}." if parameters else ""
    return f"{format_count(sizes[0])} inputs, then {layers}; every neuron is linked to all of the column before.{known}"
