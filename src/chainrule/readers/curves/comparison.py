"""A comparison: several lines over one axis, for comparisons that are no training run."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import cycle

import numpy as np
from numpy.typing import ArrayLike

from chainrule.errors import SettingError, ShapeError
from chainrule.readers.curves.run_series import series
from chainrule.readers.notation.numbers import format_number
from chainrule.readers.plot import LOOKS, Axis, Figure, FloatArray, Line, Panel, TickRow, axis_for, draw
from chainrule.settings import one_text, written

WIDTH, HEIGHT = 800.0, 280.0
TICKS = 5
BEFORE, AFTER = 0.06, 0.02  # of the width of the axis; before it stands its name


def curves(
    x: ArrayLike,
    lines: Mapping[str, ArrayLike],
    *,
    title: str,
    subtitle: str = "",
    across: str = "x",
    up: str = "y",
    scales: tuple[str, str] = ("linear", "linear"),
) -> str:
    """SVG of named lines over x, as text: `across` and `up` say what the axes count.

    `scales` are those of the axis across and of the one upward: "linear", "logarithmic", or "auto", which is
    logarithmic where positive numbers span more than two decades. Where a logarithmic axis was asked for, what is not
    positive leaves a gap. Each line has a colour, dashes and a marker of its own, and its name stands where it ends.

    >>> curves([1, 2, 3], {"square": [1, 4, 9], "cube": [1, 8, 27]}, title="Powers")[:4]
    '<svg'
    """
    for name, text in (("title", title), ("subtitle", subtitle), ("across", across), ("up", up)):
        one_text(name, text)
    along, upward = _both(scales)
    places, columns = series("x", x), _columns(x, lines)
    drawn = tuple(Line(name, places, y, look) for (name, y), look in zip(columns.items(), cycle(LOOKS)))
    horizontal = _with_room(axis_for(places, TICKS, scale=along))
    vertical = axis_for(np.concatenate([np.zeros(0), *columns.values()]), TICKS, scale=upward, title=up)
    ticks = TickRow(across, horizontal.ticks, horizontal.labels)
    panel = Panel(horizontal, vertical, drawn, height=HEIGHT, rows=(ticks,), named=True)
    return draw(Figure(title, subtitle, _description(across, drawn), ((panel,),), WIDTH))


def _both(scales: tuple[str, str]) -> tuple[str, str]:
    """The scale of each axis."""
    try:
        along, upward = scales
    except (TypeError, ValueError):
        raise SettingError(f"scales are two, ('linear', 'logarithmic'), not {written(scales)}") from None
    return along, upward


def _columns(x: ArrayLike, lines: Mapping[str, ArrayLike]) -> dict[str, FloatArray]:
    """The numbers of each line, one for each x."""
    size = series("x", x).size
    columns = {name: series(name, y) for name, y in lines.items()}
    for name, y in columns.items():
        if y.size != size:
            raise ShapeError(f"{name!r} has {y.size} numbers, and x has {size}; each line needs one for each x")
    return columns


def _with_room(axis: Axis) -> Axis:
    """The axis with room at its ends, so that nothing that is drawn touches the frame."""
    if axis.logarithmic:
        width = axis.high / axis.low
        return replace(axis, low=axis.low / width**BEFORE, high=axis.high * width**AFTER)
    width = axis.high - axis.low
    return replace(axis, low=axis.low - width * BEFORE, high=axis.high + width * AFTER)


def _description(across: str, lines: Sequence[Line]) -> str:
    """Where each line begins and ends, in words."""
    return " ".join(_ends(across, line.name, line.x, line.y) for line in lines if line.y.size)


def _ends(across: str, name: str, x: FloatArray, y: FloatArray) -> str:
    first, last, begin, end = (format_number(value, 4) for value in (x[0], x[-1], y[0], y[-1]))
    return f"{name}: from {begin} at {across} = {first} to {end} at {across} = {last}."
