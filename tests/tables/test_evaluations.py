"""What is told of an evaluation: intervals, scores of classes, calibration, groups, and what mistakes cost."""

import numpy as np
import pytest
from sklearn.metrics import precision_recall_fscore_support

import chainrule as cr
from chainrule.data import fit_encoding, read_frame
from chainrule.errors import ArgumentError, DataError
from chainrule.tables.calibration import calibration, calibration_error
from chainrule.tables.decision import Costs, decide
from chainrule.tables.evaluation_parts import class_scores
from chainrule.tables.importance import importances
from chainrule.tables.resampling import intervals
from chainrule.training.metrics import confusion_matrix

DICE = np.random.default_rng(0)


def shop(rows=400, seed=1):
    """A table whose `buys` follows `age` with chance, and a town that says nothing."""
    dice = np.random.default_rng(seed)
    age = dice.normal(size=rows)
    buys = np.where(dice.random(rows) < 1 / (1 + np.exp(-2 * age)), "yes", "no")
    return {"age": age, "town": dice.choice(["north", "south", "west"], rows), "buys": buys}


@pytest.fixture(scope="module")
def model():
    """A model of who buys."""
    return cr.TableModel("buys", hidden=(4,), epochs=20, engine="numpy", ignore=["town"]).fit(shop())


@pytest.mark.parametrize("rows", [200, 20_000])
def test_an_interval_is_that_of_the_normal_distribution_where_it_holds(rows):
    """Of a share p in m rows it is p ± 1.96 √(p(1 − p)/m), also where fewer rows are drawn."""
    were = np.arange(rows) < 0.3 * rows
    low, high = intervals(lambda drawn: {"share": float(were[drawn].mean())}, rows)["share"]
    half = 1.96 * np.sqrt(0.3 * 0.7 / rows)
    assert (low, high) == (pytest.approx(0.3 - half, abs=0.2 * half), pytest.approx(0.3 + half, abs=0.2 * half))


def test_an_undefined_metric_has_no_interval():
    """As AUC where there is one class."""
    assert np.isnan(intervals(lambda rows: {"auc": float("nan")}, 10)["auc"]).all()


def test_scores_of_classes_are_those_of_scikit_learn():
    """Precision, recall, F1 and rows, NaN where there are none."""
    truth, P = DICE.integers(0, 3, 200), DICE.random((200, 3))
    found = class_scores(["a", "b", "c"], confusion_matrix(truth, P).astype(np.int64))
    expected = precision_recall_fscore_support(truth, P.argmax(axis=1))
    for place, row in enumerate(found.values()):
        assert list(row.values()) == pytest.approx([column[place] for column in expected])
    assert np.isnan(class_scores(["a", "b"], np.array([[2, 0], [0, 0]]))["b"]["precision"])


def test_calibration_bins_hold_all_rows_and_part_no_equals():
    """What is said is the mean of a bin; of true probabilities the error is small, of bold ones it is not."""
    said = DICE.random(4000)
    were = DICE.random(4000) < said
    bins = calibration(said, were)
    assert [one.rows for one in bins] == [400] * 10
    assert sum(one.said * one.rows for one in bins) == pytest.approx(said.sum())
    assert sum(one.were * one.rows for one in bins) == pytest.approx(were.sum())
    assert calibration_error(bins) < 0.03
    assert calibration_error(calibration(np.round(said), were)) == pytest.approx(0.25, abs=0.03)
    assert [one.rows for one in calibration(np.array([0.1] * 7 + [0.9]), np.ones(8, dtype=bool))] == [7, 1]


def test_the_threshold_is_where_both_mistakes_cost_the_same():
    """P · miss = (1 − p) · alarm; no threshold costs less on these rows than the best, found by trying all."""
    said = np.round(DICE.random(300), 2)
    second = DICE.random(300) < said
    costs = Costs(1, 4)
    found = decide(costs, said, second)
    assert costs.threshold == pytest.approx(0.2)
    tried = {one: costs.mean(said, second, one) for one in (*np.unique(said), np.inf)}
    assert found.best == pytest.approx(min(tried.values()))
    assert tried[found.best_threshold] == pytest.approx(found.best)
    assert found.best <= found.chosen < found.usual
    assert costs.mean(said, second, np.inf) == pytest.approx(4 * second.mean())


