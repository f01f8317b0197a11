"""scikit-learn's contract: every check of the installed version, on estimators as people set them up."""

import pytest
from sklearn.utils.estimator_checks import check_dataframe_column_names_consistency, parametrize_with_checks

import chainrule as cr

from .configurations import QUICK, REST, expected_failures

pytestmark = pytest.mark.filterwarnings(
    "ignore::sklearn.exceptions.ConvergenceWarning",  # scikit-learn's checks wait for nobody
    "ignore::sklearn.exceptions.SkipTestWarning",
    "ignore::sklearn.exceptions.UndefinedMetricWarning",  # of a single row held out
)


@parametrize_with_checks([one.estimator for one in QUICK], expected_failed_checks=expected_failures)
def test_quick_configurations(estimator, check):
    """A classifier and a regressor keep every promise of scikit-learn's."""
    check(estimator)


@pytest.mark.slow
@parametrize_with_checks([one.estimator for one in REST], expected_failed_checks=expected_failures)
def test_all_other_configurations(estimator, check):
    """So does every other way to set them up."""
    check(estimator)


def test_whatever_is_expected_to_fail_has_a_reason():
    """A sentence for each, and nothing but the weighing of rows where chance is drawn for each row."""
    for one in (*QUICK, *REST):
        assert all(
            len(reason) > 20 and check.startswith("check_sample_weight") for check, reason in one.expected.items()
        )
    assert len(QUICK) + len(REST) >= 10


@pytest.mark.parametrize("kind", [cr.MLPClassifier, cr.MLPRegressor, cr.LinearRegression, cr.LogisticRegression])
def test_columns_of_frames_are_kept_by_name(kind):
    """A check that scikit-learn runs on its own estimators only: other names, or another order, are refused."""
    estimator = kind(max_iter=5, engine="numpy") if kind in (cr.MLPClassifier, cr.MLPRegressor) else kind()
    check_dataframe_column_names_consistency(kind.__name__, estimator)
