"""Derivatives of functions on arrays: closed forms, and agreement with torch."""

import re

import numpy as np
import pytest

import chainrule as cr

rng = np.random.default_rng(6)
M = rng.normal(size=(4, 4))
X, V = rng.normal(size=4), rng.normal(size=4)


def quadratic(x):
    """½ xᵀ M x."""
    column = cr.reshape(x, (4, 1))
    return cr.sum(column.T @ M @ column) / 2


def wave(x):
    """Four functions of four numbers."""
    return cr.tanh(M @ cr.reshape(x, (4, 1))) * cr.exp(cr.reshape(x, (4, 1)))


def test_value_and_gradient_of_a_quadratic_form():
    """½ xᵀ M x has the gradient ½ (M + Mᵀ) x."""
    value, slope = cr.value_and_gradient(quadratic)(X)
    assert value == pytest.approx(X @ M @ X / 2, rel=1e-13)
    np.testing.assert_allclose(slope, (M + M.T) @ X / 2, rtol=1e-12)


def test_value_is_a_python_float():
    """The value of a cost is a number that JSON can write."""
    assert type(cr.value_and_gradient(quadratic)(X)[0]) is float


def test_gradient_by_several_arguments_is_a_tuple():
    """f(x, y) = Σ x·y² has the gradients y² and 2xy."""
    _, (by_x, by_y) = cr.value_and_gradient(lambda x, y: cr.sum(x * y**2))([1.0, 2.0], [3.0, 4.0])
    assert [by_x.tolist(), by_y.tolist()] == [[9, 16], [6, 16]]


def test_a_function_may_ignore_an_argument():
    """What the function does not use has a gradient of zeros."""
    assert cr.value_and_gradient(lambda x, y: cr.sum(x))([1.0], [1.0, 2.0])[1][1].tolist() == [0, 0]


def test_hessian_vector_product_of_a_quadratic_form():
    """½ xᵀ M x has the second derivative ½ (M + Mᵀ)."""
    product = cr.hessian_vector_product(quadratic)(X, V)
    np.testing.assert_allclose(product, (M + M.T) @ V / 2, rtol=1e-12)


def test_jacobian_has_a_row_for_each_output():
    """The Jacobian of M x is M."""
    jacobian = cr.jacobian(lambda x: M @ cr.reshape(x, (4, 1)))(X)
    assert jacobian.shape == (4, 1, 4)
    np.testing.assert_allclose(jacobian[:, 0], M, rtol=1e-14)


@pytest.mark.parametrize(
    ("f", "x", "shape"),
    [
        (lambda x: x * x, 2.0, ()),
        (lambda x: cr.exp(x), np.ones((2, 3)), (2, 3, 2, 3)),
        (lambda x: cr.sum(x, axis=1), np.ones((2, 3)), (2, 1, 2, 3)),
        (lambda x: x * x, np.ones(0), (0, 0)),
        (lambda x: x[:0], np.ones(3), (0, 3)),
        (lambda x: cr.constant(np.ones(2)), np.ones(3), (2, 3)),
    ],
)
def test_jacobian_has_the_shape_of_output_and_input(f, x, shape):
    """The shape is f(x).shape + x.shape, empty ones among them."""
    assert cr.jacobian(f)(x).shape == shape


def test_jvp_is_the_jacobian_times_the_vector():
    """How f moves along v is J v, and the value comes with it."""
    value, moved = cr.jvp(wave)(X, V)
    np.testing.assert_allclose(moved, cr.jacobian(wave)(X) @ V, rtol=1e-12)
    np.testing.assert_allclose(value[:, 0], np.tanh(M @ X) * np.exp(X), rtol=1e-13)


@pytest.mark.parametrize("derivative", [cr.jvp, cr.hessian_vector_product])
def test_a_vector_of_another_shape_is_refused(derivative):
    """A direction has the shape of the argument; it is not broadcast to it."""
    message = "<input argument 1 (4,)> cannot move along a tangent of shape (1,)"
    with pytest.raises(cr.ShapeError, match=f"^{re.escape(message)}$"):
        derivative(quadratic)(X, [1.0])


def test_a_function_is_called_once_for_each_set_of_shapes():
    """The graph is made once; after that only numbers flow."""
    calls = []

    def f(x):
        calls.append(x.shape)
        return cr.sum(x * x)

    derivative = cr.value_and_gradient(f)
    for x in ([1.0], [2.0], [1.0, 2.0], [3.0]):
        derivative(x)
    assert calls == [(1,), (2,)]


# ---- against torch ------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def torch():
    """The rival, where it is installed."""
    return pytest.importorskip("torch")


W1, W2 = rng.normal(size=(5, 4)), rng.normal(size=(3, 5))
INPUT, TARGET = rng.normal(size=(4, 7)), rng.dirichlet(np.ones(3), 7).T


def network(W1, W2):
    """Cross-entropy of a network with one hidden layer."""
    return cr.cross_entropy(W2 @ cr.tanh(W1 @ INPUT), TARGET)


def torch_network(torch, W1, W2):
    """The same in torch, whose rows are examples."""
    logits = (W2 @ torch.tanh(W1 @ torch.tensor(INPUT))).T
    return torch.nn.functional.cross_entropy(logits, torch.tensor(TARGET.T))


def test_gradient_of_a_network_is_torchs(torch):
    """Cost and gradients of a network agree with torch's to 1e-12."""
    value, slopes = cr.value_and_gradient(network)(W1, W2)
    leaves = [torch.tensor(W, requires_grad=True) for W in (W1, W2)]
    cost = torch_network(torch, *leaves)
    assert value == pytest.approx(cost.item(), rel=1e-12)
    for ours, theirs in zip(slopes, torch.autograd.grad(cost, leaves), strict=True):
        np.testing.assert_allclose(ours, theirs.numpy(), rtol=0, atol=1e-12)


def test_jacobian_is_torchs(torch):
    """The Jacobian of a function of a vector agrees with torch's to 1e-12."""
    theirs = torch.autograd.functional.jacobian(
        lambda x: torch.tanh(torch.tensor(M) @ x[:, None]) * torch.exp(x[:, None]), torch.tensor(X)
    )
    np.testing.assert_allclose(cr.jacobian(wave)(X), theirs.numpy(), rtol=0, atol=1e-12)


def test_hessian_vector_product_is_torchs(torch):
    """H v of a network by its first weights agrees with torch's to 1e-12."""
    V1 = rng.normal(size=W1.shape)
    ours = cr.hessian_vector_product(lambda W: network(W, cr.constant(W2)))(W1, V1)
    _, theirs = torch.autograd.functional.hvp(
        lambda W: torch_network(torch, W, torch.tensor(W2)), torch.tensor(W1), torch.tensor(V1)
    )
    np.testing.assert_allclose(ours, theirs.numpy(), rtol=0, atol=1e-12)
