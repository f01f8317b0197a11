"""`chainrule evaluate`: metrics of a saved model on a table with the true values."""

import json
from pathlib import Path

import pytest
from tests.readers.reading_plots import read_back

from .conftest import Run, flowers, write

USAGE, DATA = 2, 3


def test_the_metrics_are_those_that_predict_tells(run: Run, table: str, model: str):
    """Line by line, and then which classes were mistaken."""
    ended = run("evaluate", model, table)
    lines = ended.out.splitlines()
    assert (ended.code, ended.err) == (0, "")
    assert lines[0] == "60 rows of flowers.csv: kind, 2 classes"
    said = [line.rstrip() for line in run("predict", model, table).err.splitlines()]
    assert [line.split()[:-3] for line in lines[2:6]] == [line.split() for line in said[2:6]]
    assert "these rows by class (down) and by what they were taken for (across)" in lines


def test_on_its_training_rows_a_model_is_worth_what_train_said(run: Run, table: str):
    """Where no rows were held out, the table is what was learned from, and the metrics are the same."""
    words = ("train", table, "--target", "kind", "--epochs", "3", "--test", "0", "--json", "--quiet")
    trained = json.loads(run(*words, "--validation", "0").out)
    ended = run("evaluate", "flowers.safetensors", table, "--json")
    record = json.loads(ended.out)
    assert record["metrics"] == pytest.approx(trained["training_metrics"], rel=1e-12)
    assert (record["model"], record["data"], record["rows"]) == ("flowers.safetensors", "flowers.csv", 60)
    assert sum(map(sum, record["confusion"])) == 60
    assert "accuracy" in ended.err  # the report goes there


def test_numbers_are_measured_in_their_own_unit(run: Run):
    """A regression has no classes to be mistaken."""
    trained = json.loads(run("train", "line", "--epochs", "3", "--json", "--quiet").out)
    record = json.loads(run("evaluate", "line.safetensors", "line", "--json", "--quiet").out)
    assert set(record["metrics"]) == {"rmse", "mae", "r2"}
    assert record["metrics"]["rmse"] == pytest.approx(trained["training_metrics"]["rmse"], rel=0.5)
    assert (record["classes"], record["confusion"]) == (None, None)
    assert "100 rows of line: y, a number" in run("evaluate", "line.safetensors", "line").out


def test_what_is_new_is_said(run: Run, model: str):
    """Cells that training did not show, and columns that the model does not know, in the report and in the record."""
    write("new.csv", [f"{line},9" for line in flowers(20)] + ["0.3,violet,big,9"], "size,colour,kind,id")
    ended = run("evaluate", model, "new.csv")
    note = "'colour': 1 cell with categories that training did not show; no feature stands for them: 'violet'"
    assert f"\nnote: {note}\n" in ended.out
    assert ended.out.endswith("note: new.csv has 1 column that the model does not know, not used: 'id'\n")
    record = json.loads(run("evaluate", model, "new.csv", "--json", "--quiet").out)
    assert (record["notes"], record["unknown"]) == ([note], ["id"])


def test_quiet(run: Run, table: str, model: str):
    """With --quiet nothing is said; with --json too, the record alone."""
    assert run("evaluate", model, table, "--quiet").out == ""
    ended = run("evaluate", model, table, "--quiet", "--json")
    assert (ended.out.count("\n"), ended.err) == (1, "")


def test_undefined_metrics_are_null(run: Run, model: str):
    """Where all rows are of one class there is no AUC."""
    write("one.csv", ["0.3,red,big", "0.4,blue,big"])
    assert json.loads(run("evaluate", model, "one.csv", "--json").out)["metrics"]["auc"] is None


@pytest.mark.parametrize(
    ("lines", "header", "sentence"),
    [
        (["0.3,red"], "size,colour", "new.csv has no column 'kind'"),
        (["0.3,red,"], "size,colour,kind", "the target is missing in 1 of 1 row, first in line 2 of new.csv"),
        (["0.3,red,huge"], "size,colour,kind", "line 2 of new.csv, column 'kind': 'huge' is not one of the 2 classes"),
        (["red,big"], "colour,kind", "new.csv lacks 1 column of the model: 'size'"),
    ],
)
def test_refusals(run: Run, model: str, lines: list[str], header: str, sentence: str):
    """Every row needs its true value, one that was learned, and the columns of the model."""
    write("new.csv", lines, header)
    ended = run("evaluate", model, "new.csv")
    assert (ended.code, ended.out) == (DATA, "")
    assert ended.err.startswith(f"error: {sentence}")


def test_a_picture_is_written_and_kept(run: Run, table: str, model: str):
    """It shows what was asked; a file of this name is written over with --force alone, before anything is computed."""
    assert run("evaluate", model, table, "--quiet", "--picture", "worth.svg").code == 0
    first = read_back(Path("worth.svg").read_text("utf-8"))
    assert {one.panel for one in first} >= {"Calibration", "What each column is worth"}
    ended = run("evaluate", model, table, "--picture", "worth.svg")
    assert (ended.code, ended.out) == (USAGE, "")
    assert "worth.svg is there already; --force writes over it" in ended.err
    assert run("evaluate", model, table, "--quiet", "--picture", "worth.svg", "--force").code == 0
