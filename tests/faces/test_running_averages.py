"""What a batch norm keeps beside parameters: moved by each batch of training, read by what is computed afterwards."""

from importlib.util import find_spec

import numpy as np
import pytest
from tests.training.hostile_models import joined, parts

import chainrule as cr
from chainrule.errors import DivergenceError, ModelFileError, SettingError

RNG = np.random.default_rng(0)
X, Y = 2 + 3 * RNG.normal(size=(30, 4)), RNG.normal(size=30)
DATA = "data X (n, m), y (1, m)\nparams w (1, n) = 0.5\nrunning mu (n, 1), v (n, 1)\n"
OF_DATA = DATA + "N = batch_norm(X, mu, v{more})\nL = mean((w @ N - y)**2)"
HIDDEN = """
    data X (n, m), Y (c, m) one-hot
    params W (k, n) ~ he, gamma (k, 1) = 1, beta (k, 1) = 0, V (c, k)
    running mu (k, 1), v (k, 1)
    Z = W @ X
    A = tanh(gamma*batch_norm(Z, mu, v) + beta)
    L = cross_entropy(V @ A, Y)
"""
LABELS = (X[:, 0] > 2).astype(int)
ENGINES = [name for name in ("numpy", "numba") if name == "numpy" or find_spec("numba")]


def trained(text, **choices):
    """A board after its training in double precision."""
    board = cr.whiteboard(text)
    targets = {"Y": LABELS, "sizes": {"k": 5}} if "Y (c" in text else {"y": Y}
    board.train(**{"X": X, **targets, "batch_size": 30, "dtype": "float64", "epochs": 1, **choices})
    return board


@pytest.mark.parametrize(("share", "engine"), [*((0.1, engine) for engine in ENGINES), (0.25, "numpy")])
def test_averages_move_a_share_towards_each_batch(engine, share):
    """From 0 and 1, by its mean and its variance with the divisor n − 1 (Ioffe and Szegedy, algorithm 2)."""
    board = trained(OF_DATA.format(more=f", momentum={share}"), batch_size=10, epochs=2, shuffle="never", engine=engine)
    mean, variance = np.zeros(4), np.ones(4)
    for batch in [*X.reshape(3, 10, 4)] * 2:
        mean = (1 - share) * mean + share * batch.mean(axis=0)
        variance = (1 - share) * variance + share * batch.var(axis=0, ddof=1)
    np.testing.assert_allclose(board.running["mu"][:, 0], mean, rtol=1e-13)
    np.testing.assert_allclose(board.running["v"][:, 0], variance, rtol=1e-13)
    assert list(board.parameters) == ["w"]


@pytest.mark.parametrize(("shape", "axis"), [("m, n", "axis=0"), ("m, c, n", "axis=(0, 2)")])
def test_averages_have_the_shape_of_a_mean_over_the_examples(shape, axis):
    """Rows as examples, and images channel by channel, of which each entry counts."""
    board = cr.whiteboard(
        f"data X ({shape}), y (m,)\nparams w = 1\nrunning mu ({'1, n' if axis == 'axis=0' else '1, c, 1'}) = 0.5, "
        f"v ({'1, n' if axis == 'axis=0' else '1, c, 1'}) = 2\nL = mean(w*batch_norm(X, mu, v, {axis})**2) + mean(y)"
    )
    rows = RNG.normal(size=(6, 3) if axis == "axis=0" else (6, 2, 3))
    board.train(X=rows, y=np.zeros(6), batch_size=6, epochs=1, dtype="float64")
    over = 0 if axis == "axis=0" else (0, 2)
    expected = 0.9 * 2 + 0.1 * rows.var(axis=over, ddof=1)
    np.testing.assert_allclose(board.running["v"].ravel(), expected, rtol=1e-13)
    np.testing.assert_allclose(board.running["mu"].ravel(), 0.45 + 0.1 * rows.mean(axis=over), rtol=1e-13)


def test_a_batch_of_one_example_has_no_spread():
    """Its variance is 0, not 0/0."""
    board = trained(OF_DATA.format(more=""), batch_size=29, last="keep", shuffle="never")
    expected = 0.9 * (0.9 + 0.1 * X[:29].var(axis=0, ddof=1))
    np.testing.assert_allclose(board.running["v"][:, 0], expected, rtol=1e-13)


@pytest.mark.parametrize("engine", ENGINES)
def test_predictions_are_normed_by_the_averages(engine):
    """So an example comes out the same alone and among others; so do the cost and the validation of each epoch."""
    board = trained(HIDDEN, batch_size=7, epochs=3, validation={"X": X, "Y": LABELS}, engine=engine)
    p, kept = board.parameters, board.running
    normed = (p["W"] @ X.T - kept["mu"]) / np.sqrt(kept["v"] + 1e-5)
    A = np.tanh(p["gamma"] * normed + p["beta"])
    np.testing.assert_allclose(board.predict("A", X=X), A.T, rtol=1e-12)
    np.testing.assert_array_equal(board.predict("A", X=X[4:5]), board.predict("A", X=X)[4:5])
    scores = p["V"] @ A
    cost = np.mean(np.log(np.exp(scores).sum(axis=0)) - scores[LABELS, range(30)])
    assert board.cost(X=X, Y=LABELS) == pytest.approx(cost, rel=1e-12)
    assert board.history.epochs["validation_cost"][-1] == pytest.approx(cost, rel=1e-12)
    assert not board.gradient(X=X, Y=LABELS)[board.trainable.layout.place("mu")].any()


