"""Compound ops: their VJP, their safe computation and their textbook definition are one function."""

import zlib

import numpy as np
import pytest

import chainrule as cr
from chainrule.graph.graph import topological
from chainrule.ops import ALL_OPS

from .cases import SAMPLERS

COMPOUND = sorted(name for name, op in ALL_OPS.items() if op.definition)
LOSSES = {
    loss.__name__: loss
    for loss in (
        *(cr.squared_error, cr.half_squared_error, cr.absolute_error),
        *(cr.huber, cr.logistic, cr.cross_entropy),
    )
}
X = cr.input("X", (1, "m"))
FAR = np.array([[-1e4, -1e3, -1.0, 0.0, 1.0, 1e3, 1e4]])


def cases(name):
    """Twenty cases of an op: a weighed sum, its leaves, their numbers."""
    rng = np.random.default_rng([zlib.crc32(name.encode()), 1])
    for _ in range(20):
        case = SAMPLERS[name](rng)
        weights = cr.input("weights of the output", case.node.shape)
        numbers = case.numbers(rng)
        numbers[weights] = rng.normal(size=case.concrete(case.node.shape))
        yield case, cr.sum(weights * case.node), numbers


def test_compound_ops_have_samplers():
    """No compound op is left out."""
    assert set(COMPOUND) <= set(SAMPLERS)


@pytest.mark.parametrize("name", COMPOUND)
def test_vjp_agrees_with_the_derivative_of_the_definition(name):
    """The rule written by hand is what the definition's own derivative comes to, within 1e-12."""
    for case, cost, numbers in cases(name):
        opened = cr.expand(cost)
        for leaf in case.moving:
            slopes = [cr.gradient(cost, leaf), cr.gradient(opened, leaf)]
            by_rule, by_definition = cr.evaluate(slopes, numbers, sizes=case.sizes)
            np.testing.assert_allclose(by_rule, by_definition, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", COMPOUND)
def test_computation_agrees_with_the_definition(name):
    """What is computed safely is the number that the textbook formula gives, within 1e-12."""
    for case, _, numbers in cases(name):
        computed, defined = cr.evaluate([case.node, cr.expand(case.node)], numbers, sizes=case.sizes)
        np.testing.assert_allclose(computed, defined, rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", COMPOUND)
def test_definition_opens_to_ops_without_definition(name):
    """Opening a compound op leaves no compound op."""
    for case, _, _ in cases(name):
        assert not [node for node in topological([cr.expand(case.node)]) if node.op.definition]


# ---- far out ------------------------------------------------------------------------------------------------------


def far(dtype):
    """Every activation and reduction of numbers up to ±1e4, with its gradient, by name."""
    makers = {name: ALL_OPS[name] for name in ("sigmoid", "tanh", "relu", "leaky_relu", "elu", "softplus", "silu")}
    makers |= {"gelu": cr.gelu, "softmax": lambda x: cr.softmax(x, axis=1)}
    makers |= {"log_softmax": lambda x: cr.log_softmax(x, axis=1), "logsumexp": lambda x: cr.logsumexp(x, axis=1)}
    for name, make in makers.items():
        node = make(X)
        slope = cr.gradient(cr.sum(node), X)
        yield name, *cr.evaluate([node, slope, cr.gradient(cr.sum(slope), X)], {X: FAR}, dtype=dtype)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_compound_ops_stay_finite_far_out(dtype):
    """Values, gradients and second derivatives are finite up to ±1e4."""
    broken = [name for name, *arrays in far(dtype) if not all(np.isfinite(array).all() for array in arrays)]
    assert broken == []


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
@pytest.mark.parametrize("name", sorted(LOSSES))
def test_losses_stay_finite_far_out(name, dtype):
    """A loss of predictions or logits up to ±1e4 and its gradients by every operand are finite, weighed or not."""
    a, y, weights = cr.input("a", (2, "m")), cr.input("y", (2, "m")), cr.input("weights", (1, "m"))
    numbers = {a: np.vstack([FAR, -FAR]), y: np.vstack([FAR > 0, FAR <= 0]), weights: np.ones_like(FAR)}
    for operands in ((a, y), (a, y, weights)):
        cost = LOSSES[name](*operands)
        values = cr.evaluate([cost, *cr.gradient(cost, *operands)], numbers, dtype=dtype)
        assert all(np.isfinite(array).all() for array in values)


def test_activations_have_their_limits_far_out():
    """At −1e4 and 1e4 an activation is its asymptote."""
    ends = {name: value[0, [0, -1]].tolist() for name, value, *_ in far(np.float64) if value.shape == FAR.shape}
    assert {name: ends[name] for name in ("sigmoid", "tanh", "relu", "elu", "softplus", "silu", "gelu", "softmax")} == {
        "sigmoid": [0, 1],
        "tanh": [-1, 1],
        "relu": [0, 1e4],
        "elu": [-1, 1e4],
        "softplus": [0, 1e4],
        "silu": [0, 1e4],
        "gelu": [0, 1e4],
        "softmax": [0, 1],
    }


def test_log_softmax_keeps_what_softmax_loses():
    """The logarithm of a probability that underflows to 0 is still its logit's distance from the largest."""
    probability, logarithm = cr.evaluate([cr.softmax(X, axis=1), cr.log_softmax(X, axis=1)], {X: FAR})
    assert probability[0, 0] == 0
    assert logarithm[0, 0] == -2e4


def test_logistic_loss_of_a_wrong_certain_logit_is_the_logit():
    """On a = 1e4 with y = 0 the logistic loss is 1e4, and its slope is 1."""
    a, y = cr.input("a"), cr.input("y")
    loss = cr.logistic(a, y)
    assert [float(v) for v in cr.evaluate([loss, cr.gradient(loss, a)], {a: 1e4, y: 0.0})] == [1e4, 1.0]
