"""Steps of many ops: their loops are compiled one by one, and what Python does between them changes nothing."""

import ast
import re

import numpy as np
import pytest

import chainrule as cr
from chainrule.engines import compiled, numba_training
from chainrule.engines.cache import OWN
from chainrule.errors import DivergenceError
from chainrule.training.program import program_for

pytest.importorskip("numba")

RNG = np.random.default_rng(0)
ROWS = RNG.normal(size=(20, 3))
PLACES = RNG.integers(0, 5, size=(20, 2))
LETTERS = """
    data   s[1..2] (m,) index, y (m,), D (4, m) ~ dropout(0.25)
    params E (4, 5) ~ normal, W (4, 4) ~ glorot, v (4,) ~ glorot, a = 0.3
    h[0] = zeros(4, m)
    for t in 1..2:
        h[t] = tanh(W @ h[t-1] + E[:, s[t]]*D)
    L = mean((v @ h[2] - y)**2) + log(1 + exp(a))*sum(v**2)
"""
STACKS = """
    data   X (m, 2, 3), e (m, 2, 3) ~ 0.1*normal
    params W (3, 3), V (3, 3)
    A = softmax((X @ W) @ swapaxes(X, 1, 2), axis=2)
    L = mean((A @ X @ V + e - X)**2)
"""
IMAGES = """
    data   X (m, 1, 6, 6), y (m,)
    params K (2, 1, 3, 3) ~ he, w (8,) ~ normal
    A = max_pool(relu(conv2d(X, K)), 2)
    L = mean((reshape(A, m, 8) @ w - y)**2)
"""
PROCESS = """
    data   x (n, 1)
    params a = 0.3, s = 0
    K = exp(-(x - x.T)**2*exp(s)) + exp(a)*eye(n)
    L = (x.T @ inverse(K) @ x + logdet(K))/2
"""
BOARDS = {
    "letters": (LETTERS, {"s": PLACES.T, "y": ROWS[:, 0]}),
    "stacks": (STACKS, {"X": RNG.normal(size=(20, 2, 3))}),
    "images": (IMAGES, {"X": RNG.normal(size=(20, 1, 6, 6)), "y": ROWS[:, 0]}),
    "an inverse": (PROCESS, {"x": ROWS[:6, :1]}),
}


@pytest.fixture
def loops_alone(monkeypatch, tmp_path):
    """Let every step be one of many ops that Numba compiles, into a folder of its own."""
    program_for.cache_clear()
    for module in (compiled, numba_training):
        monkeypatch.setattr(module, "is_known", lambda source: False)
    monkeypatch.setattr(numba_training, "LARGEST_GRAPH", 0)
    monkeypatch.setenv("CHAINRULE_CACHE", str(tmp_path))
    yield tmp_path / OWN
    program_for.cache_clear()


def trained(name, engine, dtype):
    """A board after some steps with batches of two sizes, and its costs."""
    text, data = BOARDS[name]
    board = cr.whiteboard(text)
    run = board.train(data, optimizer=cr.Adam(0.02), batch_size=8, last="keep", engine=engine, dtype=dtype)
    assert run.engine == engine
    return board.theta, run.history.cost


def assert_steps_are_those_of_numpy(name):
    """Costs and parameters to 1e-10; the bits of both."""
    found = trained(name, "numba", "float64")
    for one, other in zip(trained(name, "numpy", "float64"), found, strict=True):
        np.testing.assert_allclose(one, other, rtol=1e-10, atol=1e-12)
    return [one.tobytes() for one in found]


def test_loops_are_compiled_and_what_calls_them_is_not(loops_alone):
    """Each has a way in from Python, as have the kernels that lines call; numbers between them are NumPy's."""
    board = cr.whiteboard(LETTERS)
    board.train(BOARDS["letters"][1], epochs=0)
    text = board.source(engine="numba")
    functions = [node for node in ast.parse(text).body if isinstance(node, ast.FunctionDef)]
    assert [bool(one.decorator_list) for one in functions] == [True] * (len(functions) - 1) + [False]
    assert {f"{name} = program({name}.py_func)" for name in ("gather", "scatter_add", "dropout_key")} <= {
        *text.splitlines()
    }
    assert not re.search(r"(?<!\.)\bfloat\(|math\.(exp|log)", text)


@pytest.mark.slow
def test_every_loop_is_kept_on_disk(loops_alone):
    """Steps are those of NumPy; whoever makes them again compiles nothing, and comes to the same bits."""
    first = assert_steps_are_those_of_numpy("letters")
    files = {file.name: file.stat().st_mtime_ns for file in loops_alone.iterdir()}
    kept = {name.rpartition("-")[0] for name in files}
    assert kept >= {"loop_1", "gather", "scatter_add", "dropout_key"}
    assert "run_steps" not in kept
    program_for.cache_clear()
    assert assert_steps_are_those_of_numpy("letters") == first
    assert {file.name: file.stat().st_mtime_ns for file in loops_alone.iterdir()} == files


@pytest.mark.slow
@pytest.mark.parametrize("name", ["stacks", "images", "an inverse"])
def test_steps_are_those_of_numpy(name, loops_alone):
    """Over stacks, windows, inverses, noise and numbers between arrays."""
    assert_steps_are_those_of_numpy(name)


def test_numbers_between_arrays_may_overflow(loops_alone):
    """As in compiled code and in NumPy, that is no error of Python's, but a run that diverges."""
    board = cr.whiteboard("data x (m,)\nparams w = 800\nL = mean(x*w)**2 + exp(w)")
    with pytest.raises(DivergenceError, match="left the finite numbers first"):
        board.train(x=ROWS[:, 0], engine="numba", dtype="float64")
