"""Subscripts: what a board reads at whole numbers, beside NumPy, closed forms, differences and PyTorch."""

from itertools import pairwise, product

import numpy as np
import pytest

import chainrule as cr

EMBEDDING = """
data   tokens {tokens} index, y (1, m)
params E {E}, w (1, d)
X = {X}
L = mean((w @ {columns} - y)**2)
"""
WAYS = {
    "columns": EMBEDDING.format(tokens="(m,)", E="(d, v)", X="E[:, tokens]", columns="X"),
    "columns, tokens in a row": EMBEDDING.format(tokens="(1, m)", E="(d, v)", X="E[:, tokens]", columns="X"),
    "rows": EMBEDDING.format(tokens="(m,)", E="(v, d)", X="E[tokens]", columns="X.T"),
    "rows, with a colon": EMBEDDING.format(tokens="(m, 1)", E="(v, d)", X="E[tokens, :]", columns="X.T"),
}
PICKED = {
    "columns": "data y (m,) index, X (n, m)\nparams W (K, n)\nZ = W @ X\nP = softmax(Z)\n"
    "L = -mean(log(P[y, arange(m)]))",
    "columns, labels in a row": "data y (1, m) index, X (n, m)\nparams W (K, n)\nZ = W @ X\nP = softmax(Z)\n"
    "L = -mean(log(P[y, range(m)]))",
    "logarithms of columns": "data y (1, m) index, X (n, m)\nparams W (K, n)\nZ = W @ X\nP = softmax(Z)\n"
    "L = -mean(log_softmax(Z)[y, np.arange(Z.shape[1])])",
    "a loss of labels": "data y (1, m) index, X (n, m)\nparams W (K, n)\nZ = W @ X\nP = softmax(Z)\n"
    "L = cross_entropy(Z, y)",
}
ROWS = """
data X (N, D), y (N,) index
params W (D, C)
scores = X @ W
counts = exp(scores)
P = counts / sum(counts, axis=1)
L = -mean(log(P[np.arange(N), y]))
"""
rng = np.random.default_rng(0)


@pytest.mark.parametrize("way", WAYS)
def test_an_embedding_is_what_numpy_reads(way):
    """Tokens that come twice have the sum of their slopes, those that do not come have none."""
    board = cr.whiteboard(WAYS[way])
    shapes = {name: leaf.shape for name, leaf in board.graph.leaves.items()}
    sizes = {"d": 3, "v": 5, "m": 4, 1: 1}
    tokens = np.array([2, 0, 2, 4]).reshape([sizes[d] for d in shapes["tokens"]])
    E, w, y = (rng.normal(size=[sizes[d] for d in shapes[name]]) for name in ("E", "w", "y"))
    columns = E if shapes["E"] == ("d", "v") else E.T
    X = columns[:, tokens.ravel()]
    back = w.T @ (2 / 4 * (w @ X - y))
    dE = np.stack([back[:, tokens.ravel() == k].sum(axis=1) for k in range(5)], axis=1)
    values = board.bind(tokens=tokens, E=E, w=w, y=y)
    np.testing.assert_allclose(values["L"], np.mean((w @ X - y) ** 2), rtol=1e-12)
    np.testing.assert_allclose(values["∂L/∂E"], dE if columns is E else dE.T, rtol=1e-12, atol=1e-15)
    assert board.check(values).right


@pytest.mark.parametrize("way", PICKED)
def test_cross_entropy_by_hand_gives_p_less_y(way):
    """However it is picked, what comes back to the scores is (1/m) (P − Y), in numbers and as it is written."""
    board = cr.whiteboard(PICKED[way])
    labels = np.array([1, 0, 2]).reshape([3 if d == "m" else 1 for d in board.graph.leaves["y"].shape])
    values = board.bind(y=labels, X=rng.normal(size=(2, 3)), W=rng.normal(size=(4, 2)))
    Y = np.eye(4)[:, labels.ravel()]
    np.testing.assert_allclose(values["∂L/∂Z"], (values["P"] - Y) / 3, rtol=1e-12, atol=1e-15)
    assert str(board.equations(values=False)).splitlines()[-1].endswith("= (1/m) (P − onehot(y)) Xᵀ")
    assert board.check(values).right


