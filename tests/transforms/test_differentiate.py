"""differentiate: both modes agree on random graphs, cotangents add up, and names say what is what."""

import re

import numpy as np
import pytest

import chainrule as cr
from chainrule.transforms.differentiate import backward, forward, hessian_vector

from .random_graphs import SEEDS, random_graph

x, y = cr.input("x"), cr.input("y")


def value(node, **numbers):
    """The number of a node at x and y."""
    return float(cr.evaluate([node], {leaf: numbers[leaf.name] for leaf in (x, y) if leaf.name in numbers})[0])


def inner(us, vs):
    """⟨u, v⟩ over several arrays."""
    return sum(float(np.sum(u * v)) for u, v in zip(us, vs, strict=True))


def like(nodes, name):
    """An input for each node, of its shape."""
    return [cr.input(f"{name}{i}", node.shape) for i, node in enumerate(nodes)]


# ---- random graphs ------------------------------------------------------------------------------------------------


@SEEDS
def test_reverse_and_forward_mode_agree_on_random_graphs(seeds):
    """⟨u, J v⟩ = ⟨Jᵀ u, v⟩ to 1e-12 with sharing, fan-out and unused inputs, on 100 graphs; `make slow`: 500."""
    for seed in seeds:
        graph, rng = random_graph(seed), np.random.default_rng(seed)
        cotangents, tangents = like(graph.outputs, "u"), like(graph.leaves, "v")
        moved = forward(graph.outputs, dict(zip(graph.leaves, tangents, strict=True)))
        # an output that occurs twice has two cotangents
        seeds = {}
        for output, u in zip(graph.outputs, cotangents, strict=True):
            seeds[output] = seeds[output] + u if output in seeds else u
        pulled = backward(seeds, graph.leaves)
        u, v = graph.draw(rng, graph.outputs), graph.draw(rng, graph.leaves)
        numbers = graph.numbers | dict(zip([*cotangents, *tangents], [*u, *v], strict=True))
        found = cr.evaluate([*moved, *(pulled[leaf] for leaf in graph.leaves)], numbers)
        left, right = inner(u, found[: len(u)]), inner(found[len(u) :], v)
        assert abs(left - right) <= 1e-12 * max(1, abs(left)), seed


@SEEDS
def test_gradients_of_random_graphs_agree_with_differences(seeds):
    """The slope of the cost along a random direction is the gradient's, on 100 graphs; `make slow`: 500."""
    step = 1e-3
    for seed in seeds:
        graph, rng = random_graph(seed), np.random.default_rng(seed)
        direction = graph.draw(rng, graph.leaves)
        slopes = cr.evaluate(cr.gradient(graph.cost, *graph.leaves), graph.numbers)
        slope = 0.0
        for times, by in ((8, 1), (-8, -1), (-1, 2), (1, -2)):
            there = {leaf: graph.numbers[leaf] + by * step * d for leaf, d in zip(graph.leaves, direction, strict=True)}
            slope += times * float(cr.evaluate([graph.cost], there)[0]) / (12 * step)
        assert inner(slopes, direction) == pytest.approx(slope, rel=1e-7, abs=1e-7), seed


def test_hessian_vector_products_are_symmetric_and_agree_with_differences():
    """⟨v, H w⟩ = ⟨w, H v⟩ to 1e-12, and H v is how the gradient moves along v, on 100 graphs."""
    step = 1e-5
    for seed in range(100):
        graph, rng = random_graph(seed), np.random.default_rng(seed)
        leaf = graph.leaves[1]
        vector, cost = cr.input("vector", leaf.shape), graph.cost
        product, slope = hessian_vector(cost, leaf, vector), cr.gradient(cost, leaf)
        (v,), (w,) = graph.draw(rng, [leaf]), graph.draw(rng, [leaf])
        Hv, Hw = (cr.evaluate([product], graph.numbers | {vector: each})[0] for each in (v, w))
        size = max(1, np.abs(Hv).max(), np.abs(Hw).max())
        assert abs(np.sum(w * Hv) - np.sum(v * Hw)) <= 1e-12 * size, seed
        left, right = (
            cr.evaluate([slope], graph.numbers | {leaf: graph.numbers[leaf] + by * v})[0] for by in (-step, step)
        )
        np.testing.assert_allclose((right - left) / (2 * step), Hv, rtol=0, atol=1e-7 * size, err_msg=str(seed))


