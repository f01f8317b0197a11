"""Callbacks: what hooks are called when, early stopping, and a learning rate that falls on a plateau."""

import os
import signal

import numpy as np
import pytest

import chainrule as cr
from chainrule.errors import SettingError
from chainrule.training import trainer
from chainrule.training.callbacks import is_better

RNG = np.random.default_rng(4)
X = RNG.normal(size=(60, 3))
LABELS = (X[:, 0] > 0).astype(int)


def train(network, epochs=3, **more):
    """Train on the examples of this file, with validation rows of their own."""
    return network.train(
        X[:40], LABELS[:40], epochs=epochs, **{"batch_size": 8, "validation": (X[40:], LABELS[40:]), **more}
    )


def make(**more):
    """A network for two classes."""
    return cr.Network([3, 6, 1], output="sigmoid", seed=1, **more)


class Scripted(cr.Callback):
    """Writes the values of a column by itself, so that a test knows them; stands before the callback under test."""

    def __init__(self, values):
        self.values = values
        self.thetas = []

    def epoch_ended(self, run):
        """Take the next value, and remember theta."""
        run.history.epochs["validation_cost"][-1] = self.values[len(self.thetas)]
        self.thetas.append(run.theta.copy())


class Diary(cr.Callback):
    """Notes what happens."""

    def __init__(self):
        self.events = []

    def started(self, run):
        """Before the first step."""
        self.events.append(("started", run.step, run.epoch, run.progress))

    def progressed(self, run):
        """Between stretches."""
        self.events.append(("progressed", run.step))

    def epoch_ended(self, run):
        """After validation."""
        self.events.append(("epoch_ended", run.step, run.epoch, run.progress, run.examples_used))

    def ended(self, run):
        """At the end."""
        self.events.append(("ended", run.step, run.epoch, run.progress))


def test_hooks_are_called_in_order_with_the_clock():
    """Steps and epochs count over all calls, the progress within this one."""
    network, diary = make(), Diary()
    train(network, 1)
    train(network, 2, callbacks=[diary])
    kept = [event for event in diary.events if event[0] != "progressed"]
    assert kept == [
        ("started", 5, 1, 0.0),
        ("epoch_ended", 10, 2, 0.5, 40),
        ("epoch_ended", 15, 3, 1.0, 80),
        ("ended", 15, 3, 1.0),
    ]
    progressed = [event[1] for event in diary.events if event[0] == "progressed"]
    assert progressed == sorted(set(progressed))
    assert {10, 15} <= set(progressed)


def test_plain_function_is_called_after_each_epoch():
    """With the run, whose history has the epoch already."""
    seen = []
    train(make(), 3, callbacks=[lambda run: seen.append((run.epoch, run.epochs, len(run.history.epoch_ends)))])
    assert seen == [(1, 3, 1), (2, 3, 2), (3, 3, 3)]


def test_callback_may_stop_a_run_and_set_theta():
    """The run ends after the epoch, and says why."""
    network = make()

    def stop(run):
        run.set_theta(np.full(31, 0.5))
        run.stop("enough")

    run = train(network, 9, callbacks=[stop])
    assert (run.outcome, run.epochs, run.interrupted) == ("enough", 1, False)
    assert network.theta.tolist() == [0.5] * 31


def test_early_stopping_ends_after_patience_and_restores_the_best_theta():
    """The best of 5, 3, 4, 3, 3.5, … is the second epoch: an equal one is not better."""
    script = Scripted([5, 3, 4, 3, 3.5, 1])
    stopping = cr.EarlyStopping(patience=3)
    network = make()
    run = train(network, 6, callbacks=[script, stopping])
    assert run.outcome == "validation_cost has not become better for 3 epochs"
    assert (run.epochs, stopping.best_epoch, stopping.best) == (5, 2, 3)
    assert np.array_equal(network.theta, script.thetas[1])


def test_early_stopping_restores_the_best_theta_of_a_run_that_was_not_stopped():
    """Unless that is not wanted."""
    for restore, best in ((True, 2), (False, 3)):
        script = Scripted([5, 4, 2, 3])
        network = make()
        run = train(network, 4, callbacks=[script, cr.EarlyStopping(patience=9, restore_best=restore)])
        assert run.outcome == "finished"
        assert np.array_equal(network.theta, script.thetas[best])


class Hurried(cr.Callback):
    """Presses Ctrl-C in the middle of an epoch."""

    def __init__(self, epoch):
        self.epoch = epoch

    def progressed(self, run):
        """Once so many epochs are done and the next one has begun."""
        if run.epoch == self.epoch and run.step % 5 == 2:
            os.kill(os.getpid(), signal.SIGINT)


