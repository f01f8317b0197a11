"""Linear estimators: least squares in closed form, and scikit-learn's own answers with the same penalty."""

import numpy as np
import pytest
import sklearn.linear_model as theirs

import chainrule as cr

RNG = np.random.default_rng(0)
X = RNG.normal(size=(60, 4))
Y = X @ RNG.normal(size=(4, 2)) + RNG.normal(size=(60, 2)) + [1, -2]
WEIGHTS = RNG.uniform(0, 3, size=60) * (RNG.random(60) > 0.2)
LABELS = np.array(["low", "middle", "high"])[np.digitize(X[:, 0] + 0.5 * RNG.normal(size=60), [-0.4, 0.5])]


@pytest.mark.parametrize("shifted", [True, False])
@pytest.mark.parametrize("weights", [None, WEIGHTS])
@pytest.mark.parametrize("y", [Y[:, 0], Y])
def test_least_squares_is_scikit_learns(shifted, weights, y):
    """Coefficients and intercepts, of one target and of several, with weights and without."""
    ours = cr.LinearRegression(fit_intercept=shifted).fit(X, y, weights)
    other = theirs.LinearRegression(fit_intercept=shifted).fit(X, y, weights)
    np.testing.assert_allclose(ours.coef_, other.coef_, rtol=1e-9)
    np.testing.assert_allclose(ours.intercept_, other.intercept_, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(ours.predict(X), other.predict(X), rtol=1e-9, atol=1e-12)


def test_least_squares_solves_the_normal_equations():
    """At the best theta the residual is at right angles to every column and to ones."""
    fitted = cr.LinearRegression().fit(X, Y)
    residual = Y - fitted.predict(X)
    np.testing.assert_allclose(np.column_stack([X, np.ones(60)]).T @ residual, 0, atol=1e-10)


def test_the_gradient_of_the_network_is_zero_at_the_closed_form():
    """Both say one thing: the network's own gradient, penalty included, vanishes where the formula says."""
    fitted = cr.LinearRegression(alpha=2.5).fit(X, Y[:, 0], WEIGHTS)
    weighted = fitted.network_.minimize(X, Y[:, 0], weights=WEIGHTS, steps=5, tolerance=1e-8)
    assert (weighted.steps, weighted.outcome) == (0, "converged")


@pytest.mark.parametrize("alpha", [0.1, 10.0])
def test_a_penalty_makes_it_ridge_regression(alpha):
    """Alpha is scikit-learn's of Ridge."""
    ours, other = cr.LinearRegression(alpha=alpha), theirs.Ridge(alpha=alpha)
    np.testing.assert_allclose(
        ours.fit(X, Y, WEIGHTS).predict(X), other.fit(X, Y, WEIGHTS).predict(X), rtol=1e-9, atol=1e-12
    )


def test_of_many_exact_solutions_the_smallest_is_taken():
    """With more columns than rows the norm of W is the least, as scikit-learn has it."""
    wide = RNG.normal(size=(5, 12))
    ours, other = cr.LinearRegression().fit(wide, Y[:5, 0]), theirs.LinearRegression().fit(wide, Y[:5, 0])
    np.testing.assert_allclose(ours.coef_, other.coef_, rtol=1e-9)


@pytest.mark.parametrize(("C", "weights"), [(0.05, None), (1.0, WEIGHTS), (np.inf, WEIGHTS)])
@pytest.mark.parametrize("shifted", [True, False])
@pytest.mark.parametrize("labels", [LABELS, LABELS == "low"], ids=["three classes", "two"])
def test_logistic_regression_is_scikit_learns(C, shifted, weights, labels):
    """The same penalty leads to the same coefficients, of two classes and of three, with weights and without."""
    settings = {"C": C, "fit_intercept": shifted, "tol": 1e-8, "max_iter": 2000}
    ours = cr.LogisticRegression(**settings).fit(X, labels, weights)
    other = theirs.LogisticRegression(**settings).fit(X, labels, weights)
    assert ours.coef_.shape == other.coef_.shape
    np.testing.assert_allclose(
        ours.coef_ - ours.coef_[:1] * (len(ours.coef_) > 1),
        other.coef_ - other.coef_[:1] * (len(other.coef_) > 1),
        rtol=2e-4,
        atol=2e-5,
    )
    np.testing.assert_allclose(ours.predict_proba(X), other.predict_proba(X), atol=2e-5)
    np.testing.assert_allclose(ours.decision_function(X), other.decision_function(X), atol=5e-3, rtol=1e-4)
    assert (ours.predict(X) == other.predict(X)).all()


def test_balanced_classes_weigh_alike():
    """class_weight="balanced" is scikit-learn's."""
    ours, other = (
        kind(class_weight="balanced", tol=1e-8) for kind in (cr.LogisticRegression, theirs.LogisticRegression)
    )
    rare = X[:, 0] > 1
    np.testing.assert_allclose(ours.fit(X, rare).coef_, other.fit(X, rare).coef_, rtol=1e-5)


def test_a_linear_estimator_shows_its_work():
    """The network below explains, checks and prints itself, in the user's labels."""
    fitted = cr.LogisticRegression().fit(X, LABELS)
    assert fitted.network_.check(X, LABELS).right
    assert "softmax" in str(fitted.network_.equations())
    assert "high" in fitted.network_.predict(X)
    assert fitted.network_.page(X[:20], LABELS[:20]).startswith("<!DOCTYPE html>")
