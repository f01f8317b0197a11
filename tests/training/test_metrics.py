"""Metrics agree with hand-worked numbers everywhere, and with scikit-learn where it is installed."""

import numpy as np
import pytest

from chainrule.errors import DataError, ShapeError
from chainrule.training.metrics import (
    CLASSIFICATION,
    METRICS,
    REGRESSION,
    SEVERAL_LABELS,
    accuracy,
    auc,
    balanced_accuracy,
    classification_metrics,
    confusion_matrix,
    label_accuracy,
    log_loss,
    mae,
    r2,
    regression_metrics,
    rmse,
    row_accuracy,
)

LABELS = [0, 0, 1, 1, 1]
SECOND = np.array([[0.2], [0.6], [0.6], [0.9], [0.4]])  # predicted 0 1 1 1 0
THREE = np.array([[0.7, 0.2, 0.1], [0.1, 0.5, 0.4], [0.3, 0.3, 0.4], [0.2, 0.6, 0.2]])


def classified(seed, k, m=60):
    """Random labels that hold every class, probabilities on a coarse grid so that they tie, and weights."""
    rng = np.random.default_rng(seed)
    labels = np.concatenate([np.arange(k), rng.integers(k, size=m - k)])
    counts = rng.multinomial(8, np.ones(k) / k, size=m)
    return labels, counts / 8, rng.uniform(0.1, 3, size=m)


def test_confusion_matrix_counts_true_class_by_row_and_predicted_class_by_column():
    """Of two zeros one is taken for a one, and of three ones one for a zero."""
    assert confusion_matrix(LABELS, SECOND).tolist() == [[1, 1], [1, 2]]


def test_confusion_matrix_adds_weights():
    """A cell is the total weight of its examples."""
    assert confusion_matrix(LABELS, SECOND, [1, 2, 3, 4, 5]).tolist() == [[1, 2], [5, 7]]


def test_confusion_matrix_keeps_absent_classes():
    """Three columns of probabilities make a 3 × 3 table whatever the labels are."""
    assert confusion_matrix([0, 0], [[0.6, 0.3, 0.1]] * 2).tolist() == [[2, 0, 0], [0, 0, 0], [0, 0, 0]]


def test_a_tie_goes_to_the_first_class():
    """A probability of exactly ½ for the second class predicts the first."""
    assert accuracy([0], [[0.5]]) == accuracy([0], [[0.5, 0.5]]) == 1


def test_accuracy_by_hand():
    """Three of five are right; with weights 1 to 5, 8 of 15."""
    assert accuracy(LABELS, SECOND) == pytest.approx(3 / 5)
    assert accuracy(LABELS, SECOND, [1, 2, 3, 4, 5]) == pytest.approx(8 / 15)


def test_balanced_accuracy_by_hand():
    """One of two zeros and two of three ones are right, and an absent class does not count."""
    assert balanced_accuracy(LABELS, SECOND) == pytest.approx((1 / 2 + 2 / 3) / 2)
    assert balanced_accuracy([0, 1, 1], [[0.6, 0.3, 0.1], [0.6, 0.3, 0.1], [0.1, 0.8, 0.1]]) == 0.75


def test_log_loss_by_hand():
    """The mean of −log ½ and −log ¼ is 1.5 log 2."""
    assert log_loss([1, 0], [[0.5], [0.75]]) == pytest.approx(1.5 * np.log(2))


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_log_loss_holds_probabilities_above_the_epsilon_of_their_dtype(dtype):
    """A probability of 0 for the true class costs −log ε and not infinity."""
    assert log_loss([1], np.zeros((1, 1), dtype)) == pytest.approx(-np.log(float(np.finfo(dtype).eps)))


def test_auc_by_hand():
    """Of the six pairs (zero, one), four are ranked rightly, one ties and one is wrong: 4.5/6."""
    assert auc(LABELS, SECOND) == pytest.approx(4.5 / 6)


def test_auc_weighs_pairs_by_both_weights():
    """With weights 1 to 5 the right pairs weigh 1·(3 + 4 + 5) + 2·4 and the tie half of 2·3, out of 3·12."""
    assert auc(LABELS, SECOND, [1, 2, 3, 4, 5]) == pytest.approx((12 + 8 + 3) / 36)


