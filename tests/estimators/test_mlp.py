"""Multilayer perceptrons: scikit-learn's own steps, and what its users have asked for in vain."""

import pickle

import numpy as np
import pytest
import scipy.sparse
from sklearn import config_context
from sklearn.base import clone
from sklearn.datasets import make_multilabel_classification
from sklearn.model_selection import GridSearchCV, cross_val_score
from sklearn.neural_network import MLPClassifier, MLPRegressor
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import chainrule as cr

RNG = np.random.default_rng(7)
X = RNG.normal(size=(90, 4))
LABELS = np.array(["no", "yes", "perhaps"])[np.digitize(X[:, 0] * X[:, 1], [-0.3, 0.3])]
NUMBERS = np.column_stack([np.sin(2 * X[:, 0]), X[:, 1] ** 2])
SHORT = {"hidden_layer_sizes": (8,), "max_iter": 6, "tol": None, "random_state": 0, "engine": "numpy"}


def classifier(**settings):
    """A small classifier of three labels."""
    return cr.MLPClassifier(**{**SHORT, **settings})


# ---- the same steps -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "settings",
    [{}, {"activation": "logistic", "alpha": 0.5}, {"batch_size": 32, "alpha": 0.0}],
    ids=["relu", "logistic", "a short last batch"],
)
@pytest.mark.parametrize("y", [LABELS, LABELS == "yes", NUMBERS], ids=["three classes", "two", "numbers"])
def test_steps_are_scikit_learns(settings, y):
    """From the theta that it has drawn, over the same batches: the same theta after five passes, penalty included."""
    kinds = (cr.MLPRegressor, MLPRegressor) if y.dtype.kind == "f" else (cr.MLPClassifier, MLPClassifier)
    common = {"solver": "sgd", "learning_rate_init": 0.1, "momentum": 0.0, "shuffle": False, "random_state": 0}
    ours, theirs = (kind(hidden_layer_sizes=(6, 5), **{**common, **settings}) for kind in kinds)
    for each in (ours, theirs):
        each.partial_fit(X, y, **({} if y.dtype.kind == "f" else {"classes": np.unique(y)}))
    for layer, (W, b) in enumerate(zip(theirs.coefs_, theirs.intercepts_, strict=True), start=1):
        ours.network_.set_theta(**{f"W{layer}": W.T, f"b{layer}": b[:, None]})
    for _ in range(5):
        ours.partial_fit(X, y)
        theirs.partial_fit(X, y)
    for mine, other in zip(ours.coefs_ + ours.intercepts_, theirs.coefs_ + theirs.intercepts_, strict=True):
        np.testing.assert_allclose(mine, other, rtol=1e-11, atol=1e-11)


@pytest.mark.parametrize(("ours", "theirs"), [(cr.MLPClassifier, MLPClassifier), (cr.MLPRegressor, MLPRegressor)])
def test_an_import_is_all_that_changes(ours, theirs):
    """Every setting of scikit-learn's has the same name and the same usual value, but for the name of the squares."""
    known = theirs().get_params()
    mine = ours().get_params()
    assert known.keys() <= mine.keys()
    assert {name for name, value in known.items() if mine[name] != value} <= {"loss"}


# ---- its four bugs ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("y", [LABELS, NUMBERS])
@pytest.mark.parametrize("early", [{"early_stopping": True}, {"early_stopping": True, "scoring": None}, {}])
def test_divergence_is_named_where_it_happens(y, early):
    """With early stopping too it is a DivergenceError with a rate to try, and no word of NaN in the input."""
    kind = cr.MLPRegressor if y.dtype.kind == "f" else cr.MLPClassifier
    wild = kind(
        **{**SHORT, "max_iter": 200},
        solver="sgd",
        learning_rate_init=1e30,
        **early,
        dtype="float32",
        activation="identity",
        momentum=0.99,
    )
    with pytest.raises(cr.DivergenceError, match="learning rate") as caught:
        wild.fit(1e3 * X, y)
    assert caught.value.learning_rate < 1e30
    assert np.isfinite(wild.network_.theta).all()


