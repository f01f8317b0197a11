"""Random points: distinct sizes, finite gradients, and values for what nobody gave."""

from fractions import Fraction
from itertools import product

import numpy as np
import pytest

import chainrule as cr
from chainrule.boards.random_values import complete_values, draw_sizes
from chainrule.tutor.factors import Factor, guess_factor
from chainrule.tutor.points import RandomPoints

GRAPH = cr.Graph({"L": cr.sum(cr.parameter("W", ("k", "n")) @ cr.input("X", ("n", "m")))}, {}, (cr.input("z", (3, 2)),))


@pytest.mark.parametrize("seed", range(20))
def test_sizes_are_distinct_and_above_one(seed):
    """No letter has the size of another, of a number in a shape, or 1."""
    sizes = draw_sizes(GRAPH, np.random.default_rng(seed))
    assert set(sizes) == {"k", "m", "n"}
    assert len({*sizes.values(), 1, 2, 3}) == 6


def test_given_values_fix_their_letters():
    """What is drawn fits what is given, and what is given stays."""
    X = np.ones((4, 7))
    values = complete_values(GRAPH, {"X": X}, np.random.default_rng(0))
    assert values["X"] is X
    assert values["W"].shape[1] == 4
    assert values["z"].shape == (3, 2)


def test_points_lie_where_the_gradient_is_a_number():
    """A logarithm gets points at which it has a value."""
    w = cr.parameter("w")
    cost = cr.log(w) * cr.sqrt(1 - w)
    points = RandomPoints(cr.Graph({"L": cost}), cr.gradient(cost, w), cost, np.random.default_rng(0))
    assert points.same(w + w, 2 * w)
    assert not points.same(w + w, w)


def test_both_sides_of_a_corner_are_seen():
    """A formula that holds on one side of 0 only is not the same."""
    w = cr.parameter("w")
    points = RandomPoints(cr.Graph({"L": w}), cr.relu(w), w, np.random.default_rng(0))
    assert not points.same(w, cr.relu(w))
    assert not points.same(0 * w, cr.relu(w))


def test_a_factor_is_told_with_its_letters():
    """m/2 times a matrix is recognized, and the matrix itself has the factor 1."""
    W, L = GRAPH.node("W"), GRAPH.node("L")
    points = RandomPoints(GRAPH, W, L, np.random.default_rng(0))
    factors = [points.factor(cr.dimension("m") * W / 2, W), points.factor(-W, W), points.factor(W * W, W)]
    assert [str(factor) for factor in factors] == ["m/2", "−1", "None"]


@pytest.mark.parametrize(
    ("ratios", "text"),
    [
        ([1 / 3, 1 / 5], "1/m"),
        ([3.0, 5.0], "m"),
        ([-2 / 3, -2 / 5], "−2/m"),
        ([9.0, 25.0], "m·m"),
        ([3 * 4.0, 5 * 2.0], "k·m"),
        ([1 / 12, 1 / 10], "1/(k·m)"),
        ([1 / 24, 1 / 20], "1/(2·k·m)"),
        ([0.5, 0.5], "1/2"),
        ([0.5, 0.7], "None"),
        ([0.0, 1.0], "None"),
        ([float("nan"), 1.0], "None"),
    ],
)
def test_factors_are_guessed_as_people_write_them(ratios, text):
    """The plainest fraction of letters and small numbers, or nothing."""
    assert str(guess_factor(ratios, [{"m": 3, "k": 4}, {"m": 5, "k": 2}])) == text


@pytest.mark.parametrize("beside", [0.0, 0.9e-9, -0.9e-9, 1.1e-9, -1.1e-9])
def test_a_factor_is_the_nearest_plain_fraction(beside):
    """As exact arithmetic finds it: with parts up to 24, to a billionth, and none beyond."""
    for above, below in product(range(1, 27), repeat=2):
        for sign in (1, -1):
            number = sign * above / below * (1 + beside)
            nearest = Fraction(number).limit_denominator(24)
            plain = abs(nearest.numerator) <= 24 and abs(number - nearest) <= 1e-9 * abs(nearest)
            assert guess_factor([number], [{}]) == (Factor(nearest) if plain else None), number


def test_a_factor_and_its_inverse_make_one():
    """What is missing is one over what is there."""
    factor = guess_factor([1.5, 2.5], [{"m": 3}, {"m": 5}])
    assert isinstance(factor, Factor)
    assert factor.at({"m": 7}) * factor.inverse.at({"m": 7}) == 1
    assert str(factor.inverse) == "2/m"
