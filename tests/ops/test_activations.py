"""The activations: closed forms, and the gates that they open to."""

import math
from decimal import Decimal, localcontext

import numpy as np
import pytest

import chainrule as cr
from chainrule.graph.graph import topological

X = np.array([-2.0, -0.5, 0.0, 0.5, 3.0])
x = cr.input("x", 5)


@pytest.mark.parametrize(
    ("op", "formula"),
    [
        (cr.sigmoid, lambda v: 1 / (1 + math.exp(-v))),
        (cr.tanh, math.tanh),
        (cr.relu, lambda v: v if v > 0 else 0.0),
        (cr.leaky_relu, lambda v: v if v > 0 else 0.01 * v),
        (cr.elu, lambda v: v if v > 0 else math.exp(v) - 1),
        (cr.softplus, lambda v: math.log1p(math.exp(v))),
        (cr.silu, lambda v: v / (1 + math.exp(-v))),
        (cr.gelu, lambda v: 0.5 * v * (1 + math.tanh(math.sqrt(2 / math.pi) * (v + 0.044715 * v**3)))),
    ],
)
def test_activation_is_its_closed_form(op, formula):
    """An activation's numbers are those of the formula in its paper."""
    (found,) = cr.evaluate([op(x)], {x: X})
    np.testing.assert_allclose(found, [formula(v) for v in X], rtol=1e-14, atol=1e-15)


@pytest.mark.parametrize("name", ["sigmoid", "tanh", "relu", "leaky_relu", "elu", "softplus", "silu", "gelu"])
def test_activation_agrees_with_torch(name):
    """An activation and its slope are torch's, to 1e-12."""
    torch = pytest.importorskip("torch")
    function = getattr(torch.nn.functional, name)
    leaf = torch.tensor(X, requires_grad=True)
    theirs = function(leaf, approximate="tanh") if name == "gelu" else function(leaf)
    theirs.sum().backward()
    node = getattr(cr, name)(x)
    ours, slope = cr.evaluate([node, cr.gradient(cr.sum(node), x)], {x: X})
    np.testing.assert_allclose(ours, theirs.detach().numpy(), rtol=1e-12, atol=1e-15)
    at_a_corner = (X == 0) & (name == "leaky_relu")
    np.testing.assert_allclose(slope[~at_a_corner], leaf.grad.numpy()[~at_a_corner], rtol=1e-12, atol=1e-15)


# ---- digits where the textbook's formula cancels ----------------------------------------------------------------

CANCELLING = -np.geomspace(1e-12, 13, 400)  # down to where gelu is 1e-150


def units_off(op, exact):
    """How far the numbers of an op are off, in units of the last place."""
    v = cr.input("v", CANCELLING.size)
    return np.abs(cr.evaluate([op(v)], {v: CANCELLING})[0] - exact) / np.spacing(np.abs(exact))


def test_elu_keeps_its_digits():
    """Near 0, where eˣ − 1 cancels, elu is exact to 4 units in the last place."""
    with localcontext() as context:
        context.prec = 60
        exact = np.array([float(Decimal(x).exp() - 1) for x in CANCELLING.tolist()])
    assert units_off(cr.elu, exact).max() <= 4


def test_gelu_keeps_its_digits():
    """Where 1 + tanh(u) cancels, gelu is exact to 4 units, and those that a unit of 2u makes in exp(2u) itself."""
    with localcontext() as context:
        context.prec = 60
        twice = 2 * (2 / Decimal("3.14159265358979323846264338327950288419716939937510582097494")).sqrt()
        exponents = [twice * (Decimal(x) + Decimal("0.044715") * Decimal(x) ** 3) for x in CANCELLING.tolist()]
        exact = [float(Decimal(x) / (1 + (-z).exp())) for x, z in zip(CANCELLING.tolist(), exponents, strict=True)]
    off, sizes = units_off(cr.gelu, np.array(exact)), np.array([float(-z) for z in exponents])
    assert (off <= 4 * np.maximum(1, sizes / 2)).all()
    assert off[sizes < 3].max() <= 4


def test_sigmoid_opens_to_the_gates_of_the_lecture():
    """σ is the gates −, exp, +1 and 1/x."""
    opened = [node.op.name for node in topological([cr.expand(cr.sigmoid(x))])]
    assert opened == ["constant", "constant", "input", "negate", "exp", "add", "divide"]


def test_activations_keep_the_shape():
    """An activation acts on entries, letters included."""
    assert {op(cr.input("Z", ("k", "m"))).shape for op in (cr.sigmoid, cr.relu, cr.gelu)} == {("k", "m")}
