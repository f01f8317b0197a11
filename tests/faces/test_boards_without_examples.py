"""Boards without a letter for examples train as well: each step takes all there is; and what is no row is no row."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.errors import SettingError

RNG = np.random.default_rng(3)
ROSENBROCK = "params x = -1, y = 2\nL = (1 - x)**2 + 100*(y - x**2)**2"
FACTORS = "data M (a, b)\nparams U (a, k), V (b, k)\nL = mean((M - U @ V.T)**2)"
ROWS = """
    data X (n, m), y (1, m)
    params W (k, n), v (1, k)
    A = tanh(W @ X)
    yhat = v @ A
    L = mean((yhat - y)**2)
"""


@pytest.mark.parametrize("engine", ["numpy", "numba"])
def test_a_function_of_its_parameters_descends(engine):
    """Three steps of gradient descent on Rosenbrock's function are those made by hand."""
    if engine == "numba":
        pytest.importorskip("numba")
    board = cr.whiteboard(ROSENBROCK)
    run = board.train(optimizer=cr.SGD(1e-3), epochs=3, dtype="float64", engine=engine, record=True)
    x, y = -1.0, 2.0
    for step in range(3):
        np.testing.assert_allclose(run.record.theta[step], [x, y], rtol=1e-12)
        slope = -2 * (1 - x) - 400 * x * (y - x**2), 200 * (y - x**2)
        x, y = x - 1e-3 * slope[0], y - 1e-3 * slope[1]
    np.testing.assert_allclose(board.theta, [x, y], rtol=1e-12)
    assert run.steps == 3
    assert run.batches == "one example, in every step, whatever the batch size"


def test_a_matrix_is_factored_whole():
    """The gradient is 2/(ab) of what is left, times the other factor, and training reaches the best of rank two."""
    board, M = cr.whiteboard(FACTORS), RNG.normal(size=(5, 4))
    board.train(M=M, sizes={"k": 2}, optimizer=cr.Adam(0.05), epochs=2000, dtype="float64")
    U, V = board.parameters["U"], board.parameters["V"]
    left = U @ V.T - M
    by_hand = np.concatenate([(left @ V).ravel(), (left.T @ U).ravel()]) * 2 / M.size
    np.testing.assert_allclose(board.gradient(M=M), by_hand, atol=1e-14)
    beyond = np.linalg.svd(M, compute_uv=False)[2:]
    assert board.cost(M=M) == pytest.approx((beyond**2).sum() / M.size, rel=1e-6)  # Eckart and Young, 1936
    np.testing.assert_allclose(board.predict("U @ V.T"), U @ V.T, rtol=1e-12)


def test_a_graph_between_the_examples_is_used_whole():
    """Data (v, v) relate examples to one another: the board trains on all of them at once."""
    board = cr.whiteboard("data A (v, v), X (v, f), y (v, 1)\nparams w (f, 1)\nL = mean((A @ X @ w - y)**2)")
    A, X, y = RNG.normal(size=(6, 6)), RNG.normal(size=(6, 2)), RNG.normal(size=(6, 1))
    board.train(A=A, X=X, y=y, optimizer=cr.SGD(1e-3), epochs=1, dtype="float64")
    w = board.parameters["w"]
    np.testing.assert_allclose(board.gradient(A=A, X=X, y=y)[:, None], 2 / 6 * (A @ X).T @ (A @ X @ w - y), rtol=1e-12)
    with pytest.raises(SettingError, match=r"A \(v, v\) has v, which counts examples, elsewhere .* Without batch='v'"):
        cr.whiteboard(board.whiteboard.text).train(A=A, X=X, y=y, batch="v")


@pytest.mark.parametrize(
    "text",
    [
        ROSENBROCK,
        "data X (n, m), y (1, m), h0 (1, m) = 0\nparams W (1, n)\nL = mean((W @ X + h0 - y)**2)",
        "data X (n, m), y (1, m), M (n, 1) = 2\nparams W (1, n)\nL = mean((W @ (M * X) - y)**2)",
        """
        data x[1..2] (n, m), h[0] (k, m) = 0
        params U (k, n)
        for t in 1..2:
          h[t] = tanh(h[t-1] + U @ x[t])
        L = mean(h[2]**2)
        """,
    ],
)
def test_what_trains_can_be_loaded(text, tmp_path):
    """Also where data stand on the board, or nothing is handed in at all."""
    board = cr.whiteboard(text)
    data = {"X": RNG.normal(size=(7, 3)), "y": RNG.normal(size=7)} if "X (" in text else {}
    data |= {"x": [RNG.normal(size=(7, 3)) for _ in range(2)]} if "x[" in text else {}
    board.train(data, sizes={"k": 2} if "(k" in text else {}, epochs=2)
    board.save(tmp_path / "board.safetensors")
    loaded = cr.Board.load(tmp_path / "board.safetensors")
    assert loaded.theta.tobytes() == board.theta.tobytes()
    loaded.train(data, epochs=1)
    board.train(data, epochs=1)
    assert loaded.theta.tobytes() == board.theta.tobytes()


