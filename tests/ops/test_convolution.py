"""Convolution and pooling: against sums written out, closed forms, PyTorch; windows and what puts them back."""

from itertools import product

import numpy as np
import pytest

import chainrule as cr
from chainrule.ops import ALL_OPS

RNG = np.random.default_rng(0)
STEPS = (1, 0), (2, 1), (3, 2), ((2, 1), (0, 2))


def by_sums(x, w, stride, padding):
    """Z_{m,o,p,q} = Σ W_{o,c,i,j} X_{m,c,sp+i,sq+j}, term by term, X padded with zeros."""
    (s, t), (a, b) = (one if isinstance(one, tuple) else (one, one) for one in (stride, padding))
    x = np.pad(x, ((0, 0), (0, 0), (a, a), (b, b)))
    rows, columns = ((x.shape[2] - w.shape[2]) // s + 1, (x.shape[3] - w.shape[3]) // t + 1)
    z = np.zeros((len(x), len(w), rows, columns))
    for m, o, p, q in product(*map(range, z.shape)):
        for c, i, j in product(*map(range, w.shape[1:])):
            z[m, o, p, q] += w[o, c, i, j] * x[m, c, s * p + i, t * q + j]
    return z


def images(*shape):
    """A leaf and its numbers."""
    return cr.input("X", shape), RNG.normal(size=shape)


@pytest.mark.parametrize(("stride", "padding"), STEPS)
def test_a_convolution_is_its_sum(stride, padding):
    """Of images of two channels and filters of 3 × 2, and of its opened definition too."""
    (X, x), W, w = images(2, 2, 6, 5), cr.parameter("W", (3, 2, 3, 2)), RNG.normal(size=(3, 2, 3, 2))
    Z = cr.conv2d(X, W, stride, padding)
    for node in (Z, cr.expand(Z)):
        (found,) = cr.evaluate([node], {X: x, W: w})
        np.testing.assert_allclose(found, by_sums(x, w, stride, padding), rtol=0, atol=1e-13)


@pytest.mark.parametrize("padding", [0, 1])
def test_a_convolution_of_sequences_is_that_of_images_of_one_row(padding):
    """A sequence is an image that is 1 high."""
    (X, x), W, w = images(2, 3, 7), cr.parameter("W", (4, 3, 3)), RNG.normal(size=(4, 3, 3))
    (found,) = cr.evaluate([cr.conv1d(X, W, 2, padding)], {X: x, W: w})
    expected = by_sums(x[:, :, None], w[:, :, None], (1, 2), (0, padding))[:, :, 0]
    np.testing.assert_allclose(found, expected, rtol=0, atol=1e-13)


def test_a_filter_of_one_entry_is_a_matrix_product_of_channels():
    """Z = W X at every place."""
    (X, x), W, w = images(2, 3, 4, 4), cr.parameter("W", (5, 3, 1, 1)), RNG.normal(size=(5, 3, 1, 1))
    (found,) = cr.evaluate([cr.conv2d(X, W)], {X: x, W: w})
    np.testing.assert_allclose(found, np.einsum("oc,mcpq->mopq", w[:, :, 0, 0], x), atol=1e-13)


def test_a_filter_as_large_as_the_image_is_a_layer():
    """Every filter meets every entry, as the row of a matrix does."""
    (X, x), W, w = images(3, 2, 4, 5), cr.parameter("W", (6, 2, 4, 5)), RNG.normal(size=(6, 2, 4, 5))
    (found,) = cr.evaluate([cr.conv2d(X, W)], {X: x, W: w})
    np.testing.assert_allclose(found[:, :, 0, 0], x.reshape(3, -1) @ w.reshape(6, -1).T, atol=1e-13)


@pytest.mark.parametrize(("stride", "padding"), STEPS)
def test_both_derivatives_are_adjoint(stride, padding):
    """⟨G, W ∗ X⟩ = ⟨W ∗ᵀ G, X⟩ = ⟨G ⋆ X, W⟩, for any G."""
    (X, x), W, w = images(2, 2, 6, 5), cr.parameter("W", (3, 2, 3, 2)), RNG.normal(size=(3, 2, 3, 2))
    Z = cr.conv2d(X, W, stride, padding)
    G = cr.input("G", Z.shape)
    numbers = {X: x, W: w, G: RNG.normal(size=Z.shape)}
    total, to_images, to_filters = cr.evaluate([cr.sum(G * Z), *cr.gradient(cr.sum(G * Z), X, W)], numbers)
    np.testing.assert_allclose([(to_images * x).sum(), (to_filters * w).sum()], [total] * 2, rtol=1e-12)


def test_the_gradient_of_images_is_the_full_convolution_with_filters_turned_round():
    """As textbooks have it for a stride of 1: δ, padded all around, with W turned by half a turn (one filter)."""
    (X, x), W, w = images(1, 1, 5, 5), cr.parameter("W", (1, 1, 3, 3)), RNG.normal(size=(1, 1, 3, 3))
    Z = cr.conv2d(X, W)
    G, g = cr.input("G", Z.shape), RNG.normal(size=Z.shape)
    (found,) = cr.evaluate([cr.gradient(cr.sum(G * Z), X)], {X: x, W: w, G: g})
    np.testing.assert_allclose(found, by_sums(g, w[:, :, ::-1, ::-1], 1, 2), atol=1e-13)


def pooled(x, size, stride, reduce):
    """The largest, or the mean, of each window."""
    rows, columns = ((h - size) // stride + 1 for h in x.shape[2:])
    z = np.zeros((*x.shape[:2], rows, columns))
    for p, q in product(range(rows), range(columns)):
        z[:, :, p, q] = reduce(x[:, :, p * stride : p * stride + size, q * stride : q * stride + size], axis=(2, 3))
    return z


@pytest.mark.parametrize(("size", "stride"), [(2, None), (3, 2), (2, 1), (3, None)])
def test_pools_are_those_of_each_window(size, stride):
    """Rows and columns that fill no window are left out."""
    X, x = images(2, 3, 7, 8)
    found = cr.evaluate([cr.max_pool(X, size, stride), cr.mean_pool(X, size, stride)], {X: x})
    for one, reduce in zip(found, (np.max, np.mean), strict=True):
        np.testing.assert_allclose(one, pooled(x, size, stride or size, reduce), atol=1e-13)


def test_ties_share_the_cotangent_of_a_max_pool_equally():
    """Of four entries that are the same each gets a quarter."""
    X = cr.input("X", (1, 1, 2, 2))
    (found,) = cr.evaluate([cr.gradient(cr.sum(cr.max_pool(X, 2)), X)], {X: np.ones((1, 1, 2, 2))})
    assert found.tolist() == [[[[0.25, 0.25], [0.25, 0.25]]]]


def test_putting_windows_back_counts_how_often_an_entry_was_seen():
    """The corner of an image is in one window of 2 × 2, an edge in two, the middle in four."""
    X = cr.input("X", (1, 1, 3, 3))
    steps = {"size": (2, 2), "stride": (1, 1), "padding": (0, 0)}
    back = ALL_OPS["fold"](ALL_OPS["unfold"](X, **steps), **steps, shape=X.shape)
    (found,) = cr.evaluate([back], {X: np.ones((1, 1, 3, 3))})
    assert found[0, 0].tolist() == [[1, 2, 1], [2, 4, 2], [1, 2, 1]]


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda x, w: cr.conv2d(x, w, 0), "the size of a window and its stride are whole numbers from 1"),
        (lambda x, w: cr.conv2d(x, w, 1.5), "a stride is a whole number, or one for each axis, not 1.5"),
        (lambda x, w: cr.conv2d(x, w, padding=-1), "a padding one from 0"),
        (lambda x, w: cr.conv2d(w, x), "a window of 6 × 5 does not fit into 3 × 2"),
        (lambda x, w: cr.conv1d(x, w), "conv1d takes sequences"),
        (lambda x, w: cr.max_pool(x, 7), "a window of 7 × 7 does not fit into 6 × 5"),
        (lambda x, w: cr.max_pool(x, (2, 2, 2)), "a size for each axis behind the channels was needed"),
        (lambda x, w: cr.mean_pool(cr.reshape(x, (2, 60)), 2), "a filter moves over one or two axes"),
    ],
)
def test_what_does_not_fit_is_refused(make, message):
    """With what was found and what was needed."""
    with pytest.raises(cr.ShapeError, match=message):
        make(cr.input("X", (2, 2, 6, 5)), cr.parameter("W", (3, 2, 3, 2)))


