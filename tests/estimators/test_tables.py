"""Table estimators: frames as they come, and the rest of scikit-learn around them."""

import pickle

import numpy as np
import pandas as pd
import polars as pl
import pytest
import scipy.sparse
from sklearn.base import clone
from sklearn.model_selection import GridSearchCV, cross_val_predict

import chainrule as cr

RNG = np.random.default_rng(11)
SIZE, AGE = RNG.uniform(40, 200, 300), RNG.integers(0, 100, 300).astype(float)
TOWN = RNG.choice(["Adorf", "Beheim", "Cestadt"], 300)
PRICE = 3 * SIZE - AGE + 100 * (TOWN == "Cestadt")
AGE[::20] = np.nan
HOUSES = pd.DataFrame({"size": SIZE, "age": AGE, "town": TOWN, "sold": pd.Timestamp("2020-01-01")})
HOUSES["sold"] += pd.to_timedelta(RNG.integers(0, 900, 300), unit="D")
DEAR = np.where(np.median(PRICE) < PRICE, "dear", "cheap")
SHORT = {"hidden": (8,), "epochs": 25, "learning_rate": 0.02, "random_state": 0, "engine": "numpy"}


def test_a_frame_needs_no_encoding():
    """Categories, dates and missing values are the model's to handle."""
    fitted = cr.TableRegressor(**SHORT).fit(HOUSES[:200], PRICE[:200])
    assert fitted.score(HOUSES[200:], PRICE[200:]) > 0.9
    assert fitted.feature_names_in_.tolist() == ["size", "age", "town", "sold"]
    assert fitted.n_features_in_ == 4


def test_it_is_the_table_model_below():
    """The same rows and settings make the same bits, of a table with the target in it."""
    fitted = cr.TableRegressor(**SHORT).fit(HOUSES, pd.Series(PRICE, name="price"))
    model = cr.TableModel(
        "price", hidden=(8,), epochs=25, learning_rate=0.02, engine="numpy", test=0.0, seed=fitted.model_.seed
    )
    model.fit(HOUSES.assign(price=PRICE))
    np.testing.assert_array_equal(model.predict(HOUSES), fitted.predict(HOUSES))


def test_several_networks_as_one_estimator():
    """A preset is a parameter like another one, and `network_` is the board of the members."""
    chosen = cr.TableClassifier(preset="best", members=2, **{**SHORT, "epochs": 5})
    fitted = clone(chosen).fit(HOUSES, DEAR)
    assert chosen.get_params()["preset"] == "best"
    assert isinstance(fitted.network_, cr.Board)
    assert fitted.network_.parameters["W2"].shape == (2, 1, 8)
    again = pickle.loads(pickle.dumps(fitted))  # noqa: S301
    np.testing.assert_array_equal(again.predict_proba(HOUSES), fitted.predict_proba(HOUSES))
    assert len(fitted.loss_curve_) == fitted.n_iter_


@pytest.mark.parametrize(
    "labels", [DEAR, DEAR == "dear", np.where(DEAR == "dear", 7, 3), np.where(DEAR == "dear", 0.5, 1)]
)
def test_labels_come_back_as_they_were(labels):
    """Texts, truth, whole numbers and others, with a column of probabilities for each."""
    labels = labels if labels.dtype.kind != "f" else np.where(labels == 0.5, 2.0, 1.0)
    fitted = cr.TableClassifier(**SHORT).fit(HOUSES, labels)
    assert fitted.classes_.tolist() == np.unique(labels).tolist()
    found = fitted.predict(HOUSES)
    assert found.dtype == labels.dtype
    assert (found == labels).mean() > 0.85
    np.testing.assert_allclose(fitted.predict_proba(HOUSES).sum(axis=1), 1, rtol=1e-6)


@pytest.mark.parametrize(
    "frame", [pl.from_pandas(HOUSES), HOUSES.to_dict("list"), HOUSES[["town", "sold", "age", "size"]]]
)
def test_columns_are_found_by_name(frame):
    """Frames of polars, dicts, and another order predict the same."""
    fitted = cr.TableClassifier(**SHORT).fit(HOUSES, DEAR)
    np.testing.assert_array_equal(fitted.predict_proba(frame), fitted.predict_proba(HOUSES))