# ---- rules by hand ------------------------------------------------------------------------------------------------


def test_reused_node_adds_its_cotangents():
    """The gradient of x·x at 3 is 6."""
    assert value(cr.gradient(x * x, x), x=3) == 6


def test_a_node_used_on_several_paths_adds_all_of_them():
    """The cost x + x·y + exp(x·y) has the slope 1 + y + y·exp(x·y)."""
    product = x * y
    slope = cr.gradient(x + product + cr.exp(product), x)
    assert value(slope, x=0.5, y=2) == pytest.approx(3 + 2 * np.e)


def test_the_gradient_is_zero_where_no_path_leads():
    """A cost that does not stand on a leaf has the gradient 0 by it, in the leaf's shape."""
    W = cr.parameter("W", ("k", 2))
    slope = cr.gradient(x * x, W)
    assert slope.shape == ("k", 2)
    assert cr.evaluate([slope], {x: 1.0}, sizes={"k": 3})[0].tolist() == [[0, 0]] * 3


def test_no_path_leads_through_a_comparison():
    """What is used in a comparison only has the gradient 0."""
    assert value(cr.gradient(cr.where(x > 0, y, -y), x), x=1, y=1) == 0


def test_whole_numbers_are_never_differentiated():
    """The gradient by an input of kind "index" is 0, even where the cost stands on it."""
    k = cr.input("k", kind="index")
    assert cr.evaluate([cr.gradient(k * x, k)], {k: 2, x: 3.0}) == [0.0]


def test_gradient_of_the_cost_by_itself_is_one():
    """∂L/∂L = 1."""
    assert value(cr.gradient(x, x)) == 1


def test_gradient_by_a_node_in_between():
    """A node that is no leaf can be differentiated by, and the walk ends there."""
    z = x * y
    assert value(cr.gradient(z * z, z), x=3, y=2) == 12


def test_gradient_by_a_node_and_by_what_it_stands_on():
    """Both a node and its operand have their gradient in one call."""
    z = 3 * x
    by_z, by_x = cr.gradient(z * z, z, x)
    assert [value(by_z, x=2), value(by_x, x=2)] == [12, 36]


def test_third_derivative_by_differentiating_three_times():
    """The derivatives of sin·exp are those of the textbook, to third order."""
    node = cr.sin(x) * cr.exp(x)
    derivatives = []
    for _ in range(3):
        node = cr.gradient(node, x)
        derivatives.append(value(node, x=0.7))
    sine, cosine = np.sin(0.7) * np.exp(0.7), np.cos(0.7) * np.exp(0.7)
    assert derivatives == pytest.approx([sine + cosine, 2 * cosine, 2 * cosine - 2 * sine], rel=1e-13)


def test_a_cost_may_be_a_matrix_of_one_entry():
    """A cost of shape (1, 1) is differentiated as the number in it."""
    w, X = cr.parameter("w", (1, 2)), cr.input("X", (2, 1))
    (slope,) = cr.evaluate([cr.gradient(w @ X, w)], {w: [[1, 2]], X: [[3], [4]]})
    assert slope.tolist() == [[3, 4]]


@pytest.mark.parametrize("shape", [(3,), ("m",), (1, "m"), (0,)])
def test_a_cost_of_several_numbers_is_refused(shape):
    """What is not one number has no gradient; the refusal offers a sum, a mean and a jacobian."""
    v = cr.input("v", shape)
    message = f"a cost is one number, but {v!r} is not; take its sum or its mean, or ask for a jacobian"
    with pytest.raises(cr.GraphError, match=f"^{re.escape(message)}$"):
        cr.gradient(v, v)


def test_forward_mode_moves_along_several_leaves_at_once():
    """x·y moves by y·dx + x·dy, and 2x + y by 2dx + dy."""
    moved = forward([x * y, 2 * x + y], {x: cr.constant(0.5), y: cr.constant(0.25)})
    assert [value(node, x=2, y=3) for node in moved] == [2, 1.25]


