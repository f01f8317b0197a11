"""cr.training_curves shows what a run recorded."""

import numpy as np

import chainrule as cr


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
