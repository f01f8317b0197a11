"""The picture: how many times longer than chainrule each contender takes, row by row, on a logarithmic axis.

Contenders are told apart by marker and by colour, as in chainrule's curves; a bar joins the quartiles of ratios.
"""

from html import escape

import numpy as np

from benchmarks.contenders import CONTENDERS
from benchmarks.results import Results, Row
from benchmarks.tables import LINEUP, present
from chainrule.readers.drawing.svg_text import coordinate
from chainrule.readers.plot.axes import Axis, logarithmic_axis
from chainrule.readers.plot.looks import MARKERS
from chainrule.readers.plot.plot_style import STYLE

WIDTH, LEFT, RIGHT, TOP, LANE, BOTTOM = 800, 250, 30, 112, 54, 44
MORE = {
    "plus": "m-1.3-4.6h2.6v3.3h3.3v2.6h-3.3v3.3h-2.6v-3.3h-3.3v-2.6h3.3z",
    "bar": "m-1.4-5h2.8v10h-2.8z",
    "bow": "m-4.4-4.2l8.8 8.4v-8.4l-8.8 8.4z",
}
LOOKS = {
    "floor": ("ink", "bar"),
    "numba": ("blue", "circle"),
    "numpy": ("blue", "bow"),
    "jax": ("vermillion", "square"),
    "pytorch": ("green", "triangle"),
    "compiled": ("purple", "plus"),
    "sklearn": ("orange", "diamond"),
}


def picture(results: Results) -> str:
    """The text of an SVG file."""
    rows, ours = results.rows, results.engine
    names = present(rows, LINEUP)
    reaches = [row.ratios(name, ours) for row in rows for name in names if name in row.microseconds]
    axis = logarithmic_axis(min(low for low, _, _ in reaches), max(high for _, _, high in reaches), 5)
    bottom = TOP + LANE * len(rows)
    words = f"Times as long as {CONTENDERS[ours].label}"
    parts = [
        '<svg xmlns="http://www.w3.org/2000/svg" class="chainrule-curves" role="img"',
        f'width="{WIDTH}" height="{bottom + BOTTOM}" viewBox="0 0 {WIDTH} {bottom + BOTTOM}">',
        f"<title>{escape(words)}</title>",
        f"<desc>{escape(_description(results, names))}</desc>",
        f"<style>{STYLE}</style>",
        '<rect class="paper" width="100%" height="100%"/>',
        _text(20, 30, "How long a step takes", "title"),
        _text(20, 49, f"{words}; logarithmic, one core, smaller is better", "quiet"),
        *_legend(names),
        *_grid(axis, bottom),
        *(_lane(row, TOP + LANE * (place + 0.5), names, ours, axis) for place, row in enumerate(rows)),
    ]
    return "\n".join([*parts, "</svg>\n"])


def _x(axis: Axis, value: float) -> float:
    return LEFT + (WIDTH - LEFT - RIGHT) * float(axis.fraction(np.array([value]))[0])


def _grid(axis: Axis, bottom: float) -> list[str]:
    """A line and a number for each tick; the line at 1, which is chainrule, is dotted and dark."""
    parts = []
    for tick, label in zip(axis.ticks, axis.labels, strict=True):
        place = coordinate(_x(axis, tick))
        kind = "best" if tick == 1 else "grid"
        parts.append(f'<path class="{kind}" d="M{place} {TOP}V{bottom}"/>')
        parts.append(_text(float(place), bottom + 18, f"{label}×", "quiet", "middle"))
    return parts


def _lane(row: Row, y: float, names: list[str], ours: str, axis: Axis) -> str:
    """One workload: its name, and a marker for each contender, each a little lower than the one before."""
    network, _, rest = row.name.partition(", ")
    parts = [
        f'<path class="grid" d="M20 {y + LANE / 2}H{WIDTH - RIGHT}"/>',
        _text(20, y - 2, network, "panel"),
        _text(20, y + 13, rest, "quiet"),
    ]
    shown = [name for name in names if name in row.microseconds]
    for place, name in enumerate(shown):
        low, middle, high = (coordinate(_x(axis, value)) for value in row.ratios(name, ours))
        height = coordinate(y + (place - (len(shown) - 1) / 2) * (LANE - 18) / max(len(shown) - 1, 1))
        parts.append(f'<path class="line {LOOKS[name][0]}" d="M{low} {height}H{high}"/>')
        parts.append(_marker(float(middle), float(height), name))
    return "".join(parts)


def _marker(x: float, y: float, name: str) -> str:
    colour, marker = LOOKS[name]
    shape = (MARKERS | MORE)[marker]
    return f'<path class="mark {colour}" d="M{coordinate(x)} {coordinate(y)}{shape}"/>'


def _legend(names: list[str]) -> list[str]:
    """Markers and names, in two lines."""
    parts, x, y = [], 26.0, 70.0
    for name in names:
        width = 20 + 6.6 * len(CONTENDERS[name].label) + 14
        if x + width > WIDTH:
            x, y = 26.0, y + 19
        parts += [_marker(x, y, name), _text(x + 10, y + 4, CONTENDERS[name].label, "")]
        x += width
    return parts


def _description(results: Results, names: list[str]) -> str:
    """The medians in words, for people who do not see the picture."""
    sentences = []
    for row in results.rows:
        found = (
            f"{CONTENDERS[name].label} {ratio:.2f}"
            for name in names
            if (ratio := row.ratio(name, results.engine)) is not None and name != results.engine
        )
        sentences.append(f"{row.name}: {', '.join(found)}.")
    return " ".join(sentences)


def _text(x: float, y: float, words: str, kind: str, anchor: str = "start") -> str:
    turned = f' text-anchor="{anchor}"' if anchor != "start" else ""
    place = f'x="{coordinate(x)}" y="{coordinate(y)}"'
    return f'<text {place} class="{kind}"{turned}>{escape(words)}</text>'
