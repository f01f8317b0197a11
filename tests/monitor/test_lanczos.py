"""Lanczos, and products with the Hessian: against dense matrices that are made of differences of gradients."""

import numpy as np
import pytest

from chainrule.monitor.hessian_products import HessianProducts
from chainrule.monitor.lanczos import lanczos

from .networks import convolutional, random_network, recurrent


def products_of(model, examples):
    """H v at the model's theta, for these examples; and how many entries it has."""
    trainable = model.checkpoint.trainable
    second = HessianProducts(trainable, tuple(examples.tables), list(trainable.layout.shapes))
    return second.at(model.checkpoint.theta, examples.tables), second.size


def dense_hessian(gradient, theta, width=1e-5):
    """∂g/∂theta by central differences."""
    steps = width * np.eye(len(theta))
    columns = [(gradient(theta + step) - gradient(theta - step)) / (2 * width) for step in steps]
    return (np.array(columns) + np.array(columns).T) / 2


def hessian_of(network, X, y):
    """The dense Hessian of a network's cost, from its gradient."""
    theta = network.theta.copy()

    def gradient(at):
        network.set_theta(at)
        return network.gradient(X, y)

    found = dense_hessian(gradient, theta)
    network.set_theta(theta)
    return found


def agrees(seed):
    """Lanczos and dense eigenvalues of a random network, compared."""
    network, X, y = random_network(seed)
    product, size = products_of(network._model, network._model.examples(X, y))
    dense = np.linalg.eigvalsh(hessian_of(network, X, y))
    few, whole = lanczos(product, size, most=size - 1), lanczos(product, size, most=size)
    tolerance = 1e-6 * max(1, np.abs(dense).max())
    np.testing.assert_allclose(whole.values, dense, atol=tolerance, rtol=0)
    np.testing.assert_allclose([few.smallest, few.largest], dense[[0, -1]], atol=tolerance, rtol=0)


@pytest.mark.parametrize("seed", range(4))
def test_eigenvalues_are_those_of_the_dense_hessian(seed):
    """All of them, and the outer ones from fewer products, to 1e-6."""
    agrees(seed)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4, 50))
def test_eigenvalues_are_those_of_fifty_dense_hessians(seed):
    """As above, on many networks."""
    agrees(seed)


@pytest.mark.parametrize("make", [recurrent, convolutional])
def test_boards_have_products_too(make):
    """H v of a recurrent and of a convolutional board is the difference of its gradients along v."""
    board, data = make()
    board.train(data, epochs=1, dtype="float64", engine="numpy")
    model = board._trained()
    examples = board._examples(model, board._read(data))
    product, size = products_of(model, examples)
    v = np.random.default_rng(1).normal(size=size)
    theta = model.checkpoint.theta.copy()
    ends = []
    for sign in (1, -1):
        model.checkpoint.theta[:] = theta + sign * 1e-6 * v
        ends.append(board.gradient(data))
    np.testing.assert_allclose(product(v), (ends[0] - ends[1]) / 2e-6, atol=1e-6)


def test_frozen_parameters_have_no_part_in_the_products():
    """Of the parameters that learn, H is the block of the whole one."""
    network, X, y = random_network(3)
    examples, trainable = network._model.examples(X, y), network.architecture
    part = HessianProducts(trainable, tuple(examples.tables), ["W1"])
    whole = hessian_of(network, X, y)[: part.size, : part.size]
    product = part.at(network.theta, examples.tables)
    np.testing.assert_allclose(np.array([product(v) for v in np.eye(part.size)]), whole, atol=1e-7)


# ---- matrices of a known spectrum ---------------------------------------------------------------------------------


def matrix(values, seed=0):
    """A symmetric matrix with these eigenvalues, in a basis of its own."""
    basis, _ = np.linalg.qr(np.random.default_rng(seed).normal(size=(len(values), len(values))))
    return basis @ np.diag(values) @ basis.T


def test_eigenvalues_come_as_often_as_they_are_there():
    """A matrix with three different eigenvalues ends the first directions early; the others are found from new ones."""
    values = np.array([-1.0, -1.0, 0.0, 0.0, 2.0, 2.0, 2.0])
    found = lanczos(lambda v: matrix(values) @ v, 7)
    np.testing.assert_allclose(found.values, values, atol=1e-12)
    assert (found.index, found.is_whole) == (2, True)


def test_no_eigenvalue_comes_twice_over_many_products():
    """200 that fall geometrically are found once each; without orthogonalisation the largest would come again."""
    values = 0.9 ** np.arange(200)
    H = matrix(values)
    found = lanczos(lambda v: H @ v, 200, most=200)
    assert found.products == 200
    np.testing.assert_allclose(found.values, np.sort(values), atol=1e-10)


def test_errors_bound_what_is_missing():
    """However few products there were, an eigenvalue lies as near to each that is told as its error says."""
    values = np.random.default_rng(2).normal(size=60)
    found = lanczos(lambda v: matrix(values) @ v, 60, most=8)
    distance = np.abs(found.values[:, None] - values).min(axis=1)
    assert (distance <= found.errors + 1e-12).all()
    assert found.index <= (values < 0).sum()
    assert not found.is_whole


def test_the_lowest_direction_is_an_eigenvector():
    """H v = λ v for the smallest eigenvalue."""
    H = matrix(np.array([-2.0, 0.5, 1.0, 3.0]))
    found = lanczos(lambda v: H @ v, 4)
    np.testing.assert_allclose(H @ found.lowest, -2.0 * found.lowest, atol=1e-12)


def test_a_matrix_of_zeros_has_eigenvalues_zero():
    """Nothing bends: no eigenvalue is negative."""
    found = lanczos(np.zeros_like, 3)
    assert (found.values.tolist(), found.index) == ([0.0, 0.0, 0.0], 0)