@pytest.mark.parametrize("costs", [3, (1,), (0, 1), ("a", 1)])
def test_costs_are_two_numbers_above_zero(costs):
    """What else is said is refused."""
    with pytest.raises(cr.SettingError):
        Costs.of(costs)


def test_groups_are_measured_one_by_one(model):
    """As a table of their rows alone would be, though training had no use for the column."""
    table = shop(300, seed=2)
    report = model.evaluate(table, by="town")
    assert sum(one.rows for one in report.groups.values()) == 300
    north = {name: np.asarray(column)[table["town"] == "north"] for name, column in table.items()}
    assert dict(report.groups["north"].metrics) == pytest.approx(dict(model.evaluate(north).metrics))
    assert report.unknown == ()
    with pytest.raises(DataError, match="has no column 'twon'; did you mean 'town'"):
        model.evaluate(table, by="twon")


def test_the_report_shows_and_records_all_of_it(model):
    """Text and record hold the same numbers."""
    report = model.evaluate(shop(300, seed=2), by="town", costs=(1, 5))
    text, record = str(report), report.record()
    low, high = report.intervals["accuracy"]
    assert low < report.metrics["accuracy"] < high
    assert record["intervals"]["accuracy"] == [low, high]
    assert record["scores"]["yes"]["f1"] == report.scores["yes"]["f1"]
    assert f"{report.scores['yes']['f1']:.3f}" in text
    assert sum(one["rows"] for one in record["calibration"]) == 300
    assert set(record["groups"]) == {"north", "south", "west"}
    assert record["decision"]["threshold"] == pytest.approx(1 / 6)
    assert "take rows for 'yes' from a probability of 0.167 on" in text


def test_costs_need_two_classes():
    """A number is no mistake."""
    line = cr.TableModel("y", epochs=1, engine="numpy").fit("line")
    with pytest.raises(ArgumentError, match="costs: probabilities are for classes, and 'y' holds numbers"):
        line.evaluate("line", costs=(1, 5))
    assert line.evaluate("line").record()["calibration"] == []


def test_importance_is_what_shuffling_a_column_costs():
    """Of ŷ = 2a + b, a and b independent, shuffling a adds 2 · 4 Var a to the mean square; another column nothing."""
    X = DICE.normal(size=(4000, 3))
    frame = {name: X[:, place] for place, name in enumerate("abc")}
    encoding = fit_encoding(read_frame({**frame, "y": X[:, 0]}), "y")
    truth = 2 * X[:, 0] + X[:, 1]
    found = importances(
        encoding,
        X,
        lambda X: (2 * X[:, 0] + X[:, 1])[:, None],
        lambda output: float(np.mean((output[:, 0] - truth) ** 2)),
    )
    assert [one.column for one in found] == ["a", "b", "c"]
    assert found[0].mean == pytest.approx(8, rel=0.1)
    assert found[1].mean == pytest.approx(2, rel=0.1)
    assert (found[2].mean, found[2].sd) == (0, 0)
    assert 0 < found[0].sd < 0.5


def test_all_inputs_of_a_column_are_shuffled_together(model):
    """What a model needs is found; the report and the record tell it."""
    report = model.evaluate(shop(300, seed=2), importance=True)
    assert [one.column for one in report.importance] == ["age"]
    assert report.importance[0].mean > 0.1
    assert "log loss loses" in str(report)
    assert report.record()["importance"]["age"]["mean"] == report.importance[0].mean


def test_a_threshold_decides_for_the_second_class(model):
    """From this probability on; one half is the more probable of two, 0 takes all, and numbers have none."""
    table = shop(300, seed=2)
    shares = model.probabilities(table)[:, 1]
    for threshold in (0.0, 0.2, 0.5):
        expected = np.where(shares >= threshold, "yes", "no")
        assert model.predict(table, threshold).tolist() == expected.tolist()
    line = cr.TableModel("y", epochs=1, engine="numpy").fit("line")
    with pytest.raises(ArgumentError, match="threshold: probabilities are for classes"):
        line.predict("line", 0.5)
