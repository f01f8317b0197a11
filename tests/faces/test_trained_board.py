"""A board that has trained is asked: for expressions, for what its cost compares, for labels."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.errors import SettingError
from chainrule.faces import trained_board

RNG = np.random.default_rng(4)
X = RNG.normal(size=(60, 3))
BINARY = (X[:, 0] > 0).astype(int)
LABELS = np.digitize(X[:, 0], [-0.5, 0.5])
LOGISTIC = "data X (n, m), y (1, m){known}\nparams w (1, n) = 0, b = 0\nz = w @ X + b\nL = {cost}"
FAST = {"epochs": 3, "batch_size": 10, "dtype": "float64"}


@pytest.mark.parametrize(
    ("known", "cost"),
    [
        ("", "logistic(z, y)"),
        (" binary", "-mean(y*log(sigmoid(z)) + (1 - y)*log(1 - sigmoid(z)))"),
    ],
)
def test_two_classes_are_measured_and_predicted_as_such(known, cost):
    """By accuracy; the second class where its probability is above a half."""
    board = cr.whiteboard(LOGISTIC.format(known=known, cost=cost))
    run = board.train(X=X, y=BINARY, validation={"X": X, "y": BINARY}, **FAST)
    found, shares = board.predict(X=X), board.predict("sigmoid(z)", X=X)
    assert found.tolist() == (shares > 0.5).astype(int).tolist()
    assert run.history.epochs["accuracy"][-1] == np.mean(found == BINARY)
    np.testing.assert_allclose(board.output(X=X)[:, 0], shares, rtol=1e-12)


def test_shares_between_two_classes_are_numbers():
    """There is no label to be right about; the metric is that of numbers."""
    board = cr.whiteboard(LOGISTIC.format(known="", cost="logistic(z, y)"))
    run = board.train(X=X, y=0.2 + 0.5 * BINARY, validation=0.2, **FAST)
    assert set(run.history.epochs) == {"validation_cost", "rmse"}
    assert board.predict(X=X).dtype == np.float64


def test_places_are_classes():
    """What picks an entry of a column is a label."""
    text = "data X (n, m), y (m,) index\nparams W (c, n) = 0, b (c, 1) = 0\nZ = W @ X + b\n"
    board = cr.whiteboard(f"{text}L = -mean(log_softmax(Z)[y, arange(m)])")
    run = board.train(X=X, y=LABELS, sizes={"c": 3}, validation={"X": X, "y": LABELS}, **FAST)
    found = board.predict(X=X)
    assert found.tolist() == board.predict("Z", X=X).argmax(axis=1).tolist()
    assert run.history.epochs["accuracy"][-1] == np.mean(found == LABELS)


def test_numbers_have_r2_whatever_the_cost_is_called():
    """Asked for by name; 1 minus what is left of the variance."""
    board = cr.whiteboard(LOGISTIC.format(known="", cost="sum(abs(z - y))/m"))
    run = board.train(X=X, y=X[:, 1], validation={"X": X, "y": X[:, 1]}, metrics=["r2"], **FAST)
    left = np.mean((board.predict(X=X) - X[:, 1]) ** 2) / X[:, 1].var()
    assert run.history.epochs["r2"][-1] == pytest.approx(1 - left, rel=1e-9)


def test_a_metric_that_no_prediction_is_there_for_is_refused():
    """It is said that there is none."""
    board = cr.whiteboard(LOGISTIC.format(known="", cost="mean((z - 2*y)**2)"))
    with pytest.raises(SettingError, match="there is no metric 'r2' for these targets; the cost does not show what is"):
        board.train(X=X, y=BINARY, validation=0.2, metrics=["r2"], **FAST)
    with pytest.raises(
        SettingError,
        match=r"does not show what is predicted; ask for what is meant, such as predict\('z', X=…\)$",
    ):
        board.output(X=X)


def test_an_expression_is_compiled_once(monkeypatch):
    """It follows theta all the same."""
    made = []
    rows = trained_board.Rows
    monkeypatch.setattr(trained_board, "Rows", lambda *given: made.append(given) or rows(*given))
    board = cr.whiteboard(LOGISTIC.format(known="", cost="logistic(z, y)"))
    board.train(X=X, y=BINARY, **FAST)
    first, *_ = (board.predict("2*z", X=X) for _ in range(3))
    board.train(X=X, y=BINARY, **FAST)
    assert len(made) == 1
    np.testing.assert_allclose(board.predict("2*z", X=X), 2 * board.predict("z", X=X), rtol=1e-12)
    assert not np.array_equal(board.predict("2*z", X=X), first)


def test_of_no_rows_there_are_no_predictions():
    """An empty column, of as many outputs as there are."""
    board = cr.whiteboard(LOGISTIC.format(known="", cost="logistic(z, y)"))
    board.train(X=X, y=BINARY, **FAST)
    assert board.output(X=X[:0]).shape == (0, 1)
    assert board.predict("X", X=X[:0]).shape == (0, 3)


def test_a_label_that_it_does_not_know_is_told_by_the_board_s_name():
    """With its row, and what there is."""
    board = cr.whiteboard("data X (n, m), T (c, m) one-hot\nparams W (c, n) = 0\nL = cross_entropy(W @ X, T)")
    board.train(X=X, T=np.array(["a", "b", "c"])[LABELS], **FAST)
    with pytest.raises(cr.DataError, match="T has the label d in row 1; the model knows a, b, c"):
        board.cost(X=X[:2], T=["a", "d"])
