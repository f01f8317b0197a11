"""What is told of a training and of an evaluation."""

import json

import numpy as np
import pytest

import chainrule as cr
from chainrule.tables.measures import measure


def test_the_report_of_a_training(classifier):
    """Rows, network, metrics of each part and columns, in 80 columns; a record for programs; a picture."""
    report = classifier.report()
    lines = str(report).splitlines()
    assert lines[0] == "data: kind, 2 classes"
    assert "  rows      56 training, 8 validation, 16 test" in lines
    assert "  town  2 categories one-hot, missing apart" in lines
    assert max(map(len, lines)) <= 80
    record = json.loads(json.dumps(report.record(), allow_nan=False))
    assert (record["target"], record["rows"]) == ("kind", {"train": 56, "validation": 8, "test": 16})
    assert record["metrics"] == dict(report.measures["test"].metrics)
    assert report.curves().startswith("<svg")


def test_the_metrics_of_the_test_rows_are_of_rows_never_seen(table):
    """They are those of `evaluate` on these rows alone."""
    model = cr.TableModel("cost", ignore=["kind", "ripe"], epochs=2, hidden=(4,)).fit(table)
    part = model.prepare(table).parts["test"]
    expected = measure(model.encoding, part.y, model.network.output(part.X)).metrics
    assert dict(model.report().metrics) == expected


def test_the_report_of_an_evaluation(table, classifier):
    """Metrics by name, rows by class, and what was new."""
    extra = {**table, "town": ["east", *table["town"][1:]], "id": np.arange(80)}
    report = classifier.evaluate(extra)
    right = (classifier.probabilities(extra | {"town": table["town"]}).argmax(axis=1) == 0) == (table["kind"] == "big")
    assert report.metrics["accuracy"] == pytest.approx(right.mean(), abs=1 / 80)
    assert (report.rows, report.confusion.sum(), report.unknown) == (80, 80, ("id",))
    assert report.confusion.trace() == round(report.metrics["accuracy"] * 80)
    text = str(report)
    assert text.startswith("80 rows of the data: kind, 2 classes\n")
    assert "\nnote: 'town': 1 cell with categories that training did not show" in text
    assert text.endswith("note: the data has 1 column that the model does not know, not used: 'id'")
    json.dumps(report.record(), allow_nan=False)


def test_a_regression_is_measured_in_its_own_unit(table, regression):
    """RMSE and MAE are of the numbers that `predict` gives."""
    wrong = regression.predict(table) - table["cost"]
    report = regression.evaluate(table)
    assert report.metrics["rmse"] == pytest.approx(np.sqrt((wrong**2).mean()))
    assert report.metrics["mae"] == pytest.approx(np.abs(wrong).mean())
    assert report.confusion is None


def test_metrics_that_are_undefined_are_none(table, classifier):
    """In a record; in a text they are a dash."""
    big = {name: np.array(values, dtype=object)[table["kind"] == "big"].tolist() for name, values in table.items()}
    report = classifier.evaluate(big)
    assert np.isnan(report.metrics["auc"])
    assert report.record()["metrics"]["auc"] is None
    assert "AUC                         –" in str(report)


def test_a_report_is_plain_wherever_it_is_made(classifier, monkeypatch):
    """Colours that the environment asks for are for screens."""
    monkeypatch.setenv("FORCE_COLOR", "1")
    monkeypatch.setenv("COLUMNS", "20")
    assert "\x1b" not in str(classifier.report())
    assert "  rows      56 training, 8 validation, 16 test" in str(classifier.report()).splitlines()


def test_foreign_names_steer_nothing(table):
    """Signs that would steer a terminal are not in the text."""
    odd = {"\x1b[31mkind": table["kind"], "size": table["size"]}
    model = cr.TableModel("\x1b[31mkind", epochs=1, hidden=(3,)).fit(odd)
    assert "\x1b" not in str(model.report()) + str(model.evaluate(odd)) + repr(model)


def test_reports_show_themselves(table, classifier):
    """At a prompt as text, in a notebook as text in which every space counts."""
    for report in (classifier.report(), classifier.evaluate(table)):
        assert repr(report).splitlines()[0] == str(report).splitlines()[0]
        assert "<pre>" in report._repr_html_()
