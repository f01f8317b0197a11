"""Ops on axes: matrix products, broadcasting and its adjoint, reshape, concatenate, slices."""

import re

import numpy as np
import pytest

import chainrule as cr
from chainrule.ops import ALL_OPS

rng = np.random.default_rng(2)
A, B = rng.normal(size=(3, 4)), rng.normal(size=(4, 2))
a, b = cr.input("a", (3, 4)), cr.input("b", (4, 2))
V = np.arange(5.0)
v = cr.input("v", 5)
T = rng.normal(size=(2, 3, 4))
t = cr.input("t", (2, 3, 4))
NUMBERS = {a: A, b: B, v: V, t: T}


def value(node):
    """The number of a node over a, b, v and t."""
    return cr.evaluate([node], NUMBERS)[0]


def refusal(error, make):
    """The message of the error that `make` ends with, its line cut off."""
    with pytest.raises(error) as caught:
        make()
    message, line = str(caught.value).rsplit(" (made at ", 1)
    assert re.fullmatch(r"test_linear\.py:\d+\)", line)
    return message


# ---- matrix product and transpose ---------------------------------------------------------------------------------


def test_matmul_is_numpys():
    """W @ X is the matrix product."""
    np.testing.assert_array_equal(value(a @ b), A @ B)
    np.testing.assert_array_equal(value(cr.matmul(a, b)), A @ B)


def test_matmul_of_letters():
    """(k, n) @ (n, m) is (k, m), without a number in sight."""
    assert (cr.parameter("W", ("k", "n")) @ cr.input("X", ("n", "m"))).shape == ("k", "m")


@pytest.mark.parametrize(
    ("left", "right", "message"),
    [
        (("N", 3), (2, 3), "matmul needs equal inner sizes, got (N, 3) @ (2, 3): 3 ≠ 2"),
        (("k", "n"), ("m", "n"), "matmul needs equal inner sizes, got (k, n) @ (m, n): n ≠ m"),
        ((3,), (2, 3), "matmul needs equal inner sizes, got (3,) @ (2, 3): 3 ≠ 2"),
        (("n",), ("m",), "matmul needs equal inner sizes, got (n,) @ (m,): n ≠ m"),
        ((2, 2, 2), (2,), "matmul of a vector needs a vector or a matrix, got (2, 2, 2) @ (2,)"),
        (("b", 2, 2), ("c", 2, 2), "matmul of stacks needs equal leading axes, got (b, 2, 2) @ (c, 2, 2)"),
        ((), (3, 2), "matmul needs vectors or matrices, got () @ (3, 2); * multiplies by a number"),
    ],
)
def test_matmul_refuses_what_does_not_fit(left, right, message):
    """A matrix product of what does not fit is refused on the user's line."""
    assert refusal(cr.ShapeError, lambda: cr.input("l", left) @ cr.input("r", right)) == message


@pytest.mark.parametrize(
    ("left", "right", "result"),
    [
        *((("n",), ("n",), ()), (("k", "n"), ("n",), ("k",)), (("n",), ("n", "k"), ("k",))),
        *((("b", "k", "n"), ("b", "n", "m"), ("b", "k", "m")), (("b", "t", "n"), ("n", "m"), ("b", "t", "m"))),
        (("k", "n"), ("b", "n", "m"), ("b", "k", "m")),
    ],
)
def test_matmul_of_vectors_and_stacks_has_numpys_shape(left, right, result):
    """In letters what NumPy has in numbers, and NumPy's numbers."""
    sizes = {"n": 3, "k": 2, "m": 4, "b": 5, "t": 6}
    x, y = cr.input("x", left), cr.input("y", right)
    X, Y = (rng.normal(size=[sizes[d] for d in shape]) for shape in (left, right))
    assert (x @ y).shape == result
    np.testing.assert_array_equal(cr.evaluate([x @ y], {x: X, y: Y})[0], X @ Y)


def test_swapaxes_is_numpys():
    """Two axes of a stack, counted from either end; of a matrix its transpose, and of one axis with itself nothing."""
    np.testing.assert_array_equal(value(cr.swapaxes(t, 1, -1)), np.swapaxes(T, 1, -1))
    assert cr.swapaxes(a, 0, 1).op is a.T.op
    assert cr.swapaxes(t, 1, -2) is t


