"""The NumPy engine: what it computes is what `evaluate` computes, on random graphs and on every op's odd numbers."""

import ast
from itertools import product

import numpy as np
import pytest

import chainrule as cr
from chainrule.engines.numpy_program import NumpyFunction
from chainrule.errors import GraphError, ShapeError
from chainrule.ops import ALL_OPS, ENTRYWISE
from chainrule.ops.elementwise import binary, unary
from chainrule.transforms.differentiate import differentiate

from .agreement import SMALLEST, disagreements, reference, too_far
from .random_graphs import COUNT, random_graph

REAL = (np.float64, np.float32)
ODD = np.array([np.nan, np.inf, -np.inf, 0.0, -0.0, 1.0, -1.0, 0.5, -2.5, 1e3, -1e3, 1e300])
UNARY = [op.name for op in ENTRYWISE if op.shape is unary]
BINARY = [op.name for op in ENTRYWISE if op.shape is binary]
REDUCTIONS = ["sum", "mean", "max", "logsumexp", "softmax", "log_softmax"]
LOSSES = ["squared_error", "half_squared_error", "absolute_error", "huber", "logistic", "cross_entropy"]

x, y = cr.input("x"), cr.input("y")
X, Y = cr.input("X", (2, "m")), cr.input("Y", (2, "m"))


def run(graph, numbers, dtype=np.float64):
    """The outputs that the engine computes."""
    return NumpyFunction(graph, dtype)(numbers)


def assert_agrees(graph, numbers, dtype, tolerance):
    """Every array of both lies within a share of its largest magnitude."""
    found, expected = run(graph, numbers, dtype), reference(graph, numbers, dtype)
    for name, array in expected.items():
        assert found[name].shape == array.shape
        assert found[name].dtype == dtype
        largest = max(float(np.abs(array).max()), SMALLEST)
        np.testing.assert_allclose(found[name], array, rtol=0, atol=tolerance * largest, err_msg=name)


@pytest.mark.parametrize("part", [0, 1, 2, *(pytest.param(part, marks=pytest.mark.slow) for part in range(3, 10))])
def test_engine_and_evaluate_agree_on_random_graphs_and_their_gradients(part):
    """150 of the 500 (`make slow`: all) to 1e-12 and 1e-5, or what `agreement` says of ill-conditioned ones."""
    graphs = map(random_graph, range(part, COUNT, 10))
    found = [too_far(disagreements(case, NumpyFunction, REAL[: 1 + place % 2])) for place, case in enumerate(graphs)]
    assert [bad for bad in found if bad] == []


def test_random_graphs_hold_every_op_of_the_alphabet():
    """No op is left out, and graphs share nodes, have letters, and costs of both shapes."""
    graphs = [random_graph(seed).graph for seed in range(0, COUNT, 4)]
    graphs += [random_graph(seed).graph for seed in range(1, COUNT, 4)]
    assert {node.op.name for graph in graphs for node in graph.order} == set(ALL_OPS)
    assert {graph.outputs["L"].shape for graph in graphs} == {(), (1, 1)}
    assert any((2, "m") in [node.shape for node in graph.outputs.values()] for graph in graphs)


@pytest.mark.parametrize("dtype", REAL)
@pytest.mark.parametrize("name", BINARY)
def test_two_operands_give_nan_and_infinity_where_evaluate_does(name, dtype):
    """Arrays and numbers alike, for every pair of odd numbers."""
    pairs = np.array(list(product(ODD, ODD))).T.clip(-np.finfo(dtype).max, np.finfo(dtype).max)
    graph = cr.Graph({"entries": ALL_OPS[name](X[:1], X[1:]), "number": ALL_OPS[name](x, y)})
    engine = NumpyFunction(graph, dtype)
    with np.errstate(all="ignore"):
        found = np.array([engine({"X": pairs[:, :1], "x": a, "y": b})["number"] for a, b in pairs.T])
        entries = engine({"X": pairs, "x": 1, "y": 1})["entries"][0]
        expected = reference(graph, {"X": pairs, "x": 1, "y": 1}, dtype)["entries"][0]
    np.testing.assert_allclose(entries, expected, rtol=4 * np.finfo(dtype).eps)
    np.testing.assert_allclose(found, expected, rtol=4 * np.finfo(dtype).eps)