def test_auc_of_several_classes_averages_one_against_the_rest():
    """Class 0 outranks all of its pairs, class 1 two of three, and class 2 two and a half of four."""
    assert auc([0, 1, 2, 2], THREE) == pytest.approx((1 + 2 / 3 + 2.5 / 4) / 3)


def test_auc_of_several_classes_leaves_out_an_absent_class():
    """Class 2 is absent, so the mean is over the areas of classes 0 and 1."""
    assert auc([1, 0, 1, 1], THREE) == pytest.approx((0 + 1 / 3) / 2)


def test_rmse_mae_and_r2_by_hand():
    """The differences are 0, 0 and 3, and the squares of y around its mean add up to 2."""
    assert regression_metrics([1, 2, 3], [[1], [2], [6]]) == pytest.approx(
        {"rmse": np.sqrt(3), "mae": 1, "r2": 1 - 9 / 2}
    )


def test_weights_repeat_examples():
    """A weight of 2 does what the same row twice does."""
    y, prediction, weights = np.array([1.0, 2.0, 4.0]), np.array([1.5, 1.0, 4.5]), [2, 1, 1]
    twice = [0, 0, 1, 2]
    assert regression_metrics(y, prediction, weights) == pytest.approx(regression_metrics(y[twice], prediction[twice]))


@pytest.mark.parametrize("rows", [0, 3])
def test_no_rows_or_no_weight_makes_every_metric_nan(rows):
    """Nothing can be said about no examples, nor about examples without weight."""
    values = [
        *classification_metrics(np.zeros(rows, int), np.full((rows, 3), 1 / 3), np.zeros(rows)).values(),
        *regression_metrics(np.arange(rows), np.arange(rows), np.zeros(rows)).values(),
    ]
    assert np.isnan(values).all()


def test_auc_of_one_class_is_nan():
    """Without an example of the other class there is no pair to rank."""
    assert np.isnan(auc([1, 1], [[0.3], [0.7]]))
    assert np.isnan(auc([1, 1], [[0.3, 0.3, 0.4], [0.7, 0.1, 0.2]]))


@pytest.mark.parametrize("y", [[0.1] * 3, [[0.1, 1], [0.1, 2], [0.1, 3]]])
def test_r2_of_a_constant_y_is_nan(y):
    """Where y does not vary, or one of its outputs does not, there is no variance to explain."""
    assert np.isnan(r2(y, np.zeros_like(y)))


def test_a_nan_prediction_makes_every_metric_nan():
    """A diverged network is not given a number that looks fine."""
    P = THREE.copy()
    P[1, 0] = np.nan
    assert np.isnan(list(classification_metrics([0, 1, 2, 2], P).values())).all()
    assert np.isnan(list(regression_metrics([1, 2], [1, np.nan]).values())).all()


def test_infinite_predictions_give_infinities_without_a_warning():
    """A prediction out of range makes the cost infinite, as the formulas say."""
    assert regression_metrics([1, 2], [1e300, np.inf]) == {"rmse": np.inf, "mae": np.inf, "r2": -np.inf}


@pytest.mark.parametrize(
    ("labels", "probabilities", "weights", "error", "message"),
    [
        ([0, 3], THREE[:2], None, DataError, "label 3 in row 1 is not one of the classes 0 to 2"),
        ([0, -1], THREE[:2], None, DataError, "label -1 in row 1"),
        ([0.0, 1.0], THREE[:2], None, DataError, "labels must be class indices"),
        ([[0], [1]], THREE[:2], None, ShapeError, "each of the 2 rows, got shape \\(2, 1\\)"),
        (
            [0, 1],
            [0.2, 0.3],
            None,
            ShapeError,
            "a row per example and a column per class, got shape \\(2,\\)",
        ),
        ([0, 1], THREE[:2], [1], ShapeError, "weights need one number for each of the 2 rows"),
        ([0, 1], THREE[:2], [1, -2], DataError, "not negative, got -2.0 in row 1"),
    ],
)
def test_refusals_for_classes_name_what_is_wrong(labels, probabilities, weights, error, message):
    """Labels, probabilities and weights that do not fit are refused with the place."""
    with pytest.raises(error, match=message):
        accuracy(labels, probabilities, weights)


@pytest.mark.parametrize(
    ("y", "prediction", "message"),
    [
        ([1, 2], [[1, 2]], "got \\(2, 1\\) and \\(1, 2\\)"),
        (1.0, 2.0, "need the shape \\(m,\\) or \\(m, out\\)"),
    ],
)
def test_refusals_for_numbers_name_the_shapes(y, prediction, message):
    """Numbers that do not pair up are refused and never broadcast."""
    with pytest.raises(ShapeError, match=message):
        rmse(y, prediction)


