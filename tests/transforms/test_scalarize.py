"""scalarize: the same numbers from gates on single numbers, entry by entry, under names that say which entry."""

import numpy as np
import pytest
from tests.engines.random_graphs import random_graph
from tests.ops.cases import EXCEPTED, SAMPLERS

import chainrule as cr
from chainrule.ops import ALL_OPS
from chainrule.transforms.scalarize import entry_names, gate_count, scalar_numbers, scalarize

LETTERS = {"k": 3, "n": 2, "m": 3}


def assert_same_numbers(graph, leaves, sizes):
    """Each output of the graph is, entry by entry, what its gates compute."""
    by_node = {leaf: np.asarray(leaves[name]) for name, leaf in graph.leaves.items()}
    arrays = cr.evaluate(graph.outputs.values(), by_node, sizes=sizes)
    gates = scalarize(graph, {**sizes, **cr.Values(graph, leaves).sizes})
    numbers = cr.Values(gates, scalar_numbers({name: np.asarray(leaves[name]) for name in graph.leaves}))
    for name, array in zip(graph.outputs, arrays, strict=True):
        found = [numbers[entry] for entry in entry_names(name, array.shape)]
        np.testing.assert_allclose(np.reshape(found, array.shape), array, rtol=1e-12, atol=1e-12, err_msg=name)


@pytest.mark.parametrize("seed", range(60))
def test_random_graphs_keep_their_numbers(seed):
    """Cost and cotangents of a random graph are those of its gates, to 1e-12."""
    graph = random_graph(seed)
    assert_same_numbers(graph.graph, graph.numbers, {})


@pytest.mark.parametrize("name", SAMPLERS)
def test_every_op_keeps_its_numbers(name):
    """Each op opens into gates that give its numbers, whatever the shapes of its operands."""
    rng = np.random.default_rng(len(name))
    for _ in range(5):
        case = SAMPLERS[name](rng)
        numbers = {leaf.name: array for leaf, array in case.numbers(rng).items()}
        assert_same_numbers(cr.Graph({"out": case.node}), numbers, case.sizes)


def test_every_op_is_in_a_test():
    """No op of the alphabet is forgotten: those without a sampler stand in the random graphs."""
    assert set(SAMPLERS) | set(EXCEPTED) == set(ALL_OPS)


@pytest.mark.parametrize("activation", ["Z", "sigmoid(Z)"])
def test_models_of_the_third_lecture_keep_their_numbers(activation):
    """Forwards and backwards the two-layer models are their gates."""
    board = cr.whiteboard(f"""
        data X (n, m), y (1, m)
        params W1 (k, n), b1 (k, 1), w2 (1, k), b2 (1, 1)
        Z = W1 @ X + b1
        yhat = w2 @ {activation} + b2
        L = mean((yhat - y)**2)
    """)
    rng = np.random.default_rng(3)
    leaves = {
        name: rng.normal(size=[LETTERS.get(d, d) for d in leaf.shape]) for name, leaf in board.graph.leaves.items()
    }
    assert_same_numbers(board.backward(), leaves, LETTERS)


def test_a_product_opens_into_products_and_sums():
    """Two rows by three columns over an inner size of two: twelve products, six sums."""
    a, b = cr.input("a", (2, 2)), cr.input("b", (2, 3))
    kinds = [node.op.name for node in scalarize(cr.Graph({"c": a @ b})).order]
    assert (kinds.count("multiply"), kinds.count("add")) == (12, 6)


def test_moving_ops_vanish():
    """A transpose, a slice and a reshape leave the very leaves, in another order."""
    x = cr.parameter("x", (2, 3))
    gates = scalarize(cr.Graph({"y": cr.reshape(x.T[1:], (4,))}))
    assert [gates.node(f"y[{i}]").name for i in range(4)] == ["x[0,1]", "x[1,1]", "x[0,2]", "x[1,2]"]


def test_names_survive():
    """A number keeps its name, an array gives its entries names, and leaves that nothing uses stay."""
    w, x = cr.parameter("w", (1, 2)), cr.input("x", (2, "m"))
    unused = cr.input("t")
    z = w @ x
    gates = scalarize(cr.Graph({"L": cr.sum(z)}, {"z": z}, (unused,)), {"m": 2})
    assert set(gates.all_names) == {"w[0,0]", "w[0,1]", "t", "L", "z[0,0]", "z[0,1]"} | {
        f"x[{i},{j}]" for i in range(2) for j in range(2)
    }


def test_a_softmax_takes_each_exponential_once():
    """Equal gates of one definition are one gate."""
    z = cr.input("z", (3, 1))
    kinds = [node.op.name for node in scalarize(cr.Graph({"p": cr.softmax(z)})).order]
    assert (kinds.count("exp"), kinds.count("add"), kinds.count("divide")) == (3, 2, 3)


def test_gate_count_is_an_upper_bound():
    """Counting makes nothing and is never too low."""
    graph = random_graph(4)
    sizes = cr.Values(graph.graph, graph.numbers).sizes
    assert len(scalarize(graph.graph, sizes).order) <= 2 * gate_count(graph.graph, sizes)


def test_too_many_gates_are_refused():
    """A layer of a real network is named, with its number of gates and the next move."""
    w, x = cr.parameter("W1", (30, 784)), cr.input("X", (784, "m"))
    message = "this graph opens into 71,314 gates, 47,010 of them for Z1; the limit is 50,000: take fewer examples"
    with pytest.raises(cr.GraphError, match=message):
        scalarize(cr.Graph({"Z1": w @ x}), {"m": 1})


def test_a_size_without_a_number_is_refused():
    """A letter needs its number."""
    with pytest.raises(cr.GraphError, match="the size m has no number yet"):
        scalarize(cr.Graph({"s": cr.sum(cr.input("x", ("m",)))}))


def test_long_chains_open():
    """A sum over many entries is deep, and no recursion limit is met."""
    x = cr.input("x", (5000,))
    gates = scalarize(cr.Graph({"s": cr.sum(x)}))
    numbers = cr.Values(gates, scalar_numbers({"x": np.ones(5000)}))
    assert float(numbers["s"]) == 5000
