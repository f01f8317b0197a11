"""Landscapes: iterates lie where the landscape says, and the picture says what the arrays say."""

import re

import numpy as np
import pytest
from tests.readers.reading_plots import as_printed, read_back

import chainrule as cr
from chainrule.errors import SettingError
from chainrule.movement.costs import Costs
from chainrule.readers.movement.ground import levels_of

RNG = np.random.default_rng(7)
BOARD = """
data   x (1, m) = [[1, 2, 3, 4]], y (1, m) = [[2, 1, 3, 5]]
params w = 0, b = 0
L = mean((w*x + b - y)**2)
"""


def recorded(seed, sizes=(3, 4, 2), **choices):
    """A short recorded run of a random network on random rows, and the network."""
    rng = np.random.default_rng(seed)
    network = cr.Network(sizes, hidden="tanh", output="identity", loss="squared_error", seed=seed, dtype="float64")
    rows = rng.normal(size=(24, sizes[0]))
    settings = {"optimizer": cr.SGD(0.1), "batch_size": 6, "epochs": 3, "record": True, **choices}
    return network, network.train(rows, rng.normal(size=(24, sizes[-1])), **settings)


def test_a_landscape_of_two_parameters_has_the_closed_form():
    """For L = mean (w x + b − y)², every point, iterate and plane cost is the formula's."""
    found = cr.whiteboard(BOARD).landscape(start=(-1, 3), settings={"optimizer": cr.SGD(0.05), "batch_size": "full"})

    def cost(w, b):
        return np.mean([(w * x + b - y) ** 2 for x, y in ((1, 2), (2, 1), (3, 3), (4, 5))], axis=0)

    np.testing.assert_allclose(found.cost, cost(found.a[None, :], found.b[:, None]), rtol=1e-12)
    (path,) = found.paths
    np.testing.assert_allclose(path.cost, cost(*path.places.T), rtol=1e-12)
    np.testing.assert_allclose(path.plane_cost, path.cost, rtol=1e-12)
    assert path.places[0].tolist() == [-1, 3]
    assert path.share == pytest.approx(1)
    assert found.scale == "L, the mean over 4 examples"


@pytest.mark.parametrize("seed", range(5))
def test_the_path_of_a_run_lies_on_its_landscape(seed):
    """Over the path's own plane: places, true costs and plane costs are those of record, evaluation and plane."""
    network, run = recorded(seed)
    found = run.landscape(points=11)
    (path,) = found.paths
    costs = Costs(network.architecture, run.record.examples)
    np.testing.assert_allclose(path.cost, [costs.at(theta) for theta in run.record.path], rtol=1e-12)
    plane = found.plane
    for place, cost in zip(path.places, path.plane_cost, strict=True):
        direct = costs.plane(plane.origin, plane.u, plane.v, place[:1], place[1:])
        assert direct.item() == pytest.approx(cost, rel=1e-12)
    nearest = plane.origin + path.places @ np.stack([plane.u, plane.v])
    np.testing.assert_allclose(path.distances, np.linalg.norm(run.record.path - nearest, axis=1), rtol=1e-9, atol=1e-12)
    assert path.plane_cost[-1] == pytest.approx(path.cost[-1], rel=1e-12)  # the end lies on the plane


def require_numbers_of(picture, found):
    """The numbers of a picture, once they are those of the landscape to the printed digits."""
    drawn = read_back(picture)
    (field,) = (mark.numbers for mark in drawn if mark.name == found.scale)
    np.testing.assert_array_equal(field["value"], as_printed(found.cost, 4))
    np.testing.assert_array_equal(field["x"], as_printed(found.a))
    np.testing.assert_array_equal(field["y"], as_printed(found.b))
    for path in found.paths:
        line, dots = (mark.numbers for mark in drawn if mark.name == path.name)
        for mark in (line, dots):
            np.testing.assert_array_equal(mark["x"], as_printed(path.places[:, 0]))
            np.testing.assert_array_equal(mark["y"], as_printed(path.places[:, 1]))
    return drawn


@pytest.mark.parametrize("seed", [*range(4), *(pytest.param(seed, marks=pytest.mark.slow) for seed in range(4, 50))])
def test_every_number_of_a_picture_is_that_of_the_run(seed):
    """Costs, iterates, true costs and levels are read back out of the SVG, which is smaller than 300 KB."""
    _, run = recorded(seed)
    found = run.landscape(points=15)
    picture = found.svg()
    drawn = require_numbers_of(picture, found)
    for name, cost in (
        ("true cost", found.paths[0].cost),
        ("cost of the nearest place on the plane", found.paths[0].plane_cost),
    ):
        (line,) = (mark.numbers for mark in drawn if mark.name == name)
        np.testing.assert_array_equal(line["y"], as_printed(cost))
    levels = [mark.numbers["value"].item() for mark in drawn if mark.name == "level"]
    assert sorted(levels) == list(levels_of(found.cost))
    assert len(picture.encode()) < 300_000


