"""Cross-validation: every row is measured once, by a model that has not seen it."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.data import read_frame, read_target
from chainrule.errors import ArgumentError
from chainrule.tables.folds import fold_rows, measured_folds
from chainrule.tables.parts import meant
from chainrule.tables.source import open_source
from chainrule.tables.table_settings import TableSettings

DICE = np.random.default_rng(0)
X = DICE.normal(size=103)
FRAME = {
    "x": X,
    "who": DICE.integers(0, 20, 103),
    "when": DICE.permutation(103),
    "y": np.where(X > 0.8, "big", "small"),
}


def folds(count=5, **chosen):
    """The folds of the table, and what each may learn from."""
    table = read_frame(FRAME)
    return fold_rows(table, read_target(table, "y"), TableSettings("y", **chosen), count)


@pytest.mark.parametrize("chosen", [{}, {"group": "who"}])
def test_every_row_is_in_one_fold(chosen):
    """And learned from in all others."""
    found = folds(**chosen)
    assert sorted(np.concatenate([test for test, _ in found]).tolist()) == list(range(103))
    assert all(sorted([*test, *rest]) == list(range(103)) for test, rest in found)


def test_classes_have_their_share_in_each_fold():
    """As near as whole rows allow; the folds are of one size."""
    big = [int((FRAME["y"][test] == "big").sum()) for test, _ in folds()]
    assert max(big) - min(big) <= 1
    assert {len(test) for test, _ in folds()} == {20, 21}


def test_a_group_is_in_one_fold():
    """None is learned from and measured at once."""
    for test, rest in folds(group="who"):
        assert not set(FRAME["who"][test]) & set(FRAME["who"][rest])


def test_time_goes_on():
    """Each fold is measured by what came before it."""
    for test, rest in folds(time="when"):
        assert max(FRAME["when"][rest]) < min(FRAME["when"][test])
    assert len(folds(time="when")) == 5


@pytest.mark.parametrize(("count", "chosen"), [(1, {}), (104, {}), (21, {"group": "who"})])
def test_more_folds_than_rows_or_groups_are_refused(count, chosen):
    """With how many there are."""
    with pytest.raises(ArgumentError, match=r"folds: "):
        folds(count, **chosen)


def test_a_fold_is_measured_by_a_model_that_has_not_seen_it():
    """Labels by chance cannot be known: their accuracy is that of guessing, though they can be learned by heart."""
    rows = 150
    frame = {"x": np.arange(rows) / rows, "z": DICE.normal(size=rows), "y": DICE.choice(["a", "b"], rows)}
    settings = TableSettings("y", hidden=(64,), epochs=60, patience=0, dropout=0.0, learning_rate=0.02, engine="numpy")
    found = list(measured_folds(meant(open_source(frame), settings), settings, 3))
    assert sum(one.rows for one in found) == rows
    assert np.mean([one.metrics["accuracy"] for one in found]) < 0.65


def test_the_report_tells_mean_and_deviation():
    """And the model that is kept learns from all rows but those for early stopping."""
    model = cr.TableModel("y", hidden=(4,), epochs=2, folds=3, engine="numpy", ignore=["who", "when"]).fit(FRAME)
    report = model.report()
    each = [one.metrics["accuracy"] for one in report.folds.measures]
    assert report.folds.metrics["accuracy"] == (pytest.approx(np.mean(each)), pytest.approx(np.std(each, ddof=1)))
    assert report.record()["folds"]["mean"]["accuracy"] == pytest.approx(np.mean(each))
    assert report.record()["rows"] == {"train": 93, "validation": 10, "test": 0}
    assert "3 folds, 103 rows measured by models that have not seen them" in str(report)
