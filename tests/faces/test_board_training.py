"""A board trains: as the network that it describes does, as a person computes it, and in rows as in columns."""

import copy
import pickle

import numpy as np
import pytest

import chainrule as cr
from chainrule.errors import ChainruleError, DataError, DivergenceError, SettingError, ShapeError

RNG = np.random.default_rng(0)
X, LABELS = RNG.normal(size=(90, 4)), RNG.integers(0, 3, 90)
NUMBERS = X @ [1.0, -2.0, 0.5, 0.0] + 0.3
MLP = """
    data X (n, m), Y (c, m) one-hot
    params W1 (k, n) ~ {first}, b1 (k, 1) = 0, W2 (c, k) ~ glorot, b2 (c, 1) = 0
    Z1 = W1 @ X + b1
    A1 = {hidden}(Z1)
    Z2 = W2 @ A1 + b2
    A2 = softmax(Z2)
    L = cross_entropy(Z2, Y)
"""
LEAST = "data X (n, m), y (1, m)\nparams w (1, n) = 0, b = 0\nyhat = w @ X + b\nL = {cost}"
SQUARES = LEAST.format(cost="mean((yhat - y)**2)")


@pytest.mark.parametrize("engine", ["numpy", "numba"])
@pytest.mark.parametrize(("hidden", "first"), [("relu", "he"), ("tanh", "glorot")])
def test_a_network_and_its_board_have_the_same_bytes(engine, hidden, first):
    """The same start, the same steps, the same predictions, bit for bit; the same text runs."""
    if engine == "numba":
        pytest.importorskip("numba")
    network = cr.Network([4, 8, 3], hidden=hidden, output="softmax", seed=5)
    board = cr.whiteboard(MLP.format(hidden=hidden, first=first))
    choices = {"epochs": 3, "batch_size": 16, "optimizer": cr.Adam(0.01), "engine": engine, "validation": 0.2}
    of_network = network.train(X, LABELS, **choices)
    of_board = board.train(X=X, Y=LABELS, sizes={"k": 8}, seed=5, **choices)
    assert network.theta.tobytes() == board.theta.tobytes()
    assert of_network.history.cost.tolist() == of_board.history.cost.tolist()
    assert of_network.history.epochs == of_board.history.epochs
    assert board.predict("softmax(Z2)", X=X).tobytes() == network.probabilities(X).astype(float).tobytes()
    assert board.predict(X=X).tolist() == network.predict(X).tolist()
    assert board.source() == network.source()


NETWORKS = {
    "plain": {},
    "dropout": {"dropout": 0.3},
    "a penalty": {"l2": 0.1},
    "lecture 1's start": {"initializer": "normal", "hidden": "sigmoid"},
    "several activations": {"hidden": ("relu", "tanh")},
    "numbers": {"output": "sigmoid", "loss": "half_squared_error"},
    "a line": {"output": None, "loss": "huber"},
}


@pytest.mark.parametrize("kind", NETWORKS)
def test_every_network_is_a_board(kind):
    """Its text prints the same program, and trains to the same bytes."""
    network = cr.Network([4, 8, 6, 3], **{"hidden": "relu", "output": "softmax", **NETWORKS[kind]}, seed=2)
    targets = LABELS if network.labelled else np.eye(3)[LABELS]
    board = network.board()
    network.train(X, targets, epochs=2, batch_size=16)
    board.train(X=X, Y=targets, epochs=2, batch_size=16, seed=2)
    assert network.theta.tobytes() == board.theta.tobytes()
    assert network.source() == board.source()
    assert network.cost(X, targets) == board.cost(X=X, Y=targets) or kind == "a penalty"


def test_a_summed_loss_is_m_times_the_mean():
    """Its board trains along the same costs."""
    network = cr.Network([4, 3, 1], average=False, seed=1, dtype="float64")
    board = network.board()
    choices = {"epochs": 2, "batch_size": 30, "optimizer": cr.SGD(1e-3)}
    of_network = network.train(X, NUMBERS, **choices)
    of_board = board.train(X=X, Y=NUMBERS, seed=1, dtype="float64", **choices)
    np.testing.assert_allclose(of_board.history.cost, of_network.history.cost, rtol=1e-12)


