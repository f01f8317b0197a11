"""The five steps hang together: what one leaves is what the next begins with, in the run's own numbers."""

import numpy as np
import pytest
from tests.readers.reading_plots import as_printed, read_back

from .small_runs import random_run


@pytest.mark.parametrize("seed", range(3))
def test_each_turn_begins_where_the_last_one_ended(seed):
    """θ′ = θ + Δθ is the next θ; the gradient and the cost are those of the batch that was used."""
    network, X, y, run = random_run(seed)
    found = run.five_steps(4)
    for turn, following in zip(found.turns, found.turns[1:], strict=False):
        np.testing.assert_allclose(turn.after, following.theta, atol=1e-15)
    for index, turn in enumerate(found.turns):
        rows = run.record.rows[index]
        network.set_theta(turn.theta)
        np.testing.assert_allclose(turn.gradient, network.gradient(X[rows], y[rows]), atol=1e-12)
        np.testing.assert_allclose(turn.predictions, network.probabilities(X[rows])[:, 1], atol=1e-12)
        np.testing.assert_array_equal(turn.truth, y[rows])
        assert turn.cost == run.record.cost[index]


def test_the_update_of_descent_is_eta_times_the_gradient():
    """Δθ = −η ∇C with SGD, as lecture 1 has it."""
    run = random_run(3)[3]
    for turn in run.five_steps(3).turns:
        np.testing.assert_allclose(turn.update, -turn.learning_rate * turn.gradient, atol=1e-14)


@pytest.mark.parametrize("seed", range(3))
def test_every_number_of_the_five_steps_is_read_back(seed):
    """Columns in the order of the turns, to the printed digits, shown or not."""
    found = random_run(seed)[3].five_steps(3)
    marks = [mark for mark in read_back(found.svg()) if not mark.name.endswith("]")]
    expected = [
        (name, values)
        for turn in found.turns
        for name, values in (
            *(("θ", turn.theta), ("ŷ", turn.predictions), ("y", turn.truth), ("C", [turn.cost])),
            *(("∇C", turn.gradient), ("Δθ", turn.update), ("θ′", turn.after)),
        )
    ]
    assert [mark.name for mark in marks] == [name for name, _ in expected]
    for mark, (_, values) in zip(marks, expected, strict=True):
        assert (mark.numbers["value"] == as_printed(values)).all()


def test_chosen_steps_are_shown():
    """Steps by their numbers, in the order in which they are asked for."""
    found = random_run(1)[3].five_steps([3, 2])
    assert [turn.step for turn in found.turns] == [3, 2]
    assert "step 3: (1) the model" in found.svg()
