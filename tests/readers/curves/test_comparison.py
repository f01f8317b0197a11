"""Lines that are compared: each is named, drawn where its numbers are, and told apart without colours."""

import re
import xml.etree.ElementTree as ET

import numpy as np
import pytest

import chainrule as cr
from chainrule.readers.curves import curves

SVG = "{http://www.w3.org/2000/svg}"


def drawn(svg):
    """The paths of the lines, samples at their names left out."""
    paths = [path for path in ET.fromstring(svg).iter(f"{SVG}path") if (path.get("class") or "").startswith("line")]  # noqa: S314
    return [path for path in paths if "H" not in path.get("d")]


def texts(svg):
    """Every text of the picture."""
    return ["".join(text.itertext()) for text in ET.fromstring(svg).iter(f"{SVG}text")]  # noqa: S314


def points(path):
    """The pixels that a path goes through."""
    return [(float(x), float(y)) for x, y in re.findall(r"([-\d.]+) ([-\d.]+)", path.get("d"))]


def test_the_picture_says_what_is_shown():
    """Title, subtitle, the names of both axes and of every line."""
    svg = curves([1, 2, 3], {"a": [1, 2, 3], "<b>": [3, 2, 1]}, title="T", subtitle="S", across="m", up="seconds")
    assert {"T", "S", "m", "seconds, linear", "a", "<b>"} <= {text.strip() for text in texts(svg)}


def test_points_stand_where_their_numbers_are():
    """A straight line is straight, and falls where its numbers fall."""
    (path,) = drawn(curves([0, 1, 2], {"a": [4, 3, 2]}, title="T"))
    (x0, y0), (x1, y1), (x2, y2) = points(path)
    assert x1 - x0 == pytest.approx(x2 - x1, abs=0.2)
    assert y1 - y0 == pytest.approx(y2 - y1, abs=0.2)
    assert y0 < y2  # the lower number stands lower


def test_a_logarithmic_axis_is_asked_for():
    """A power of x is a straight line where both axes are logarithmic, as error curves are."""
    x = np.logspace(-6, 0, 7)
    for scales in (("logarithmic", "logarithmic"), ("auto", "auto")):
        svg = curves(x, {"a": x**2}, title="T", up="error", scales=scales)
        steps = np.diff(points(*drawn(svg)), axis=0)
        np.testing.assert_allclose(steps, steps[:1].repeat(6, axis=0), atol=0.2)
        assert "error, logarithmic" in texts(svg)


def test_an_axis_is_linear_unless_asked():
    """Where a cost is flat it is drawn flat, however many decades lie between its least and its greatest value."""
    x = np.arange(5.0)
    svg = curves(x, {"a": [100.0, 1.0, 1e-3, 1e-6, 1e-9]}, title="T", up="cost")
    heights = [y for _, y in points(*drawn(svg))]
    assert heights[-3:] == pytest.approx(heights[-1:] * 3, abs=0.1)
    assert "cost, linear" in texts(svg)


def test_what_is_not_positive_leaves_a_gap_on_a_logarithmic_axis():
    """A zero has no place there; the line is broken."""
    (path,) = drawn(curves([1, 2, 3], {"a": [1, 0, 4]}, title="T", scales=("linear", "logarithmic")))
    assert path.get("d").count("M") == 2


def test_another_scale_is_refused():
    """The message lists those that there are."""
    with pytest.raises(cr.SettingError, match="a scale is one of linear, logarithmic, auto, got 'cubic'"):
        curves([1, 2], {"a": [1, 2]}, title="T", scales=("linear", "cubic"))


def test_lines_are_told_apart_without_colours():
    """No two of six lines have the same dashes and the same marker."""
    svg = curves([1, 2], {str(i): [i, i + 1] for i in range(6)}, title="T")
    marks = [path.get("d") for path in ET.fromstring(svg).iter(f"{SVG}path") if "mark" in (path.get("class") or "")]  # noqa: S314
    shapes = [re.sub(r"M[-\d.]+ [-\d.]+", "", mark) for mark in marks[::2]]
    looks = set(zip([path.get("stroke-dasharray") for path in drawn(svg)], shapes, strict=True))
    assert len(looks) == 6


def test_axis_names_do_not_touch_the_ticks():
    """There is room between the name of the axis and the first tick."""
    svg = curves([-4, 4], {"a": [0, 1]}, title="T", across="epoch")
    row = {text.text: float(text.get("x")) for text in ET.fromstring(svg).iter(f"{SVG}text")}  # noqa: S314
    assert row["-4"] - row["epoch"] > 20


def test_lines_of_another_length_are_refused():
    """The message names the line."""
    with pytest.raises(cr.ShapeError, match="'b' has 1 numbers, and x has 2; each line needs one for each x"):
        curves([1, 2], {"a": [1, 2], "b": [1]}, title="T")


def test_nothing_is_drawn_of_no_lines():
    """No lines make a frame."""
    assert not drawn(curves([1, 2], {}, title="T"))
