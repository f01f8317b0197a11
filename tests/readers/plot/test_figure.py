"""The looks of lines: markers have the shape that they are called by, and stand around their point."""

import re

import numpy as np
import pytest

from chainrule.readers.plot.looks import MARKERS

STEPS = {"m": 2, "l": 2, "h": 1, "v": 1, "a": 7, "z": 0}


def corners(path):
    """The corners of a path of relative commands that ends where it began."""
    at, found = np.zeros(2), []
    for command, rest in re.findall(r"([mlhvaz])([^mlhvaz]*)", path):
        numbers = [float(number) for number in re.findall(r"-?\d*\.?\d+", rest)]
        assert len(numbers) % max(STEPS[command], 1) == 0
        for start in range(0, len(numbers), STEPS[command] or 1):
            some = numbers[start : start + STEPS[command]]
            at = at + {"h": lambda x: (x, 0), "v": lambda y: (0, y)}.get(command, lambda *xy: xy[-2:])(*some)
            found.append(at)
    return np.unique(np.round(found, 6), axis=0)


@pytest.mark.parametrize(("name", "count"), [("circle", 2), ("square", 4), ("triangle", 3), ("diamond", 4)])
def test_a_marker_has_its_corners_around_its_point(name, count):
    """Arcs in the circle alone; a square lies on its side, a diamond stands on its corner."""
    path, found = MARKERS[name], corners(MARKERS[name])
    assert len(found) == count
    assert ("a" in path) is (name == "circle")
    distances = np.hypot(*found.T)
    assert distances.min() > 2
    assert distances.max() < 5.5
    if name == "triangle":
        assert np.isclose(found[:, 0].mean(), 0)
    else:
        np.testing.assert_allclose(found.mean(axis=0), 0, atol=1e-9)
        on_axes = (np.abs(found) < 1e-9).any(axis=1)
        assert on_axes.all() if name in ("circle", "diamond") else not on_axes.any()
    assert path.endswith("z")