def test_what_is_no_row_comes_out_as_it_stands():
    """A mean, a parameter, a matrix over examples: each is what NumPy makes of the same numbers."""
    board, X, y = cr.whiteboard(ROWS), RNG.normal(size=(9, 3)), RNG.normal(size=9)
    board.train(X=X, y=y, sizes={"k": 2}, epochs=1, dtype="float64")
    W, v = board.parameters["W"], board.parameters["v"]
    A = np.tanh(W @ X.T)
    right = {
        "L": np.mean((v @ A - y) ** 2),
        "mean(yhat)": np.mean(v @ A),
        "sum(W)": W.sum(),
        "W": W,
        "W @ W.T": W @ W.T,
        "sum(A, axis=1)": A.sum(axis=1, keepdims=True),
        "A @ A.T": A @ A.T,
        "X.T @ X": X @ X.T,
        "2": 2.0,
        "yhat": (v @ A)[0],
        "A": A.T,
    }
    for expression, value in right.items():
        found = board.predict(expression, X=X, y=y)
        assert np.shape(found) == np.shape(value)
        np.testing.assert_allclose(found, value, rtol=1e-12, err_msg=expression)
    np.testing.assert_allclose(board.predict("W"), W)
    with pytest.raises(SettingError, match="counts the examples and reads none of them"):
        board.predict("m")


def test_shared_data_come_in_any_order(tmp_path):
    """A graph's adjacency, features and labels: the board goes on whatever comes first, and after loading too."""
    text = "data X (N, f), A (N, N), y (N, 1), B (N, 1)\nparams w (f, 1)\nL = mean(B*(A @ X @ w - y)**2)"
    data = {
        name: RNG.normal(size=shape) for name, shape in {"X": (4, 2), "A": (4, 4), "y": (4, 1), "B": (4, 1)}.items()
    }
    board = cr.whiteboard(text)
    board.train(data, epochs=1)
    board.save(tmp_path / "graph.safetensors")
    again = cr.Board.load(tmp_path / "graph.safetensors")
    for one in (board, again):
        one.train(dict(reversed(data.items())), epochs=1)
    np.testing.assert_array_equal(again.theta, board.theta)


def test_the_letter_of_examples_may_be_named_again():
    """Whether it was found or named before, it is the same board; a call without it keeps what was named."""
    text = "data X (b, t, d), Y (b, t, d), M (t, t)\nparams W (d, d)\nL = mean((M @ (X @ W) - Y)**2)"
    X = RNG.normal(size=(6, 4, 2))
    data = {"X": X, "Y": X, "M": np.eye(4)}
    for first, second in (("", "b"), ("b", "")):
        board = cr.whiteboard(text)
        board.train(data, epochs=1, batch=first)
        assert board.train(data, epochs=1, batch=second).steps == 1


def test_a_board_without_parameters_has_nothing_to_train():
    """It is said."""
    with pytest.raises(SettingError, match="no parameter"):
        cr.whiteboard("data x, y\nL = (x - y)**2").train(x=1, y=2)


@pytest.mark.parametrize("declared", ["v (1, n)", "v (k, n) ~ he", "v (1, n) = 0", "v[1..2] (1, n)"])
@pytest.mark.parametrize("line", ["", "\nq = 2*v", "\nz = v @ X\nq = 2*z"])
def test_a_parameter_that_the_cost_does_not_read_is_refused(declared, line):
    """Whatever else reads it: it would stay where it is drawn."""
    line = line.replace("v", "v[1]") if "[" in declared else line
    text = f"data X (n, m), y (1, m)\nparams w (1, n), {declared}\nL = mean((w @ X - y)**2){line}"
    names = r"v\[1\], v\[2\]" if "[" in declared else "v"
    with pytest.raises(SettingError, match=rf"^L does not read {names}, declared under params, so .* or leave it out$"):
        cr.whiteboard(text).train(X=np.eye(3), y=np.ones(3))


def test_noise_alone_counts_no_examples():
    """Each step draws all of it: its letters need numbers, and E[cost] is w² + 1, whose slope at the mean is 2 w/3."""
    board = cr.whiteboard("data eps (k, m) ~ normal\nparams w (k, 1)\nL = mean((w + eps)**2)")
    with pytest.raises(SettingError, match=r"^nothing on this board counts examples; .* all of eps: the size m has no"):
        board.train(sizes={"k": 3}, epochs=2, batch_size=20)
    board.train(sizes={"k": 3, "m": 20}, epochs=2, dtype="float64")
    np.testing.assert_allclose(board.gradient(), 2 / 3 * board.theta, rtol=1e-12)
    assert "examples = 1" in board.training_script().text
