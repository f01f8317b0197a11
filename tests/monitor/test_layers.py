"""Layers: what a graph says they are, and what their units do."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.monitor.layers import layers_of, slopes_of
from chainrule.monitor.probe import Probe
from chainrule.ops.activations import ACTIVATIONS, leaky_relu, relu, sigmoid, tanh

from .networks import CONVOLUTIONAL, RECURRENT, random_network


def named(graph):
    """The layers of a graph, told by name."""
    return [(one.name, len(one.after), one.activation, one.parameters, one.axis) for one in layers_of(graph)]


def test_the_layers_of_a_network_are_numbered():
    """Z and A of a layer are one; the last has no activation before its loss on logits."""
    found = named(cr.Network([2, 3, 4, 1], hidden=("relu", "tanh"), output="sigmoid", l2=0.1, dropout=0.5).graph())
    assert [(name, activation) for name, _, activation, _, _ in found] == [
        ("layer 1", relu),
        ("layer 2", tanh),
        ("layer 3", None),
    ]
    assert [parameters for *_, parameters, _ in found] == [("W1", "b1"), ("W2", "b2"), ("W3", "b3")]


def test_the_steps_of_a_loop_are_one_layer():
    """h[1] … h[4] share W, U and b."""
    assert named(cr.whiteboard(RECURRENT).graph) == [
        ("h", 4, tanh, ("W", "U", "b"), None),
        ("yhat", 1, None, ("V",), None),
    ]


def test_the_units_of_a_convolution_are_its_channels():
    """An activation without a name is called after its parameters."""
    assert named(cr.whiteboard(CONVOLUTIONAL).graph) == [
        ("relu of W1, b1", 1, relu, ("W1", "b1"), 1),
        ("layer 2", 1, None, ("W2", "b2"), None),
    ]


def test_slopes_are_read_off_the_ops():
    """σ is steepest at ¼; relu alone is flat on one side; no activation is flat everywhere."""
    assert slopes_of(sigmoid).steepest == pytest.approx(0.25)
    assert [op for op in ACTIVATIONS if slopes_of(op).is_rectifier] == [relu]
    assert slopes_of(leaky_relu).steepest == 1
    assert all(slopes_of(op).steepest >= 0.25 for op in ACTIVATIONS)


# ---- what units do ------------------------------------------------------------------------------------------------


def measured(network, X, y):
    """What a probe measures of a network, and the network's own arrays for the same rows."""
    examples = network._model.examples(X, y)
    probe = Probe(network.architecture, tuple(examples.tables), list(network.layout.shapes))
    return probe.measure(network.theta, examples.tables), network.explain(X, y).values


def test_activations_and_gradients_are_those_of_the_graph():
    """Mean, spread, dead units and ∂L/∂Z are those of the arrays that an explanation shows."""
    rng = np.random.default_rng(0)
    network = cr.Network([3, 8, 6, 2], hidden=("relu", "sigmoid"), dtype="float64", seed=2)
    network.set_theta(b1=np.where(np.arange(8)[:, None] < 3, -50.0, 0.0), W2=10 * network.parameters["W2"])
    X, y = rng.normal(size=(37, 3)), rng.normal(size=(37, 2))
    found, values = measured(network, X, y)
    A1, A2 = values["A1"], values["A2"]
    first, second, _ = found.layers
    assert first.mean == pytest.approx(A1.mean())
    assert first.spread == pytest.approx(A1.std())
    assert first.dead == pytest.approx((A1 == 0).all(axis=1).mean())
    assert first.dead >= 3 / 8
    assert np.isnan(first.saturated)
    assert second.saturated == pytest.approx((A2 * (1 - A2) < 0.05 * 0.25).mean())
    back = 37 * values["∂L/∂Z1"]
    assert [first.gradient_mean, first.gradient_spread] == pytest.approx([back.mean(), back.std()])
    assert found.cost == pytest.approx(network.cost(X, y))


@pytest.mark.parametrize("seed", range(6))
def test_the_mean_of_the_parts_is_the_gradient(seed):
    """Also where a penalty is part of it, and where 12 rows are dealt in 12 parts."""
    network, X, y = random_network(seed)
    found, _ = measured(network, X, y)
    np.testing.assert_allclose(found.gradient, network.gradient(X, y), atol=1e-14)


def test_the_noise_of_a_layer_is_that_of_its_single_examples():
    """With a part for each example S is the trace of the covariance of their gradients, and |G|² exact for all rows."""
    network, X, y = random_network(1)
    found, _ = measured(network, X, y)
    each = np.array([network.gradient(X[i : i + 1], y[i : i + 1]) for i in range(12)])
    places = network.layout.places(["W1", "b1"])
    noise = found.noise(places, 12)
    assert noise.trace == pytest.approx(each[:, places].var(axis=0).sum())
    assert noise.signal == pytest.approx(np.square(each[:, places].mean(axis=0)).sum())
