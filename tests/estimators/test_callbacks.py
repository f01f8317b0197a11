"""scikit-learn's callbacks, and what else watches a fit."""

import signal
from itertools import pairwise

import numpy as np
import pytest
from sklearn.model_selection import GridSearchCV

import chainrule as cr

protocol = pytest.importorskip("sklearn.callback", reason="scikit-learn has callbacks from 1.9 on")

RNG = np.random.default_rng(5)
X = RNG.normal(size=(60, 3))
Y = np.where(X[:, 0] > 0, "up", "down")
SHORT = {"hidden_layer_sizes": (4,), "max_iter": 5, "tol": None, "random_state": 0, "engine": "numpy"}


class Diary:
    """Notes what it is told, and stops after some epochs."""

    def __init__(self, stops_after=99):
        self.told, self.scores, self.fitted, self.stops_after = [], [], [], stops_after

    def setup(self, estimator, context):
        """The fit is about to begin."""
        self.told.append("setup")

    def teardown(self, estimator, context):
        """The fit is over, however it ended."""
        self.told.append("teardown")

    def on_fit_task_begin(self, estimator, context):
        """A task begins."""
        self.told.append(f"begin {context.task_name}")

    def on_fit_task_end(self, estimator, context, *, X=None, y=None, fitted_estimator=None):
        """A task ends; returns whether the fit is to end too."""
        self.told.append(f"end {context.task_name}")
        self.scores.append(fitted_estimator.score(X, y))
        self.fitted.append(fitted_estimator)
        return self.told.count("end epoch") >= self.stops_after


@pytest.mark.parametrize("solver", ["adam", "lbfgs"])
def test_hooks_are_called_around_the_fit_and_each_epoch(solver):
    """Every begin has its end, in order."""
    diary = Diary()
    fitted = cr.MLPClassifier(**{**SHORT, "max_iter": 3}, solver=solver).set_callbacks(diary).fit(X, Y)
    assert fitted.n_iter_ == 3
    assert diary.told == ["setup", "begin fit", *["begin epoch", "end epoch"] * 3, "end fit", "teardown"]
    assert diary.scores[-1] == fitted.score(X, Y)


def test_what_a_callback_keeps_is_the_estimator_as_it_was():
    """Epoch after epoch a theta of its own, the last one the estimator's."""
    diary = Diary()
    fitted = cr.MLPClassifier(**SHORT).set_callbacks(diary).fit(X, Y)
    thetas = [one.network_.theta for one in diary.fitted]
    assert all((before != after).any() for before, after in pairwise(thetas[:-1]))
    np.testing.assert_array_equal(thetas[-2], fitted.network_.theta)


@pytest.mark.parametrize("solver", ["adam", "lbfgs"])
def test_a_callback_ends_a_fit(solver):
    """What on_fit_task_end returns is a wish."""
    fitted = cr.MLPClassifier(**SHORT, solver=solver).set_callbacks(Diary(stops_after=2)).fit(X, Y)
    assert fitted.n_iter_ == 2


def test_teardown_comes_after_a_failure_too():
    """A fit that diverges closes what it has opened."""
    diary = Diary()
    with pytest.raises(cr.DivergenceError):
        cr.MLPRegressor(**SHORT, solver="sgd", learning_rate_init=1e200, batch_size=10).set_callbacks(diary).fit(X, X)
    assert diary.told[-1] == "teardown"


def test_a_monitor_hears_of_every_fit_of_a_search():
    """scikit-learn's own, through a grid search, whose fits have their epochs as tasks."""
    monitor = protocol.ScoringMonitor(scoring="accuracy")
    search = GridSearchCV(cr.MLPClassifier(**SHORT).set_callbacks(monitor), {"alpha": [0.0, 0.1]}, cv=2)
    search.fit(X, Y)
    assert search.best_score_ > 0.4
    assert monitor.get_logs()


def test_chainrules_callbacks_are_a_setting():
    """A Monitor of ours looks at layers while an estimator learns."""
    monitor = cr.Monitor()
    cr.MLPClassifier(**SHORT, callbacks=[monitor]).fit(X, Y)
    assert monitor.looks


def test_verbose_prints_a_line_for_each_epoch(capsys):
    """With the costs that the curves have."""
    fitted = cr.MLPClassifier(**SHORT, verbose=True).fit(X, Y, X_val=X, y_val=Y)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 5
    assert lines[-1].startswith("epoch 5: validation_cost ")
    assert lines[-1].endswith(f"training_cost {fitted.loss_:.6g}")


@pytest.mark.parametrize("solver", ["adam", "lbfgs"])
def test_an_interrupted_fit_is_usable(solver):
    """Ctrl-C ends it after the steps in hand, with a warning and no traceback."""

    def press(run):
        signal.raise_signal(signal.SIGINT)

    stopped = cr.MLPClassifier(**{**SHORT, "max_iter": 400}, solver=solver, callbacks=[press])
    with pytest.warns(UserWarning, match="the fit was interrupted"):
        stopped.fit(X, Y)
    assert stopped.n_iter_ < 400
    assert stopped.predict(X).shape == (60,)
