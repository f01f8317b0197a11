"""Graphs: names for leaves, outputs and what lies between."""

import dataclasses

import pytest

import chainrule as cr
from chainrule.graph.graph import topological

x, w, b = cr.input("x", (2, "m")), cr.parameter("w", (1, 2)), cr.parameter("b")
Z = w @ x + b
L = cr.mean(Z**2)
graph = cr.Graph({"L": L}, {"Z": Z})


def test_every_name_finds_its_node():
    """Leaves, outputs and what lies between are found by name."""
    assert [graph.node(name) for name in ("x", "w", "b", "Z", "L")] == [x, w, b, Z, L]


def test_every_named_node_has_its_name():
    """A node's name is found by the node, and a nameless node has none."""
    assert [graph.name_of(node) for node in (x, w, Z, L, w @ x)] == ["x", "w", "Z", "L", ""]


def test_the_first_name_of_a_node_is_its_own():
    """A leaf that is also an output keeps the leaf's name."""
    assert cr.Graph({"answer": w}).name_of(w) == "w"


def test_leaves_come_in_the_order_in_which_they_are_met():
    """Leaves are listed operands first."""
    assert list(graph.leaves) == ["w", "x", "b"]


def test_unused_leaves_belong_to_the_graph():
    """A leaf that no output stands on is kept when the graph is told of it."""
    spare = cr.input("spare")
    assert cr.Graph({"L": L}, {}, (spare,)).node("spare") is spare


def test_order_has_operands_first():
    """Every node comes after its operands, once."""
    place = {node: i for i, node in enumerate(graph.order)}
    assert len(place) == len(graph.order)
    assert all(place[operand] < place[node] for node in graph.order for operand in node.operands)


def test_a_shared_node_is_ordered_once():
    """Fan-out makes no copies: a node doubled sixty times has sixty-one nodes, not 2⁶⁰."""
    node = b
    for _ in range(60):
        node = node + node
    assert len(topological([node])) == 61


def test_topological_order_stops_at_known_nodes():
    """What is known already is not walked into."""
    assert topological([Z], known=[x, w, b]) == [Z.operands[0], Z]


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("ZZ", "the graph has no 'ZZ'; did you mean 'Z'?"),
        ("nothing", "the graph has no 'nothing'; there are w, x, b, Z, L"),
    ],
)
def test_an_unknown_name_is_answered_with_a_near_one(name, message):
    """A misspelt name is answered with its neighbour, any other with all names there are."""
    with pytest.raises(cr.GraphError) as refusal:
        graph.node(name)
    assert str(refusal.value) == message


def test_two_leaves_of_one_name_are_refused():
    """A name of two leaves would leave open which number is meant."""
    with pytest.raises(cr.GraphError, match=r"^two leaves are called 'x'; give one of them another name$"):
        cr.Graph({"L": x + cr.input("x", (2, "m"))})


@pytest.mark.parametrize("outputs_and_names", [({"x": L}, {}), ({"L": L}, {"w": Z}), ({"L": L}, {"L": Z})])
def test_one_name_for_two_nodes_is_refused(outputs_and_names):
    """An output, a name and a leaf cannot share a name unless they are one node."""
    with pytest.raises(cr.GraphError, match=r"^two nodes are called '.'; a graph needs one name for one node$"):
        cr.Graph(*outputs_and_names)


def test_graphs_are_immutable():
    """No field of a graph can be set."""
    with pytest.raises(dataclasses.FrozenInstanceError):
        graph.outputs = {}


def test_repr_lists_leaves_and_outputs():
    """A graph reads as its size, its leaves and its outputs."""
    assert repr(graph) == "<graph of 7 nodes: w (1, 2), x (2, m), b () -> L ()>"


def test_rebuilding_keeps_the_names():
    """A rewritten graph has the same names over other nodes, leaves that fell out of use among them."""
    copy = graph.rebuilt(lambda node, operands: node.with_operands(operands) if node is not Z else b)
    assert set(copy.all_names) == set(graph.all_names)
    assert copy.node("Z") is b
    assert copy.node("w") is w