def test_letters_stay_where_a_shape_is_regrouped():
    """What stands between letters may be grouped anew; letters do not move."""
    X = cr.input("X", ("m", 2, 3, "n", 4))
    assert cr.reshape(X, ("m", 6, "n", 2, 2)).shape == ("m", 6, "n", 2, 2)
    assert cr.reshape(cr.input("X", ("m", 2, 3)), ("m", -1)).shape == ("m", 6)
    with pytest.raises(cr.ShapeError, match="a letter stays, and so does the number of entries"):
        cr.reshape(X, ("m", 3, "n", 8))


@pytest.mark.parametrize(("stride", "padding"), [(1, 0), (2, 1), (3, 2)])
def test_convolutions_and_pools_are_those_of_pytorch(stride, padding):
    """Numbers and gradients in double precision, to 1e-12."""
    torch = pytest.importorskip("torch")
    (X, x), W, w = images(2, 2, 9, 8), cr.parameter("W", (3, 2, 3, 3)), RNG.normal(size=(3, 2, 3, 3))
    ours = cr.mean_pool(cr.max_pool(cr.tanh(cr.conv2d(X, W, stride, padding)), 2, 1), 2, 1)
    cost = cr.sum(cr.sin(ours))
    found = cr.evaluate([ours, *cr.gradient(cost, X, W)], {X: x, W: w})
    there, filters = (torch.tensor(one, requires_grad=True) for one in (x, w))
    functional = torch.nn.functional
    maps = torch.tanh(functional.conv2d(there, filters, stride=stride, padding=padding))
    theirs = functional.avg_pool2d(functional.max_pool2d(maps, 2, 1), 2, 1)
    torch.sin(theirs).sum().backward()
    for one, other in zip(found, (theirs.detach(), there.grad, filters.grad), strict=True):
        np.testing.assert_allclose(one, other.numpy(), rtol=1e-12, atol=1e-12)
