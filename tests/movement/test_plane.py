"""Planes: their places are the nearest ones, and they keep as much of a path as two directions can."""

import numpy as np
import pytest

from chainrule.architecture.theta import Layout
from chainrule.errors import SettingError
from chainrule.movement.plane import Plane, entries_plane, path_plane, random_plane

RNG = np.random.default_rng(2)
LAYOUT = Layout({"W": (3, 4), "b": (3, 1), "F": (2, 1, 3, 3), "c": (1,)})


def test_the_nearest_place_is_the_least_squares_one():
    """places() agrees with numpy's lstsq for directions that are neither orthogonal nor of length 1."""
    origin, u, v = RNG.normal(size=(3, 9))
    thetas = RNG.normal(size=(5, 9))
    plane = Plane(origin, u, v, ("a", "b"))
    found, residuals, *_ = np.linalg.lstsq(np.stack([u, v]).T, (thetas - origin).T, rcond=None)
    np.testing.assert_allclose(plane.places(thetas), found.T, rtol=1e-12)
    np.testing.assert_allclose(plane.distances(thetas) ** 2, residuals, rtol=1e-12)
    np.testing.assert_allclose(plane.distances([plane.at(0.3, -2)]), 0, atol=1e-14)


def test_places_over_two_entries_are_their_values():
    """The place of a theta over W[0,1] and c is (W[0,1], c), and everything else is the origin's."""
    theta = RNG.normal(size=LAYOUT.size)
    plane = entries_plane(LAYOUT, theta, "W[0,1]", "c")
    assert plane.places(theta[None]).tolist() == [[theta[1], theta[-1]]]
    np.testing.assert_array_equal(plane.at(theta[1], theta[-1]), theta)
    assert plane.names == ("W[0,1]", "c")


def test_the_plane_of_a_path_keeps_what_the_two_largest_singular_values_keep():
    """Its share is (σ₁² + σ₂²)/Σσ² of θₖ − θ_end, no other plane keeps more, and the end lies on it."""
    path = np.cumsum(RNG.normal(size=(12, 6)) * [4, 2, 1, 1, 0.5, 0.1], axis=0)
    plane = path_plane([path])
    squares = np.linalg.svd(path - path[-1], compute_uv=False) ** 2
    assert plane.share(path) == pytest.approx(squares[:2].sum() / squares.sum(), rel=1e-12)
    np.testing.assert_array_equal(plane.at(0, 0), path[-1])
    for _ in range(50):
        assert Plane(path[-1], *RNG.normal(size=(2, 6)), ("a", "b")).share(path) <= plane.share(path)


def test_a_path_in_a_plane_is_explained_wholly():
    """A path that moves along two directions only lies on its plane: share 1, distances 0."""
    path = RNG.normal(size=(8, 2)) @ RNG.normal(size=(2, 30)) + RNG.normal(size=30)
    plane = path_plane([path])
    assert plane.share(path) == pytest.approx(1, rel=1e-12)
    np.testing.assert_allclose(plane.distances(path), 0, atol=1e-12)


def test_filters_of_a_random_direction_are_as_long_as_those_of_theta():
    """Each row of W and each kernel of F has theta's norm; biases and single numbers stand still."""
    theta = RNG.normal(size=LAYOUT.size)
    plane = random_plane(LAYOUT, theta, seed=3)
    for direction in (plane.u, plane.v):
        for name, axes in (("W", (1,)), ("F", (1, 2, 3))):
            lengths = [np.sqrt((LAYOUT.view(one, name) ** 2).sum(axis=axes)) for one in (direction, theta)]
            np.testing.assert_allclose(*lengths, rtol=1e-12)
        assert not LAYOUT.view(direction, "b").any()
        assert not LAYOUT.view(direction, "c").any()
    np.testing.assert_array_equal(plane.u, random_plane(LAYOUT, theta, seed=3).u)


@pytest.mark.parametrize(
    ("first", "second", "message"),
    [
        ("W[0,1]", "W[0,1]", r"a plane needs two directions that are not on one line; W\[0,1\] is one"),
        ("W", "c", r"W has 12 entries; a plane is over one of them, such as W\[0,0\]"),
        ("W[9,1]", "c", r"W is \(3, 4\), so it has no entry 'W\[9,1\]'"),
    ],
)
def test_what_is_no_plane_is_refused(first, second, message):
    """Two entries are needed, and the message says which there are."""
    with pytest.raises(SettingError, match=message):
        entries_plane(LAYOUT, np.zeros(LAYOUT.size), first, second)


def test_a_straight_path_gets_a_direction_across():
    """All along one line: the first direction explains it wholly, the second is at a right angle, of length 1."""
    path = np.outer(np.arange(5.0), [1.0, 2, 0, 2])
    plane = path_plane([path])
    assert plane.share(path) == pytest.approx(1)
    assert plane.u @ plane.v == pytest.approx(0)
    assert np.linalg.norm(plane.v) == pytest.approx(1)
    np.testing.assert_allclose(plane.places(path)[:, 1], 0, atol=1e-15)


def test_one_entry_makes_no_plane():
    """The message says what shows it."""
    with pytest.raises(SettingError, match=r"one entry alone makes no plane; slice\(…\) shows the cost over it"):
        path_plane([np.arange(4.0)[:, None]])