def test_outer_is_numpys():
    """Each entry of one vector times each of the other; matrices are refused."""
    x, y = cr.input("x", 3), cr.input("y", 2)
    found = cr.evaluate([cr.outer(x, y)], {x: [1, 2, 3], y: [4, 5]})[0]
    np.testing.assert_array_equal(found, np.outer([1, 2, 3], [4, 5]))
    assert refusal(cr.ShapeError, lambda: cr.outer(x, a)).startswith("outer needs two vectors, got (3,) and ")


def test_transpose_reverses_the_axes():
    """`.T` is NumPy's, at every rank."""
    np.testing.assert_array_equal(value(t.T), T.T)
    assert cr.transpose(cr.input("X", ("n", "m"))).shape == ("m", "n")


# ---- broadcasting and its adjoint ---------------------------------------------------------------------------------


def test_broadcast_and_sum_to_are_adjoint():
    """⟨broadcast(x), g⟩ = ⟨x, sum_to(g)⟩."""
    x = cr.input("x", (3, 1))
    g = cr.input("g", (2, 3, 4))
    copies, total = ALL_OPS["broadcast"](x, shape=g.shape), ALL_OPS["sum_to"](g, shape=x.shape)
    numbers = {x: rng.normal(size=(3, 1)), g: T}
    left, right = cr.evaluate([cr.sum(copies * g), cr.sum(x * total)], numbers)
    assert left == pytest.approx(right, rel=1e-13)


def test_adjoint_sums_a_letter_that_happens_to_be_one():
    """A (k, 1) bias stretched along m has a (k, 1) cotangent, whether m is 1 or 4."""
    X, bias = cr.input("X", (2, "m")), cr.parameter("b", (2, 1))
    slope = cr.gradient(cr.sum(X + bias), bias)
    assert slope.shape == (2, 1)
    for m in (1, 4):
        assert cr.evaluate([slope], {X: np.zeros((2, m)), bias: np.zeros((2, 1))})[0].tolist() == [[m], [m]]


def test_broadcast_refuses_what_does_not_stretch():
    """A shape is not broadcast to one that it does not fit, nor summed to one that it does not cover."""
    shrink = refusal(cr.ShapeError, lambda: ALL_OPS["broadcast"](a, shape=(4,)))
    assert shrink == "(3, 4) does not broadcast to (4,)"
    grow = refusal(cr.ShapeError, lambda: ALL_OPS["sum_to"](v, shape=(2, 5)))
    assert grow == "(5,) cannot be summed to (2, 5)"


# ---- reshape and concatenate --------------------------------------------------------------------------------------


@pytest.mark.parametrize("shape", [(2, 12), (24,), 24, (4, 3, 2), (2, -1), -1, (-1, 2, 3), (1, 24, 1)])
def test_reshape_is_numpys(shape):
    """Entries keep their order, row by row; one dimension may be −1."""
    np.testing.assert_array_equal(value(cr.reshape(t, shape)), T.reshape(shape))


def test_reshape_lets_letters_pass_axes_of_size_one():
    """Only axes of size 1 come and go, so letters need no number."""
    assert cr.reshape(cr.input("X", ("n", 1, "m")), (1, "n", "m")).shape == (1, "n", "m")


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ((6,), (4,), "reshape cannot turn (6,) into (4,): 6 ≠ 4"),
        ((6,), (-1, 4), "reshape cannot turn (6,) into (1, 4): 6 ≠ 4"),
        (("n", 2), ("m", 2), "reshape needs numbers, got (n, 2); give n a number"),
        (("n", 2), (-1,), "reshape to -1 needs numbers, got (n, 2); give n a number"),
        ((6,), (-2, -3), 'a dimension is a whole number from 0 or a letter such as "m", not -2'),
        ((4,), (-1, -1), 'a dimension is a whole number from 0 or a letter such as "m", not -1'),
        ((0, 3), (-1, 0), 'a dimension is a whole number from 0 or a letter such as "m", not -1'),
        ((4,), (2.0, 2.0), 'a dimension is a whole number from 0 or a letter such as "m", not 2.0'),
    ],
)
def test_reshape_refuses_other_counts_and_letters(old, new, message):
    """A reshape to another number of entries, through letters, or to no shape at all is refused."""
    assert refusal(cr.ShapeError, lambda: cr.reshape(cr.input("x", old), new)) == message


