"""Attention on stacks of matrices, and neurons on vectors: both engines beside `evaluate`, gradients included."""

from itertools import product

import numpy as np
import pytest

import chainrule as cr
from chainrule.engines.numpy_program import NumpyFunction
from chainrule.transforms.differentiate import differentiate

SIZES = {"t": 5, "d": 4, "k": 3}


def attention():
    """Self-attention of m sequences, each of t rows of d numbers."""
    X, G = cr.input("X", ("m", SIZES["t"], SIZES["d"])), cr.input("G", ("m", SIZES["t"], SIZES["k"]))
    weights = [cr.parameter(name, (SIZES["d"], SIZES["k"])) for name in ("Wq", "Wk", "Wv")]
    Q, K, V = (X @ W for W in weights)
    A = cr.softmax(Q @ cr.swapaxes(K, 1, 2) / np.sqrt(SIZES["k"]), axis=2)
    return differentiate(cr.Graph({"L": cr.sum(G * cr.tanh(A @ V))}), ["Wq", "Wk", "Wv"])


def neurons():
    """Two layers of one example, all vectors; a number comes out."""
    x, y = cr.input("x", 4), cr.input("y")
    W, V, b, w = (cr.parameter(*each) for each in (("W", (3, 4)), ("V", (3, 5)), ("b", 5), ("w", 5)))
    cost = (cr.tanh(cr.tanh(W @ x) @ V + b) @ w - y) ** 2
    return differentiate(cr.Graph({"L": cost}), ["W", "V", "b", "w"])


def functions():
    """The engines that can be used here."""
    found = [NumpyFunction]
    try:
        from chainrule.engines.numba_program import NumbaFunction
    except ImportError:
        return found
    return [*found, NumbaFunction]


def cases():
    """Each graph in each type by each engine; one type of each is enough to compile in every run."""
    for (make, usual), dtype, function in product(
        ((attention, np.float64), (neurons, np.float32)), (np.float64, np.float32), functions()
    ):
        compiled_again = dtype is not usual and function is not NumpyFunction
        yield pytest.param(make, dtype, function, marks=pytest.mark.slow if compiled_again else ())


@pytest.mark.parametrize(("make", "dtype", "function"), [*cases()])
def test_products_of_stacks_and_vectors_agree(make, dtype, function):
    """For one size of the batch and then for a larger one."""
    graph, rng = make(), np.random.default_rng(0)
    compiled = function(graph, dtype)
    for m in (2, 7):
        numbers = {
            name: rng.normal(size=[m if d == "m" else d for d in leaf.shape]).astype(dtype)
            for name, leaf in graph.leaves.items()
        }
        found = compiled(numbers)
        expected = cr.evaluate(
            graph.outputs.values(), {graph.leaves[name]: x for name, x in numbers.items()}, dtype=dtype
        )
        for name, array in zip(graph.outputs, expected, strict=True):
            close = 1e-12 if dtype is np.float64 else 1e-4
            np.testing.assert_allclose(found[name], array, rtol=close, atol=close * np.abs(array).max(), err_msg=name)


def test_stacks_are_multiplied_in_place():
    """The NumPy engine writes each product where it belongs, and reads the turned factor as it lies there."""
    source = NumpyFunction(attention(), np.float64).source
    assert source.count("np.matmul(") == 12
    assert "np.swapaxes(" in source
    assert ", out=" in source


def test_all_rows_of_a_stack_are_multiplied_at_once():
    """Beside a matrix, and on the way back to it, where the products of a stack are added up."""
    source = NumpyFunction(attention(), np.float64).source
    assert "np.matmul(X.reshape(-1, 4), Wq, out=" in source
    assert source.count("np.matmul(X.reshape(-1, 4).T, ") == 3
    assert "axis=0" not in source
