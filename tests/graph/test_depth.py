"""Depth: a chain of 12,000 nodes passes every transform, because none of them recurses."""

import sys

import numpy as np
import pytest

import chainrule as cr
from chainrule.graph.graph import topological

DEPTH = 12_000


@pytest.fixture(scope="module")
def chain():
    """A positive number, sent through gates, compound ones among them, that give it back every six steps."""
    x = cr.input("x")
    node = x
    gates = (lambda v: 2 * v, lambda v: v + 1, lambda v: 0 - (0 - v), cr.relu, lambda v: 0.5 * v, lambda v: v - 0.5)
    for depth in range(DEPTH - DEPTH % 6):
        node = gates[depth % 6](node)
    return x, node


def test_the_chain_is_deeper_than_the_stack():
    """Recursion over the chain would end in a RecursionError."""
    assert sys.getrecursionlimit() * 10 < DEPTH


def test_a_deep_chain_passes_every_transform(chain):
    """The chain is differentiated, simplified, expanded and evaluated."""
    x, node = chain
    graph = cr.differentiate(cr.Graph({"L": node}), ["x"])
    small, large = cr.simplify(graph), cr.expand(graph)
    assert len(small.order) < len(graph.order) < len(large.order)
    for each in (graph, small, large):
        value, slope = cr.evaluate([each.node("L"), each.node("∂L/∂x")], {x: 3.0})
        assert [float(value), float(slope)] == [3, 1]


def test_a_deep_chain_of_scalars_is_collected():
    """2 · (2 · (2 · …)) of a vector simplifies to one product, however deep."""
    v = cr.input("v", 2)
    node = v
    for i in range(3000):
        node = (2.0 if i % 2 else 0.5) * node
    simple = cr.simplify(node)
    assert len(topological([simple])) == 1
    np.testing.assert_array_equal(cr.evaluate([simple], {v: [1.0, 2.0]})[0], [1.0, 2.0])