def test_a_function_of_one_s_own_has_no_word_on_a_board():
    """It is said which."""
    network = cr.Network([4, 3, 1], hidden=lambda z: cr.maximum(z, 0.1 * z))
    with pytest.raises(SettingError, match="a function of your own, and a board has no word for it"):
        network.board()


def test_a_mask_is_drawn_in_training_and_lets_everything_through_elsewhere():
    """Predictions, costs and bound numbers are those without dropout."""
    text = "data X (n, m), y (1, m), D (n, m) ~ dropout(0.5)\nparams w (1, n) = 1\nL = mean((w @ (D*X) - y)**2)"
    board = cr.whiteboard(text)
    run = board.train(X=X, y=NUMBERS, epochs=1, optimizer=cr.SGD(1e-9), batch_size=90, dtype="float64")
    plain = np.mean((X.sum(axis=1) - NUMBERS) ** 2)
    assert board.cost(X=X, y=NUMBERS) == pytest.approx(plain)
    assert float(board.bind(X=X.T, y=NUMBERS[None], w=np.ones((1, 4)))["L"]) == pytest.approx(plain)
    assert run.history.cost[0] != pytest.approx(plain)
    np.testing.assert_allclose(board.predict("D*X", X=X), X)
    with pytest.raises(SettingError, match="'D' is drawn at each step and not handed in"):
        board.train(X=X, y=NUMBERS, D=np.ones((90, 4)))


@pytest.mark.parametrize("dtype", ["float32", "float64"])
def test_examples_in_rows_and_in_columns_are_one_training(dtype):
    """A board and its transpose end at the same parameters, within rounding."""
    columns = cr.whiteboard(SQUARES)
    rows = cr.whiteboard(
        "data X (N, D), y (N, 1)\nparams w (D, 1) = 0, b = 0\nyhat = X @ w + b\nL = mean((yhat - y)**2)"
    )
    for board in (columns, rows):
        board.train(X=X, y=NUMBERS, epochs=4, batch_size=10, optimizer=cr.SGD(0.05), dtype=dtype)
    found = rows.parameters["w"].T
    np.testing.assert_allclose(found, columns.parameters["w"], rtol=0, atol=1e-6 if dtype == "float32" else 1e-14)
    np.testing.assert_allclose(rows.predict("yhat", X=X), columns.predict("yhat", X=X), atol=1e-5)


def test_steps_are_those_that_a_person_makes():
    """Mini-batch gradient descent of a line, written out, in the order of rows that is promised."""
    board = cr.whiteboard("data x (m,), y (m,)\nparams w = 0.5, b = 0\nL = mean((w*x + b - y)**2)")
    x, y = X[:, 0], NUMBERS
    run = board.train(x=x, y=y, epochs=2, batch_size=30, optimizer=cr.SGD(0.1), seed=3, dtype="float64")
    w, b, costs = 0.5, 0.0, []
    for epoch in range(2):
        order = np.random.default_rng([3, epoch]).permutation(90)
        for rows in order.reshape(3, 30):
            error = w * x[rows] + b - y[rows]
            costs.append(np.mean(error**2))
            w, b = w - 0.1 * np.mean(2 * error * x[rows]), b - 0.1 * np.mean(2 * error)
    np.testing.assert_allclose(run.history.cost, costs, rtol=1e-13)
    np.testing.assert_allclose([board.parameters["w"], board.parameters["b"]], [w, b], rtol=1e-13)


def test_a_line_ends_at_least_squares():
    """Whose solution has a closed form."""
    board = cr.whiteboard(SQUARES)
    noisy = NUMBERS + RNG.normal(size=90)
    board.train(X=X, y=noisy, epochs=400, batch_size="full", optimizer=cr.SGD(0.2), dtype="float64")
    best, *_ = np.linalg.lstsq(np.column_stack([X, np.ones(90)]), noisy, rcond=None)
    np.testing.assert_allclose([*board.parameters["w"][0], board.parameters["b"]], best, rtol=1e-9)