@pytest.mark.parametrize("axis", [0, 1, 2, -1])
def test_concatenate_is_numpys(axis):
    """Parts follow one another along an axis, which may be counted from the end."""
    np.testing.assert_array_equal(value(cr.concatenate([t, 2 * t, T], axis)), np.concatenate([T, 2 * T, T], axis))


@pytest.mark.parametrize(
    ("shapes", "axis", "message"),
    [
        ([(2, 3), (2, 4)], 0, "concatenate along axis 0 needs equal sizes elsewhere, got (2, 3), (2, 4)"),
        ([(2,), ()], 0, "concatenate along axis 0 needs equal sizes elsewhere, got (2,), ()"),
        ([(2, 3), (2,)], 0, "concatenate along axis 0 needs equal sizes elsewhere, got (2, 3), (2,)"),
        ([("n", 2), ("n", 2)], 0, "concatenate needs numbers, got (n, n); give n a number"),
        ([(2,), (2,)], 1, "there is no axis 1 in the shape (2,)"),
    ],
)
def test_concatenate_refuses_parts_that_do_not_fit(shapes, axis, message):
    """Parts that differ beside the axis, letters along it, and axes that do not exist are refused."""
    parts = [cr.input(f"x{i}", shape) for i, shape in enumerate(shapes)]
    assert refusal(cr.ShapeError, lambda: cr.concatenate(parts, axis)) == message


def test_concatenate_of_nothing_is_refused():
    """There is no array of no parts."""
    with pytest.raises(cr.ShapeError, match=r"^concatenate needs at least one part$"):
        cr.concatenate([])


# ---- slices -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "key",
    [
        0,
        -1,
        np.int64(1),
        slice(1, 2),
        slice(None),
        slice(None, -1),
        slice(5, 1),
        slice(-100, 100),
        (0, 1),
        (slice(None), 2),
        (slice(0, 1), slice(1, 3), -4),
        (1, slice(0, 2), slice(3, 3)),
        (1, 2, 3),
    ],
)
def test_slices_are_numpys(key):
    """`x[key]` is NumPy's for whole numbers and slices of step 1; a whole number drops its axis."""
    np.testing.assert_array_equal(value(t[key]), T[key])


def test_a_slice_passes_letters_that_it_does_not_touch():
    """`X[:, 0]` of (n, 3) is (n,)."""
    assert cr.input("X", ("n", 3))[:, 0].shape == ("n",)


@pytest.mark.parametrize(
    ("key", "message"),
    [
        (5, "index 5 is outside an axis of size 5, whose places are 0 to 4"),
        (-6, "index -6 is outside an axis of size 5, whose places are 0 to 4"),
        ((0, 0), "2 indices for the shape (5,)"),
        (slice(0, 5, 2), "a slice of a node takes every entry; the step 2 is not possible"),
        (slice(None, None, -1), "a slice of a node takes every entry; the step -1 is not possible"),
        (None, "an index is a whole number or a slice such as 0:2, not None"),
        (..., "an index is a whole number or a slice such as 0:2, not Ellipsis"),
        (1.5, "an index is a whole number or a slice such as 0:2, not 1.5"),
        ("a", "an index is a whole number or a slice such as 0:2, not 'a'"),
        (slice(0.5, 2), "an index is a whole number or a slice such as 0:2, not slice(0.5, 2, None)"),
    ],
)
def test_slices_refuse_other_keys(key, message):
    """An index out of range, a step, and everything that is not a whole number is refused on the user's line."""
    assert refusal(cr.ShapeError, lambda: v[key]) == message


def test_a_slice_of_a_letter_is_refused():
    """Which rows there are is unknown as long as their number is a letter."""
    message = refusal(cr.ShapeError, lambda: cr.input("X", ("n", 3))[0])
    assert message == "a slice along axis 0 needs numbers, got (n,); give n a number"