def test_the_table_of_metrics_says_which_direction_is_better():
    """Losses and distances shall fall, and the other metrics rise."""
    falling = {"log_loss", "rmse", "mae"}
    assert {name for name, metric in METRICS.items() if not metric.greater_is_better} == falling
    assert list(METRICS) == [metric.name for metric in CLASSIFICATION + REGRESSION + SEVERAL_LABELS]


def test_the_dictionaries_hold_the_tables_metrics_in_order():
    """Each value is what the function of that name returns."""
    assert list(classification_metrics(LABELS, SECOND)) == [metric.name for metric in CLASSIFICATION]
    assert classification_metrics(LABELS, SECOND)["auc"] == auc(LABELS, SECOND)
    assert regression_metrics([1, 2], [1, 3])["mae"] == mae([1, 2], [1, 3])


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("k", [2, 3, 5])
def test_class_metrics_agree_with_scikit_learn(seed, k):
    """Ties, several classes and weights give the numbers that scikit-learn gives."""
    reference = pytest.importorskip("sklearn.metrics")
    labels, P, w = classified(seed, k)
    predicted = P.argmax(axis=1)
    scores = P[:, 1] if k == 2 else P
    # scikit-learn ranks several classes one against the rest without weights only
    ranked = [reference.roc_auc_score(labels == j, P[:, j], sample_weight=w) for j in range(k)]
    assert classification_metrics(labels, P, w) == pytest.approx(
        {
            "accuracy": reference.accuracy_score(labels, predicted, sample_weight=w),
            "balanced_accuracy": reference.balanced_accuracy_score(labels, predicted, sample_weight=w),
            "log_loss": reference.log_loss(labels, P, sample_weight=w),
            "auc": np.mean(ranked),
        }
    )
    assert auc(labels, P) == pytest.approx(reference.roc_auc_score(labels, scores, multi_class="ovr"))
    table = reference.confusion_matrix(labels, predicted, sample_weight=w)
    assert confusion_matrix(labels, P, w) == pytest.approx(table)


@pytest.mark.parametrize("shape", [(40,), (40, 1), (40, 3)])
def test_number_metrics_agree_with_scikit_learn(shape):
    """One or several outputs, with weights, give the numbers that scikit-learn gives."""
    reference = pytest.importorskip("sklearn.metrics")
    rng = np.random.default_rng(3)
    y, prediction, w = rng.normal(5, 2, shape), rng.normal(5, 2, shape), rng.uniform(0.1, 3, 40)
    assert regression_metrics(y, prediction, w) == pytest.approx(
        {
            "rmse": reference.root_mean_squared_error(y, prediction, sample_weight=w),
            "mae": reference.mean_absolute_error(y, prediction, sample_weight=w),
            "r2": reference.r2_score(y, prediction, sample_weight=w),
        }
    )


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_log_loss_at_0_and_1_agrees_with_scikit_learn(dtype):
    """Certain predictions, right and wrong, are clipped as scikit-learn clips them."""
    reference = pytest.importorskip("sklearn.metrics")
    labels, P = [0, 1, 1], np.array([[0.0], [1.0], [0.0]], dtype)
    assert log_loss(labels, P) == pytest.approx(reference.log_loss(labels, P[:, 0]), rel=1e-6)


def test_several_labels_are_counted_as_scikit_learn_does():
    """The accuracy of labels is 1 − the Hamming loss, that of rows scikit-learn's accuracy, weights included."""
    reference = pytest.importorskip("sklearn.metrics")
    dice = np.random.default_rng(5)
    Y, P, w = dice.integers(2, size=(40, 3)), dice.random((40, 3)), dice.random(40)
    told = (P >= 0.5).astype(int)
    assert label_accuracy(Y, P, w) == pytest.approx(1 - reference.hamming_loss(Y, told, sample_weight=w))
    assert row_accuracy(Y, P, w) == pytest.approx(reference.accuracy_score(Y, told, sample_weight=w))
    P[3, 1] = np.nan
    assert np.isnan([label_accuracy(Y, P), row_accuracy(Y, P), row_accuracy(Y[:0], P[:0])]).all()
