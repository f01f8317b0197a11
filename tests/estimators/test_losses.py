"""Losses by name and as functions: each is least where a formula, or scikit-learn, says."""

import numpy as np
import pytest
from sklearn.linear_model import PoissonRegressor, QuantileRegressor

import chainrule as cr

RNG = np.random.default_rng(3)
X = RNG.normal(size=(80, 2))
Y = X @ [1.0, -2.0] + RNG.gumbel(size=80)
COUNTS = RNG.poisson(np.exp(0.5 + X @ [0.3, -0.4]))
WEIGHTS = RNG.integers(0, 4, size=80)
NAMES = ["squared_error", "absolute_error", "huber", "quantile", "poisson", "gaussian"]
EXACT = {"hidden_layer_sizes": (), "alpha": 0.0, "solver": "lbfgs", "tol": 1e-9, "max_iter": 500, "engine": "numpy"}


def alone(loss, y=Y, weights=None, **settings):
    """What is predicted where X says nothing."""
    nothing = np.zeros((len(y), 1))
    fitted = cr.MLPRegressor(loss=loss, random_state=0, **{**EXACT, **settings}).fit(nothing, y, weights)
    return fitted, nothing[:1]


@pytest.mark.parametrize("loss", NAMES)
def test_the_gradient_of_every_loss_is_right(loss):
    """Against central differences, with a hidden layer; of functions too."""
    fitted = cr.MLPRegressor((5,), loss=loss, quantile=0.3, max_iter=3, tol=None, engine="numpy").fit(X, COUNTS)
    assert fitted.network_.check(X, COUNTS).right


def test_squares_are_least_at_the_weighted_mean():
    """Σ w y / Σ w."""
    fitted, nothing = alone("squared_error", weights=WEIGHTS)
    np.testing.assert_allclose(fitted.predict(nothing), np.average(Y, weights=WEIGHTS), rtol=1e-6)


def test_a_gaussian_learns_mean_and_variance():
    """The weighted mean, and the weighted mean square of what it leaves."""
    fitted, nothing = alone("gaussian", weights=WEIGHTS)
    middle = np.average(Y, weights=WEIGHTS)
    spread = np.sqrt(np.average((Y - middle) ** 2, weights=WEIGHTS))
    found = fitted.predict(nothing, return_std=True)
    np.testing.assert_allclose(np.ravel(found), [middle, spread], rtol=1e-5)


def test_a_gaussian_of_two_targets_has_two_variances():
    """Each column has its own."""
    both = np.column_stack([Y, 10 * Y + 3])
    fitted, nothing = alone("gaussian", y=both)
    middle, spread = fitted.predict(nothing, return_std=True)
    np.testing.assert_allclose(middle[0], both.mean(axis=0), rtol=1e-4)
    np.testing.assert_allclose(spread[0], both.std(axis=0), rtol=1e-4)


def test_poisson_is_scikit_learns():
    """The same coefficients of a log-linear model, with weights."""
    ours = cr.MLPRegressor(loss="poisson", random_state=0, **EXACT).fit(X, COUNTS, WEIGHTS)
    theirs = PoissonRegressor(alpha=0, tol=1e-9, max_iter=500).fit(X, COUNTS, WEIGHTS)
    np.testing.assert_allclose(ours.coefs_[0][:, 0], theirs.coef_, rtol=1e-5)
    np.testing.assert_allclose(ours.predict(X), theirs.predict(X), rtol=1e-5)


def test_poisson_refuses_what_is_no_count():
    """A number below 0 has no probability."""
    with pytest.raises(cr.SettingError, match="poisson is for counts, 0 or more, and y has -"):
        cr.MLPRegressor(loss="poisson").fit(X, Y)


@pytest.mark.parametrize(("loss", "share"), [("absolute_error", 0.5), ("quantile", 0.8)])
def test_quantiles_cost_as_little_as_a_linear_program_finds(loss, share):
    """The pinball loss of a linear model comes within 1 % of scikit-learn's exact one."""
    descent = {**EXACT, "solver": "adam", "learning_rate": "cosine", "learning_rate_init": 0.05, "tol": None}
    ours = cr.MLPRegressor(loss=loss, quantile=share, random_state=0, **{**descent, "max_iter": 600}).fit(X, Y)
    best = QuantileRegressor(quantile=share, alpha=0).fit(X, Y)

    def pinball(fitted):
        above = Y - fitted.predict(X)
        return np.maximum(share * above, (share - 1) * above).mean()

    assert pinball(best) <= pinball(ours) <= 1.01 * pinball(best)


def test_huber_balances_errors_cut_at_one():
    """Where it is least, Σ min(max(y − ŷ, −1), 1) is 0."""
    fitted, nothing = alone("huber")
    assert abs(np.clip(Y - fitted.predict(nothing), -1, 1).mean()) < 1e-6


@pytest.mark.parametrize("weights", [None, WEIGHTS])
def test_a_function_of_nodes_is_the_loss_it_spells(weights):
    """Half the mean of squares written by hand leads to the same theta as its name, weights included."""
    settings = {"hidden_layer_sizes": (4,), "max_iter": 20, "tol": None, "random_state": 1, "engine": "numpy"}
    own = cr.MLPRegressor(loss=lambda yhat, y: cr.mean((yhat - y) ** 2) / 2, **settings).fit(X, Y, weights)
    named = cr.MLPRegressor(loss="half_squared_error", **settings).fit(X, Y, weights)
    np.testing.assert_allclose(own.network_.theta, named.network_.theta, rtol=1e-9, atol=1e-12)


def test_a_function_of_nodes_tells_classes_too():
    """Squares of probabilities, Brier's score, against one-hot targets."""
    labels = np.array(["a", "b", "c"])[np.digitize(X[:, 0], [-0.4, 0.4])]
    brier = cr.MLPClassifier(
        (), loss=lambda p, y: cr.mean(cr.sum((p - y) ** 2, axis=0)), solver="lbfgs", alpha=1e-3, engine="numpy"
    ).fit(X, labels)
    assert brier.score(X, labels) > 0.9
    assert brier.network_.check(X, labels).right


def test_a_loss_that_is_not_there_is_named_with_those_that_are():
    """And one for classes is refused for numbers."""
    with pytest.raises(cr.SettingError, match="squared_error, half_squared_error, absolute_error, huber, quantile, p"):
        cr.MLPRegressor(loss="pinball").fit(X, Y)
    with pytest.raises(cr.SettingError, match="cross_entropy is for classes"):
        cr.MLPRegressor(loss="cross_entropy").fit(X, Y)
    with pytest.raises(cr.SettingError, match="a standard deviation is learned with loss='gaussian'"):
        alone("huber")[0].predict([[0.0]], return_std=True)
