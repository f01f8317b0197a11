"""History: a number for each step and for each epoch, whichever way they came in."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.training.history import History


def filled():
    """Three steps and an epoch, two steps and an epoch with another column."""
    history = History()
    history.add_steps([0.5, 0.4], [0.1, 0.1], [8, 8])
    history.add_steps([0.3], [0.05], [4])
    history.add_epoch({"validation_cost": 0.35})
    history.add_steps(np.array([0.2, 0.1]), np.array([0.05, 0.05]), np.array([8, 4]))
    history.add_epoch({"validation_cost": 0.15, "accuracy": 0.9})
    return history


def test_columns_of_steps_are_joined():
    """Cost and rate as numbers, sizes as whole numbers."""
    history = filled()
    assert history.cost.tolist() == [0.5, 0.4, 0.3, 0.2, 0.1]
    assert history.learning_rate.tolist() == [0.1, 0.1, 0.05, 0.05, 0.05]
    assert history.batch_size.tolist() == [8, 8, 4, 8, 4]
    assert history.batch_size.dtype == np.int64
    assert history.steps == 5


def test_columns_can_be_looked_at_between_additions():
    """Looking joins what there is and loses nothing."""
    history = filled()
    assert len(history.cost) == 5
    history.add_steps([0.05], [0.05], [8])
    assert history.cost.tolist()[-2:] == [0.1, 0.05]
    assert history.steps == 6


def test_new_column_of_epochs_begins_with_nan():
    """And one that is not told goes on with NaN."""
    history = filled()
    history.add_epoch({"accuracy": 0.95})
    np.testing.assert_array_equal(history.epochs["validation_cost"], [0.35, 0.15, np.nan])
    np.testing.assert_array_equal(history.epochs["accuracy"], [np.nan, 0.9, 0.95])


def test_cost_of_an_epoch_is_the_mean_over_its_steps():
    """NaN for an epoch without steps, and nothing for one that has not ended."""
    history = filled()
    history.add_epoch({})
    history.add_steps([7.0], [0.05], [8])
    assert history.epoch_ends == [3, 5, 5]
    np.testing.assert_allclose(history.epoch_cost(), [0.4, 0.15, np.nan])


def test_empty_history_has_empty_columns():
    """Before the first step."""
    history = History()
    assert (history.steps, history.cost.tolist(), history.batch_size.tolist()) == (0, [], [])
    assert history.epoch_cost() == []


def test_arrays_of_a_history_make_it_again():
    """For a file."""
    history = filled()
    again = History.from_arrays(history.to_arrays())
    assert again.to_arrays().keys() == history.to_arrays().keys()
    for name, column in history.to_arrays().items():
        np.testing.assert_array_equal(again.to_arrays()[name], column)
    assert (again.steps, again.epoch_ends) == (5, [3, 5])


def test_empty_history_survives_a_round_trip():
    """An untrained network has one."""
    assert History.from_arrays(History().to_arrays()).steps == 0


@pytest.mark.parametrize("name", ["step/cost", "step/batch_size", "epoch/accuracy"])
def test_columns_of_different_lengths_are_refused(name):
    """One column of a damaged file has lost its last entry."""
    arrays = filled().to_arrays()
    with pytest.raises(ValueError):
        History.from_arrays({**arrays, name: arrays[name][:-1]})


def test_run_fills_the_columns():
    """⌊20/6⌋ steps an epoch; the validation's columns have an entry for each."""
    network = cr.Network([2, 1])
    X = np.arange(40.0).reshape(20, 2) / 40
    run = network.train(X, X[:, 0], batch_size=6, epochs=4, validation=(X[:5], X[:5, 1]), optimizer=cr.SGD(0.01))
    assert (run.steps, run.epochs, run.examples) == (12, 4, 72)
    assert run.history is network.history
    assert run.history.epoch_ends == [3, 6, 9, 12]
    assert run.history.batch_size.tolist() == [6] * 12
    assert {name: len(column) for name, column in run.history.epochs.items()} == {"validation_cost": 4, "rmse": 4}


def test_costs_are_those_before_the_updates():
    """The first is the cost of the theta that the network was made with."""
    network = cr.Network([2, 1], dtype="float64", l2=0.1)
    X = np.arange(40.0).reshape(20, 2) / 40
    weights = network.parameters["W1"].copy()
    first = network.cost(X, X[:, 0]) + 0.05 * float(np.sum(weights**2))
    run = network.train(X, X[:, 0], batch_size="full", epochs=2, optimizer=cr.SGD(0.01))
    assert run.history.cost[0] == pytest.approx(first, rel=1e-12)


def test_a_note_belongs_to_the_last_epoch():
    """A column that begins late has NaN for the epochs before."""
    history = History()
    history.add_epoch({})
    history.add_epoch({})
    history.note("score", 0.5)
    history.add_epoch({})
    history.note("score", 0.75)
    assert str(history.epochs["score"]) == "[nan, 0.5, 0.75]"
