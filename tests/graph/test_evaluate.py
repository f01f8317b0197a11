"""evaluate: numbers in, numbers out, and refusals of numbers that do not fit."""

import math
import re

import numpy as np
import pytest

import chainrule as cr

x, w = cr.input("x", (2, "m")), cr.parameter("w", (1, 2))
labels = cr.input("labels", (1, "m"), kind="index")
X, W = np.arange(6.0).reshape(2, 3), np.array([[1.0, -1.0]])


def test_numbers_of_several_nodes_come_in_their_order():
    """One number for each node asked for, leaves among them."""
    product, leaf, again = cr.evaluate([w @ x, w, w @ x], {x: X, w: W})
    assert [product.tolist(), leaf.tolist(), again.tolist()] == [[[-3, -3, -3]], W.tolist(), [[-3, -3, -3]]]


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_everything_is_in_one_dtype(dtype):
    """Leaves, constants, comparisons and dimensions are cast to the program's dtype."""
    nodes = [x, cr.constant(0.1), x > 0, cr.dimension("m"), cr.sigmoid(x), cr.cross_entropy(x, x)]
    assert {array.dtype for array in cr.evaluate(nodes, {x: X}, dtype=dtype)} == {np.dtype(dtype)}


def test_labels_stay_whole_numbers():
    """An input of kind "index" keeps its dtype."""
    (found,) = cr.evaluate([labels], {labels: np.array([[1, 2, 3]], dtype=np.int16)})
    assert found.dtype == np.int16


def test_an_index_is_a_number_where_it_is_computed_with():
    """Its square has no largest number, as those of 64 bits have, and a function of it no whole numbers."""
    t, large = cr.input("t", "m", kind="index"), 4_000_000_000
    found = cr.evaluate([t * t, t**3, cr.erf(t)], {t: np.array([0, 1, large])})
    expected = [[0, 1, large**2], [0, 1, large**3], [0, math.erf(1), 1]]
    np.testing.assert_allclose(found, np.array(expected, dtype=np.float64), rtol=1e-15)


def test_the_users_arrays_are_not_written_to():
    """Evaluating leaves the arrays handed in as they are."""
    before = X.copy()
    cr.evaluate([cr.gradient(cr.sum(cr.softmax(x) ** 2), x)], {x: X})
    np.testing.assert_array_equal(X, before)


@pytest.mark.parametrize("view", [np.asfortranarray(X), np.repeat(X, 2, axis=1)[:, ::2], X[::-1, ::-1][::-1, ::-1]])
def test_any_layout_in_memory_gives_the_same_numbers(view):
    """Columns first, strided or reversed: an array is its entries."""
    slope = cr.gradient(cr.sum(cr.tanh(w @ x)), w)
    expected, found = (cr.evaluate([slope], {x: array, w: W})[0] for array in (X, view))
    np.testing.assert_allclose(found, expected, rtol=1e-15)


def test_letters_are_read_off_the_leaves():
    """A letter has the size that the arrays of its leaves have."""
    assert cr.evaluate([cr.sum(x) / cr.dimension("m")], {x: X}) == [5.0]


def test_letters_that_no_leaf_carries_can_be_given():
    """`sizes` gives the number of a letter."""
    assert cr.evaluate([cr.dimension("k")], {}, sizes={"k": 4}) == [4.0]


def test_an_intermediate_node_can_be_given_its_number():
    """What a node stands on is not asked for when the node has its number."""
    product = w @ x
    assert cr.evaluate([cr.sum(product)], {product: np.ones((1, 3))}) == [3.0]


def test_infinity_and_nan_are_answers():
    """1/0, log 0 and 0/0 are inf, −inf and NaN, without a warning."""
    z = cr.input("z")
    found = cr.evaluate([1 / z, cr.log(z), z / z], {z: 0.0})
    np.testing.assert_array_equal(found, [np.inf, -np.inf, np.nan])


@pytest.mark.parametrize(
    ("leaves", "error", "message"),
    [
        ({x: np.ones((3, 2))}, cr.ShapeError, "x is (2, m), got an array of shape (3, 2)"),
        ({x: np.ones(2)}, cr.ShapeError, "x is (2, m), got an array of shape (2,)"),
        ({x: 1.0}, cr.ShapeError, "x is (2, m), got an array of shape ()"),
        ({x: X, labels: [[0, 1]]}, cr.ShapeError, "labels has m = 2, but x has m = 3"),
        ({labels: [[0.0, 1.0]]}, cr.GraphError, "labels holds class labels and needs whole numbers, not float64"),
        ({labels: [[True]]}, cr.GraphError, "labels holds class labels and needs whole numbers, not bool"),
        ({x: "abc"}, cr.GraphError, "x needs numbers that fit float64, not <U3"),
        ({x: None}, cr.GraphError, "x needs numbers that fit float64, not object"),
        ({x: 1j * X}, cr.GraphError, "x needs numbers that fit float64, not complex128"),
    ],
)
def test_numbers_that_do_not_fit_their_leaf_are_refused(leaves, error, message):
    """A wrong rank, a wrong size, two sizes for a letter, and what is no number are refused with the leaf's name."""
    with pytest.raises(error, match=f"^{re.escape(message)}$"):
        cr.evaluate([cr.sum(x)], leaves)


def test_one_letter_cannot_have_two_sizes_in_one_leaf():
    """A square matrix in one letter is square."""
    square = cr.input("S", ("n", "n"))
    with pytest.raises(cr.ShapeError, match=r"^S has n = 3, but S has n = 2$"):
        cr.evaluate([square], {square: np.ones((2, 3))})


def test_given_sizes_do_not_contradict_the_leaves():
    """A size that is given and one that is read off an array must be the same."""
    with pytest.raises(cr.ShapeError, match=r"^x has m = 3, but sizes has m = 4$"):
        cr.evaluate([x], {x: X}, sizes={"m": 4})


def test_a_missing_number_is_refused_with_the_line_of_its_leaf():
    """A leaf without a number is named, with its shape and the line it was made on."""
    with pytest.raises(
        cr.GraphError, match=rf"^w \(1, 2\) has no value \(made at test_evaluate\.py:{w.line[1]}\); bind one$"
    ):
        cr.evaluate([w @ x], {x: X})


def test_a_letter_without_a_number_is_refused():
    """A letter that nobody gave a number is named."""
    with pytest.raises(cr.GraphError, match=r"^the size m has no number yet; bind a leaf that carries it$"):
        cr.evaluate([cr.dimension("m")], {})
