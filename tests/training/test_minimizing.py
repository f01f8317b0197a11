"""L-BFGS: the minimum of a cost over all rows."""

import numpy as np
import pytest

import chainrule as cr

RNG = np.random.default_rng(2)
X, W = RNG.normal(size=(30, 3)), np.array([[1.0, -2.0, 0.5], [0.0, 3.0, 1.0]])
Y = X @ W.T + 4 + 0.1 * RNG.normal(size=(30, 2))


def test_it_finds_least_squares():
    """The theta that numpy.linalg.lstsq finds."""
    network = cr.Network([3, 2], dtype="float64")
    run = network.minimize(X, Y, tolerance=1e-9)
    best, *_ = np.linalg.lstsq(np.column_stack([X, np.ones(30)]), Y, rcond=None)
    np.testing.assert_allclose(np.hstack([network.parameters["W1"], network.parameters["b1"]]), best.T, rtol=1e-6)
    assert run.outcome == "converged"


def test_the_cost_never_rises_and_the_gradient_ends_small():
    """Each step is an epoch of the history; at the end no entry of the gradient is above the tolerance."""
    network = cr.Network([3, 4, 2], hidden="tanh", l2=0.01, dtype="float64", seed=1)
    run = network.minimize(X, Y, steps=300, tolerance=1e-4)
    assert (np.diff(run.history.cost) <= 0).all()
    assert len(run.history.epoch_ends) == run.steps == run.epochs < 300
    assert np.abs(network.gradient(X, Y)).max() <= 1e-4


def test_frozen_parameters_stay():
    """And the others go where they are best with these."""
    network = cr.Network([3, 2], frozen=["b1"], dtype="float64")
    network.minimize(X, Y, tolerance=1e-9)
    best, *_ = np.linalg.lstsq(X, Y, rcond=None)
    np.testing.assert_allclose(network.parameters["W1"], best.T, rtol=1e-7)
    assert not network.parameters["b1"].any()


def test_rows_of_ones_own_end_it_early():
    """Callbacks and validation are those of train: the best theta comes back."""
    network = cr.Network([3, 30, 2], hidden="tanh", dtype="float64")
    stopping = cr.EarlyStopping(patience=3)
    run = network.minimize(X[:20], Y[:20], validation=(X[20:], Y[20:]), callbacks=[stopping])
    costs = run.history.epochs["validation_cost"]
    assert len(costs) < 200
    assert network.cost(X[20:], Y[20:]) == pytest.approx(min(costs))
    assert stopping.best_epoch == int(np.argmin(costs)) + 1


def test_training_goes_on_after_it_and_it_after_training():
    """Both write one history and one theta; the file keeps them."""
    network = cr.Network([3, 2], dtype="float64")
    network.train(X, Y, optimizer="adam", epochs=2, engine="numpy")
    network.minimize(X, Y, steps=3)
    network.train(X, Y, optimizer="adam", epochs=2, engine="numpy")
    assert len(network.history.epoch_ends) == 7


def test_it_goes_through_a_file(tmp_path):
    """What it has learned is saved as what training has learned."""
    network = cr.Network([3, 2], dtype="float64")
    network.minimize(X, Y, steps=3)
    network.save(tmp_path / "model.safetensors")
    np.testing.assert_array_equal(cr.Network.load(tmp_path / "model.safetensors").theta, network.theta)


def test_dropout_is_refused():
    """A cost that is another one each time has no minimum to look for."""
    with pytest.raises(cr.SettingError, match="L-BFGS needs a cost that stays the same"):
        cr.Network([3, 4, 2], dropout=0.5).minimize(X, Y)


def test_infinite_costs_are_a_divergence():
    """Numbers whose squares are beyond the largest say so."""
    with pytest.raises(cr.DivergenceError, match="scale the columns of X"):
        cr.Network([1, 1], dtype="float64").minimize([[1e200], [2e200]], [1.0, 2.0])