@pytest.mark.parametrize("engine", ["numpy", "numba"])
def test_images_of_rank_three_are_gathered_whichever_axis_counts_them(engine):
    """Both ways of laying them out give the costs of the flat table."""
    if engine == "numba":
        pytest.importorskip("numba")
    images = RNG.normal(size=(40, 2, 3))
    flat = "data X (6, m), y (1, m)\nparams w (1, 6) = 0.1\nL = mean((w @ X - y)**2)"
    last = "data X (2, 3, m), y (1, m)\nparams w (2, 3, 1) = 0.1\nL = mean((sum(w*X) - sum(y))**2)"
    first = "data X (N, 2, 3), y (N, 1)\nparams w (1, 2, 3) = 0.1\nL = mean((sum(w*X) - sum(y))**2)"
    choices = {"epochs": 3, "batch_size": 8, "optimizer": cr.SGD(0.001), "dtype": "float64", "engine": engine}
    costs = [cr.whiteboard(text).train(X=images, y=NUMBERS[:40], **choices).history.cost for text in (last, first)]
    np.testing.assert_allclose(costs[0], costs[1], rtol=1e-12)
    board = cr.whiteboard(flat)
    board.train(X=images.reshape(40, 6), y=NUMBERS[:40], **choices)
    assert board.predict("w @ X", X=images.reshape(40, 6)).shape == (40,)


def test_predictions_come_in_rows_of_their_shape():
    """Of each name and expression; one that takes examples together is computed of all at once."""
    board = cr.whiteboard(MLP.format(hidden="relu", first="he"))
    board.train(X=X, Y=LABELS, sizes={"k": 8}, epochs=1, dtype="float64")
    assert board.predict("A1", X=X).shape == (90, 8)
    centred = board.predict("X - mean(X, axis=1)", X=X)
    np.testing.assert_allclose(centred, X - X.mean(axis=0), atol=1e-15)
    in_parts = np.concatenate([board.predict("A1", X=X[:50]), board.predict("A1", X=X[50:])])
    assert in_parts.tobytes() == board.predict("A1", X=X).tobytes()


@pytest.mark.parametrize(
    ("cost", "parts"),
    [
        ("mean((yhat - y)**2)", True),
        ("sum((yhat - y)**2)", False),
        ("sum((yhat - y)**2)/(2*m)", True),
        ("mean((yhat - y)**2) + 0.1*sum(w**2)", True),
        ("sum((yhat - y)**2) + 0.1*sum(w**2)", None),
        ("mean((yhat - mean(yhat) - y)**2)", None),
    ],
)
def test_a_validation_cost_is_that_of_all_rows(cost, parts):
    """Whether it is put together from parts, or computed whole."""
    board = cr.whiteboard(LEAST.format(cost=cost))
    many = RNG.normal(size=(1300, 4))
    held_out = {"X": many, "y": many[:, 0]}
    run = board.train(X=X, y=NUMBERS, epochs=1, optimizer=cr.SGD(1e-4), validation=held_out, dtype="float64")
    parameters = {name: np.array(value) for name, value in board.parameters.items()}
    whole = board.bind(X=many.T, y=many[:, :1].T, **parameters)["L"]
    assert run.history.epochs["validation_cost"][0] == pytest.approx(float(whole), rel=1e-12)
    assert board.trainable.average is parts


def test_labels_are_what_they_were():
    """Texts come back as texts; without labels a one-hot table trains to the same bytes."""
    names = np.array(["low", "middle", "high"])[LABELS]
    boards = [cr.whiteboard(MLP.format(hidden="tanh", first="glorot")) for _ in range(3)]
    onehot = np.eye(3)[LABELS]
    for board, y in zip(boards, (names, LABELS, onehot), strict=True):
        board.train(X=X, Y=y, sizes={"k": 5}, epochs=2, dtype="float64")
    assert set(boards[0].predict(X=X)) <= set(names)
    np.testing.assert_allclose(boards[1].theta, boards[2].theta, rtol=1e-12)
    assert boards[2].predict(X=X).shape == (90, 3)


