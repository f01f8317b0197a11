"""The plot of lecture 2's claim: central differences cost O(m²), a backward pass O(m); both axes logarithmic.

Of the 2m evaluations one is timed; the plot says so.
"""

from collections.abc import Sequence

import numpy as np

from chainrule.readers.check.growth import Growth, exponents
from chainrule.readers.drawing.svg_text import escaped
from chainrule.readers.notation.numbers import format_count, format_number
from chainrule.readers.plot.axes import Axis, FloatArray, logarithmic_axis
from chainrule.readers.plot.looks import MARKERS
from chainrule.readers.plot.plot_style import STYLE

WIDTH, HEIGHT = 640, 380
LEFT, RIGHT, TOP, BOTTOM = 70, 170, 56, 46


def growth_plot(points: Sequence[Growth], title: str = "The cost of a gradient over m parameters") -> str:
    """An SVG with the seconds of both ways over m, and the power of m with which each grows."""
    m = np.array([float(point.m) for point in points])
    slow = np.array([point.differences_seconds for point in points])
    fast = np.array([point.backward_seconds for point in points])
    across = logarithmic_axis(float(m.min()), float(m.max()), 2)
    up = logarithmic_axis(float(min(slow.min(), fast.min())), float(max(slow.max(), fast.max())), 5)
    powers = [format_number(round(power, 2)) for power in exponents(points)]
    lines = [
        _line(across, up, m, slow, "vermillion", "square", f"central differences: m^{powers[0]}"),
        _line(across, up, m, fast, "blue", "circle", f"one backward pass: m^{powers[1]}"),
    ]
    return "".join(
        [
            (
                f'<svg xmlns="http://www.w3.org/2000/svg" class="chainrule-curves" viewBox="0 0 {WIDTH} {HEIGHT}" '
                f'width="{WIDTH}" height="{HEIGHT}" role="img">'
            ),
            f"<title>{escaped(title)}</title><desc>{escaped(_words(points))}</desc><style>{STYLE}</style>",
            f'<rect class="paper" width="{WIDTH}" height="{HEIGHT}"/>',
            f'<text class="title" x="12" y="24">{escaped(title)}</text>',
            '<text class="panel" x="12" y="44">seconds, logarithmic; of the 2m evaluations one was timed</text>',
            *_grid(across, up, m),
            *lines,
            "</svg>",
        ]
    )


def _words(points: Sequence[Growth]) -> str:
    last = points[-1]
    return (
        f"For {format_count(last.m)} parameters, {format_count(last.evaluations)} evaluations, of which one was timed, "
        f"would take {format_number(last.differences_seconds, 3)} s, and one backward pass took "
        f"{format_number(last.backward_seconds, 3)} s."
    )


def _x(fractions: FloatArray) -> FloatArray:
    return LEFT + fractions * (WIDTH - LEFT - RIGHT)


def _y(fractions: FloatArray) -> FloatArray:
    return HEIGHT - BOTTOM - fractions * (HEIGHT - TOP - BOTTOM)


def _grid(across: Axis, up: Axis, m: FloatArray) -> list[str]:
    """A line and a label for each tick upwards, and for each m that was measured."""
    right, bottom = WIDTH - RIGHT, HEIGHT - BOTTOM
    ticks = zip(_y(up.fraction(np.array(up.ticks))), up.labels, strict=True)
    drawn = [
        f'<path class="grid" d="M{LEFT} {y:.1f}H{right}"/><text class="quiet" x="{LEFT - 8}" y="{y + 4:.1f}" '
        f'text-anchor="end">{label}</text>'
        for y, label in ticks
    ]
    ticks = zip(_x(across.fraction(m)), (format_count(int(one)) for one in m), strict=True)
    drawn += [
        f'<path class="grid" d="M{x:.1f} {TOP}V{bottom}"/><text class="quiet" x="{x:.1f}" y="{bottom + 18}" '
        f'text-anchor="middle">{label}</text>'
        for x, label in ticks
    ]
    return [*drawn, f'<text class="quiet" x="{right}" y="{bottom + 36}" text-anchor="end">m, the parameters</text>']


def _line(across: Axis, up: Axis, m: FloatArray, seconds: FloatArray, colour: str, marker: str, name: str) -> str:
    """A line through its marks, with its name at its end."""
    xs, ys = _x(across.fraction(m)), _y(up.fraction(seconds))
    path = "L".join(f"{x:.1f} {y:.1f}" for x, y in zip(xs, ys, strict=True))
    marks = "".join(f"M{x:.1f} {y:.1f}{MARKERS[marker]}" for x, y in zip(xs, ys, strict=True))
    label = f'<text x="{xs[-1] + 10:.1f}" y="{ys[-1] + 4:.1f}">{escaped(name)}</text>'
    return f'<g class="{colour}"><path class="line" d="M{path}"/><path class="mark" d="{marks}"/>{label}</g>'
