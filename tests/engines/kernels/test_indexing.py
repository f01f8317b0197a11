"""What is read and added at an index is what the ops of that name compute, within the memory of the axis."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.ops import ALL_OPS

pytest.importorskip("numba")
from chainrule.engines.kernels import indexing
from chainrule.engines.kernels.decorators import program


@program
def gather(x, index, axis, out):
    """As a compiled program calls it."""
    indexing.gather(x, index, axis, out)


@program
def scatter_add(x, index, axis, out):
    """As a compiled program calls it."""
    indexing.scatter_add(x, index, axis, out)


@program
def pick(x, index, axis, out):
    """As a compiled program calls it."""
    indexing.pick(x, index, axis, out)


def expected(name, x, index, axis, shape):
    """What the op computes."""
    leaf, places = cr.input("x", x.shape), cr.input("t", index.shape, kind="index")
    (found,) = cr.evaluate([ALL_OPS[name](leaf, places, axis=axis, shape=shape)], {leaf: x, places: index})
    return found


@pytest.mark.parametrize("axis", [0, 1, 2])
@pytest.mark.parametrize("index", [np.array([2, 0, 2, 1]), np.array([[1, 1], [0, 2]], np.uint8)])
def test_reading_and_adding_are_those_of_the_ops(axis, index):
    """Along every axis, at places of one axis and of two, some of them twice."""
    rng = np.random.default_rng(0)
    whole = [4, 5, 2]
    whole[axis] = 3
    part = (*whole[:axis], *index.shape, *whole[axis + 1 :])
    x, g = rng.normal(size=whole), rng.normal(size=part)
    out, back = np.empty(part), np.full(whole, np.nan)
    gather(x, index, axis, out)
    scatter_add(g, index, axis, back)
    assert np.array_equal(out, expected("gather", x, index, axis, part))
    np.testing.assert_allclose(back, expected("scatter_add", g, index, axis, tuple(whole)), rtol=1e-14)


@pytest.mark.parametrize("axis", [0, 1])
def test_picking_is_that_of_the_op(axis):
    """Of columns and of rows, from an array in either order."""
    x, index = np.random.default_rng(0).normal(size=(4, 4)), np.array([[3, 0, 0, 2]])
    for one in (x, np.asfortranarray(x)):
        out = np.empty((1, 4))
        pick(one, index, axis, out)
        assert np.array_equal(out, expected("pick", x, index, axis, (1, 4)))


def test_memory_beyond_an_axis_is_never_reached():
    """A place that is none is the nearest one, as `np.take` has it with mode="clip"."""
    x, index, out = np.arange(6.0).reshape(2, 3), np.array([-1, 7, 1]), np.empty((2, 3))
    gather(x, index, 1, out)
    assert np.array_equal(out, np.take(x, index, axis=1, mode="clip"))