def test_a_column_that_is_lacking_is_named():
    """With what it may be called."""
    fitted = cr.TableClassifier(**SHORT).fit(HOUSES, DEAR)
    with pytest.raises(cr.DataError, match="the data lacks 1 column of the model: 'size'"):
        fitted.predict(HOUSES.rename(columns={"size": "Size"}))


def test_arrays_have_columns_too():
    """They are called x0, x1, …; an array after a frame has the names of the frame, as scikit-learn has it."""
    numbers = np.column_stack([SIZE, AGE])
    fitted = cr.TableRegressor(**SHORT).fit(numbers, PRICE)
    assert [coding.column for coding in fitted.model_.encoding.used] == ["x0", "x1"]
    named = cr.TableRegressor(**SHORT).fit(pd.DataFrame(numbers, columns=["size", "age"]), PRICE)
    with pytest.warns(UserWarning, match="X does not have valid feature names"):
        np.testing.assert_array_equal(named.predict(numbers), fitted.predict(numbers))
    with pytest.raises(TypeError, match="Sparse data was passed"):
        cr.TableRegressor(**SHORT).fit(scipy.sparse.dok_array(np.eye(4)), np.arange(4))


def test_weights_are_those_of_a_weight_column():
    """And class weights multiply them."""
    weights = RNG.uniform(0.5, 2, 300)
    fitted = cr.TableClassifier(**SHORT).fit(HOUSES, DEAR, weights)
    own = {"hidden": (8,), "epochs": 25, "learning_rate": 0.02, "engine": "numpy", "test": 0.0}
    model = cr.TableModel("target", weight="weight", seed=fitted.model_.seed, **own)
    model.fit(HOUSES.assign(target=DEAR, weight=weights))
    np.testing.assert_array_equal(fitted.predict_proba(HOUSES), model.probabilities(HOUSES))
    by_class = cr.TableClassifier(**SHORT, class_weight={"dear": 3.0, "cheap": 1.0}).fit(HOUSES, DEAR, weights)
    by_hand = cr.TableClassifier(**SHORT).fit(HOUSES, DEAR, weights * np.where(DEAR == "dear", 3.0, 1.0))
    np.testing.assert_array_equal(by_class.predict_proba(HOUSES), by_hand.predict_proba(HOUSES))


def test_rows_of_ones_own_validate():
    """They alone are looked at, and all of X is learned from."""
    fitted = cr.TableRegressor(**SHORT, patience=3)
    fitted.fit(HOUSES[:200], PRICE[:200], X_val=HOUSES[200:], y_val=PRICE[200:])
    assert len(fitted.validation_loss_curve_) == len(fitted.loss_curve_) == fitted.n_iter_
    X, y = fitted.model_.arrays(HOUSES[200:].assign(target=PRICE[200:]), dtype="float32")
    assert fitted.network_.cost(X, y) == pytest.approx(min(fitted.validation_loss_curve_), rel=1e-5)
    assert fitted.model_.report().learned.run.examples == 200 // 32 * 32 * fitted.n_iter_


def test_it_goes_through_pickles_searches_and_folds():
    """A copy predicts the same; settings of a table are searched over."""
    fitted = cr.TableClassifier(**SHORT).fit(HOUSES, DEAR)
    copy = pickle.loads(pickle.dumps(fitted))  # noqa: S301
    np.testing.assert_array_equal(copy.predict_proba(HOUSES), fitted.predict_proba(HOUSES))
    search = GridSearchCV(cr.TableClassifier(**SHORT), {"hidden": [(), (8,)]}, cv=2).fit(HOUSES, DEAR)
    assert search.best_score_ > 0.7
    assert cross_val_predict(cr.TableRegressor(**SHORT), HOUSES, PRICE, cv=2).shape == (300,)


def test_the_model_shows_its_work():
    """The report of its columns, and the network's verdict on its own gradient."""
    fitted = cr.TableClassifier(**SHORT).fit(HOUSES, DEAR)
    assert "town: 3 categories one-hot" in [f"{one.column}: {one.done}" for one in fitted.model_.columns]
    X, y = fitted.model_.arrays(HOUSES[:20].assign(target=DEAR[:20]), dtype="float64")
    assert fitted.network_.check(X, y).right


def test_labels_that_a_table_cannot_tell_apart_are_refused():
    """Blanks around a text are no difference in a table."""
    with pytest.raises(cr.DataError, match="differ by blanks or spelling alone"):
        cr.TableClassifier(**SHORT).fit(HOUSES, np.array(["dear", " dear", "cheap"] * 100))
