"""Reductions: NumPy's numbers with the reduced axis kept, letters counted, nothing refused."""

import re

import numpy as np
import pytest

import chainrule as cr
from chainrule.ops.reductions import count

T = np.random.default_rng(3).normal(size=(2, 3, 4))
t = cr.input("t", (2, 3, 4))
AXES = [0, 1, -1, (0, 2), (-1, 1), (), (0, 1, 2)]


def logsumexp(x, axis, keepdims):
    """The textbook formula, safe for numbers of about 1."""
    return np.log(np.sum(np.exp(x), axis=axis, keepdims=keepdims))


@pytest.mark.parametrize("axis", AXES)
@pytest.mark.parametrize(
    ("op", "formula"), [(cr.sum, np.sum), (cr.mean, np.mean), (cr.max, np.max), (cr.logsumexp, logsumexp)]
)
def test_reductions_keep_the_reduced_axis(op, formula, axis):
    """A reduction along some axes is NumPy's with `keepdims`."""
    (found,) = cr.evaluate([op(t, axis=axis)], {t: T})
    np.testing.assert_allclose(found, formula(T, axis=axis, keepdims=True), rtol=1e-14, atol=1e-15)


@pytest.mark.parametrize(
    ("op", "formula"), [(cr.sum, np.sum), (cr.mean, np.mean), (cr.max, np.max), (cr.logsumexp, logsumexp)]
)
def test_a_reduction_over_everything_is_a_number(op, formula):
    """Without an axis the shape is ()."""
    (found,) = cr.evaluate([op(t, axis=None)], {t: T})
    assert found.shape == ()
    assert found == pytest.approx(formula(T, axis=None, keepdims=False), rel=1e-14)


@pytest.mark.parametrize("axis", [0, (0, 2), None])
def test_softmax_and_its_logarithm_are_the_textbooks(axis):
    """Softmax is exp(x) / Σ exp(x), and log_softmax is x − log Σ exp(x)."""
    total = np.sum(np.exp(T), axis=axis, keepdims=True)
    softmax, logarithm = cr.evaluate([cr.softmax(t, axis=axis), cr.log_softmax(t, axis=axis)], {t: T})
    np.testing.assert_allclose(softmax, np.exp(T) / total, rtol=1e-14)
    np.testing.assert_allclose(logarithm, T - np.log(total), rtol=1e-13)


def test_softmax_takes_the_classes_of_a_column_together():
    """Without an axis each column, an example, sums to 1."""
    Z = cr.input("Z", ("k", "m"))
    (total,) = cr.evaluate([cr.sum(cr.softmax(Z), axis=0)], {Z: T[0]})
    np.testing.assert_allclose(total, np.ones((1, 4)), rtol=1e-14)


def test_reductions_of_letters():
    """A reduced letter becomes 1, the others stay."""
    X = cr.input("X", ("n", "m"))
    assert [cr.sum(X, axis=1).shape, cr.max(X, axis=0).shape, cr.mean(X).shape] == [("n", 1), (1, "m"), ()]
    assert [cr.logsumexp(X).shape, cr.softmax(X).shape] == [(1, "m"), ("n", "m")]


def test_a_sum_over_nothing_is_zero():
    """The empty sum is 0."""
    X = cr.input("X", (2, 0))
    assert [v.tolist() for v in cr.evaluate([cr.sum(X), cr.sum(X, axis=1)], {X: np.ones((2, 0))})] == [0, [[0], [0]]]


REFUSING = [cr.mean, cr.max, cr.logsumexp, cr.softmax, cr.log_softmax]


@pytest.mark.parametrize("op", REFUSING)
def test_nothing_has_no_mean_and_no_maximum(op):
    """Mean, max and what is built on max refuse an empty axis when they are made."""
    message = re.escape("there is no mean and no maximum over nothing: (2, 0), axis (1,) (made at test_reductions.py:")
    with pytest.raises(cr.ShapeError, match=f"^{message}\\d+\\)$"):
        op(cr.input("X", (2, 0)), axis=1)


@pytest.mark.parametrize("op", REFUSING)
def test_a_letter_that_turns_out_to_be_zero_is_refused_with_the_numbers(op):
    """When m gets the number 0, the refusal names the line on which the op was written."""
    X = cr.input("X", (2, "m"))
    node = op(X, axis=1)
    message = re.escape("there is no mean and no maximum over nothing: (2, 0), axis (1,) (made at test_reductions.py:")
    with pytest.raises(cr.ShapeError, match=f"^{message}{node.line[1]}\\)$"):
        cr.evaluate([node], {X: np.ones((2, 0))})


@pytest.mark.parametrize(("axis", "shape"), [(2, (2, 3)), (-3, (2, 3)), (0, ())])
def test_axes_that_do_not_exist_are_refused(axis, shape):
    """An axis beyond the rank is refused on the user's line."""
    message = re.escape(f"there is no axis {axis} in the shape {shape} (made at test_reductions.py:")
    with pytest.raises(cr.ShapeError, match=f"^{message}\\d+\\)$"):
        cr.sum(cr.input("X", shape), axis=axis)


def test_dimension_is_the_number_behind_a_letter():
    """`dimension("m")` is m, and that of a number is the number."""
    X = cr.input("X", ("n", "m"))
    nodes = [cr.dimension("m"), cr.dimension(7), 1 / cr.dimension("n")]
    assert [float(v) for v in cr.evaluate([X, *nodes], {X: np.ones((2, 5))})[1:]] == [5, 7, 0.5]


def test_count_multiplies_numbers_and_letters():
    """How many entries a reduction takes together is a product of letters and numbers."""
    X = cr.input("X", ("n", 3, "m"))
    nodes = [count(X, None), count(X, (1,)), count(X, (0, 2)), count(X, ())]
    assert [float(v) for v in cr.evaluate(nodes, {}, sizes={"n": 2, "m": 5})] == [30, 3, 10, 1]


def test_reductions_take_arrays():
    """An array in place of a node becomes a constant."""
    assert cr.evaluate([cr.sum(np.ones((2, 2))), cr.max([1.0, 3.0])], {}) == [4.0, 3.0]