@pytest.mark.parametrize("scoring", ["loss", None, "f1_macro"])
def test_texts_as_labels_go_with_early_stopping(scoring):
    """And what is predicted are these texts."""
    fitted = classifier(early_stopping=True, scoring=scoring).fit(X, LABELS)
    assert set(fitted.predict(X)) <= set(LABELS)
    assert len(fitted.validation_loss_curve_) == fitted.n_iter_


def test_partial_fit_goes_with_early_stopping():
    """After so many calls without a better score the best network is back, and further calls leave it alone."""
    early = classifier(
        early_stopping=True, n_iter_no_change=3, tol=0.0, learning_rate_init=0.1, validation_fraction=0.3
    )
    thetas = []
    for _ in range(60):
        early.partial_fit(X, LABELS, classes=np.unique(LABELS))
        thetas.append(early.network_.theta.copy())
    costs = early.validation_loss_curve_
    assert 3 < len(costs) < 60
    assert int(np.argmin(costs)) == len(costs) - 4
    np.testing.assert_array_equal(thetas[-1], thetas[len(costs) - 4])


def test_a_warm_start_waits_as_long_as_a_cold_one():
    """The patience of one fit is not used up by the one before."""
    warm = classifier(warm_start=True, max_iter=4, tol=10.0, n_iter_no_change=3)
    warm.fit(X, LABELS)
    assert warm.n_iter_ == 4  # the first epoch is the best, three more are waited for
    warm.fit(X, LABELS)
    assert warm.n_iter_ == 8


# ---- going on -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("solver", ["adam", "sgd", "rmsprop"])
def test_a_warm_start_keeps_the_optimizer(solver):
    """Two fits of three epochs are one of six, bit for bit: moments and the order of rows go on."""
    whole = classifier(solver=solver).fit(X, LABELS)
    parts = classifier(solver=solver, warm_start=True, max_iter=3).fit(X, LABELS).fit(X, LABELS)
    np.testing.assert_array_equal(whole.network_.theta, parts.network_.theta)
    assert parts.loss_curve_ == whole.loss_curve_


@pytest.mark.parametrize("rate", ["constant", "cosine", "coslog4", "flat_cos"])
def test_passes_of_partial_fit_are_the_epochs_of_a_fit(rate):
    """So many calls on all rows make the steps of a fit of so many epochs, and schedules run to their end."""
    whole = classifier(learning_rate=rate).fit(X, LABELS)
    passes = classifier(learning_rate=rate)
    for _ in range(6):
        passes.partial_fit(X, LABELS, classes=np.unique(LABELS))
    np.testing.assert_allclose(whole.network_.theta, passes.network_.theta, rtol=1e-10)


def test_a_pickled_estimator_goes_on_where_it_stood():
    """The copy predicts the same, and a warm start leads both to the same theta."""
    first = classifier(warm_start=True, learning_rate="cosine").fit(X, LABELS)
    copy = pickle.loads(pickle.dumps(first))  # noqa: S301
    np.testing.assert_array_equal(copy.predict_proba(X), first.predict_proba(X))
    np.testing.assert_array_equal(copy.fit(X, LABELS).network_.theta, first.fit(X, LABELS).network_.theta)


def test_the_first_call_of_partial_fit_says_the_classes():
    """A chunk may lack some; one that comes unannounced is refused by name."""
    with pytest.raises(ValueError, match="classes must be passed on the first call"):
        classifier().partial_fit(X, LABELS)
    some = LABELS != "perhaps"
    chunked = classifier().partial_fit(X[some], LABELS[some], classes=np.unique(LABELS))
    assert chunked.predict_proba(X).shape == (90, 3)
    with pytest.raises(cr.DataError, match=r"not among the classes .*'perhaps'.*: \['never'\]"):
        chunked.partial_fit(X, np.where(some, LABELS, "never"))


# ---- weights ------------------------------------------------------------------------------------------------------


