"""What a model makes of a column, and the picture of an evaluation."""

import numpy as np
import pytest
from tests.readers.reading_plots import read_back

import chainrule as cr
from chainrule.data import fit_encoding, read_frame
from chainrule.tables.dependence import dependences

DICE = np.random.default_rng(0)
ROWS = 300


@pytest.fixture(scope="module")
def frame():
    """A number, a category, a date and a target that none of them tells."""
    days = np.datetime64("2019-01-01") + np.arange(ROWS) % 365
    towns = np.where(np.arange(ROWS) % 3 == 0, "north", "south")
    return {"a": DICE.normal(size=ROWS), "town": towns, "day": days.astype(str), "y": DICE.normal(size=ROWS)}


@pytest.fixture(scope="module")
def asked(frame):
    """Encoding, table, rows and features, and an output that adds up features: of a mean it is the mean."""
    table = read_frame(frame)
    encoding = fit_encoding(table, "y")
    rows = np.arange(ROWS)[::-1]
    X = encoding.features(table, rows, np.float64)
    return encoding, table, rows, X


def test_of_a_sum_of_columns_the_dependence_is_the_column_and_the_mean_of_the_rest(asked, frame):
    """F = 2a + rest has f̄(v) = 2v + mean(rest), whatever the rest is."""
    encoding, table, rows, X = asked
    mean, sd = encoding.used[0].mean, encoding.used[0].sd

    def output(X):
        return (2 * (X[:, 0] * sd + mean) + X[:, 1:].sum(axis=1))[:, None]

    (found,) = dependences(encoding, table, rows, ["a"], output, X)
    start = len(encoding.used[0].feature_names)  # the pieces of a are set with it
    pieces = found.means[0] - 2 * np.array(found.at) - X[:, start:].sum(axis=1).mean()
    own = {float(a): float(x[1:start].sum()) for a, x in zip(frame["a"][rows], X, strict=True)}
    assert pieces == pytest.approx([own[at] for at in found.at], abs=1e-12)
    assert (found.categories, found.unit, len(found.at)) == ((), "", 21)
    assert {*found.at} <= {*frame["a"].tolist()}


def test_a_category_is_set_in_every_row(asked):
    """An output that counts one category is 1 with it and 0 with the others; the most frequent stands first."""
    encoding, table, rows, X = asked
    place = encoding.feature_names.index("town = north")
    (found,) = dependences(encoding, table, rows, ["town"], lambda X: X[:, [place]], X)
    assert (found.categories, found.means) == (("south", "north"), ((0.0, 1.0),))


def test_dates_stand_at_their_years(asked):
    """The first of January 2019 is 2019, a day later is a 365th of a year more; of one value there is nothing."""
    encoding, table, rows, X = asked
    found = dependences(encoding, table, rows, ["day"], lambda X: X[:, :1], X)
    assert 2019 <= min(found[0].at) < max(found[0].at) < 2020
    assert found[0].unit == "year"


@pytest.fixture(scope="module")
def flowers():
    """A model of three classes, two columns and one of a few words."""
    size = DICE.normal(size=ROWS)
    kind = np.array(["small", "middle", "large"])[np.digitize(size, [-0.5, 0.5])]
    frame = {"size": size, "place": np.where(DICE.random(ROWS) < 0.5, "a", "b"), "kind": kind}
    return cr.TableModel("kind", hidden=(4,), epochs=5, engine="numpy").fit(frame), frame


def test_the_picture_has_the_numbers_of_the_report(flowers):
    """What stands in the SVG's attributes is what the report holds."""
    model, frame = flowers
    report = model.evaluate(frame, importance=True, dependence=True)
    drawn = {(one.panel, one.name): one.numbers for one in read_back(report.svg())}
    bins = drawn["Calibration", "a tenth of the rows"]
    assert bins["x"] == pytest.approx([one.said for one in report.calibration], rel=1e-5)
    assert bins["y"] == pytest.approx([one.were for one in report.calibration], abs=1e-5)
    worth = drawn["What each column is worth", "mean"]["x"]
    assert worth == pytest.approx([one.mean for one in report.importance], rel=1e-5, abs=1e-6)
    for one in report.dependence:
        for name, means in zip(model.classes, one.means, strict=True):
            assert drawn[one.column, name]["y"] == pytest.approx(means, abs=1e-5)
    assert sum(np.array(report.dependence[0].means)) == pytest.approx(np.ones(len(report.dependence[0].at)), abs=1e-5)


def test_numbers_stand_beside_the_truth(frame):
    """Of a regression the picture has predictions in the target's unit, and works where nothing else was asked."""
    model = cr.TableModel("y", hidden=(), epochs=1, engine="numpy").fit(frame)
    report = model.evaluate(frame)
    (dots,) = [one for one in read_back(report.svg()) if one.name == "a row"]
    assert sorted(dots.numbers["x"]) == pytest.approx(sorted(frame["y"]), abs=1e-5)
    assert report.dependence == ()
