"""Printed JavaScript computes what `evaluate` computes, and in bits what plain Python does."""

import subprocess
from functools import cache, partial
from pathlib import Path
from shutil import which

import numpy as np
import pytest

import chainrule as cr
from chainrule.engines.javascript.program import ASSEMBLED, TEXTS, javascript_function
from chainrule.engines.javascript.source import Javascript
from chainrule.ops import ALL_OPS

from .agreement import disagreements, too_far
from .flat_python import FlatFunction
from .javascript_runs import JavascriptFunction
from .random_graphs import COUNT, random_graph
from .test_numpy_program import BINARY, LOSSES, ODD, REDUCTIONS, UNARY

RNG = np.random.default_rng(3)
X, Y = cr.input("X", (2, "m")), cr.input("Y", (2, "m"))
SHARE = 9  # of the random graphs in a part: each op is in the first
PARTS = [0, *(pytest.param(part, marks=pytest.mark.slow) for part in range(1, SHARE))]


# ---- a pass over a graph --------------------------------------------------------------------------------------------


@cache
def computed(seed, node):
    """The outputs of a random graph."""
    case = random_graph(seed)
    return JavascriptFunction(case.graph, node)(case.numbers)


@pytest.mark.parametrize("part", PARTS)
def test_javascript_means_what_evaluate_means_on_random_graphs(part, node):
    """A ninth of the 500 (`make slow`: all) with their gradients: to 1e-12 or what `agreement` says."""
    for seed in range(part, COUNT, SHARE):
        engine = partial(computed, seed, node)
        rows = disagreements(random_graph(seed), lambda graph, _, do=engine: lambda numbers: do(), (np.float64,))
        assert too_far(rows) == [], seed


@pytest.mark.parametrize("part", PARTS)
def test_javascript_and_plain_python_give_the_same_bits(part, node):
    """A ninth of the 500 random graphs (`make slow`: all): no number differs in any bit."""
    for seed in range(part, COUNT, SHARE):
        found, expected = computed(seed, node), FlatFunction(random_graph(seed).graph)(random_graph(seed).numbers)
        for name, array in expected.items():
            np.testing.assert_array_equal(found[name], array, err_msg=f"{seed} {name}")


def test_graphs_of_the_quick_share_hold_every_op():
    """None of the alphabet is left out."""
    assert {node.op.name for seed in range(0, COUNT, SHARE) for node in random_graph(seed).graph.order} == set(ALL_OPS)


def test_entries_give_nan_and_infinity_where_evaluate_does(node):
    """Every op of one and of two numbers, at every pair of odd numbers."""
    pairs = np.stack(np.meshgrid(ODD, ODD)).reshape(2, 1, -1)
    outputs = {name: ALL_OPS[name](X[:1], Y[:1]) for name in BINARY} | {name: ALL_OPS[name](X[:1]) for name in UNARY}
    assert_as_evaluate(node, outputs, {"X": np.vstack([pairs[0]] * 2), "Y": np.vstack([pairs[1]] * 2)})


@pytest.mark.parametrize("number", ODD)
def test_reductions_and_losses_give_nan_and_infinity_where_evaluate_does(number, node):
    """Beside a finite number, and beside infinity."""
    outputs = {f"{name} {axis}": getattr(cr, name)(X, axis=axis) for name in REDUCTIONS for axis in (0, 1, None)}
    outputs |= {name: getattr(cr, name)(X, Y) for name in LOSSES}
    for other in (0.25, np.inf):
        numbers = {"X": np.array([[0.5, number, 1], [2, -1, other]]), "Y": np.array([[1, 0, 1], [0, 1.0, 0]])}
        assert_as_evaluate(node, outputs, numbers)


def assert_as_evaluate(node, outputs, numbers):
    """NaN and infinity at the same places, and all else within some roundings."""
    graph = cr.Graph(outputs, {}, (X, Y))
    found = JavascriptFunction(graph, node)(numbers)
    with np.errstate(all="ignore"):
        expected = cr.evaluate(outputs.values(), {X: numbers["X"], Y: numbers["Y"]})
    for name, array in zip(outputs, expected, strict=True):
        np.testing.assert_allclose(found[name], array, rtol=1e-14, atol=1e-15, err_msg=name)


SIZES = [(1, 1, 1), (3, 2, 5), (2, 16, 3), (5, 17, 6), (9, 33, 10), (7, 40, 1), (1, 300, 4), (6, 1030, 9)]


@pytest.mark.parametrize("shared", [True, False], ids=["WebAssembly", "JavaScript"])
@pytest.mark.parametrize("sizes", SIZES)
def test_products_of_every_size_are_sums_in_order(sizes, shared, node):
    """Tiles, their edges, and calls: the bits of one product added after the other, turned or not."""
    rows, inner, columns = sizes
    a, b = RNG.normal(size=(rows, inner)), RNG.normal(size=(inner, columns))
    A, B, At, Bt = (cr.input(name, one.shape) for name, one in (("A", a), ("B", b), ("At", a.T), ("Bt", b.T)))
    graph = cr.Graph({"AB": A @ B, "AtB": At.T @ B, "ABt": A @ Bt.T, "AtBt": At.T @ Bt.T}, {}, (A, B, At, Bt))
    expected = 0.0
    for k in range(inner):
        expected = expected + a[:, k : k + 1] * b[k : k + 1]
    for name, found in JavascriptFunction(graph, node, shared)({"A": a, "B": b, "At": a.T, "Bt": b.T}).items():
        np.testing.assert_array_equal(found, expected, err_msg=name)


@pytest.mark.slow
def test_assembled_products_are_those_of_their_text(tmp_path):
    """Byte by byte, where npm can bring the assembler."""
    made = tmp_path / "products.wasm"
    script = Path(__file__).parents[2] / "scripts" / "assemble_products.sh"
    if not which("npx") or subprocess.run(["sh", script, made], capture_output=True, check=False).returncode:  # noqa: S603, S607
        pytest.skip("npm is not installed, or brings nothing")
    assert made.read_bytes() == (TEXTS / ASSEMBLED).read_bytes()


def test_leaves_may_have_any_name(node):
    """Words of JavaScript, functions that the text calls, and the letters of its loops."""
    names = [*sorted(Javascript.words), "exp", "product", "tiled", "i", "j", "w0", "x1", "c2", "v1", "t1", "r1", "s1"]
    leaves = [cr.input(name, (2, "m")) for name in names]
    total = leaves[0]
    for leaf in leaves[1:]:
        total = cr.tanh(total + leaf) @ leaf.T @ leaf
    case = {leaf.name: RNG.uniform(-1, 1, (2, 3)) for leaf in leaves}
    (expected,) = cr.evaluate([total], {leaf: case[leaf.name] for leaf in leaves})
    found = JavascriptFunction(cr.Graph({"total": total}), node)(case)["total"]
    np.testing.assert_allclose(found, expected, rtol=1e-12)


def test_text_is_deterministic_and_says_what_is_computed():
    """Two prints are equal, and an entry is written with the names of the graph."""
    board = cr.whiteboard("data X (2, m)\nparams W (3, 2), b (3, 1)\nL = mean(tanh(W @ X + b))")
    one, other = (javascript_function(board.backward()) for _ in range(2))
    assert one == other
    assert "export function compute(X, W, b, memory, slots) {" in one
    assert "tanh(" in one
    assert "Math.tanh" not in one