def test_class_weights_are_weights_of_rows():
    """Balanced is Σ w / (k · Σ w of the class), so that a weight is a repetition; it multiplies sample weights."""
    weights = RNG.uniform(0.5, 2, size=90)
    names, places = np.unique(LABELS, return_inverse=True)
    by_class = weights.sum() / (3 * np.bincount(places, weights=weights))
    balanced = classifier(class_weight="balanced").fit(X, LABELS, weights)
    spelled = classifier(class_weight=dict(zip(names, by_class, strict=True))).fit(X, LABELS, weights)
    by_hand = classifier().fit(X, LABELS, weights * by_class[places])
    np.testing.assert_allclose(balanced.network_.theta, by_hand.network_.theta, rtol=1e-9, atol=1e-12)
    np.testing.assert_array_equal(spelled.network_.theta, by_hand.network_.theta)


def test_lbfgs_has_no_passes():
    """As in scikit-learn the method is not there, and says why."""
    whole = classifier(solver="lbfgs")
    assert not hasattr(whole, "partial_fit")
    with pytest.raises(AttributeError, match="has no attribute 'partial_fit'") as caught:
        whole.partial_fit(X, LABELS)
    assert "lbfgs looks at all rows at once" in str(caught.value.__cause__)


def test_balanced_weights_need_all_rows():
    """One chunk does not say how many there will be of each class."""
    with pytest.raises(ValueError, match="for partial_fit give class_weight as a dict"):
        classifier(class_weight="balanced").partial_fit(X, LABELS, classes=np.unique(LABELS))


@pytest.mark.parametrize("dropout", [0.0, 0.3])
def test_rows_of_weight_zero_are_rows_that_are_not_there(dropout):
    """In batches, shuffled, with dropout: the same bits as without these rows."""
    weights = (RNG.random(90) > 0.3).astype(float)
    settings = {"batch_size": 16, "dropout": dropout}
    np.testing.assert_array_equal(
        classifier(**settings).fit(X, LABELS, weights).network_.theta,
        classifier(**settings).fit(X[weights > 0], LABELS[weights > 0], weights[weights > 0]).network_.theta,
    )


def test_weights_of_rows_that_validate_count():
    """The cost on them is a weighted mean."""
    held, weights = X[:30], RNG.uniform(0, 2, size=30)
    given = {"X_val": held, "y_val": LABELS[:30]}
    fitted = classifier(max_iter=3).fit(X, LABELS, **given, sample_weight_val=weights)
    P = fitted.predict_proba(held)[np.arange(30), np.searchsorted(fitted.classes_, LABELS[:30])]
    assert fitted.validation_loss_curve_[-1] == pytest.approx(np.average(-np.log(P), weights=weights), rel=1e-9)


# ---- kinds of data ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sparse", [scipy.sparse.csr_matrix, scipy.sparse.csc_matrix, scipy.sparse.csr_array])
def test_sparse_rows_are_dense_rows(sparse):
    """The same theta and the same predictions, to the bit."""
    thin = X * (np.abs(X) > 1)
    dense, fitted = classifier().fit(thin, LABELS), classifier().fit(sparse(thin), LABELS)
    np.testing.assert_array_equal(fitted.predict_proba(sparse(thin)), dense.predict_proba(thin))
    np.testing.assert_array_equal(fitted.activations(sparse(thin))[0], dense.activations(thin)[0])


@pytest.mark.parametrize("library", ["pandas", "polars"])
def test_columns_of_a_frame_go_by_name(library):
    """Their names are kept, and columns in another order are refused and not mixed up."""
    frames = pytest.importorskip(library)
    frame = frames.DataFrame(dict(zip("abcd", X.T, strict=True)))
    fitted = classifier(early_stopping=True, scoring=None).fit(frame, LABELS)
    assert fitted.feature_names_in_.tolist() == ["a", "b", "c", "d"]
    np.testing.assert_array_equal(
        fitted.predict(frame), classifier(early_stopping=True, scoring=None).fit(X, LABELS).predict(X)
    )
    with pytest.raises(ValueError, match="same order"):
        fitted.predict(frame[["b", "a", "c", "d"]])