def test_leaves_that_share_a_cotangent_move_it_both():
    """The cotangents of x and y in x + y are one node, and the sum moves by dx + dy."""
    (moved,) = forward([x + y], {x: cr.constant(0.5), y: cr.constant(0.25)})
    assert value(moved) == 0.75


def test_forward_mode_refuses_a_tangent_of_another_shape():
    """A leaf moves along a tangent of its own shape."""
    with pytest.raises(cr.ShapeError, match=r"^<input x \(\)> cannot move along a tangent of shape \(2,\)$"):
        forward([x * x], {x: cr.input("v", 2)})


# ---- names --------------------------------------------------------------------------------------------------------


def layer():
    """A layer with a cost: Z = W @ X + b, A = σ(Z), L = mean(A²)."""
    X, W, b = cr.input("X", (2, "m")), cr.parameter("W", (3, 2)), cr.parameter("b", (3, 1))
    Z = W @ X + b
    A = cr.sigmoid(Z)
    return cr.Graph({"L": cr.mean(A**2)}, {"Z": Z, "A": A})


def test_cotangents_are_named_after_what_they_are_of():
    """The cotangent of Z is called ∂L/∂Z without anyone asking; those of the parameters are outputs."""
    graph = cr.differentiate(layer())
    assert list(graph.outputs) == ["L", "∂L/∂W", "∂L/∂b"]
    assert set(graph.names) == {"Z", "A", "∂L/∂Z", "∂L/∂A"}


def test_cotangents_have_the_shape_of_what_they_are_of():
    """∂L/∂W is shaped like W, and ∂L/∂Z like Z."""
    graph = cr.differentiate(layer())
    assert all(graph.node(f"∂L/∂{name}").shape == graph.node(name).shape for name in "WbZA")


def test_any_name_can_be_asked_for():
    """`wrt` may name data and what lies between, and then only they are outputs."""
    graph = cr.differentiate(layer(), ["X", "Z"])
    assert list(graph.outputs) == ["L", "∂L/∂X", "∂L/∂Z"]


def test_the_cost_may_be_named():
    """A graph of two outputs is differentiated by the one that is named, else by the last."""
    graph = cr.Graph({"L": x * x, "R": 3 * x})
    assert [list(cr.differentiate(graph, ["x"], cost).outputs)[-1] for cost in ("L", "")] == ["∂L/∂x", "∂R/∂x"]


def test_a_differentiated_graph_can_be_differentiated():
    """The second derivative has its name, ∂∂L/∂x/∂x, and its number."""
    once = cr.differentiate(cr.Graph({"L": x**3}), ["x"])
    twice = cr.differentiate(once, ["x"], cost="∂L/∂x")
    assert value(twice.node("∂∂L/∂x/∂x"), x=2) == 12


def test_a_misspelt_name_is_refused():
    """A name to differentiate by is the graph's, with a near one offered."""
    with pytest.raises(cr.GraphError, match=r"^the graph has no 'WW'; did you mean 'W'\?$"):
        cr.differentiate(layer(), ["WW"])


@pytest.mark.parametrize("transform", [cr.simplify, cr.expand, cr.differentiate])
def test_names_survive_every_transform(transform):
    """Every name of a graph is a name of the transformed graph, for the same number."""
    graph = layer()
    changed = transform(graph)
    numbers = {"X": np.array([[1.0, 2.0], [0.5, -1.0]]), "W": np.ones((3, 2)), "b": np.ones((3, 1))}
    before, after = cr.Values(graph, numbers), cr.Values(changed, numbers)
    for name in graph.all_names:
        np.testing.assert_allclose(after[name], before[name], rtol=1e-14)


def test_leaves_survive_when_nothing_uses_them_any_more():
    """A leaf that a rewriting cuts off is still a leaf of the graph."""
    graph = cr.simplify(cr.differentiate(cr.Graph({"L": x + y}, {}, (cr.input("spare"),)), ["x"]))
    assert set(graph.leaves) == {"x", "y", "spare"}
