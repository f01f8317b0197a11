"""The inverse and the logarithm of the determinant: beside NumPy's, and where there is none."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.graph.evaluate import fill

A = np.array([[2.0, 1.0, 0.0], [-1.0, 3.0, 0.5], [0.0, 1.0, 4.0]])
a = cr.input("A", ("n", "n"))


def value(node, number):
    """The number of a node of `a`."""
    return cr.evaluate([node], {a: number})[0]


def test_both_are_numpys():
    """A⁻¹ A = 1, and log det A is that of NumPy."""
    np.testing.assert_allclose(value(cr.inverse(a) @ a, A), np.eye(3), atol=1e-15)
    np.testing.assert_allclose(value(cr.logdet(a), A), np.log(np.linalg.det(A)), rtol=1e-14)


def test_a_determinant_counts_exchanged_rows():
    """Of two exchanges it is positive, of one negative, which has no logarithm."""
    assert value(cr.logdet(a), np.eye(3)[[1, 2, 0]]) == 0
    assert np.isnan(value(cr.logdet(a), np.eye(3)[[1, 0, 2]]))


def test_a_singular_matrix_has_no_inverse():
    """NaN everywhere, and the logarithm of 0."""
    singular = np.ones((2, 2))
    assert np.isnan(value(cr.inverse(a), singular)).all()
    assert value(cr.logdet(a), singular) == -np.inf


def test_more_digits_are_really_there():
    """In extended precision the inverse is exact beyond double precision."""
    known = {a: (A / 3).astype(np.longdouble)}
    fill(known, [product := cr.inverse(a) @ a], {"n": 3}, np.longdouble)
    digits = np.finfo(np.longdouble).eps
    assert np.abs(known[product] - np.eye(3)).max() < 20 * digits


def test_the_gradient_of_a_log_determinant_is_the_transposed_inverse():
    """∂ log det A/∂A = A⁻ᵀ."""
    slope = cr.gradient(cr.logdet(a), a)
    np.testing.assert_allclose(value(slope, A), np.linalg.inv(A).T, rtol=1e-13)


@pytest.mark.parametrize("function", [cr.inverse, cr.logdet])
def test_only_square_matrices_have_them(function):
    """On the user's line."""
    with pytest.raises(
        cr.ShapeError, match=r"only a square matrix has .* and this is \(n, m\) \(made at test_inverses"
    ):
        function(cr.input("X", ("n", "m")))


def test_a_normal_distribution_is_that_of_the_textbook():
    """∂L/∂Σ = ½ (Σ⁻¹ − Σ⁻¹ (x − μ) (x − μ)ᵀ Σ⁻¹) for a symmetric Σ, and ∂L/∂μ = −Σ⁻¹ (x − μ)."""
    board = cr.whiteboard("data x (n,)\nparams mu (n,), S (n, n)\nL = (logdet(S) + (x - mu) @ inverse(S) @ (x - mu))/2")
    rng = np.random.default_rng(0)
    root = rng.normal(size=(3, 3))
    values = board.bind(x=rng.normal(size=3), mu=rng.normal(size=3), S=root @ root.T + np.eye(3))
    inverse, d = np.linalg.inv(values["S"]), values["x"] - values["mu"]
    slope = (inverse - inverse @ np.outer(d, d) @ inverse) / 2
    np.testing.assert_allclose(values["∂L/∂S"], slope, rtol=1e-10, atol=1e-14)
    np.testing.assert_allclose(values["∂L/∂mu"], -inverse @ d, rtol=1e-12)
    assert board.check(values).right
    assert board.claim("dmu = -(inverse(S) + inverse(S).T) @ (x - mu)/2").right
