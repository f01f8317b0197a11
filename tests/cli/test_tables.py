"""What a command says of a table: labels as they were written, hints, columns that are left out, numbers in double."""

import json

import numpy as np
import pytest

from chainrule.data import read_table

from .conftest import Run, write

SIZES = np.random.default_rng(0).normal(size=60)


@pytest.mark.parametrize(
    ("small", "big"),
    [("1.0", "2.0"), ("01", "02"), ("TRUE", "FALSE"), ("Yes", "no"), ("1", "2"), ("+1", "1e1"), ("None", "-")],
)
def test_labels_come_back_as_they_were_written(run: Run, small: str, big: str):
    """In predictions, in the confusion matrix, and in probabilities: as the first of them is spelled in the file."""
    write("t.csv", [f"{size:.3f},{big if size > 0 else small}" for size in SIZES], "size,kind")
    ended = run("train", "t.csv", "--target", "kind", "--task", "classes", "--epochs", "30", "--hidden", "4", "--json")
    assert set(json.loads(ended.out)["classes"]) == {small, big}
    assert run("predict", "t.safetensors", "t.csv", "--out", "p.csv").code == 0
    table = read_table("p.csv")
    assert set(table.column("kind_predicted").written()) <= {small, big}


def test_two_spellings_of_a_label_are_one_class(run: Run):
    """A class is called as it is first written."""
    spelled = {True: ["Yes", "Yes", "Yes"], False: ["TRUE", "true", "True"]}
    lines = [f"{size:.3f},{spelled[bool(size > 0)][i % 3]}" for i, size in enumerate(SIZES)]
    write("t.csv", lines, "size,kind")
    ended = run("train", "t.csv", "--target", "kind", "--epochs", "1", "--json")
    first = next(line.split(",")[1] for line in lines if not line.endswith("Yes"))
    assert json.loads(ended.out)["classes"] == sorted([first, "Yes"])


def test_two_targets_are_refused(run: Run, table: str):
    """Neither of them is forgotten."""
    ended = run("train", table, "--target", "kind", "--target", "size")
    assert (ended.code, ended.err) == (2, "error: --target: one column is predicted, not 'kind', 'size'; choose one\n")


def test_few_whole_numbers_get_a_hint(run: Run):
    """They may be classes; who has said the task is not asked again, and neither is who has other numbers."""
    write("t.csv", [f"{size:.3f},{i % 4},{i % 4 + 0.5}" for i, size in enumerate(SIZES)], "size,digit,half")
    hint = (
        "note: 'digit' holds 4 different whole numbers and is predicted as a number; --task classes if they are classes"
    )
    assert hint in run("train", "t.csv", "--target", "digit", "--epochs", "1").err
    assert hint not in run("train", "t.csv", "--target", "digit", "--epochs", "1", "--task", "regression").err
    assert "note:" not in run("train", "t.csv", "--target", "half", "--epochs", "1").err


@pytest.mark.parametrize("wide", [3, 40])
def test_dropped_columns_are_named_however_many_there_are(run: Run, wide: int):
    """Each with the reason; a program finds all columns in the JSON record."""
    names = [f"c{i}" for i in range(wide)]
    lines = [",".join(["7" if name == "c1" else f"{size + i:.3f}" for i, name in enumerate(names)]) for size in SIZES]
    write("t.csv", [f"{line},{'ab'[i % 2]},{i}-x" for i, line in enumerate(lines)], ",".join([*names, "kind", "id"]))
    ended = run("train", "t.csv", "--target", "kind", "--epochs", "1", "--ignore", "c0")
    for name, reason in {"c0": "as asked", "c1": "constant", "id": "nearly every text is different"}.items():
        assert any(name in line and reason in line for line in ended.out.splitlines()), (name, ended.out)
    ended = run("train", "t.csv", "--target", "kind", "--epochs", "1", "--json")
    assert json.loads(ended.out)["columns"]["c1"] == "dropped: constant"


def test_a_target_beyond_single_precision_is_predicted_in_double(run: Run):
    """Its unit is taken out before training, and put back in float64."""
    write("t.csv", [f"{size:.3f},{size:.3f}e40" for size in SIZES], "size,cost")
    ended = run("train", "t.csv", "--target", "cost", "--epochs", "100", "--json")
    assert json.loads(ended.out)["metrics"]["r2"] > 0.9
    assert run("predict", "t.safetensors", "t.csv", "--out", "p.parquet").code == 0
    found = read_table("p.parquet").column("cost_predicted").numbers
    assert found.dtype == np.float64
    assert np.corrcoef(found, SIZES)[0, 1] > 0.9


def test_a_row_with_something_new_says_so(run: Run, table: str, model: str):
    """In an explanation too, where one row alone is read."""
    write("new.csv", ["0.5,violet,big"])
    ended = run("explain", model, "--data", "new.csv", "--row", "1")
    assert "not known from training" in ended.out
    assert "1 cell with categories that training did not show" in ended.out
    assert "not known from training" not in run("explain", model, "--data", table, "--row", "1").out


def test_a_quiet_prediction_keeps_its_notes_for_itself(run: Run, model: str):
    """Errors are still said."""
    write("new.csv", ["0.5,violet,big"])
    assert run("predict", model, "new.csv", "--quiet").err == ""
    assert "violet" in run("predict", model, "new.csv").err
