"""Estimators as people set them up, small enough to be fitted some hundred times, and what is expected to fail of each.

`QUICK` are checked on every run, the rest by `make estimators`.
"""

from dataclasses import dataclass, field

from sklearn.base import BaseEstimator

from chainrule.estimators import (
    LinearRegression,
    LogisticRegression,
    MLPClassifier,
    MLPRegressor,
    TableClassifier,
    TableRegressor,
)

WEIGHTS = (
    "check_sample_weight_equivalence_on_dense_data",
    "check_sample_weight_equivalence_on_sparse_data",
)
SPLIT = dict.fromkeys(
    WEIGHTS, "which rows are held out for early stopping is drawn among the rows: a row and its copy may part"
)
MASKS = dict.fromkeys(WEIGHTS, "each row of a batch has a dropout mask of its own, and a row's copies have others")

TABLE = {
    WEIGHTS[0]: "columns are standardised as the rows stand, whatever they weigh, and batches are drawn among the rows",
}


@dataclass(frozen=True)
class Configuration:
    """An estimator, and for each check that it cannot pass the reason."""

    estimator: BaseEstimator
    expected: dict[str, str] = field(default_factory=dict)


def _numpy(kind, **settings):
    """An estimator that compiles nothing."""
    return kind(engine="numpy", **settings)


QUICK = [
    Configuration(_numpy(MLPClassifier, hidden_layer_sizes=(10,), max_iter=30, learning_rate_init=0.02)),
    Configuration(_numpy(MLPRegressor, hidden_layer_sizes=(10,), max_iter=60, learning_rate_init=0.03)),
]
REST = [
    Configuration(_numpy(TableClassifier, hidden=(16,), epochs=60, learning_rate=0.03), TABLE),
    Configuration(_numpy(TableRegressor, hidden=(16,), epochs=100), TABLE),
    Configuration(LinearRegression()),
    Configuration(LinearRegression(alpha=1.0)),
    Configuration(LogisticRegression()),
    Configuration(LogisticRegression(C=10.0, class_weight="balanced")),
    Configuration(_numpy(MLPClassifier, solver="lbfgs", alpha=0.1, max_iter=50)),
    Configuration(_numpy(MLPRegressor, solver="lbfgs", max_iter=100)),
    Configuration(_numpy(MLPClassifier, solver="sgd", learning_rate="adaptive", learning_rate_init=0.05, max_iter=40)),
    Configuration(_numpy(MLPRegressor, solver="sgd", learning_rate_init=0.01, clip_norm=5.0, nesterovs_momentum=False)),
    Configuration(
        _numpy(MLPClassifier, early_stopping=True, learning_rate_init=0.02, max_iter=60, activation="logistic"), SPLIT
    ),
    Configuration(
        _numpy(MLPRegressor, early_stopping=True, scoring="r2", learning_rate_init=0.05, n_iter_no_change=30), SPLIT
    ),
    Configuration(
        _numpy(
            MLPClassifier,
            hidden_layer_sizes=(12, 6),
            activation=("tanh", "sigmoid"),
            learning_rate="cosine",
            learning_rate_init=0.05,
            max_iter=60,
            tol=None,
        )
    ),
    Configuration(
        _numpy(
            MLPRegressor,
            hidden_layer_sizes=(30,),
            dropout=0.05,
            loss="huber",
            solver="adamw",
            learning_rate="coslog4",
            learning_rate_init=0.02,
            max_iter=100,
        ),
        MASKS,
    ),
]


def expected_failures(estimator):
    """The checks that this estimator is expected to fail, each with its reason."""
    return next((one.expected for one in (*QUICK, *REST) if one.estimator is estimator), {})
