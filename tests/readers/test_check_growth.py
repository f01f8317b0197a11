"""What both ways cost over m: 2m evaluations against one backward pass."""

import numpy as np
import pytest

from chainrule.readers.check.growth import Growth, exponents, measure_growth, two_layers


def test_differences_evaluate_twice_for_each_parameter():
    """The count is 2m, and its time is that of as many evaluations."""
    point = Growth(m=1000, evaluation_seconds=1e-3, backward_seconds=2e-3)
    assert (point.evaluations, point.differences_seconds) == (2000, pytest.approx(2.0))


def test_the_exponents_are_those_of_the_lecture_where_an_evaluation_takes_time_like_m():
    """O(m) for each of 2m evaluations is O(m²), beside O(m) for a backward pass."""
    points = [Growth(m, 1e-9 * m, 3e-9 * m) for m in (10, 100, 1000)]
    assert exponents(points) == (2.0, 1.0)


def test_models_grow_with_their_units():
    """M = units² + 2·units, for each size one point, with times that were measured."""
    points = measure_growth([2, 8], repeats=2)
    assert [point.m for point in points] == [8, 80]
    assert all(point.evaluation_seconds > 0 and point.backward_seconds > 0 for point in points)


def test_another_family_may_be_measured():
    """A function that makes a graph of a size and its leaves is all it takes."""
    (point,) = measure_growth([3], repeats=1, make=lambda size: two_layers(size + 1))
    assert point.m == 24


def test_the_family_has_finite_numbers():
    """The network that is measured has a cost that is a number."""
    graph, values = two_layers(4)
    assert {name: array.shape for name, array in values.items()} == {
        name: leaf.shape for name, leaf in graph.leaves.items()
    }
    assert all(np.isfinite(array).all() for array in values.values())