def stopped(epochs, *callbacks):
    """A run of Adam with early stopping, whose stretches are single steps."""
    stopping = cr.EarlyStopping(patience=99)
    return stopping, {"optimizer": cr.Adam(0.05), "callbacks": [Scripted(epochs), stopping, *callbacks]}


@pytest.mark.parametrize("through_a_file", [False, True])
def test_an_interrupted_run_goes_on_to_the_bits_of_one_that_was_not(monkeypatch, tmp_path, through_a_file):
    """Early stopping keeps the best theta beside the last one, and brings it back when the run is done."""
    monkeypatch.setattr(trainer, "LONGEST", 1)
    whole, parts = make(), make()
    best, settings = stopped([5, 3, 4, 6])
    train(whole, 4, **settings)
    _, settings = stopped([5, 3, 4, 6], Hurried(2))
    run = train(parts, 4, **settings)
    assert (run.interrupted, run.epochs) == (True, 2)
    assert not np.array_equal(parts.theta, settings["callbacks"][0].thetas[1])
    if through_a_file:
        parts.save(tmp_path / "a")
        parts = cr.Network.load(tmp_path / "a")
    again, settings = stopped([4, 6])
    train(parts, 2, **settings)
    assert parts.theta.tobytes() == whole.theta.tobytes()
    assert (again.best_epoch, again.best) == (best.best_epoch, best.best) == (2, 3)


def test_no_more_epochs_bring_the_best_theta_of_an_interrupted_run_back(monkeypatch):
    """For whoever wants no more of it."""
    monkeypatch.setattr(trainer, "LONGEST", 1)
    network = make()
    stopping, settings = stopped([5, 3, 4, 6], Hurried(3))
    script = settings["callbacks"][0]
    assert train(network, 4, **settings).interrupted
    train(network, 0, optimizer=None, callbacks=[stopping])
    assert np.array_equal(network.theta, script.thetas[1])
    train(network, 1, callbacks=[Scripted([9]), again := cr.EarlyStopping()])
    assert again.best == 9


def test_early_stopping_of_another_metric_begins_anew(monkeypatch):
    """A cost is no yardstick for an accuracy."""
    monkeypatch.setattr(trainer, "LONGEST", 1)
    network = make()
    _, settings = stopped([5, 3, 4, 6], Hurried(3))
    train(network, 4, **settings)
    other = cr.EarlyStopping("accuracy")
    train(network, 1, callbacks=[other])
    assert other.best == network.history.epochs["accuracy"][-1]


def test_a_callback_that_keeps_what_no_file_holds_is_refused():
    """By the name of the callback and of what it keeps."""

    class Keeper(cr.Callback):
        def state(self):
            return {"words": "many"}

    with pytest.raises(SettingError, match="Keeper keeps numbers, and vectors of 31 entries; its 'words' is neither"):
        train(make(), 1, callbacks=[Keeper()])


def test_early_stopping_knows_which_direction_is_better():
    """Accuracy is to rise, and by more than min_delta."""
    assert is_better("accuracy", 0.9, 0.8, 0.05)
    assert not is_better("accuracy", 0.84, 0.8, 0.05)
    assert is_better("validation_cost", 0.7, 0.8, 0.05)
    assert not is_better("validation_cost", 0.9, 0.8, 0.05)
    network = make()
    run = train(network, 40, callbacks=[cr.EarlyStopping("accuracy", patience=4)])
    best = int(np.argmax(run.history.epochs["accuracy"]))
    assert run.epochs == min(best + 1 + 4, 40)
    assert np.mean(network.predict(X[40:]) == LABELS[40:]) == max(run.history.epochs["accuracy"])


def test_early_stopping_begins_anew_in_each_run():
    """What an earlier run came to is no yardstick."""
    stopping, network = cr.EarlyStopping(patience=1), make()
    train(network, 3, callbacks=[Scripted([1, 2, 3]), stopping])
    run = train(network, 3, callbacks=[Scripted([9, 8, 7]), stopping])
    assert (run.epochs, stopping.best) == (3, 7)


def test_early_stopping_takes_nan_for_no_better():
    """A validation that is not a number is waited out."""
    script, network = Scripted([np.nan, 4, np.nan, np.nan, 1]), make()
    run = train(network, 5, callbacks=[script, cr.EarlyStopping(patience=2)])
    assert run.epochs == 4
    assert np.array_equal(network.theta, script.thetas[1])


def test_watching_a_column_that_does_not_exist_is_refused():
    """The message says which there are, or how to get one."""
    with pytest.raises(SettingError, match="there is no 'auc' to watch; the history has validation_cost, accuracy"):
        train(make(), 1, callbacks=[cr.EarlyStopping("auc")])
    with pytest.raises(SettingError, match="there is no 'validation_cost' to watch; the history has none; give"):
        train(make(), 1, validation=None, callbacks=[cr.EarlyStopping()])