@pytest.mark.parametrize("dtype", REAL)
@pytest.mark.parametrize("name", UNARY)
def test_one_operand_gives_nan_and_infinity_where_evaluate_does(name, dtype):
    """Arrays and numbers alike."""
    odd = ODD.clip(-np.finfo(dtype).max, np.finfo(dtype).max)
    graph = cr.Graph({"entries": ALL_OPS[name](X), "number": ALL_OPS[name](x)})
    engine = NumpyFunction(graph, dtype)
    table = odd.reshape(2, -1)
    expected = reference(graph, {"X": table, "x": 0.0}, dtype)["entries"]
    np.testing.assert_allclose(engine({"X": table, "x": 0})["entries"], expected, rtol=4 * np.finfo(dtype).eps)
    numbers = [engine({"X": table, "x": number})["number"] for number in odd]
    np.testing.assert_allclose(numbers, expected.ravel(), rtol=4 * np.finfo(dtype).eps)


@pytest.mark.parametrize("name", [*REDUCTIONS, *LOSSES])
def test_reductions_and_losses_give_nan_and_infinity_where_evaluate_does(name):
    """Over rows, over columns, and over everything, with every odd number once."""
    for number, other in product(ODD, [0.25, np.inf]):
        numbers = {"X": np.array([[0.5, number, 1], [2, -1, other]]), "Y": np.array([[1, 0, 1], [0, 1.0, 0]])}
        if name in LOSSES:
            nodes = [getattr(cr, name)(X, Y), getattr(cr, name)(X, Y, average=False)]
        else:
            nodes = [getattr(cr, name)(X, axis=axis) for axis in (0, 1, None)]
        graph = cr.Graph({f"output {i}": node for i, node in enumerate(nodes)})
        found, expected = run(graph, numbers), reference(graph, numbers)
        for key, array in expected.items():
            np.testing.assert_allclose(found[key], array, rtol=1e-14, err_msg=f"{key} {number} {other}")


def test_where_takes_nan_for_true_as_evaluate_does():
    """A condition holds where it is not zero, and NaN is not zero."""
    graph = cr.Graph({"entries": cr.where(X, 1, Y), "number": cr.where(x, 1, y)})
    numbers = {"X": np.array([[np.nan, 0, -0.0], [1, np.inf, -1]]), "Y": np.full((2, 3), 5.0), "x": np.nan, "y": 5}
    found = run(graph, numbers)
    assert found["entries"].tolist() == [[1, 5, 5], [1, 1, 1]]
    assert found["number"] == 1


def m_number(make):
    """What a function of m, as a number, comes to for three examples: by the engine and by `evaluate`."""
    graph = cr.Graph({"f": make(cr.dimension("m")) * cr.sum(X)})
    numbers = {"X": np.array([[1.0, 0, 0], [0, 0, 0]])}
    return float(run(graph, numbers)["f"]), float(reference(graph, numbers)["f"])


@pytest.mark.parametrize(
    ("make", "value"),
    [
        (lambda m: 1 / (m - 3), np.inf),
        (lambda m: -1 / (3 - m), -np.inf),
        (lambda m: (m - 3) / (m - 3), np.nan),
        (lambda m: (m - 4) ** 0.5, np.nan),
        (lambda m: (m - 3) ** -1.0, np.inf),
        (lambda m: m**700.0, np.inf),
        (lambda m: 1e200**m, np.inf),
        (lambda m: m**-2.0, 1 / 9),
        (lambda m: 1 / m / m, 1 / 9),
        (lambda m: 2 ** (m - 4), 0.5),
    ],
)
def test_numbers_made_from_m_divide_and_raise_as_numpy_does(make, value):
    """Python's own / and ** would raise ZeroDivisionError or OverflowError, or give a complex number."""
    found, expected = m_number(make)
    np.testing.assert_allclose([found, expected], [value, value], rtol=1e-15)


