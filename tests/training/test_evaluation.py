"""Evaluation: predictions whose bits do not depend on their neighbours, costs in blocks, and gradients."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.training import evaluation as evaluation_module

RNG = np.random.default_rng(12)
X = RNG.normal(size=(300, 7)).astype(np.float32)
Y = RNG.normal(size=(300, 3))


def networks():
    """Several outputs, one output, and a wide layer; both types."""
    for dtype in ("float32", "float64"):
        yield cr.Network([7, 20, 3], output="softmax", dtype=dtype), dtype
        yield cr.Network([7, 20, 1], hidden="gelu", dtype=dtype), dtype
        yield cr.Network([7, 129, 33, 5], hidden=("softplus", "tanh"), dtype=dtype), dtype


@pytest.mark.parametrize("size", [1, 7, 64, 128, 129])
def test_grouping_of_rows_changes_no_bit(size):
    """One by one, in sevens, in blocks, or all at once."""
    for network, dtype in networks():
        whole = network.output(X)
        parts = [network.output(X[first : first + size]) for first in range(0, 300 if size > 1 else 40, size)]
        joined = np.concatenate(parts)
        assert joined.tobytes() == whole[: len(joined)].tobytes(), dtype
        assert whole.dtype == dtype


def test_order_of_rows_changes_no_bit():
    """A row's prediction does not depend on where it stands."""
    order = np.random.default_rng(1).permutation(300)
    for network, _ in networks():
        assert network.output(X[order]).tobytes() == network.output(X)[order].tobytes()


def test_no_rows_have_no_predictions():
    """But as many columns as there are outputs."""
    assert cr.Network([7, 3]).predict(np.zeros((0, 7))).shape == (0, 3)


def test_cost_does_not_depend_on_the_blocks_it_is_computed_in(monkeypatch):
    """Averaged or summed, the last block being shorter."""
    for average in (True, False):
        network = cr.Network([7, 20, 3], average=average, dtype="float64")
        costs = []
        for block in (512, 64, 7):
            monkeypatch.setattr(evaluation_module, "COST_BLOCK", block)
            costs.append(network.cost(X, Y))
        np.testing.assert_allclose(costs, costs[0], rtol=1e-13)
        each = np.sum((network.output(X) - Y) ** 2, axis=1)
        assert costs[0] == pytest.approx(each.mean() if average else each.sum(), rel=1e-13)


@pytest.mark.parametrize(
    "more",
    [
        {"output": "softmax"},
        {"output": "softmax", "average": False},
        {"loss": "huber", "l2": 0.3},
        {"loss": "absolute_error", "hidden": "elu"},
        {"output": "sigmoid", "loss": "half_squared_error"},
        {"output": "sigmoid", "loss": "logistic", "hidden": ("sigmoid",), "dropout": 0.4},
    ],
)
def test_gradient_agrees_with_central_differences(more):
    """Entry by entry, for every parameter; frozen ones have a gradient too."""
    network = cr.Network([7, 4, 3], dtype="float64", seed=2, frozen=["W1"], **{"hidden": "tanh", **more})
    x, y = X[:20].astype(float), np.abs(Y[:20]) / np.abs(Y[:20]).sum(axis=1, keepdims=True)
    gradient, theta = network.gradient(x, y), network.theta.copy()

    def cost(theta):
        network.set_theta(theta)
        weights = [network.parameters[name] for name in ("W1", "W2")]
        return network.cost(x, y) + more.get("l2", 0) / 2 * sum(float(np.sum(weight**2)) for weight in weights)

    steps = 1e-6 * np.eye(theta.size)
    numeric = [(cost(theta + step) - cost(theta - step)) / 2e-6 for step in steps]
    np.testing.assert_allclose(gradient, numeric, rtol=1e-6, atol=1e-7)