def test_labels_in_rows_train_as_those_in_columns():
    """`one-hot rows` is one-hot columns, turned."""
    rows = """
        data X (N, D), Y (N, C) one-hot rows
        params W (D, C) = 0
        P = softmax(X @ W, axis=1)
        L = -sum(Y * log(P)) / N
    """
    columns = "data X (n, m), Y (c, m) one-hot\nparams W (c, n) = 0\nL = cross_entropy(W @ X, Y)"
    choices = {"epochs": 3, "optimizer": cr.SGD(0.5), "dtype": "float64"}
    boards = [cr.whiteboard(text) for text in (rows, columns)]
    for board in boards:
        board.train(X=X, Y=LABELS, **choices)
    np.testing.assert_allclose(boards[0].parameters["W"].T, boards[1].parameters["W"], atol=1e-14)


@pytest.mark.parametrize("name", ["theta", "gradient", "step", "seed", "learning_rate", "learns", "labels", "dw", "m1"])
@pytest.mark.parametrize("kind", ["data", "params"])
def test_a_name_of_the_program_is_a_name_like_any_other(name, kind):
    """The same training whatever a leaf is called."""
    text = "data X (n, m), y (1, m)\nparams w (1, n) = 0.1\nL = mean((w @ X - y)**2)"
    old = "y" if kind == "data" else "w"
    if name == "dw" and kind == "params":
        text = text.replace("params w (1, n) = 0.1", "params w (1, n) = 0.1, q = 0").replace("- y)", "- y + q)")
        old = "q"
    board, renamed = cr.whiteboard(text), cr.whiteboard(_renamed(text, old, name))
    thetas = []
    for one, leaf in ((board, old), (renamed, name)):
        given = {"X": X, (leaf if kind == "data" else "y"): NUMBERS}
        one.train(given, epochs=2, optimizer=cr.SGD(0.01), dtype="float64", frozen=[])
        thetas.append(one.theta)
    assert np.array_equal(*thetas)


def _renamed(text, old, new):
    import re

    return re.sub(rf"\b{old}\b", new, text)


def test_data_that_all_examples_share_are_numbers_of_the_board():
    """λ from the call, or from the board's own line; the penalty is that of the textbook."""
    ridge = "data X (m, n), y (m, 1), lam{value}\nparams w (n, 1) = 0\nL = sum((X @ w - y)**2) + lam*sum(w**2)"
    choices = {"epochs": 300, "batch_size": "full", "optimizer": cr.SGD(0.002), "dtype": "float64"}
    given, written = (cr.whiteboard(ridge.format(value=value)) for value in ("", " = 2"))
    given.train(X=X, y=NUMBERS, lam=2, **choices)
    written.train(X=X, y=NUMBERS, **choices)
    best = np.linalg.solve(X.T @ X + 2 * np.eye(4), X.T @ NUMBERS)
    np.testing.assert_allclose(given.parameters["w"][:, 0], best, rtol=1e-8)
    assert np.array_equal(given.theta, written.theta)


def test_numbers_on_the_board_are_the_examples_where_none_are_given():
    """A lecture's board trains as it stands."""
    board = cr.whiteboard("data x (1, m) = [[1, 2, 3]], y (1, m) = [[2, 4, 6]]\nparams w = 0\nL = mean((w*x - y)**2)")
    board.train(epochs=200, batch_size="full", optimizer=cr.SGD(0.05), dtype="float64")
    assert float(board.parameters["w"]) == pytest.approx(2)


def test_frozen_parameters_stay_and_a_second_call_goes_on():
    """As with a network: two calls of an epoch are one of two."""
    once, twice = cr.whiteboard(SQUARES), cr.whiteboard(SQUARES)
    once.train(X=X, y=NUMBERS, epochs=2, frozen=["b"])
    for _ in range(2):
        twice.train(X=X, y=NUMBERS, epochs=1, frozen=["b"])
    assert once.theta.tobytes() == twice.theta.tobytes()
    assert once.parameters["b"] == 0
    assert len(twice.history.epoch_ends) == 2


