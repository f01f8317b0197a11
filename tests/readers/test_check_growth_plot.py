"""The plot of what a gradient costs."""

import re
from xml.etree import ElementTree as ET

import pytest

from chainrule.readers.check.growth import Growth
from chainrule.readers.check.growth_plot import growth_plot

POINTS = [Growth(10, 0.001, 0.004), Growth(100, 0.01, 0.04), Growth(1000, 0.1, 0.4)]


def test_plot_is_well_formed_and_says_what_it_shows():
    """A title, a description in numbers, and the fitted powers at the ends of the lines."""
    tree = ET.fromstring(growth_plot(POINTS))  # noqa: S314 - our own text
    words = " ".join(tree.itertext())
    said = "2,000 evaluations, of which one was timed, would take 200 s, and one backward pass took 0.4 s."
    assert f"For 1,000 parameters, {said}" in words
    assert "of the 2m evaluations one was timed" in words
    assert "central differences: m^2" in words
    assert "one backward pass: m^1" in words


def test_points_lie_where_the_axes_say():
    """On logarithmic axes equal factors are equal distances, and m² climbs twice as fast as m."""
    climbs = []
    for path in re.findall(r'class="line" d="M([^"]+)"', growth_plot(POINTS)):
        (x0, y0), (x1, y1), (x2, y2) = (map(float, point.split()) for point in path.split("L"))
        assert x1 - x0 == pytest.approx(x2 - x1, abs=0.2)
        assert y0 - y1 == pytest.approx(y1 - y2, abs=0.2)
        climbs.append(y0 - y2)
    assert climbs[0] == pytest.approx(2 * climbs[1], rel=0.01)
