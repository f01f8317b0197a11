"""Series of a run fit each other, or are refused by name."""

import numpy as np
import pytest

from chainrule.errors import ShapeError
from chainrule.readers.curves.run_series import RunSeries, series


def run(**given):
    """Four steps in two epochs, with what is given in place of the empty series."""
    empty = dict.fromkeys(("validation_cost", "learning_rate", "batch_size"), np.array([]))
    plain = {"cost": np.array([4.0, 2, 1, 3]), "epoch_ends": np.array([1.0, 4]), "metrics": {}}
    return RunSeries(**{**empty, **plain, **given})


def test_an_epochs_cost_is_the_mean_of_its_steps_at_their_middle():
    """The first epoch is step 1, the second is steps 2 to 4."""
    middles, means = run().epoch_means()
    assert middles.tolist() == [1, 3]
    assert means.tolist() == [4, 2]


def test_an_epoch_with_a_cost_that_is_not_finite_has_no_mean():
    """Infinity is a gap as NaN is."""
    means = run(cost=np.array([4.0, 2, np.inf, 3])).epoch_means()[1]
    assert means[0] == 4
    assert np.isnan(means[1])


def test_steps_are_counted_by_the_epochs_where_no_cost_is_recorded():
    """A run that kept its validation only still has an axis."""
    assert run(cost=np.array([])).steps == 4


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"learning_rate": np.ones(3)}, "learning_rate needs one number for each of the 4 steps, got 3"),
        ({"validation_cost": np.ones(4)}, "validation_cost needs one number for each of the 2 epochs, got 4"),
        ({"metrics": {"auc": np.ones(1)}}, "auc needs one number for each of the 2 epochs, got 1"),
        ({"epoch_ends": np.array([2.0, 2])}, "epoch_ends must rise from 1 to at most the number of steps, 4"),
        ({"epoch_ends": np.array([2.0, 5])}, "epoch_ends must rise"),
        ({"epoch_ends": np.array([0.0, 4])}, "epoch_ends must rise"),
    ],
)
def test_series_that_do_not_fit_are_refused_by_name(given, message):
    """The message says which series has how many numbers, and how many it needs."""
    with pytest.raises(ShapeError, match=message):
        run(**given).check(None)


@pytest.mark.parametrize("best_epoch", [0, 3])
def test_the_best_epoch_is_one_of_the_epochs(best_epoch):
    """Epochs are counted from 1."""
    run().check(2)
    with pytest.raises(ShapeError, match=f"one of the epochs 1 to 2, got {best_epoch}"):
        run().check(best_epoch)


def test_a_table_is_not_a_series():
    """Two dimensions are refused, and None among the numbers is NaN."""
    assert np.isnan(series("cost", [None, 1.0])[0])
    with pytest.raises(ShapeError, match="cost needs one number after the other, got shape \\(2, 1\\)"):
        series("cost", [[1], [2]])