def test_a_file_keeps_everything(tmp_path):
    """Text, sizes, shared data, labels and the state of training: it goes on as if it had never been away."""
    board = cr.whiteboard(MLP.format(hidden="relu", first="he"))
    names = np.array(["a", "b", "c"])[LABELS]
    board.train(X=X, Y=names, sizes={"k": 6}, epochs=1)
    board.save(tmp_path / "board.safetensors")
    again = type(board).load(tmp_path / "board.safetensors")
    for one in (board, again):
        one.train(X=X, Y=names, epochs=1)
    assert again.theta.tobytes() == board.theta.tobytes()
    assert again.predict(X=X).tolist() == board.predict(X=X).tolist()
    assert again.equations() == board.equations()
    with pytest.raises(ChainruleError, match=r"holds a board and no network; Board\.load reads it"):
        cr.Network.load(tmp_path / "board.safetensors")
    cr.Network([2, 1]).save(tmp_path / "network.safetensors")
    with pytest.raises(ChainruleError, match=r"holds a network and no board; Network\.load reads it"):
        type(board).load(tmp_path / "network.safetensors")


def test_a_trained_board_shows_its_own_numbers():
    """Traces, checks and claims are at what the parameters have become, unless others are given."""
    board = cr.whiteboard(SQUARES)
    board.train(X=X, y=NUMBERS, epochs=3, dtype="float64")
    values = board.bind(X=X.T, y=NUMBERS[None])
    assert float(values["L"]) == pytest.approx(board.cost(X=X, y=NUMBERS), rel=1e-12)
    assert board.check({"X": X.T, "y": NUMBERS[None]}).right
    np.testing.assert_allclose(values["∂L/∂w"][0], board.gradient(X=X, y=NUMBERS)[:4], rtol=1e-10)
    other = board.bind(X=X.T, y=NUMBERS[None], w=np.zeros((1, 4)), b=0.0)
    assert float(other["L"]) == pytest.approx(np.mean(NUMBERS**2))


def test_divergence_is_explained_in_the_board_s_names():
    """The first node that left the finite numbers, by its name."""
    board = cr.whiteboard(SQUARES.replace("yhat - y", "exp(yhat) - y"))
    with pytest.raises(DivergenceError, match=r"step \d+ diverged: .* left the finite numbers first"):
        board.train(X=100 * X, y=NUMBERS, optimizer=cr.SGD(10.0))
    assert np.isfinite(board.theta).all()


REFUSED = {
    "no data": ({}, SettingError, "the board needs numbers for X, y: X=…"),
    "half of it": ({"X": X}, SettingError, "the board needs numbers for y: y=…"),
    "no data of the board": (
        {"X": X, "y": NUMBERS, "q": 1},
        SettingError,
        "'q' is no data of this board; its data are X, y",
    ),
    "a parameter": ({"X": X, "y": NUMBERS, "w": 1}, SettingError, "'w' is a parameter of this board"),
    "other rows": ({"X": X, "y": NUMBERS[:5]}, ShapeError, "X has 90 rows, but y has 5; they need one each"),
    "no rows": ({"X": X[:0], "y": NUMBERS[:0]}, DataError, "there are no rows to learn from"),
    "a vector for a table": ({"X": X[0], "y": NUMBERS}, ShapeError, r"X needs a row for each example, \(m, n\)"),
    "texts": ({"X": X.astype(str), "y": NUMBERS}, DataError, "X needs numbers, got <U"),
    "NaN": ({"X": X * np.nan, "y": NUMBERS}, DataError, "X must be finite, but row 0, column 0 is nan"),
    "a size that is none": (
        {"X": X, "y": NUMBERS, "sizes": {"k": 3}},
        SettingError,
        "'k' is no size of this board; its sizes are n",
    ),
    "another size": ({"X": X, "y": NUMBERS, "sizes": {"n": 3}}, ShapeError, "X has 4 where n = 3 is needed"),
    "sizes in a list": ({"X": X, "y": NUMBERS, "sizes": [3]}, SettingError, "sizes are whole numbers by letter"),
    "a batch letter": ({"X": X, "y": NUMBERS, "batch": "n"}, SettingError, "the letter of the examples is one of m"),
    "a dtype": ({"X": X, "y": NUMBERS, "dtype": "half"}, SettingError, "dtype is one of float32, float64, not 'half'"),
    "a frozen stranger": ({"X": X, "y": NUMBERS, "frozen": ["q"]}, SettingError, "there is no parameter 'q'"),
    "rows of several lengths": ({"X": [[1, 2], [3]], "y": [1, 2]}, ShapeError, "X is not a table"),
    "data in a list": ({"": [X]}, SettingError, r"data come by name, train\(X=rows\)"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_does_not_fit_is_refused(case):
    """With what was found, what was needed, and what to do."""
    given, error, message = REFUSED[case]
    board = cr.whiteboard(SQUARES)
    positional = [given.pop("")] if "" in given else []
    with pytest.raises(error, match=message):
        board.train(*positional, **given)
    with pytest.raises(SettingError, match="the board has not been trained"):
        board.predict(X=X)


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("data A (k, m), b (k, m)\nparams w\nL = sum(w*A - b)", None),
        (
            "data A (k, m), B (m, k)\nparams w\nL = sum(w*A - B.T)",
            "batch: m and k may both count examples; say which",
        ),
    ],
)
def test_a_board_says_which_letter_counts_examples(text, message):
    """Or that it has to be said which."""
    board = cr.whiteboard(text)
    data = {name: np.ones((5, 5)) for name, leaf in board.graph.leaves.items() if leaf.op.name == "input"}
    if message is None:
        assert board.train(data, epochs=1, batch_size=2).steps == 2
        return
    with pytest.raises(SettingError, match=message):
        board.train(data, epochs=1)


