"""A result that is worth no more than a guess is said, with what to try; a good one is not talked about."""

import numpy as np

import chainrule as cr
from chainrule.data import fit_encoding, read_frame
from chainrule.tables.measures import measure
from chainrule.tables.shortfall import OVERFIT, UNDERFIT, shortfall

NUMBERS = fit_encoding(read_frame({"x": [1.0, 2.0, 3.0], "y": [1.0, 2.0, 3.0]}), "y")
CLASSES = fit_encoding(read_frame({"x": [1.0, 2.0, 3.0], "y": ["a", "b", "a"]}), "y")


def said(encoding, training, test):
    """What is said of two parts, each as targets and outputs."""
    return shortfall(encoding, *(measure(encoding, y, np.array(out)) for y, out in (training, test)), "test rows")


GOOD = ([-1.0, 0.0, 1.0], [[-1.0], [0.1], [0.9]])
MEAN = ([-1.0, 0.0, 1.0], [[0.0], [0.0], [0.0]])
RIGHT = ([0, 0, 1], [[0.9, 0.1], [0.8, 0.2], [0.3, 0.7]])
LARGEST = ([0, 0, 1], [[0.9, 0.1], [0.8, 0.2], [0.7, 0.3]])
WRONG = ([0, 0, 1], [[0.1, 0.9], [0.8, 0.2], [0.7, 0.3]])


def test_the_mean_scores_no_r2():
    """R² is 0 for the mean by definition; whether training rows were learned decides what to try."""
    assert said(NUMBERS, GOOD, GOOD) == ""
    assert said(NUMBERS, GOOD, MEAN) == f"R² is 0 on the test rows, no better than always the mean; {OVERFIT}"
    assert said(NUMBERS, MEAN, MEAN).endswith(UNDERFIT)


def test_the_largest_class_is_a_guess_too():
    """As good as it is no better, and below it is worse."""
    assert said(CLASSES, RIGHT, RIGHT) == ""
    guess = "of the test rows are right, {} than always 'a' (66.7%); "
    assert said(CLASSES, RIGHT, LARGEST) == f"66.7% {guess.format('no better')}{OVERFIT}"
    assert said(CLASSES, WRONG, WRONG) == f"33.3% {guess.format('worse')}{UNDERFIT}"


def test_a_report_says_it(capsys):
    """People read it in the report, programs as a field; a line cannot part circles."""
    report = cr.TableModel(hidden=(), epochs=1, engine="numpy").fit("circles").report()
    assert ("right" in report.shortfall) == (report.metrics["accuracy"] <= 0.5)
    assert report.record()["shortfall"] == (report.shortfall or None)
    assert report.shortfall.split(",")[0] in " ".join(str(report).split())


def test_folds_are_what_is_judged():
    """Every row measured by a model that has not seen it: noise is learned by heart, and worth nothing there."""
    noise = np.random.default_rng(0)
    table = {**{f"x{i}": noise.normal(size=40) for i in range(8)}, "y": noise.normal(size=40)}
    settings = {"hidden": (64,), "dropout": 0, "epochs": 100, "engine": "numpy", "learning_rate": 0.01}
    report = cr.TableModel("y", folds=2, validation=0, **settings).fit(table).report()
    assert report.folds.pooled.metrics["r2"] < 0 < report.measures["training"].metrics["r2"]
    assert "on the rows of the folds, no better than always the mean; the training rows are learned" in report.shortfall