def test_rows_are_picked_as_in_courses():
    """Examples in rows, the probabilities by hand: Xᵀ (P − Y)/N."""
    board = cr.whiteboard(ROWS)
    values = board.bind(X=rng.normal(size=(5, 3)), y=[1, 0, 3, 3, 2], W=rng.normal(size=(3, 4)))
    dscores = values["P"].copy()
    dscores[np.arange(5), [1, 0, 3, 3, 2]] -= 1  # CS231n
    np.testing.assert_allclose(values["∂L/∂W"], values["X"].T @ (dscores / 5), rtol=1e-12, atol=1e-15)
    assert str(board.equations(values=False)).splitlines()[-1] == "∂L/∂W = (1/N) Xᵀ (P − onehot(y)ᵀ)"


def test_a_context_of_several_tokens_is_read_at_once():
    """Places of two axes give an axis more, as NumPy has it."""
    board = cr.whiteboard("data T (c, m) index\nparams C (v, d)\nX = C[T]\nL = sum(tanh(X)**2)")
    T, C = np.array([[0, 1], [1, 1], [3, 0]]), rng.normal(size=(4, 2))
    values = board.bind(T=T, C=C)
    assert np.array_equal(values["X"], C[T])
    assert board.check(values).right


def test_gradients_are_those_of_pytorch():
    """The character model of makemore in small: an embedding, a layer, a picked logarithm."""
    torch = pytest.importorskip("torch")
    board = cr.whiteboard(
        "data X (m,) index, Y (m,) index\nparams C (v, d), W (d, k), b (1, k), V (k, v)\n"
        "h = tanh(C[X] @ W + b)\nL = -mean(log_softmax(h @ V, axis=1)[arange(m), Y])"
    )
    shapes = {"C": (6, 2), "W": (2, 3), "b": (1, 3), "V": (3, 6)}
    X, Y = rng.integers(0, 6, 20), rng.integers(0, 6, 20)
    numbers = {name: rng.normal(size=shape) for name, shape in shapes.items()}
    values = board.bind(X=X, Y=Y, **numbers)
    leaves = {name: torch.tensor(number, requires_grad=True) for name, number in numbers.items()}
    h = torch.tanh(leaves["C"][torch.tensor(X)] @ leaves["W"] + leaves["b"])
    loss = torch.nn.functional.cross_entropy(h @ leaves["V"], torch.tensor(Y))
    loss.backward()
    np.testing.assert_allclose(values["L"], loss.item(), rtol=1e-12)
    for name, leaf in leaves.items():
        np.testing.assert_allclose(values[f"∂L/∂{name}"], leaf.grad.numpy(), rtol=1e-12, atol=1e-15)


def test_claims_say_one_hot():
    """The tutor reads P − Y with labels as they are, and the embedding's gradient as a product."""
    board = cr.whiteboard(PICKED["columns"])
    assert board.claim("dZ = (P - one_hot(y, K))/m").right
    assert not board.claim("dZ = P/m - one_hot(y, K)").right
    assert cr.whiteboard(WAYS["columns"]).claim("dE = w.T @ (2/m*(w @ X - y)) @ one_hot(tokens, v).T").right


def test_an_index_that_is_beyond_what_is_read_is_refused():
    """When numbers are bound, with the size that they exceed."""
    board = cr.whiteboard("data t (m,) index\nparams E (d, v)\nL = sum(E[:, t])")
    with pytest.raises(cr.GraphError, match="t has the entry 3, and what is read at it has v = 3 places, from 0 to 2"):
        board.bind(t=[0, 3], E=np.ones((2, 3)))
    with pytest.raises(cr.GraphError, match="t has the entry -1, and t holds whole numbers from 0, as declared"):
        board.bind(t=[0, -1], E=np.ones((2, 3)))


CHAIN = """
    sizes T = 4, K = 3
    data y[1..T] (1, m) index, X[1..T] (n, m)
    params W (K, n) ~ normal, A (K, K) ~ normal
    U[1] = W @ X[1]
    a[1] = U[1]
    s[1] = U[1][y[1], arange(m)]
    for t in 2..T:
        U[t] = W @ X[t]
        a[t] = reshape(logsumexp(reshape(a[t-1], (K, 1, m)) + reshape(A, (K, K, 1)), axis=0), (K, m)) + U[t]
        s[t] = s[t-1] + U[t][y[t], arange(m)] + A[y[t-1], y[t]]
    L = mean(logsumexp(a[T]) - s[T])
"""


def likelihood(W, A, X, y):
    """Minus the logarithm of a sequence's share among all that there are, and its slope by A: counts less counts."""
    emitted = [W @ x for x in X]
    every = list(product(range(len(A)), repeat=len(X)))
    scores = [
        sum(e[k] for e, k in zip(emitted, one, strict=True)) + sum(A[i, j] for i, j in pairwise(one)) for one in every
    ]
    shares = np.exp(scores) / np.sum(np.exp(scores))
    counts = np.zeros((len(every), *A.shape))
    for count, one in zip(counts, every, strict=True):
        for i, j in pairwise(one):
            count[i, j] += 1
    at = every.index(tuple(y))
    return -np.log(shares[at]), np.tensordot(shares, counts, 1) - counts[at]