def test_a_picture_of_101_points_is_smaller_than_300_kilobytes():
    """And it has a dot for each iterate: as many markers as the path has places."""
    _, run = recorded(1, epochs=20)
    found = run.landscape(points=101)
    picture = found.svg()
    assert len(picture.encode()) < 300_000
    (dots,) = re.findall(r'class="mark [^>]* data-name="[^>]*"', picture)
    assert dots.count("M") == len(found.paths[0]) == 81


def test_a_function_of_two_parameters_has_a_landscape():
    """Rosenbrock's valley, without any data: (1 − x)² + 100 (y − x²)², and a path on it."""
    board = cr.whiteboard("""
        params x = -1.5, y = 2
        L = (1 - x)**2 + 100*(y - x**2)**2
    """)
    found = board.landscape(start=(-1.5, 2), settings={"optimizer": cr.Adam(0.05), "epochs": 50})
    x, y = found.a[None, :], found.b[:, None]
    np.testing.assert_allclose(found.cost, (1 - x) ** 2 + 100 * (y - x**2) ** 2, rtol=1e-12, atol=1e-12)
    assert found.scale == "L, a function of the parameters alone"
    assert found.paths[0].name == "adam, η = 0.05"
    assert found.paths[0].cost[-1] < found.paths[0].cost[0]


def test_several_starts_are_several_paths():
    """Places, entries by name and whole thetas begin a path each; the board stands where it stood."""
    board = cr.whiteboard(BOARD)
    starts = [(1, 1), {"w": 2.0}, np.array([-1.0, 0.5])]
    found = board.landscape(("b", "w"), start=starts, settings={"optimizer": cr.SGD(0.01), "epochs": 2})
    assert [path.places[0].tolist() for path in found.paths] == [[1, 1], [0, 2], [-1, 0.5]]
    assert [path.name[-7:] for path in found.paths] == ["start 1", "start 2", "start 3"]
    with pytest.raises(SettingError, match="has not been trained"):
        board.theta  # noqa: B018


def test_a_record_of_parts_is_enough_where_the_rest_stood_still():
    """With all else frozen the path of b1 alone is that of theta; where others moved, the message says what to keep."""
    network, run = recorded(3, record=("W1[0,1]", "b1[0,0]"))
    with pytest.raises(
        SettingError, match=r"only 2 of 26 entries of theta, and others moved too; train\(record=True\)"
    ):
        run.landscape(("W1[0,1]", "b1[0,0]"))
    network.freeze("W1", "W2", "b2")
    rows = RNG.normal(size=(8, 3))
    run = network.train(rows, rows[:, :2], record=("b1",), epochs=3, batch_size=4)
    path = run.landscape(("b1[0,0]", "b1[1,0]"), points=5).paths[0]
    np.testing.assert_allclose(path.places, run.record.path[:, :2])


@pytest.mark.parametrize(
    ("choice", "message"),
    [
        ({"directions": "path"}, r"there is no path yet; train\(record=True\) keeps one, and start= begins one"),
        ({"directions": "W"}, r"directions are 'path', 'random' or two entries \('w', 'b'\), not 'W'"),
        ({"span": "x"}, r"span is a number, \(low, high\), or such a pair for each axis, not 'x'"),
        ({"span": (2, 1)}, r"span is a number, \(low, high\)"),
        ({"points": 1}, "points"),
        ({"start": 3}, r"a start is a place on the plane, \(a, b\), entries by name"),
        ({"start": (1, 2, 3)}, "or a whole theta of 2 entries"),
        ({"start": (0, 0), "settings": {"rate": 1}}, "a run has the settings optimizer, batch_size, .* and no 'rate'"),
    ],
)
def test_what_cannot_be_looked_at_is_refused(choice, message):
    """Each message says what was needed."""
    with pytest.raises(SettingError, match=message):
        cr.whiteboard(BOARD).landscape(**choice)


def test_spans_are_as_they_are_said():
    """A number is −s to s, a pair holds for both axes, two pairs for one each."""
    board = cr.whiteboard(BOARD)
    for span, ends in ((2, [-2, 2, -2, 2]), ((0, 1), [0, 1, 0, 1]), (((0, 1), (2, 3)), [0, 1, 2, 3])):
        found = board.landscape(span=span, points=3)
        assert [found.a[0], found.a[-1], found.b[0], found.b[-1]] == ends


@pytest.mark.parametrize("low", [0.0, 0.5, -3.0])
def test_levels_rise_between_the_least_and_the_greatest(low):
    """They lie inside of the range, grow apart from the least on, and around 0 where costs change sign."""
    levels = np.array(levels_of(np.array([[low, 20.0, np.nan, np.inf]])))
    assert low < levels[0] < levels[-1] < 20
    if low < 0:
        assert 0 in levels
    else:
        np.testing.assert_allclose(np.diff(levels - low, n=1)[1:] / np.diff(levels - low)[:-1], 1.6, rtol=0.2)


def test_a_notebook_shows_the_picture():
    """The display of a landscape holds its SVG."""
    found = cr.whiteboard(BOARD).landscape(points=5)
    assert "<svg" in found._repr_html_()
    assert repr(found).startswith("<landscape of 5 × 5 points over w and b: ")