def test_training_is_that_of_a_board_that_keeps_nothing():
    """What is kept is no part of a step's cost, nor of what is learned."""
    short = HIDDEN.replace("    running mu (k, 1), v (k, 1)\n", "").replace(", mu, v", "")
    with_averages, without = (
        trained(text, batch_size=7, epochs=4, optimizer=cr.AdamW(0.01)) for text in (HIDDEN, short)
    )
    assert with_averages.history.cost.tolist() == without.history.cost.tolist()
    assert with_averages.theta[: without.theta.size].tobytes() == without.theta.tobytes()


@pytest.mark.skipif("numba" not in ENGINES, reason="numba is not installed")
def test_both_engines_keep_the_same():
    """To rounding."""
    first, second = (trained(HIDDEN, batch_size=7, epochs=5, engine=engine) for engine in ENGINES)
    np.testing.assert_allclose(first.theta, second.theta, rtol=1e-9, atol=1e-12)


def test_two_calls_go_on_as_one(tmp_path):
    """Through a file as well: the averages are part of it, bit for bit."""
    whole, part = trained(HIDDEN, batch_size=7, epochs=4), trained(HIDDEN, batch_size=7, epochs=2)
    part.save(tmp_path / "part.safetensors")
    read = cr.Board.load(tmp_path / "part.safetensors")
    assert read.running["v"].tobytes() == part.running["v"].tobytes()
    assert read.predict("A", X=X).tobytes() == part.predict("A", X=X).tobytes()
    read.train(X=X, Y=LABELS, sizes={"k": 5}, batch_size=7, epochs=2)
    assert read.theta.tobytes() == whole.theta.tobytes()


def test_frozen_averages_stay():
    """As those do that nobody is to move."""
    board = trained(HIDDEN, frozen=["mu", "v"])
    assert not board.running["mu"].any()
    assert (board.running["v"] == 1).all()


def test_the_best_theta_comes_back_with_its_averages():
    """Early stopping brings both back, or the best theta would be judged by others' averages."""
    seen = []
    stopping = cr.EarlyStopping("validation_cost", patience=2)
    board = trained(
        HIDDEN,
        epochs=30,
        optimizer=cr.SGD(3.0),
        batch_size=7,
        validation=0.3,
        callbacks=[stopping, lambda run: seen.append(np.array(run.theta))],
    )
    assert board.theta.tobytes() in {one.tobytes() for one in seen}
    best = int(np.argmin(board.history.epochs["validation_cost"]))
    assert board.running["v"].tobytes() == seen[best][board.trainable.layout.place("v")].tobytes()


def test_averages_end_finite_where_a_run_diverges():
    """The batch whose cost is not finite does not move them."""
    board = cr.whiteboard(OF_DATA.format(more="").replace("w @ N", "exp(w @ N)"))
    with pytest.raises(DivergenceError):
        board.train(X=X, y=Y, optimizer=cr.SGD(1e3), epochs=50, dtype="float64", batch_size=30)
    assert np.isfinite(board.theta).all()


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda header, body: (header, with_entry(header, body, "v", -1.0)), "v has an entry below 0"),
        (lambda header, body: (header, with_entry(header, body, "mu", np.nan)), "mu holds NaN or infinity"),
        (lambda header, body: (renamed(header, "v", "V2"), body), "lacks the tensor v"),
    ],
)
def test_a_file_with_other_averages_is_refused(tmp_path, change, message):
    """A variance below 0, no number, none at all: nothing of it is computed with."""
    path = tmp_path / "model.safetensors"
    trained(HIDDEN).save(path)
    path.write_bytes(joined(*change(*parts(path.read_bytes()))))
    with pytest.raises(ModelFileError, match=message):
        cr.Board.load(path)


def with_entry(header, body, name, value):
    """The numbers of a file, the first of a tensor exchanged."""
    start = header[name]["data_offsets"][0]
    return body[:start] + np.float64(value).tobytes() + body[start + 8 :]


def renamed(header, old, new):
    """A header whose tensor has another name."""
    return {new if name == old else name: entry for name, entry in header.items()}


def test_averages_of_what_counts_examples_are_refused():
    """Along units there is nothing to keep: each example has a mean of its own."""
    board = cr.whiteboard(
        "data X (m, n), y (m,)\nparams w (n,)\nrunning mu (m, 1), v (m, 1)\nL = mean((batch_norm(X, mu, v) @ w - y)**2)"
    )
    with pytest.raises(
        SettingError, match=r"mu \(m, 1\) has m, which counts examples: batch_norm goes along these; axis=0"
    ):
        board.train(X=X, y=Y)


def test_a_step_of_the_averages_stands_below_the_gradients():
    """What is printed is what runs, on each surface."""
    html = cr.whiteboard(OF_DATA.format(more=""))._repr_html_()
    assert html.count("←") == 2
    lines = cr.whiteboard(OF_DATA.format(more="")).equations().text().splitlines()
    assert lines[-2:] == ["μ ← 0.9 μ + 0.1 (1/m) X 1⃗", "v ← 0.9 v + 0.1 (m/max(m − 1, 1)) var[axis 1](X)"]