@pytest.mark.parametrize(
    ("make", "value"),
    [
        (lambda a, b, c: a - (b - c), 5 - (3 - 2)),
        (lambda a, b, c: a - b - c, 5 - 3 - 2),
        (lambda a, b, c: a / (b / c), 5 / (3 / 2)),
        (lambda a, b, c: a / (b * c), 5 / (3 * 2)),
        (lambda a, b, c: a / b * c, 5 / 3 * 2),
        (lambda a, b, c: (a**b) ** c, (5**3) ** 2),
        (lambda a, b, c: a ** (b**c), 5.0 ** (3**2)),
        (lambda a, b, c: -(a**c), -(5**2)),
        (lambda a, b, c: (-a) ** c, (-5) ** 2),
        (lambda a, b, c: a**-c, 5**-2),
        (lambda a, b, c: (-2.0) ** b * a, (-2) ** 3 * 5),
        (lambda a, b, c: a - -2 * b, 5 + 2 * 3),
        (lambda a, b, c: a * -(b + c), 5 * -(3 + 2)),
        (lambda a, b, c: -(a - b) - c, -(5 - 3) - 2),
        (lambda a, b, c: (a + b) * (a - c), 8 * 3),
        (lambda a, b, c: (a + b) ** 2 - (a * b) ** 2, 64 - 225),
        (lambda a, b, c: cr.where(a > b, a - b, c) ** 2, 4),
        (lambda a, b, c: 2 * (cr.where(a < b, a, b) - (a > c)), 2 * (3 - 1)),
        (lambda a, b, c: cr.maximum(a - b, c - b) / -c, (5 - 3) / -2),
    ],
)
def test_parentheses_stand_where_numbers_need_them(make, value):
    """Expressions of single numbers, printed in one line, keep the meaning of their tree."""
    a, b, c = (cr.input(name) for name in "abc")
    graph = cr.Graph({"f": make(a, b, c)})
    assert float(run(graph, {"a": 5, "b": 3, "c": 2})["f"]) == pytest.approx(value, rel=1e-15)


def test_deep_expression_of_numbers_is_cut_into_lines():
    """A thousand nested additions of numbers compile, which one expression of Python would not."""
    total = x
    for _ in range(1000):
        total = y - total
    graph = cr.Graph({"f": total})
    assert float(run(graph, {"x": 1.5, "y": 4})["f"]) == 1.5
    assert max(map(len, NumpyFunction(graph, np.float64).source.splitlines())) < 120


@pytest.mark.parametrize(
    "value",
    [
        np.linspace(-1, 1, 2 * 300).reshape(2, 300),
        np.array([[1 / 3, 2 / 7, 3 / 11] * 4, [0.1] * 12]),
        np.array([[np.inf], [-np.nan]]),
        np.array([[1.0, -2.0]]),
    ],
)
def test_constant_arrays_keep_their_numbers(value):
    """Few short numbers are written out; many, long ones or infinite ones are handed in."""
    graph = cr.Graph({"f": value * cr.input("column", (2, 1))})
    engine = NumpyFunction(graph, np.float64)
    np.testing.assert_array_equal(engine({"column": np.ones((2, 1))})["f"], np.broadcast_to(value, engine_shape(value)))
    assert max(map(len, engine.source.splitlines())) < 120


def engine_shape(value):
    """The shape of a constant times a column of two."""
    return np.broadcast_shapes(value.shape, (2, 1))


def test_empty_constant_keeps_its_shape():
    """An array of no entries in two rows is not an array of no entries."""
    graph = cr.Graph({"f": cr.concatenate([cr.constant(np.zeros((2, 0))), cr.input("column", (2, 1))], axis=1)})
    assert run(graph, {"column": [[1.0], [2.0]]})["f"].tolist() == [[1], [2]]


ODD_NAMES = ["lambda", "ŷ", "m", "np", "rows", "i", "step", "memory", "real", "ones", "s1", "t", "t1", "float", "1st"]
ODD_NAMES += ["x y", "x_y", "dx", "constants", "math", "ﬁ", "fi", "L", "None", "print"]


def test_names_of_a_graph_may_be_anything():
    """Keywords, Greek, what printed source uses itself, and names that become equal as identifiers."""
    leaves = [cr.input(name, (2, "m") if place % 3 else ()) for place, name in enumerate(ODD_NAMES)]
    total = leaves[0]
    named = {}
    for place, leaf in enumerate(leaves[1:]):
        total = cr.tanh(total * 0.5 + leaf) - cr.mean(leaf)
        named[f"∂L/∂{ODD_NAMES[place]}"] = total
    graph = cr.Graph({"for": total, "sum": cr.sum(total), "y z": cr.sum(total, axis=1)}, named)
    rng = np.random.default_rng(3)
    numbers = {leaf.name: rng.uniform(-1, 1, (2, 4) if leaf.rank else ()) for leaf in leaves}
    assert_agrees(graph, numbers, np.float64, 1e-12)
    assert_agrees(graph, numbers, np.float32, 1e-5)


def assigned_and_read(source):
    """The names that a module assigns, and those that it reads."""
    names = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)]
    imported = [alias for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Import) for alias in node.names]
    imported += [a for node in ast.walk(ast.parse(source)) if isinstance(node, ast.ImportFrom) for a in node.names]
    assigned = {name.id for name in names if isinstance(name.ctx, ast.Store)}
    assigned |= {alias.asname or alias.name for alias in imported}
    return assigned, {name.id for name in names if isinstance(name.ctx, ast.Load)}


