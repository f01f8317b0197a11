"""cr.training_curves shows what a run recorded."""

import numpy as np

import chainrule as cr
from chainrule.readers.notation.numbers import format_number


def test_a_run_and_its_history_are_one_picture():
    """The cost of each step, validation, and the title that was asked for."""
    X = np.eye(4)
    network = cr.Network([4, 1], loss="squared_error", seed=1)
    run = network.train(X, X[:, 0], batch_size=2, epochs=3, validation=(X, X[:, 0]))
    svg = cr.training_curves(run, "Four rows")
    assert svg == cr.training_curves(network.history, "Four rows")
    assert "<title>Four rows</title>" in svg
    assert "6 steps" in svg
    assert "validation" in svg
    assert svg.replace("Four rows", "Training") in run._repr_html_()


def test_numbers_are_those_of_the_epoch_that_early_stopping_kept():
    """The validation cost beside its line is the least one, not that of the discarded last epoch."""
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(24, 6)), rng.normal(size=24)
    stopping = cr.EarlyStopping(patience=3)
    run = cr.Network([6, 20, 1], seed=0).train(
        X[:12], y[:12], optimizer=cr.Adam(0.05), epochs=60, validation=(X[12:], y[12:]), callbacks=[stopping]
    )
    costs = run.history.epochs["validation_cost"]
    assert stopping.best_epoch < len(costs)
    svg = cr.training_curves(run)
    assert f'data-name="validation" data-value="{format_number(min(costs), 4)}"' in svg
    assert f"best: epoch {stopping.best_epoch}" in svg
