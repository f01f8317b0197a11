"""Lines of one level lie where the function has the level, and close or end at the border."""

import numpy as np
import pytest

from chainrule.readers.plot.marching_squares import isolines


def grid(function, across=(-2, 2, 41), upward=(-2, 2, 41)):
    """Places and the function's values on a grid."""
    x, y = np.linspace(*across), np.linspace(*upward)
    return x, y, function(*np.meshgrid(x, y))


def test_a_plane_has_its_exact_line():
    """On a linear function interpolation is exact: every point has the level, to the last digits."""
    x, y, z = grid(lambda x, y: 3 * x - 2 * y + 0.5, (-1, 2, 7), (-3, 1, 5))
    (line,) = isolines(x, y, z, 0.7)
    np.testing.assert_allclose(3 * line[:, 0] - 2 * line[:, 1] + 0.5, 0.7, atol=1e-12)
    assert len(line) > 5


def test_a_circle_is_one_closed_line_around_its_area():
    """x² + y² = 1 goes round once; its length and its area are 2π and π, up to the grid's h²."""
    x, y, z = grid(lambda x, y: x**2 + y**2)
    (line,) = isolines(x, y, z, 1.0)
    assert line[0].tolist() == line[-1].tolist()
    np.testing.assert_allclose(np.hypot(*line.T), 1, atol=0.004)
    assert np.hypot(*np.diff(line, axis=0).T).sum() == pytest.approx(2 * np.pi, rel=0.01)
    area = np.sum(line[:-1, 0] * line[1:, 1] - line[1:, 0] * line[:-1, 1]) / 2
    assert abs(area) == pytest.approx(np.pi, rel=0.01)


def test_open_lines_end_at_the_border():
    """A hyperbola has two branches, and each ends where the grid does."""
    x, y, z = grid(lambda x, y: x * y)
    lines = isolines(x, y, z, 0.5)
    assert len(lines) == 2
    assert all(np.abs(line[[0, -1]]).max(axis=1) == pytest.approx([2, 2]) for line in lines)


@pytest.mark.parametrize("seed", range(20))
def test_every_crossed_edge_is_passed_once(seed):
    """On random numbers: as many points as edges whose ends lie on both sides, each on a straight line between them."""
    z = np.random.default_rng(seed).normal(size=(6, 7))
    x, y = np.arange(7.0), np.arange(6.0)
    crossed = (np.diff(z > 0, axis=0)).sum() + (np.diff(z > 0, axis=1)).sum()
    lines = isolines(x, y, z, 0.0)
    points = [tuple(point) for line in lines for point in (line[:-1] if (line[0] == line[-1]).all() else line)]
    assert len(points) == len(set(points)) == crossed
    for along, up in points:
        column, row = int(np.floor(along)), int(np.floor(up))
        share = along - column + up - row
        one, other = z[row, column], z[row + (up > row), column + (along > column)]
        assert one + share * (other - one) == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize("turned", [False, True])
@pytest.mark.parametrize(("middle", "joined"), [(3.0, True), (-3.0, False)])
def test_a_saddle_is_joined_by_the_mean_of_its_corners(middle, joined, turned):
    """Two high corners across a cell are one piece where the mean is above the level, and two where it is below."""
    high, low = (4.0, -1.0) if joined else (1.0, -4.0)
    assert np.sign(2 * high + 2 * low) == np.sign(middle)
    cell = np.array([[high, low], [low, high]])
    lines = isolines(np.arange(2.0), np.arange(2.0), cell[::-1] if turned else cell, 0.0)
    assert len(lines) == 2
    for line in lines if turned else ():  # turned back
        line[:, 1] = 1 - line[:, 1]
    # a line that cuts off the lower left corner runs between its two edges there
    cuts_high = any({0.0} <= set(line[:, 0].tolist()) and {0.0} <= set(line[:, 1].tolist()) for line in lines)
    assert cuts_high is not joined


def test_a_cell_with_a_corner_that_is_not_finite_has_no_line():
    """The line breaks around a NaN, and nothing else changes."""
    x, y, z = grid(lambda x, _: x, (-1, 1, 4), (0, 4, 5))
    z[2, 1] = np.nan
    assert len(isolines(x, y, z, 0.0)) == 2


@pytest.mark.parametrize("level", [-9.0, 9.0])
def test_a_level_that_is_not_reached_has_no_line(level):
    """Nothing is drawn of it."""
    assert isolines(*grid(lambda x, y: x + y), level) == []
