"""lower: every op of the alphabet has a spelling, or is opened into ops that have one."""

import numpy as np

import chainrule as cr
from chainrule.engines.lower import lower
from chainrule.ops import ALL_OPS
from chainrule.ops.spelling import IN_PLACE, LINES, SCALARS, VIEWS, spelled

from .random_graphs import random_graph

OPENED = {"sum_to"}  # by its own rule, because it has neither a definition nor a computation


def test_every_op_is_spelled_or_opened():
    """A forgotten op is named here."""
    forgotten = [
        name for name, op in ALL_OPS.items() if not (spelled(name) or op.computation or op.definition or name in OPENED)
    ]
    assert forgotten == []


def test_spellings_belong_to_ops():
    """No table has an entry for an op that does not exist."""
    assert {*LINES, *VIEWS, *SCALARS, *IN_PLACE} <= set(ALL_OPS)


def test_lowered_graphs_hold_spelled_ops_only():
    """Arrays have a line or a window, numbers have an expression, on 150 random graphs with their gradients."""
    leaves = {"input", "parameter", "constant", "dimension"}
    for seed in range(150):
        for node in lower(random_graph(seed).graph).order:
            allowed = {*SCALARS, *leaves} if node.shape == () else {*LINES, *VIEWS, *leaves}
            assert node.op.name in allowed, f"{node!r} of graph {seed}"


def test_equal_nodes_are_computed_once():
    """The sigmoid of Z in a cost and the one in its derivative become the same gates."""
    Z = cr.input("Z", (2, "m"))
    graph = lower(cr.Graph({"a": cr.sigmoid(Z), "b": cr.sigmoid(Z) * 2}))
    assert [node.op.name for node in graph.order].count("exp") == 1


def test_lowering_keeps_names_and_numbers():
    """The same outputs, and names for what lies between."""
    Z = cr.input("Z", (2, "m"))
    A = cr.softmax(Z)
    graph = cr.Graph({"L": cr.sum(A * A)}, {"A": A})
    lowered = lower(graph)
    numbers = np.random.default_rng(0).normal(size=(2, 5))
    (before,), (after,) = (cr.evaluate([one.outputs["L"]], {one.leaves["Z"]: numbers}) for one in (graph, lowered))
    assert after == before
    assert set(lowered.names) == {"A"}
