"""Every number that is drawn is read back, and every mark stands where its axes say."""

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest
from tests.readers.reading_plots import as_printed, read_back

from chainrule.readers.drawing.svg_text import Span
from chainrule.readers.plot import (
    LOOKS,
    Arrow,
    Bars,
    Contours,
    Dots,
    Figure,
    Heat,
    Line,
    Look,
    Note,
    NumberColumn,
    NumberColumns,
    Panel,
    Upright,
    axis_between,
    axis_for,
    draw,
)

SVG = "{http://www.w3.org/2000/svg}"
BLUE = Look("blue", marker="circle")


def figure(*marks, horizontal=None, vertical=None, **words):
    """One panel with some marks over axes from 0 to 10."""
    panel = Panel(horizontal or axis_between(0, 10), vertical or axis_between(0, 10), marks, title="panel")
    return Figure("Title", "", "About it.", ((panel,),), **words)


def drawn(svg, name):
    """The element of a mark."""
    return next(each for each in ET.fromstring(svg).iter() if each.get("data-name") == name)  # noqa: S314


def ruler(svg):
    """From pixels to numbers on both axes, by the labels of the axes' first and last ticks."""
    texts = [each for each in ET.fromstring(svg).iter(f"{SVG}text") if each.get("class") == "quiet"]  # noqa: S314
    across = [(float(each.get("x")), float(each.text)) for each in texts if each.get("text-anchor") == "middle"]
    upward = [(float(each.get("y")) - 4, float(each.text)) for each in texts if each.get("text-anchor") == "end"]

    def scale(ticks, pixel):
        (p0, v0), *_, (p1, v1) = ticks
        return v0 + (pixel - p0) * (v1 - v0) / (p1 - p0)

    return lambda x, y: (scale(across, x), scale(upward, y))


@pytest.mark.parametrize("seed", range(10))
def test_numbers_of_marks_are_read_back(seed):
    """Lines, dots, bars and arrows say their names and their numbers, to the printed digits."""
    rng = np.random.default_rng(seed)
    x, y = np.sort(rng.uniform(0, 10, 8)), rng.uniform(0, 10, 8) * 10.0 ** rng.integers(-6, 1)
    marks = [kind(name, x, y, BLUE) for name, kind in {"a line": Line, "dots <&>": Dots, "bars": Bars}.items()]
    svg = draw(figure(*marks, Arrow("arrow", (x[0], y[0]), (x[1], y[1]), BLUE), Upright(x[2], "up")))
    found = {mark.name: mark for mark in read_back(svg)}
    for name in ("a line", "dots <&>", "bars"):
        assert found[name].panel == "panel"
        assert (found[name].numbers["x"] == as_printed(x)).all()
        assert (found[name].numbers["y"] == as_printed(y)).all()
    assert (found["arrow"].numbers["x"] == as_printed(x[:2])).all()
    assert (found["arrow"].numbers["y"] == as_printed(y[:2])).all()
    assert found["up"].numbers["x"] == as_printed(x[2])


def test_fields_are_read_back():
    """A heat says its places and its numbers in rows, contours their levels, to the printed digits."""
    rng = np.random.default_rng(0)
    x, y, z = np.linspace(0, 10, 4), np.linspace(0, 10, 3), rng.normal(size=(3, 4))
    svg = draw(figure(Heat("heat", x, y, z, (0.0, 1.0)), Contours("level", x, y, z, (-0.125, 0.0, 1 / 3), BLUE)))
    heat, *levels = read_back(svg)
    assert (heat.numbers["x"] == as_printed(x)).all()
    assert (heat.numbers["value"] == as_printed(z, 4)).all()
    assert [float(level.numbers["value"][0]) for level in levels] == [-0.125, 0, 0.333333]


def test_columns_of_numbers_are_read_back_whole():
    """A long column shows both its ends around a gap, and says all of its numbers."""
    values = np.random.default_rng(0).normal(size=50)
    svg = draw(Figure("T", "", "", ((NumberColumns((NumberColumn("ŷ", values), NumberColumn("", ["a"])), most=6),),)))
    column, *entries = read_back(svg)
    assert column.name == "ŷ"
    assert (column.numbers["value"] == as_printed(values)).all()
    assert [entry.name for entry in entries] == ["ŷ[0]", "ŷ[1]", "ŷ[2]", "ŷ[48]", "ŷ[49]"]
    assert [float(entry.words) for entry in entries] == as_printed(values[[0, 1, 2, 48, 49]], 3).tolist()
    assert "⋮" in column.words


def test_a_number_in_a_note_is_read_back():
    """What is written at a point has a name and a value, too."""
    svg = draw(figure(Note(5, 5, (Span("slope "), Span("0.33", name="slope", value="0.333333")))))
    (slope,) = read_back(svg)
    assert (slope.name, slope.words, slope.numbers["value"][0]) == ("slope", "0.33", 0.333333)


def test_dots_stand_where_their_numbers_are():
    """Pixels of the markers, measured with the ticks, are the numbers."""
    x, y = np.array([1.0, 4.0, 8.5]), np.array([9.0, 0.5, 3.0])
    svg = draw(figure(Dots("d", x, y, BLUE)))
    at = [(float(a), float(b)) for a, b in re.findall(r"M([\d.]+) ([\d.]+)m", drawn(svg, "d").get("d"))]
    np.testing.assert_allclose([ruler(svg)(*spot) for spot in at], np.column_stack([x, y]), atol=0.05)