def test_a_chain_of_labels_has_the_share_that_counting_gives():
    """A conditional random field, forward by logsumexp: cost and ∂L/∂A are those of all 81 sequences."""
    X, y = rng.normal(size=(4, 2, 5)), rng.integers(0, 3, size=(4, 1, 5))
    W, A = rng.normal(size=(3, 2)), rng.normal(size=(3, 3))
    board = cr.whiteboard(CHAIN)
    values = board.bind(X=list(X), y=list(y), W=W, A=A)
    costs, slopes = zip(*(likelihood(W, A, X[:, :, i], y[:, 0, i]) for i in range(5)), strict=True)
    np.testing.assert_allclose(values["L"], np.mean(costs), rtol=1e-12)
    np.testing.assert_allclose(values["∂L/∂A"], np.mean(slopes, axis=0), rtol=1e-10, atol=1e-13)
    assert "A[(yₜ₋₁)ᵢ, (yₜ)ᵢ]" in str(board.equations("named"))


@pytest.mark.parametrize("engine", ["numpy", "numba"])
def test_a_table_of_two_labels_learns_the_mean_of_each_cell(engine):
    """The least squares of A[y, z] are the means of the examples of each pair, which descent finds in both engines."""
    if engine == "numba":
        pytest.importorskip("numba")
    y, z, t = np.arange(24) % 3, np.arange(24) % 2, np.random.default_rng(3).normal(size=24)
    text = "data y (1, m) index, z (1, m) index, t (1, m)\nparams A (3, 2) = 0\nL = mean((A[y, z] - t)**2)"
    board = cr.whiteboard(text)
    board.train(y=y, z=z, t=t, engine=engine, epochs=200, batch_size=24, optimizer=cr.SGD(1.5), dtype="float64")
    means = [[t[(y == i) & (z == j)].mean() for j in range(2)] for i in range(3)]
    np.testing.assert_allclose(board.parameters["A"], means, rtol=1e-12)
    np.testing.assert_allclose(board.predict("A[y, z]", y=y[:5], z=z[:5]).ravel(), np.array(means)[y[:5], z[:5]])


def test_pairs_of_places_are_read_as_numpy_reads_them():
    """A[y, z], as vectors and as rows; entries that come twice get both cotangents."""
    y, z, A = np.array([0, 2, 0, 1]), np.array([1, 1, 1, 0]), rng.normal(size=(3, 2))
    slope = np.zeros((3, 2))
    np.add.at(slope, (y, z), np.exp(A[y, z]))
    for shape in ((4,), (1, 4)):
        letters = "(m,)" if len(shape) == 1 else "(1, m)"
        board = cr.whiteboard(f"data y {letters} index, z {letters} index\nparams A (K, J)\nL = sum(exp(A[y, z]))")
        values = board.bind(y=y.reshape(shape), z=z.reshape(shape), A=A)
        np.testing.assert_allclose(values["∂L/∂A"], slope, rtol=1e-14)
    nodes = [cr.input(name, "m", kind="index") for name in "yz"]
    assert cr.parameter("A", ("K", "J"))[nodes[0], nodes[1]].shape == ("m",)


def test_random_numbers_are_places():
    """Those of a whole board can be drawn: no index exceeds what is read at it, and it is not always the same."""
    board = cr.whiteboard("data t (m,) index = [0, 1, 0, 1, 1]\nparams E (2, 2)\nL = sum(E[:, t])").whiteboard
    for seed in range(20):
        numbers = np.random.default_rng(seed).normal(size=5)
        drawn = board.obeying({"t": numbers, "E": np.ones((2, 2))})["t"]
        assert set(np.unique(drawn)) <= {0, 1}
        assert drawn.dtype == np.int64


def test_python_reads_at_an_index_too():
    """E[:, tokens] of nodes is what a board makes of it; real numbers are refused."""
    E, t = cr.parameter("E", ("d", "v")), cr.input("t", "m", kind="index")
    assert E[:, t].shape == ("d", "m")
    with pytest.raises(cr.GraphError, match=r"what stands between \[ and \] holds whole numbers"):
        E[:, cr.input("x", "m")]
    with pytest.raises(cr.GraphError, match="along one axis, and whole along the others"):
        E[0, t]
