"""The Numba engine: what it computes is what `evaluate` computes, on random graphs and on every op's odd numbers."""

import ast
import json
import subprocess
import sys
from functools import cache
from itertools import product
from pathlib import Path

import numpy as np
import pytest

import chainrule as cr
from chainrule.errors import GraphError, ShapeError
from chainrule.ops import ALL_OPS
from chainrule.transforms.differentiate import differentiate

pytest.importorskip("numba")
from chainrule.engines.kernels import instructions, windows
from chainrule.engines.numba_program import NumbaFunction

from .agreement import disagreements, reference, too_far
from .random_graphs import COUNT, random_graph
from .test_numpy_program import BINARY, LOSSES, ODD, ODD_NAMES, REDUCTIONS, UNARY

REAL = (np.float64, np.float32)
PLAIN = Path(__file__).with_name("without_compiling.py")
X, Y = cr.input("X", (2, "m")), cr.input("Y", (2, "m"))
x, y = cr.input("x"), cr.input("y")


@pytest.mark.parametrize("part", [0, *(pytest.param(part, marks=pytest.mark.slow) for part in range(1, 10))])
def test_printed_text_means_what_evaluate_means_on_random_graphs(part):
    """A tenth of the 500 (`make slow`: all) in both precisions, run by Python.

    To 1e-12 and 1e-5, or what `agreement` says of ill-conditioned ones.
    """
    command = [sys.executable, str(PLAIN), str(part), str(COUNT), "10"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert len(found) == COUNT / 10
    assert {seed: bad for seed, rows in found.items() if (bad := too_far(rows))} == {}


@cache
def smallest():
    """The first hundred random graphs, those of the fewest nodes first."""
    return sorted(map(random_graph, range(100)), key=lambda case: len(case.graph.order))


@pytest.mark.parametrize("place", range(2))
def test_compiled_code_and_evaluate_agree_on_small_random_graphs(place):
    """With their gradients, in double and single precision in turn; `make slow` compiles all in both."""
    assert too_far(disagreements(smallest()[place], NumbaFunction, REAL[place % 2 :][:1])) == []


@pytest.mark.slow
@pytest.mark.parametrize("part", range(20))
def test_compiled_code_and_evaluate_agree_on_all_random_graphs(part):
    """500 graphs in all."""
    found = {seed: too_far(disagreements(random_graph(seed), NumbaFunction)) for seed in range(part, COUNT, 20)}
    assert {seed: bad for seed, bad in found.items() if bad} == {}


def test_every_function_of_the_compiler_has_a_plain_one():
    """Otherwise the text could not be run without compiling."""
    from . import without_compiling as plain

    for module, functions in ((instructions, plain.INSTRUCTIONS), (windows, plain.WINDOWS)):
        of_compiler = {name for name, value in vars(module).items() if type(value).__name__ == "_Intrinsic"}
        assert of_compiler == set(functions)


# ---- odd numbers --------------------------------------------------------------------------------------------------


def assert_as_evaluate(found, expected, dtype, message=""):
    """NaN and infinity at the same places, and all else within some roundings."""
    accuracy = 64 * np.finfo(dtype).eps
    for name, array in expected.items():
        np.testing.assert_allclose(found[name], array, rtol=accuracy, atol=accuracy, err_msg=f"{name} {message}")


def odd_numbers(dtype):
    """NaN, infinities, zeros, and the largest numbers of the type."""
    return ODD.clip(-np.finfo(dtype).max, np.finfo(dtype).max)


@pytest.fixture(scope="module", params=REAL, ids=lambda dtype: dtype.__name__)
def elementwise(request):
    """A compiled graph with every elementwise op and comparison, of arrays and of numbers, and its type."""
    pairs = {name: (lambda a, b, name=name: ALL_OPS[name](a, b)) for name in BINARY}
    pairs["where"] = lambda a, b: cr.where(a, 1.5, b)
    pairs |= {name: (lambda a, b, name=name: ALL_OPS[name](a)) for name in UNARY}
    outputs = {f"{name} of entries": make(X, Y) for name, make in pairs.items()}
    outputs |= {f"{name} of numbers": make(x, y) for name, make in pairs.items()}
    graph = cr.Graph(outputs)
    return graph, NumbaFunction(graph, request.param), request.param


def test_elementwise_ops_give_nan_and_infinity_where_evaluate_does(elementwise):
    """Every pair of odd numbers, in arrays and as numbers."""
    graph, engine, dtype = elementwise
    pairs = np.array(list(product(odd_numbers(dtype), repeat=2)))
    with np.errstate(all="ignore"):
        arrays = {"X": np.tile(pairs[:, 0], (2, 1)), "Y": np.tile(pairs[:, 1], (2, 1))}
        expected = reference(graph, {**arrays, "x": 1, "y": 1}, dtype)
        assert_as_evaluate(engine({**arrays, "x": 1, "y": 1}), expected, dtype)
        for a, b in pairs:
            numbers = {"X": [[1]] * 2, "Y": [[1]] * 2, "x": a, "y": b}
            assert_as_evaluate(engine(numbers), reference(graph, numbers, dtype), dtype, f"{a} {b}")


@pytest.fixture(scope="module", params=REAL, ids=lambda dtype: dtype.__name__)
def reduced(request):
    """A compiled graph with every reduction along each axis and every loss, averaged or not, and its type."""
    outputs = {f"{name} {axis}": getattr(cr, name)(X, axis=axis) for name in REDUCTIONS for axis in (0, 1, None)}
    outputs |= {
        f"{name} {average}": getattr(cr, name)(X, Y, average=average) for name in LOSSES for average in (False, True)
    }
    graph = cr.Graph(outputs)
    return graph, NumbaFunction(graph, request.param), request.param


def test_reductions_and_losses_give_nan_and_infinity_where_evaluate_does(reduced):
    """With every odd number once, beside a finite number and beside infinity, and alone in a batch."""
    graph, engine, dtype = reduced
    for number, other in product(odd_numbers(dtype), [0.25, np.inf]):
        several = {"X": np.array([[0.5, number, 1], [2, -1, other]]), "Y": np.array([[1, 0, 1], [0, 1.0, 0]])}
        for numbers in (several, {name: array[:, 1:2] for name, array in several.items()}):
            with np.errstate(all="ignore"):
                expected = reference(graph, numbers, dtype)
                assert_as_evaluate(engine(numbers), expected, dtype, f"{number} {other}")


# ---- what a function is given, and gives --------------------------------------------------------------------------


@pytest.fixture(scope="module")
def general():
    """A compiled graph with windows, products, sums, constants and a number from m."""
    cost = cr.sum(cr.tanh(X) * cr.softmax(Y)) + cr.sum(X @ X.T) + cr.sum(Y[0:1]) / cr.dimension("m")
    slopes = differentiate(cr.Graph({"f": cost}), ["X", "Y"]).outputs
    graph = cr.Graph({**slopes, "leaf": X, "window": X.T, "constant": cr.constant(np.eye(2)), "one": cr.constant(1)})
    return graph, NumbaFunction(graph, np.float64)


def test_number_of_examples_may_change_from_call_to_call(general):
    """Fewer, more and one; what is handed over stays as it is, and an earlier result does, too."""
    graph, engine = general
    rng = np.random.default_rng(1)
    results = []
    for m in (5, 2, 9, 1, 7):
        numbers = {"X": rng.normal(size=(2, m)), "Y": rng.normal(size=(2, m))}
        before = {name: array.copy() for name, array in numbers.items()}
        found, expected = engine(numbers), reference(graph, before, np.float64)
        assert_as_evaluate(found, expected, np.float64)
        assert all(np.array_equal(array, before[name]) for name, array in numbers.items())
        results.append((found, {name: array.copy() for name, array in found.items()}))
    assert all(np.array_equal(found[name], copy[name]) for found, copy in results for name in copy)


@pytest.mark.parametrize("order", ["C", "F"])
def test_arrays_of_any_order_are_taken(general, order):
    """A table's transpose among them."""
    graph, engine = general
    numbers = {name: np.asarray(np.arange(6.0).reshape(2, 3) - 2, order=order) for name in "XY"}
    assert_as_evaluate(engine(numbers), reference(graph, numbers, np.float64), np.float64)


def test_array_of_another_shape_is_refused_by_its_name(general):
    """The engine checks what it is given as `evaluate` does."""
    with pytest.raises(ShapeError, match=r"X is \(2, m\), got an array of shape \(3, 4\)"):
        general[1]({"X": np.ones((3, 4)), "Y": np.ones((2, 4))})


def test_letters_other_than_m_are_refused():
    """Memory is counted in examples, and nothing else has a letter."""
    with pytest.raises(GraphError, match=r"a compiled graph knows one letter, m; give numbers in \(n, m\)"):
        NumbaFunction(cr.Graph({"f": cr.exp(cr.input("X", ("n", "m")))}), np.float64)


def test_names_of_a_graph_may_be_anything():
    """Keywords, Greek, what printed source uses itself, and names that become equal as identifiers."""
    odd = [*ODD_NAMES, "cut", "loop_1", "add", "exp", "length", "loop", "program", "slots", "constants_1", "dot"]
    leaves = [cr.input(name, (2, "m") if place % 3 else ()) for place, name in enumerate(odd)]
    total, named = leaves[0], {}
    for place, leaf in enumerate(leaves[1:]):
        total = cr.tanh(total * 0.5 + leaf) - cr.mean(leaf)
        named[f"∂L/∂{odd[place]}"] = total
    graph = cr.Graph({"for": total, "sum": cr.sum(total), "y z": cr.sum(total, axis=1), "W": total @ total.T}, named)
    rng = np.random.default_rng(3)
    numbers = {leaf.name: rng.uniform(-1, 1, (2, 4) if leaf.rank else ()) for leaf in leaves}
    found = NumbaFunction(graph, np.float64)(numbers)
    assert_as_evaluate(found, reference(graph, numbers, np.float64), np.float64)


def names_in(source):
    """The names that a module assigns, imports or defines, and those that it reads."""
    tree = list(ast.walk(ast.parse(source)))
    names = [node for node in tree if isinstance(node, ast.Name)]
    assigned = {name.id for name in names if isinstance(name.ctx, ast.Store)}
    assigned |= {
        alias.asname or alias.name for node in tree if isinstance(node, ast.ImportFrom) for alias in node.names
    }
    assigned |= {node.name for node in tree if isinstance(node, ast.FunctionDef)} - {"compute"}
    return assigned, {name.id for name in names if isinstance(name.ctx, ast.Load)}


def test_printed_source_imports_and_assigns_nothing_that_it_does_not_read():
    """Nothing is compiled for nothing in the functions of 20 random graphs."""
    for seed in range(20):
        source = NumbaFunction(random_graph(seed).graph, np.float32).source
        assigned, read = names_in(source)
        assert assigned <= read, source