def test_other_sizes_need_another_board():
    """Theta has the size that it has."""
    board = cr.whiteboard(SQUARES)
    board.train(X=X, y=NUMBERS, epochs=1)
    with pytest.raises(SettingError, match="trained with other sizes or other shared data"):
        board.train(X=X[:, :2], y=NUMBERS, sizes={"n": 2}, epochs=1)
    for ask in (lambda X: board.train(X=X, y=NUMBERS, epochs=1), lambda X: board.predict("yhat", X=X)):
        with pytest.raises(ShapeError, match="X has 2 where n = 4 is needed"):
            ask(X[:, :2])


def test_what_is_asked_for_is_one_expression_of_the_board():
    """Errors are those of the board."""
    board = cr.whiteboard(SQUARES)
    board.train(X=X, y=NUMBERS, epochs=1)
    with pytest.raises(ChainruleError, match="Q is not known here"):
        board.predict("Q + 1", X=X)
    with pytest.raises(ChainruleError, match="one expression on one line"):
        board.predict("yhat\nq = 3", X=X)
    np.testing.assert_array_equal(board.predict(X=X), board.predict("yhat", X=X))
    other = cr.whiteboard(LEAST.format(cost="mean((yhat - 2*y)**2)"))
    other.train(X=X, y=NUMBERS, epochs=1)
    with pytest.raises(ChainruleError, match=r"ask for what is meant, such as predict\('yhat', X=…\)$"):
        other.predict(X=X)
    several = cr.whiteboard("data X (n, m), y (m,)\nparams w (1, n)\nz = w @ X\nq = z**3\nL = mean(q*y)")
    several.train(X=X, y=NUMBERS, epochs=1)
    with pytest.raises(ChainruleError, match=r"predict\('q', X=…\); there are 'z' too$"):
        several.predict(X=X)
    unnamed = cr.whiteboard("data X (n, m), y (1, m)\nparams w (1, n)\nL = mean((w @ X - 2*y)**2)")
    unnamed.train(X=X, y=NUMBERS, epochs=1)
    with pytest.raises(ChainruleError, match="give the prediction a line of its own"):
        unnamed.predict(X=X)