def test_printed_source_assigns_nothing_that_it_does_not_read():
    """A learner finds no dead line in the functions of 60 random graphs, and no line over 120 characters."""
    for seed in range(60):
        source = NumpyFunction(random_graph(seed).graph, np.float32).source
        assigned, read = assigned_and_read(source)
        assert assigned <= read, source
        assert max(map(len, source.splitlines())) < 120


def test_source_that_needs_no_numpy_imports_none():
    """Two numbers are added as Python adds them."""
    source = NumpyFunction(cr.Graph({"f": x + y}), np.float64).source
    assert source.splitlines()[1:5] == ["", "", "def compute(x, y, memory):", "    f = x + y"]


def test_call_does_not_write_to_its_arguments():
    """An op that could write over its operand writes over an array of its own."""
    graph = differentiate(cr.Graph({"f": cr.sum(cr.sigmoid(cr.exp(X) * 2 - Y))}), ["X", "Y"])
    numbers = {name: np.random.default_rng(0).uniform(-2, 2, (2, 5)) for name in ("X", "Y")}
    before = {name: array.copy() for name, array in numbers.items()}
    run(graph, numbers)
    assert all(np.array_equal(array, before[name]) for name, array in numbers.items())


def test_results_stay_when_the_function_is_called_again():
    """A result is a copy, although memory is used again."""
    engine = NumpyFunction(cr.Graph({"f": cr.exp(X), "g": X.T}), np.float64)
    first = engine({"X": np.zeros((2, 3))})
    engine({"X": np.ones((2, 3))})
    assert first["f"].tolist() == [[1, 1, 1], [1, 1, 1]]
    assert first["g"].tolist() == [[0, 0], [0, 0], [0, 0]]


def test_number_of_examples_may_change_from_call_to_call():
    """Fewer, more, one and no examples give what `evaluate` gives."""
    graph = differentiate(cr.Graph({"f": cr.sum(cr.tanh(X) * cr.softmax(Y)) + cr.sum(X @ X.T)}), ["X", "Y"])
    engine = NumpyFunction(graph, np.float64)
    rng = np.random.default_rng(1)
    for m in (5, 2, 9, 1, 0, 7):
        numbers = {"X": rng.normal(size=(2, m)), "Y": rng.normal(size=(2, m))}
        expected = reference(graph, numbers)
        for name, array in engine(numbers).items():
            np.testing.assert_allclose(array, expected[name], rtol=1e-12, atol=1e-12)


def test_leaf_that_nothing_reads_says_how_many_examples_there_are():
    """The cotangent of X is (2, m) zeros where the cost does not depend on X."""
    graph = differentiate(cr.Graph({"f": x * 2 + 0 * cr.dimension("m")}, {}, (X,)), ["X", "x"])
    found = run(graph, {"X": np.ones((2, 4)), "x": 1})
    assert found["∂f/∂X"].tolist() == [[0] * 4] * 2
    assert found["∂f/∂x"] == 2


def test_outputs_may_be_leaves_constants_and_windows():
    """What needs no computing is handed back as it is."""
    outputs = {"leaf": X, "number": cr.constant(2), "array": cr.constant(np.eye(2)), "window": X.T, "scalar": x}
    found = run(cr.Graph(outputs), {"X": np.arange(4.0).reshape(2, 2), "x": 3})
    assert {name: array.tolist() for name, array in found.items()} == {
        "leaf": [[0, 1], [2, 3]],
        "number": 2,
        "array": [[1, 0], [0, 1]],
        "window": [[0, 2], [1, 3]],
        "scalar": 3,
    }


def test_letters_other_than_m_are_refused():
    """Memory is counted in examples, and nothing else has a letter."""
    with pytest.raises(GraphError, match=r"a compiled graph knows one letter, m; give numbers in \(n, m\)"):
        NumpyFunction(cr.Graph({"f": cr.exp(cr.input("X", ("n", "m")))}), np.float64)


def test_array_of_another_shape_is_refused_by_its_name():
    """The engine checks what it is given as `evaluate` does."""
    with pytest.raises(ShapeError, match=r"X is \(2, m\), got an array of shape \(3, 4\)"):
        run(cr.Graph({"f": cr.exp(X)}), {"X": np.ones((3, 4))})


def test_traceback_shows_the_printed_line():
    """An error inside a printed function points at its text."""
    engine = NumpyFunction(cr.Graph({"f": cr.exp(X)}), np.float64)
    with pytest.raises(IndexError) as caught:
        engine._compute(np.ones((2, 3)), [])
    assert "memory[0]" in str(caught.traceback[-1].statement)
