"""Norms: what they make of numbers, that they are what is written out at length, and what they refuse."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.graph.evaluate import evaluate

RNG = np.random.default_rng(0)
SHAPES = {1: (6,), 2: (4, 6), 3: (3, 4, 5), 4: (3, 2, 4, 5)}
X = {rank: 3 + 2 * RNG.normal(size=shape) for rank, shape in SHAPES.items()}
BATCH = {1: 0, 2: 1, 3: (0, 2), 4: (0, 2, 3)}  # the axes of the examples
UNITS = {1: 0, 2: 0, 3: 2, 4: 3}
LONG_HAND = {
    "batch_norm": lambda x, axis, eps: (
        (x - cr.mean(x, axis)) / cr.sqrt(cr.mean((x - cr.mean(x, axis)) ** 2, axis) + eps)
    ),
    "rms_norm": lambda x, axis, eps: x / cr.sqrt(cr.mean(x * x, axis) + eps),
}
LONG_HAND["layer_norm"] = LONG_HAND["batch_norm"]


def made(node, x, numbers):
    """What a node is, for the numbers of its one leaf."""
    return evaluate([node], {x: numbers})[0]


@pytest.mark.parametrize("rank", SHAPES)
def test_batch_norm_goes_along_the_examples_and_the_others_along_the_units(rank):
    """Columns are examples; of images all but the channels are taken together, of sequences (m, t, d) the last axis."""
    x, numbers = cr.input("x", SHAPES[rank]), X[rank]
    for name, axes in (("batch_norm", BATCH), ("layer_norm", UNITS)):
        out = made(getattr(cr, name)(x, epsilon=0), x, numbers)
        np.testing.assert_allclose(out.mean(axis=axes[rank]), 0, atol=1e-14)
        np.testing.assert_allclose(out.var(axis=axes[rank]), 1, rtol=1e-13)
    out = made(cr.rms_norm(x, epsilon=0), x, numbers)
    np.testing.assert_allclose((out**2).mean(axis=UNITS[rank]), 1, rtol=1e-13)


@pytest.mark.parametrize("name", LONG_HAND)
@pytest.mark.parametrize("rank", SHAPES)
def test_a_norm_and_its_slopes_are_those_of_what_is_written_out(name, rank):
    """Mean and variance written out give the same numbers, first and second derivatives, to 1e-12."""
    x, g = cr.input("x", SHAPES[rank]), cr.constant(RNG.normal(size=SHAPES[rank]))
    axes = (BATCH if name == "batch_norm" else UNITS)[rank]
    values = []
    for node in (getattr(cr, name)(x, epsilon=1e-3), LONG_HAND[name](x, axes, 1e-3)):
        slope = cr.gradient(cr.sum(g * node), x)
        values.append([made(one, x, X[rank]) for one in (node, slope, cr.gradient(cr.sum(slope**3), x))])
    for short, long in zip(*values, strict=True):
        np.testing.assert_allclose(short, long, rtol=1e-12, atol=1e-12 * np.abs(long).max())


@pytest.mark.parametrize("name", LONG_HAND)
def test_what_is_all_alike_stays_finite(name):
    """ε keeps a root from being 0: a unit that is the same in all examples becomes 0, and so does its slope."""
    x = cr.input("x", (2, 3))
    node = getattr(cr, name)(x)
    slope = cr.gradient(cr.sum(node * np.arange(6.0).reshape(2, 3)), x)
    for one in (node, slope):
        assert np.isfinite(made(one, x, np.zeros((2, 3)))).all()
    if name != "rms_norm":
        np.testing.assert_array_equal(made(node, x, np.full((2, 3), 7.0)), 0)


def test_a_norm_of_one_number_is_refused():
    """There is nothing that it could be compared with."""
    with pytest.raises(cr.ShapeError, match="batch_norm takes several entries together, and this is one number"):
        cr.batch_norm(cr.input("x"))


@pytest.mark.parametrize("epsilon", [-1.0, float("nan"), float("inf")])
def test_what_is_added_below_the_root_is_no_less_than_0(epsilon):
    """A root of less than 0 is none."""
    with pytest.raises(cr.ShapeError, match="what is added below the root is a number from 0"):
        cr.layer_norm(cr.input("x", (2, 3)), epsilon=epsilon)