def test_several_labels_at_once():
    """A sigmoid each: a column of probabilities for each label, and 1 where it is above one half."""
    data, y = make_multilabel_classification(n_samples=80, n_features=6, n_classes=3, random_state=0)
    data = StandardScaler().fit_transform(data)
    fitted = classifier(max_iter=60, learning_rate_init=0.05).fit(data, y)
    assert fitted.network_.architecture.output == "sigmoid"
    np.testing.assert_array_equal(fitted.predict(data), fitted.predict_proba(data) > 0.5)
    assert fitted.score(data, y) > 0.6


def test_single_precision_stays_single():
    """As scikit-learn keeps it; dtype chooses otherwise."""
    narrow = X.astype(np.float32)
    assert classifier().fit(narrow, LABELS).predict_proba(narrow).dtype == np.float32
    assert classifier(dtype="float64").fit(narrow, LABELS).predict_proba(narrow).dtype == np.float64


# ---- settings -----------------------------------------------------------------------------------------------------


def test_layers_have_their_own_activations():
    """A name or a function for each, dropout between them; activations tells what each gives."""
    deep = classifier(hidden_layer_sizes=(5, 4), activation=("tanh", cr.silu), dropout=0.2).fit(X, LABELS)
    first, second, output = deep.activations(X)
    W, b = deep.coefs_, deep.intercepts_
    np.testing.assert_allclose(first, np.tanh(X @ W[0] + b[0]), rtol=1e-12)
    Z = first @ W[1] + b[1]
    np.testing.assert_allclose(second, Z / (1 + np.exp(-Z)), rtol=1e-10)
    np.testing.assert_array_equal(output, deep.predict_proba(X))


def test_rows_of_ones_own_validate():
    """Both curves are there without stopping; the curve is what the network says of these rows."""
    fitted = classifier().fit(X[:60], LABELS[:60], X_val=X[60:], y_val=LABELS[60:])
    assert len(fitted.loss_curve_) == len(fitted.validation_loss_curve_) == 6
    assert fitted.validation_loss_curve_[-1] == pytest.approx(fitted.network_.cost(X[60:], LABELS[60:]))
    with pytest.raises(ValueError, match="X_val and y_val go together"):
        classifier().fit(X, LABELS, X_val=X)


def test_rows_of_ones_own_validate_numbers_too():
    """The columns have to be as many as those that are learned."""
    fitted = cr.MLPRegressor(**SHORT).fit(X[:60], NUMBERS[:60], X_val=X[60:], y_val=NUMBERS[60:])
    assert fitted.validation_loss_curve_[-1] == pytest.approx(fitted.network_.cost(X[60:], NUMBERS[60:]))
    with pytest.raises(cr.DataError, match="y has 1 columns, and had 2 before"):
        cr.MLPRegressor(**SHORT).fit(X, NUMBERS, X_val=X, y_val=NUMBERS[:, 0])


@pytest.mark.parametrize("scoring", [None, "neg_log_loss", "balanced_accuracy", lambda model, A, b: model.score(A, b)])
def test_any_metric_stops(scoring):
    """The theta of the best score is the one that stays, whatever scores."""
    fitted = classifier(
        early_stopping=True, scoring=scoring, max_iter=40, tol=0.0, n_iter_no_change=4, learning_rate_init=0.1
    )
    fitted.fit(X[:60], LABELS[:60], X_val=X[60:], y_val=LABELS[60:])
    best = fitted.validation_scores_.index(max(fitted.validation_scores_))
    again = classifier(max_iter=best + 1, learning_rate_init=0.1).fit(X[:60], LABELS[:60])
    np.testing.assert_array_equal(again.network_.theta, fitted.network_.theta)
    assert fitted.best_validation_score_ == max(fitted.validation_scores_)


def test_an_adaptive_rate_falls_by_fifths():
    """Where the cost no longer falls the rate is divided by five, until it is nothing."""
    still = classifier(solver="sgd", learning_rate="adaptive", tol=10.0, n_iter_no_change=1, max_iter=50, momentum=0.0)
    rates = np.unique(still.fit(X, LABELS).network_.history.learning_rate)
    np.testing.assert_allclose(rates[1:] / rates[:-1], 5)
    assert still.n_iter_ < 50