def test_plateau_lowers_the_learning_rate():
    """By half after every two epochs without a better cost."""
    network = make()
    script = Scripted([5, 5, 5, 5, 4, 4, 4, 4])
    reduce = cr.ReduceOnPlateau(factor=0.5, patience=2)
    run = train(network, 8, optimizer=cr.SGD(0.8), callbacks=[script, reduce])
    assert run.history.learning_rate[::5].tolist() == [0.8, 0.8, 0.8, 0.4, 0.4, 0.4, 0.4, 0.2]


def test_plateau_lowers_the_rate_to_a_smallest_scale():
    """A run does not fade into nothing."""
    reduce = cr.ReduceOnPlateau(factor=0.1, patience=1, smallest=0.01)
    run = train(make(), 5, optimizer=cr.SGD(1.0), callbacks=[Scripted([1] * 5), reduce])
    np.testing.assert_allclose(run.history.learning_rate[::5], [1, 1, 0.1, 0.01, 0.01])


@pytest.mark.parametrize("through_file", [False, True])
def test_state_of_a_plateau_survives_a_second_call_and_a_file(through_file, tmp_path):
    """Scale, best value and epochs waited go on where they stood, in a callback that is made anew."""
    values = [5, 5, 5, 4, 4, 4, 4]
    once, twice = make(), make()
    kind = {"factor": 0.5, "patience": 2}
    train(once, 7, optimizer=cr.SGD(0.8), callbacks=[Scripted(values), cr.ReduceOnPlateau(**kind)])
    train(twice, 2, optimizer=cr.SGD(0.8), callbacks=[Scripted(values), cr.ReduceOnPlateau(**kind)])
    if through_file:
        twice.save(tmp_path / "network.safetensors")
        twice = cr.Network.load(tmp_path / "network.safetensors")
    train(twice, 5, callbacks=[Scripted(values[2:]), cr.ReduceOnPlateau(**kind)])
    assert once.history.learning_rate.tolist() == twice.history.learning_rate.tolist()
    assert len(set(once.history.learning_rate.tolist())) == 3
    assert np.array_equal(once.theta, twice.theta)


def test_two_plateaus_keep_a_state_each():
    """One for the cost and one for the accuracy."""
    network = make()
    both = [cr.ReduceOnPlateau(patience=1), cr.ReduceOnPlateau("accuracy", patience=50)]
    train(network, 4, callbacks=[Scripted([1] * 4), *both])
    again = [cr.ReduceOnPlateau(patience=1), cr.ReduceOnPlateau("accuracy", patience=50)]
    train(network, 0, callbacks=again)
    assert [one.state() for one in again] == [one.state() for one in both]
    assert both[0].scale < both[1].scale


@pytest.mark.parametrize(
    ("make_one", "message"),
    [
        (lambda: cr.EarlyStopping(patience=0), "patience is a whole number from 1, not 0"),
        (lambda: cr.EarlyStopping(patience="x"), "patience is a whole number from 1, not 'x'"),
        (lambda: cr.EarlyStopping(min_delta=-1), "min_delta is a number from 0, not -1"),
        (lambda: cr.EarlyStopping(min_delta=np.nan), "min_delta is a number from 0, not nan"),
        (lambda: cr.ReduceOnPlateau(factor=1.0), "factor is a number above 0 to below 1, not 1.0"),
        (lambda: cr.ReduceOnPlateau(smallest=[]), r"smallest is a number from 0 to below 1, not \[\]"),
    ],
)
def test_settings_that_make_no_sense_are_refused(make_one, message):
    """When the callback is made."""
    with pytest.raises(SettingError, match=message):
        make_one()


def test_ended_is_told_when_a_run_diverges():
    """So that a callback can put its things away; early stopping brings the best theta back."""
    diary = Diary()
    with pytest.raises(cr.DivergenceError):
        train(
            make(loss="squared_error"),
            2,
            callbacks=[diary],
            optimizer=cr.SGD(cr.Schedule(1, "nan", lambda now: np.nan)),
        )
    assert diary.events[-1][0] == "ended"


@pytest.mark.parametrize(("greater", "best"), [(True, 2), (False, 1)])
def test_early_stopping_is_told_which_way_a_column_is_better(greater, best):
    """Of a column that is no metric, here 1, 2, 1.5, 1.5, …, the greatest value wins, or the least."""
    values = iter([1.0, 2.0, *[1.5] * 20])
    stopping = cr.EarlyStopping("own", patience=2, greater=greater)
    network = cr.Network([1, 1])
    own = [lambda run: run.history.note("own", next(values)), stopping]
    network.train([[0.0], [1.0]], [0.0, 1.0], epochs=20, callbacks=own, engine="numpy")
    assert stopping.best_epoch == best
    assert len(network.history.epoch_ends) == best + 2
