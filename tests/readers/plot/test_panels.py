"""Panels keep their words apart and inside the picture."""

import re

import numpy as np
import pytest

from chainrule.readers.plot import Axis, Figure, Line, Look, Panel, TickRow, Upright, axis_for, draw
from chainrule.readers.plot.end_names import NAME_HEIGHT

WIDTH = 800


def figure(*series, title="", marks=(), names="abcdefgh"):
    """Figure of one panel with a line for each of the series."""
    x = np.arange(1.0, len(series[0]) + 1)
    lines = tuple(Line(name, x, np.array(y, dtype=float), Look("blue")) for name, y in zip(names, series, strict=False))
    axis = axis_for(np.concatenate([line.y for line in lines]), title="cost")
    rows = (TickRow("step", (1.0,), ("1",)),)
    panel = Panel(Axis(0.0, len(x), ()), axis, (*lines, *marks), rows=rows, named=True)
    return Figure(title, "", "", ((panel,),), WIDTH)


def name_heights(svg):
    """Height of each name at the right of the panel, from the first line to the last."""
    return [float(y) for y in re.findall(r'<text x="[\d.]+" y="([\d.]+)">', svg)]


def test_names_of_lines_that_end_together_move_apart():
    """Five lines that end at one point have five names, one below the other."""
    heights = sorted(name_heights(draw(figure(*[[2, 1]] * 5))))
    assert np.diff(heights) == pytest.approx(np.full(4, NAME_HEIGHT))


def test_names_keep_the_order_of_their_lines():
    """The line that ends highest has the highest name."""
    low, high, middle = name_heights(draw(figure([5, 1], [5, 1.2], [5, 1.1])))
    assert high < middle < low


def test_names_stay_above_the_bottom_of_the_panel():
    """Lines that end at the bottom have their names moved up."""
    svg = draw(figure([1, 0], [1, 0.01], [1, 0.02]))
    bottom = max(float(y) for y in re.findall(r"M[\d.]+ ([\d.]+)H", svg))
    assert max(name_heights(svg)) <= bottom + 4


def test_long_words_are_cut():
    """A name or a title that would leave the picture ends in an ellipsis, and the title element keeps it whole."""
    svg = draw(figure([2, 1], title="t" * 200, names=["n" * 200])).replace(f'data-name="{"n" * 200}"', "")
    assert "t" * 150 not in svg.split("</title>")[1]
    assert "t" * 200 in svg
    assert "n" * 33 + "…" in svg


@pytest.mark.parametrize("place", [0.01, 0.5, 1, 1.5, 2])
def test_the_name_of_a_mark_stays_in_the_picture_and_off_the_title(place):
    """A mark near the left edge is named right of the panel's title, one near the right edge to its left."""
    svg = draw(figure([2, 1], marks=[Upright(place, "best: epoch 12")]))
    x, anchor = re.search(r'x="([\d.]+)" y="[\d.]+" class="quiet"( text-anchor="end")?>best', svg).groups()
    width = 14 * 6.6
    left, right = (float(x) - width, float(x)) if anchor else (float(x), float(x) + width)
    assert left > 20 + 6.6 * len("cost")
    assert right < WIDTH