def test_inverse_scaling_is_scikit_learns():
    """η (1 + t)^−p, t the examples that came before the epoch."""
    falling = classifier(solver="sgd", learning_rate="invscaling", learning_rate_init=0.5, power_t=0.3, max_iter=3)
    rates = falling.fit(X, LABELS).network_.history.learning_rate
    np.testing.assert_allclose(np.unique(rates)[::-1], 0.5 * (1 + 90 * np.arange(3)) ** -0.3)


def test_settings_that_are_not_there_are_named_with_those_that_are():
    """Before anything is trained."""
    for wrong, told in [
        (
            {"solver": "newton"},
            "solver: one of sgd, momentum, nesterov, adagrad, rmsprop, adam, adamw, lbfgs is needed",
        ),
        ({"learning_rate": "steep"}, "learning_rate: one of constant, step, .* invscaling, adaptive is needed"),
        ({"activation": "steep"}, "there is no activation 'steep'; there are identity"),
    ]:
        with pytest.raises(cr.SettingError, match=told):
            classifier(**wrong).fit(X, LABELS)


# ---- among scikit-learn's tools -----------------------------------------------------------------------------------


def test_it_is_searched_and_validated_in_a_pipeline():
    """Grid search over both steps, and scores that another seed of the same number repeats."""
    pipeline = make_pipeline(StandardScaler(), classifier())
    grid = {"mlpclassifier__hidden_layer_sizes": [(4,), (8, 4)], "mlpclassifier__dropout": [0.0, 0.1]}
    search = GridSearchCV(pipeline, grid, cv=2).fit(X, LABELS)
    assert len(search.cv_results_["params"]) == 4
    first, second = (cross_val_score(clone(pipeline), X, LABELS, cv=2) for _ in range(2))
    np.testing.assert_array_equal(first, second)


def test_objects_as_settings_are_cloned_and_pickled():
    """An optimizer with a schedule, a schedule of the batch size, and an op, which stays the one op that it is."""
    steps = cr.Adam(cr.warm_up(cr.cosine(0.01), steps=5))
    first = classifier(activation=cr.silu, solver=steps, batch_size=cr.growing_size(8))
    copy = pickle.loads(pickle.dumps(clone(first)))  # noqa: S301
    assert copy.activation is cr.silu
    np.testing.assert_array_equal(copy.fit(X, LABELS).network_.theta, first.fit(X, LABELS).network_.theta)


def test_weights_are_routed_to_it():
    """A pipeline hands on what fit asks for, the rows that validate included."""
    with config_context(enable_metadata_routing=True):
        inner = classifier().set_fit_request(sample_weight=True, X_val=True, y_val=True)
        weights = RNG.uniform(size=90)
        scaler = StandardScaler().set_fit_request(sample_weight=False)
        pipeline = make_pipeline(scaler, inner, transform_input=["X_val"])
        fitted = pipeline.fit(X, LABELS, sample_weight=weights, X_val=X[:20], y_val=LABELS[:20])[-1]
        scaled = StandardScaler().fit_transform(X)
        alone = classifier().fit(scaled, LABELS, weights, X_val=scaled[:20], y_val=LABELS[:20])
    np.testing.assert_array_equal(fitted.network_.theta, alone.network_.theta)
    assert fitted.validation_loss_curve_ == alone.validation_loss_curve_


def test_the_network_shows_its_work_in_the_labels_of_its_user():
    """Equations, a calculation, a verdict on its gradient and a page, of texts as labels."""
    network = classifier(hidden_layer_sizes=(3,)).fit(X, LABELS).network_
    assert network.classes.tolist() == ["no", "perhaps", "yes"]
    assert network.check(X, LABELS).right
    assert "relu" in str(network.explain(X[:1], LABELS[:1]))
    assert network.page(X[:20], LABELS[:20]).startswith("<!DOCTYPE html>")