def test_an_arrow_ends_at_its_end():
    """The tip of the head is the point that it shows."""
    svg = draw(figure(Arrow("a", (2, 3), (7, 8), BLUE)))
    tip = drawn(svg, "a").findall(f"{SVG}path")[1].get("d").split("L")[0][1:].split(" ")
    assert ruler(svg)(*map(float, tip)) == pytest.approx((7, 8), abs=0.05)


def test_a_bar_reaches_from_its_base_to_its_number():
    """Up for what is above the base, down for what is below."""
    svg = draw(figure(Bars("b", np.array([2.0, 6.0]), np.array([8.0, 1.0]), BLUE, width=1, base=4)))
    found = re.findall(r"M([\d.]+) ([\d.]+)V([\d.]+)H([\d.]+)", drawn(svg, "b").get("d"))
    corners = [(*ruler(svg)(float(a), float(b)), *ruler(svg)(float(d), float(c))) for a, b, c, d in found]
    np.testing.assert_allclose(corners, [[1.5, 4, 2.5, 8], [5.5, 4, 6.5, 1]], atol=0.06)


@pytest.mark.parametrize("diverging", [False, True])
def test_a_cell_is_the_darker_the_more_levels_lie_below_it(diverging):
    """Every cell of one row is in the path of its shade; opacity rises with the level, from 0 on both ways."""
    z = np.array([[-2.5, -1.5, -0.5, 0.5, 1.5, 2.5]])
    heat = Heat("h", np.linspace(0, 10, 6), np.array([5.0]), z, (-2.0, -1.0, 0.0, 1.0, 2.0), diverging)
    paths = drawn(draw(figure(heat)), "h").findall(f"{SVG}path")
    shades = {float(re.match(r"M([\d.]+)", each.get("d"))[1]): each for each in paths}
    found = [(shades[x].get("class"), float(shades[x].get("fill-opacity"))) for x in sorted(shades)]
    opacities = [opacity for _, opacity in found]
    if diverging:
        assert [css for css, _ in found] == ["cell blue"] * 3 + ["cell orange"] * 3
        assert opacities == [*sorted(opacities[:3], reverse=True), *sorted(opacities[3:])]
        assert opacities[:3] == opacities[:2:-1]
    else:
        assert {css for css, _ in found} == {"cell blue"}
        assert opacities == sorted(set(opacities))


def test_levels_below_zero_are_dashed_and_zero_is_thick():
    """The sign of a level is seen without colours."""
    x = np.linspace(0, 10, 5)
    levels = Contours("c", x, x, np.tile(x - 5, (5, 1)), (-2.0, 0.0, 2.0), BLUE, labelled=True)
    svg = draw(figure(levels))
    paths = [each for each in ET.fromstring(svg).iter(f"{SVG}path") if each.get("data-name") == "c"]  # noqa: S314
    assert [bool(each.get("stroke-dasharray")) for each in paths] == [True, False, False]
    assert ["zero" in each.get("class") for each in paths] == [False, True, False]
    assert {">-2<", ">0<", ">2<"} <= set(re.findall(r">[-\d]+<", svg))


def test_what_leaves_its_axes_is_not_shown_outside_of_the_panel():
    """Marks beyond the ends of an axis lie in an SVG of the panel's size; others need none."""
    outside = draw(figure(Line("l", np.array([0.0, 20]), np.array([0.0, 20]), BLUE)))
    assert ET.fromstring(outside).find(f".//{SVG}svg/{SVG}path").get("data-name") == "l"  # noqa: S314
    inside = draw(figure(Line("l", np.array([0.0, 10]), np.array([0.0, 10]), BLUE)))
    assert ET.fromstring(inside).find(f".//{SVG}svg") is None  # noqa: S314


def test_points_that_are_left_out_are_counted():
    """A long line is drawn by its extremes, and the description says of how many points."""
    x = np.linspace(0, 10, 5000)
    svg = draw(figure(Line("long", x, 5 + 4 * np.sin(40 * x), BLUE)))
    (long,) = read_back(svg)
    assert len(long.numbers["x"]) < 800
    assert f"Of the 5000 points of long, {len(long.numbers['x'])} are drawn" in svg
    assert "points of" not in draw(figure(Line("short", x[:9], x[:9], BLUE)))


def test_the_legend_names_each_look_once():
    """A line, dots, an arrow and bars have an entry each, however often they occur."""
    one = np.array([5.0])
    marks = [kind(name, one, one, LOOKS[0]) for kind, name in ((Line, "l"), (Dots, "d"), (Bars, "b"))] * 2
    svg = draw(figure(*marks, Arrow("a", (1, 1), (2, 2), LOOKS[0])))
    names = [each.text for each in ET.fromstring(svg).iter(f"{SVG}text") if each.get("class") == ""]  # noqa: S314
    assert names == ["l", "d", "b", "a"]


def test_nothing_touches_the_right_edge_in_a_grid():
    """Three panels side by side share the width, and every heading is broken inside of its own."""
    values = np.linspace(0, 1e-3, 5)
    panel = Panel(axis_between(0, 1), axis_for(values, title="a cost that is long to say"), (), title="number one")
    svg = draw(Figure("T", "", "", ((panel,) * 3,)))
    starts = sorted({float(x) for x in re.findall(r'<text x="([\d.]+)" y="[\d.]+" class="panel">', svg)})
    assert len(starts) == 3
    assert starts[1] - starts[0] == pytest.approx(starts[2] - starts[1], abs=0.2)
    assert max(float(right) for right in re.findall(r"H([\d.]+)", svg)) <= 480 - 20