def test_a_cost_of_several_targets_is_told_by_name():
    """Numbers and labels at once: each part of the cost has its name and its value, and they add up to the whole."""
    board = cr.whiteboard(
        "data X (n, m), y (1, m), Y (c, m) one-hot\nparams w (1, n), V (c, n)\nLy = mean((w @ X - y)**2)\n"
        "Lc = cross_entropy(V @ X, Y)\nL = Ly + 0.5*Lc"
    )
    data = {"X": X, "y": NUMBERS, "Y": LABELS}
    run = board.train(data, epochs=3, dtype="float64", validation=data)
    costs = board.costs(data)
    watched = {name: run.history.epochs[f"validation_{name}"][-1] for name in ("cost", "Ly", "Lc")}
    assert [*watched.values()] == pytest.approx([*costs.values()])
    Z = X @ board.parameters["V"].T
    places = np.unique(LABELS, return_inverse=True)[1]
    shares = np.log(np.exp(Z).sum(axis=1)) - Z[np.arange(len(Z)), places]
    assert costs["Ly"] == pytest.approx(np.mean((X @ board.parameters["w"][0] - NUMBERS) ** 2))
    assert costs["Lc"] == pytest.approx(shares.mean())
    assert costs["L"] == pytest.approx(board.cost(data)) == pytest.approx(costs["Ly"] + 0.5 * costs["Lc"])
    single = cr.whiteboard(SQUARES)
    single.train(X=X, y=NUMBERS, epochs=1)
    assert list(single.costs(X=X, y=NUMBERS)) == [single.whiteboard.cost]


def test_costs_of_steps_are_told_and_not_watched():
    """They are as many as there are steps; a history has the others."""
    board = cr.whiteboard(
        "data x[1..3] (m,), y (m,)\nparams w\nfor t in 1..3:\n    e[t] = mean((w*x[t] - y)**2)\n"
        "E = sum(e[t] for t in 1..3)\nR = w**2\nL = E + R"
    )
    data = {"x": X[:, :3].T, "y": NUMBERS}
    run = board.train(data, epochs=1, validation=0.2)
    assert [*board.costs(data)] == ["L", "e_1", "e_2", "e_3", "E", "R"]
    assert [*run.history.epochs] == ["validation_cost", "validation_E", "validation_R"]


def test_predictions_take_data_alone():
    """By name in a mapping, as costs and training do; what is no data is refused."""
    board = cr.whiteboard(SQUARES)
    board.train(X=X, y=NUMBERS, epochs=1)
    np.testing.assert_array_equal(board.predict({"X": X}), board.predict(X=X))
    with pytest.raises(SettingError, match="data come by name"):
        board.predict(X)


def test_a_penalty_is_told_by_name_beside_the_error():
    """A penalty reads no data, and is a part of the cost all the same, behind a factor λ; a scale inside is none."""
    board = cr.whiteboard(
        "data x (m,), y (m,), lam\nparams w (2, 1), s\nc = exp(s)\nE = mean((sum(w)*x - c*y)**2)\n"
        "K = sum(w**2)\nR = c**2\nL = E + lam*K/(2*m) - R"
    )
    data = {"x": [0.0, 1.0], "y": [1.0, 3.0], "lam": 0.5}
    board.train(data, epochs=1, dtype="float64")
    costs, w = board.costs(data), board.parameters["w"]
    assert list(costs) == ["L", "E", "K", "R"]
    assert costs["K"] == pytest.approx((w**2).sum())
    assert costs["L"] == pytest.approx(costs["E"] + 0.5 * costs["K"] / 4 - costs["R"])


IMAGES = {"X": X.reshape(-1, 2, 2), "y": NUMBERS}
SCRIPTED = {
    "columns": (SQUARES, {"X": X, "y": NUMBERS}, []),
    "rows": (
        "data X (N, d), y (N, 1)\nparams w (d, 1) = 0, seed = 0\nL = mean((X @ w + seed - y)**2)",
        {"X": X, "y": NUMBERS},
        ["w"],
    ),
    "vectors": (
        "data x (m,), y (m,)\nparams w = 0.1, b = 0\nL = mean((w*x + b - y)**2)",
        {"x": X[:, 0], "y": NUMBERS},
        [],
    ),
    "images": ("data X (2, 2, m), y (1, m)\nparams w (2, 2, 1)\nL = mean((sum(w*X) - sum(y))**2)", IMAGES, []),
    "images first": ("data X (m, 2, 2), y (m, 1)\nparams w (1, 2, 2)\nL = mean((sum(w*X) - sum(y))**2)", IMAGES, []),
    "labels": (
        "data X (n, m), Y (c, m) one-hot\nparams W (c, n), b (c, 1) = 0\nL = cross_entropy(W @ X + b, Y)",
        {"X": X, "Y": LABELS},
        [],
    ),
    "noise": (
        "data X (n, m), e (1, m) ~ 0.5 * normal\nparams w (1, n) = 0.1\nL = mean((w @ X + e - sum(X, axis=0))**2)",
        {"X": X},
        [],
    ),
    "an array of one": (
        "data X (m, n), y (m, 1)\nparams w (n, 1) = 0\ne = X @ w - y\nL = e.T @ e/m",
        {"X": X, "y": NUMBERS},
        [],
    ),
}


