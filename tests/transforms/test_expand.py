"""expand: compound ops opened to simpler ones, all or some, names kept."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.graph.graph import topological
from chainrule.transforms.expand import open_ops

from .random_graphs import COUNT, random_graph

x = cr.input("x", (3, "m"))


def ops(*nodes):
    """The names of the ops that nodes stand on."""
    return {node.op.name for node in topological(nodes)}


def test_expand_opens_everything_to_primitives():
    """No compound op is left, not even those inside of definitions."""
    cost = cr.logistic(cr.silu(cr.gelu(x)), cr.softmax(x)) + cr.cross_entropy(x, x) + cr.mean(cr.elu(x))
    assert not [node for node in topological([cr.expand(cost)]) if node.op.definition]


def test_only_some_ops_are_opened():
    """With `only`, other compound ops stay closed."""
    node = cr.sigmoid(x) + cr.tanh(x)
    assert "tanh" in ops(cr.expand(node, only=["sigmoid"]))
    assert "sigmoid" not in ops(cr.expand(node, only=["sigmoid"]))


def test_only_applies_inside_of_definitions():
    """The silu opens to x · sigmoid(x), and the sigmoid stays closed."""
    assert ops(cr.expand(cr.silu(x), only=["silu"])) == {"input", "multiply", "sigmoid"}


def test_what_has_nothing_to_open_stays():
    """Without a compound op the node itself comes back."""
    node = cr.exp(x) + 1
    assert cr.expand(node) is node


def test_a_shared_operand_stays_shared():
    """Opening copies no operand: what two compound ops stand on is still one node."""
    z = cr.exp(x)
    opened = cr.expand(cr.tanh(z) * cr.sigmoid(z))
    assert [node for node in topological([opened]) if node is z] == [z]


def test_the_cotangents_are_opened_too():
    """A differentiated graph is opened with its backward pass."""
    graph = cr.expand(cr.differentiate(cr.Graph({"L": cr.cross_entropy(x, x)}), ["x"]))
    assert not ops(*graph.outputs.values()) & {"softmax", "log_softmax", "cross_entropy"}


def test_open_ops_lets_the_caller_choose():
    """Safe computations in place of definitions are one choice."""
    opened = open_ops(cr.softmax(x), lambda op: op.computation)
    assert ops(opened) == {"input", "max", "subtract", "exp", "sum", "divide"}


def test_random_graphs_keep_their_numbers():
    """Costs and gradients of random graphs are the same to 1e-12 when opened."""
    for seed in range(0, COUNT, 5):
        random = random_graph(seed)
        nodes = [random.cost, cr.gradient(random.cost, random.leaves[1])]
        before = cr.evaluate(nodes, random.numbers)
        after = cr.evaluate([cr.expand(node) for node in nodes], random.numbers)
        for one, other in zip(before, after, strict=True):
            np.testing.assert_allclose(other, one, rtol=1e-12, atol=1e-12, err_msg=str(seed))


@pytest.mark.parametrize("name", ["Z", "L", "∂L/∂Z"])
def test_names_are_kept(name):
    """What was named is named, and is the same number."""
    Z = 2 * x
    graph = cr.differentiate(cr.Graph({"L": cr.sum(cr.sigmoid(Z))}, {"Z": Z}), ["x"])
    numbers = {"x": np.arange(6.0).reshape(3, 2)}
    found, expected = cr.Values(cr.expand(graph), numbers)[name], cr.Values(graph, numbers)[name]
    np.testing.assert_allclose(found, expected, rtol=1e-14)
