"""along: on a line a graph is what it is, and what is affine there is computed once."""

import numpy as np
import pytest
from tests.ops.cases import SAMPLERS

import chainrule as cr
from chainrule.transforms.along import along

from .random_graphs import random_graph

PLACES = (-0.7, 0.0, 0.3)
FLAT = ("floor", "sign", "greater", "greater_equal", "less", "less_equal", "equal", "not_equal")


def on_line(graph, numbers, directions, sizes=None):
    """The line of a graph, and its outputs at each of the places, from the three parts."""
    line = along(graph, [leaf.name for leaf in directions])

    def values(part, leaves):
        wanted = {leaf: leaves[name] for name, leaf in part.leaves.items() if name in leaves}
        return dict(zip(part.outputs, cr.evaluate(part.outputs.values(), wanted, sizes=sizes), strict=True))

    given = {leaf.name: number for leaf, number in numbers.items()}
    once = {**given, **values(line.still, given), **values(line.bases, given)}
    tangents = {line.directions[leaf.name]: direction for leaf, direction in directions.items()}
    once |= values(line.slopes, {**given, **tangents})
    return line, [values(line.rest, {**once, line.place: place}) for place in PLACES]


def require_equal(graph, numbers, directions, sizes=None):
    """The line of a graph, once the parts have given what evaluate gives there, to 1e-12."""
    line, found = on_line(graph, numbers, directions, sizes)
    for place, outputs in zip(PLACES, found, strict=True):
        moved = {**numbers, **{leaf: numbers[leaf] + place * direction for leaf, direction in directions.items()}}
        expected = cr.evaluate(graph.outputs.values(), moved, sizes=sizes)
        for name, value in zip(graph.outputs, expected, strict=True):
            np.testing.assert_allclose(outputs[name], value, rtol=1e-12, atol=1e-12, err_msg=name)
    return line


@pytest.mark.parametrize("name", sorted(set(SAMPLERS) | set(FLAT)))
def test_every_op_is_on_a_line_what_it_is(name):
    """The three parts of f(op) give what evaluate gives, whichever operands of the op move."""
    rng = np.random.default_rng(3)
    case = SAMPLERS[name](rng)
    numbers, leaves = case.numbers(rng), list(case.draws)
    real = [leaf for leaf in leaves if leaf.attributes.get("kind") != "index"]
    graph = cr.Graph({"L": cr.sum(cr.cos(case.node))}, unused=tuple(leaves))
    for moving in ([], real, real[:1], real[1:]):
        directions = {leaf: 0.1 * rng.normal(size=np.shape(numbers[leaf])) for leaf in moving}
        require_equal(graph, numbers, directions, case.sizes)


LINEAR = (
    *("add", "subtract", "negate", "multiply", "divide", "matmul", "outer", "trace", "sum", "mean", "transpose"),
    *("swapaxes", "reshape", "slice", "concatenate", "broadcast", "sum_to", "gather", "scatter_add", "pick"),
    *("convolution", "transposed_convolution", "correlation", "mean_pool", "unfold", "fold"),
)


@pytest.mark.parametrize("name", LINEAR)
def test_a_linear_op_is_known_by_its_vjp(name):
    """Nothing is left of it but base + t·slope where only its first operand moves."""
    case = SAMPLERS[name](np.random.default_rng(3))
    line = along(cr.Graph({"L": case.node}, unused=tuple(case.draws)), [next(iter(case.draws)).name])
    assert {node.op.name for node in line.rest.order if not node.is_leaf} == {"add", "multiply"}


def test_random_graphs_are_on_a_line_what_they_are():
    """Sharing, fan-out, broadcasting and leaves that nothing reads: 100 random graphs agree with evaluate."""
    for seed in range(100):
        made, rng = random_graph(seed), np.random.default_rng(seed)
        graph = cr.Graph({"L": made.cost}, unused=tuple(made.leaves))
        some = [leaf for leaf in made.leaves if rng.random() < 0.6]
        directions = dict(zip(some, made.draw(rng, some), strict=True)) if some else {}
        require_equal(graph, made.numbers, directions)


X, W, V = cr.input("X", ("n", "m")), cr.parameter("W", ("k", "n")), cr.parameter("V", ("j", "k"))
IMAGES, FILTERS = cr.input("images", ("m", 1, 6, 6)), cr.parameter("F", (2, 1, 3, 3))
TOKENS, TABLE = cr.input("tokens", ("m",), kind="index"), cr.parameter("E", (4, 9))
AFFINE = {
    "a product": cr.sigmoid(W @ X),
    "a sum of what moves": cr.sigmoid((2 * W - 1) @ X + cr.mean(W)),
    "a convolution": cr.relu(cr.conv2d(IMAGES, FILTERS)),
    "a gather": cr.tanh(cr.gather(TABLE, TOKENS, axis=1)),
    "a mean of windows": cr.relu(cr.mean_pool(cr.conv2d(IMAGES, FILTERS), 2)),
}


@pytest.mark.parametrize("name", AFFINE)
def test_what_is_affine_is_computed_once(name):
    """What lies below the first bend is one base, and the rest has no product, convolution or gather left."""
    node = AFFINE[name]
    (parameter,) = (leaf for leaf in cr.Graph({"L": node}).leaves.values() if leaf.op.name == "parameter")
    line = along(cr.Graph({"L": cr.sum(node)}), [parameter.name])
    assert [base.shape for base in line.bases.outputs.values()] == [node.operands[0].shape]
    left = {one.op.name for one in line.rest.order if not one.is_leaf}
    assert left <= {"add", "multiply", "sum", node.op.name}


def test_what_does_not_move_is_computed_once():
    """With the last layer moving, the hidden layer stands still, and the rest is one sum of squares."""
    A = cr.sigmoid(W @ X)
    line = along(cr.Graph({"L": cr.sum(cr.square(V @ A))}), ["V"])
    assert (len(line.still.outputs), [node.shape for node in line.bases.outputs.values()]) == (0, [("j", "m")])
    scaled = along(cr.Graph({"L": cr.sum(cr.sum(A) * cr.exp(V))}), ["V"])
    assert [node.shape for node in scaled.still.outputs.values()] == [()]


def test_a_bend_is_not_affine():
    """relu, the largest of several, a comparison and a square are computed at every point, from W itself."""
    for node in (cr.relu(W), cr.max(W, axis=0), W > 0, W * W, cr.absolute(W), cr.floor(W)):
        line = along(cr.Graph({"L": cr.sum(node)}), ["W"])
        assert list(line.bases.outputs) == ["W"]