@pytest.mark.parametrize("kind", SCRIPTED)
def test_its_training_is_a_script(kind, tmp_path):
    """Which ends at the same theta, whichever way the board lays out examples and parameters."""
    text, data, frozen = SCRIPTED[kind]
    board = cr.whiteboard(text)
    board.train(data, epochs=0, dtype="float64", frozen=frozen)
    step = {"optimizer": cr.Adam(0.02), "batch_size": 16, "epochs": 2}
    made = board.training_script(data, **step)
    np.savez(tmp_path / "script.npz", **made.arrays)
    space = {"__file__": str(tmp_path / "script.py")}
    exec(made.text, space)  # noqa: S102
    if "stored" in space:
        space["stored"].close()
    run = board.train(data, **step)
    np.testing.assert_allclose(space["theta"], board.theta, rtol=0, atol=1e-14)
    assert float(space["L"]) == pytest.approx(run.history.cost[-1], rel=1e-12)


# ---- where a recurrence begins ------------------------------------------------------------------------------------

RECURRENT = """
    sizes   T = 3
    data    x[1..T] (n, m), y (1, m), h[0] (k, m){start}, c (k, 1){start}
    params  W (k, k) ~ glorot, U (k, n) ~ glorot, v (1, k) ~ glorot
    for t in 1..T:
        h[t] = tanh(W @ h[t-1] + U @ x[t] + c)
    L = squared_error(v @ h[T], y)
"""


def test_what_is_one_number_on_the_board_is_not_handed_in():
    """A recurrence that begins at 0, as the board says, trains to the bytes of one that is handed zeros."""
    rng = np.random.default_rng(0)
    rows = {"x": rng.normal(size=(3, 40, 2)), "y": rng.normal(size=(40, 1))}
    zeros = {"h_0": np.zeros((40, 4)), "c": np.zeros((4, 1))}
    thetas = []
    for start, more in ((" = 0", {}), ("", zeros)):
        board = cr.whiteboard(RECURRENT.format(start=start))
        board.train(rows | more, sizes={"k": 4}, epochs=2, batch_size=8, seed=0, dtype="float64")
        thetas.append(board.theta)
        assert board.predict("v @ h[T]", x=rows["x"], **{name: more[name] for name in more if name != "c"}).shape == (
            40,
        )
    assert thetas[0].tobytes() == thetas[1].tobytes()


def test_what_stands_on_the_board_for_all_examples_is_not_handed_in_too():
    """One of the two has to go."""
    board = cr.whiteboard(RECURRENT.format(start=" = 0"))
    with pytest.raises(cr.SettingError, match=r"^h\[0\] is 0 on the board; without the value there it is handed in$"):
        board.train(x=np.ones((3, 8, 2)), y=np.ones((8, 1)), h_0=np.ones((8, 4)), sizes={"k": 4})


def test_a_copy_is_a_board_of_its_own():
    """Copied or pickled it predicts the same, and what the copy learns stays in the copy."""
    board = cr.whiteboard("data X (n, m), y (1, m)\nparams w (1, n), b\nL = squared_error(w @ X + b, y)")
    assert copy.deepcopy(board).whiteboard.text == board.whiteboard.text
    rows = np.arange(6.0).reshape(3, 2)
    board.train(X=rows, y=rows[:, 0], epochs=2)
    again = pickle.loads(pickle.dumps(board))  # noqa: S301
    before = board.output({"X": rows})
    assert np.array_equal(again.output({"X": rows}), before)
    again.train(X=rows, y=rows[:, 0], epochs=1)
    assert np.array_equal(board.output({"X": rows}), before)
    assert not np.array_equal(again.output({"X": rows}), before)
