"""Files as they come: trained, predicted and evaluated as the plainest file is, and every decision told."""

import gzip
import io
import json
import sys

import numpy as np
import pytest

from .conftest import FLOWERS, flowers, write

FAST = ("--epochs", "2", "--hidden", "4", "--engine", "numpy", "--force")
OTHERWISE = {
    "semicolons and decimal commas": lambda lines: [line.replace(",", ";").replace(".", ",") for line in lines],
    "a title": lambda lines: ["Flowers, counted by hand", "", *lines],
    "a source": lambda lines: [*lines, "", "Source: a garden"],
    "delimiters at the ends": lambda lines: [f"{line}," for line in lines],
    "bars": lambda lines: [line.replace(",", "|") for line in lines],
    "per cent": lambda lines: [lines[0], *(line.replace(",", "%,", 1) for line in lines[1:])],
    "dollars": lambda lines: [lines[0], *(f"${line}" for line in lines[1:])],
}


def record(ended):
    """What a command said for programs."""
    assert ended.code == 0, ended.err
    return json.loads(ended.out)


def without_time(found):
    """What does not depend on how long it took, and on how the table was written."""
    return {name: found[name] for name in ("metrics", "columns", "rows", "classes", "sizes")}


@pytest.fixture
def plain(run, table):
    """What is said of the plainest file."""
    return record(run("train", table, "--target", "kind", "--json", "--out", "plain.safetensors", *FAST))


@pytest.mark.parametrize("kind", OTHERWISE)
def test_a_file_that_is_written_otherwise_gives_the_same_model(run, tmp_path, plain, kind):
    """And a later one in its form, or in the plainest, is predicted alike; how it was read is told, in JSON too."""
    lines = OTHERWISE[kind]([FLOWERS, *flowers()])
    write("other.csv", lines[1:], header=lines[0])
    ended = run("train", "other.csv", "--target", "kind", "--json", *FAST)
    found = record(ended)
    assert without_time(found) == without_time(plain)
    assert found["reading"]
    assert all(" ".join(sentence.split()) in " ".join(ended.err.split()) for sentence in found["reading"])
    expected = run("predict", "plain.safetensors", "flowers.csv", "--quiet", "--out", "a.csv", "--force")
    assert expected.code == 0
    for data in ("other.csv", "flowers.csv"):
        assert run("predict", "other.safetensors", data, "--quiet", "--out", "b.csv", "--force").code == 0
        assert last_column(tmp_path / "b.csv") == last_column(tmp_path / "a.csv")


def last_column(path):
    """The last cells of a file's rows."""
    return [line.rpartition(",")[2] for line in path.read_text(encoding="utf-8").splitlines()[1:]]


def test_what_can_be_said_of_a_file(run, tmp_path, plain):
    """Encoding, delimiter, lines to be skipped, no header, a word for nothing: kept in the model for later files."""
    rows = [line.replace("red", "n.d.") for line in flowers()]
    text = "\n".join(["# größe,x", *rows]).replace(",", ":", 0)
    (tmp_path / "odd.csv").write_bytes(text.encode("utf-16-le"))
    options = ("--encoding", "utf-16-le", "--skip-rows", "1", "--no-header", "--missing", "n.d.")
    found = record(run("train", "odd.csv", "--target", "column 3", "--json", *options, *FAST))
    assert list(found["columns"]) == ["column 1", "column 2"]
    assert found["columns"]["column 2"] == "1 category one-hot, missing apart"
    ended = run("predict", "odd.safetensors", "odd.csv", "--out", "p.csv")
    assert (ended.code, "note" in ended.err) == (0, False)
    (tmp_path / "utf8.csv").write_text(text, encoding="utf-8")
    assert run("predict", "odd.safetensors", "utf8.csv", "--encoding", "utf-8", "--out", "q.csv").code == 0
    assert (tmp_path / "p.csv").read_bytes() == (tmp_path / "q.csv").read_bytes()
    assert run("evaluate", "odd.safetensors", "utf8.csv", "--encoding", "utf-8").code == 0


def test_standard_input_and_output(run, tmp_path, monkeypatch, plain):
    """Called -, packed or not."""
    content = (tmp_path / "flowers.csv").read_bytes()
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))
    found = record(run("train", "-", "--target", "kind", "--json", *FAST))
    assert found["model"] == "standard-input.safetensors"
    assert without_time(found) == without_time(plain)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(gzip.compress(content))))
    ended = run("predict", "standard-input.safetensors", "-", "--out", "-", "--quiet")
    assert ended.code == 0
    assert ended.out.splitlines()[0] == f"{FLOWERS},kind_predicted"
    assert len(ended.out.splitlines()) == 61


def test_a_packed_file_names_its_model(run, tmp_path, plain):
    """Without the ending that says how it is packed; predictions are packed where their name says so."""
    (tmp_path / "packed.csv.gz").write_bytes(gzip.compress((tmp_path / "flowers.csv").read_bytes()))
    found = record(run("train", "packed.csv.gz", "--target", "kind", "--json", *FAST))
    assert (found["model"], without_time(found)) == ("packed.safetensors", without_time(plain))
    assert run("predict", "packed.safetensors", "packed.csv.gz", "--out", "p.csv.gz").code == 0
    assert gzip.decompress((tmp_path / "p.csv.gz").read_bytes()).startswith(f"{FLOWERS},kind_predicted\n".encode())


def test_rows_without_a_target(run, plain):
    """Refused, or left out and told."""
    write("gaps.csv", [*flowers(), "1.0,red,", "2.0,blue,NA"])
    assert run("train", "gaps.csv", "--target", "kind", *FAST).code == 3
    found = record(run("train", "gaps.csv", "--target", "kind", "--drop-missing-target", "--json", *FAST))
    assert found["reading"] == ["2 rows without 'kind' left out"]
    assert without_time(found) == without_time(plain)


def test_a_column_that_says_how_much_a_row_counts(run, plain):
    """Weights that are all equal change nothing; a row of weight 0 is not learned from; the column is no feature."""
    rows = [f"{line},7" for line in flowers()]
    write("equal.csv", rows, header=f"{FLOWERS},w")
    found = record(run("train", "equal.csv", "--target", "kind", "--weight", "w", "--json", *FAST))
    assert found["metrics"] == plain["metrics"]
    assert found["columns"]["w"] == "dropped: the weight of its row"
    wrong = {"big": "small", "small": "big"}
    rows = [f"{line},1" for line in flowers()]
    for place in range(0, 60, 2):
        size, colour, kind, _ = rows[place].split(",")
        rows[place] = f"{size},{colour},{wrong[kind]},0"
    write("some.csv", rows, header=f"{FLOWERS},w")
    slow = ("--epochs", "60", "--hidden", "8", "--learning-rate", "0.03", "--test", "0", "--validation", "0", "--force")
    for weight, right in ((("--weight", "w"), 1.0), (("--ignore", "w"), 0.5)):
        run("train", "some.csv", "--target", "kind", *weight, "--ignore", "colour", "--quiet", *slow)
        found = record(run("evaluate", "some.safetensors", "flowers.csv", "--json"))
        assert found["metrics"]["accuracy"] >= 0.95 if right == 1 else found["metrics"]["accuracy"] < 0.95
    assert (
        "--weight: 'kind' is what is to be predicted"
        in run("train", "some.csv", "--target", "kind", "--weight", "kind").err
    )


def test_columns_that_nobody_uses_are_not_read(run, tmp_path):
    """A list in a Parquet file is no reason to refuse it: not in training, not where it is new, ignored or not."""
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    sizes = np.random.default_rng(0).normal(size=60)
    columns = {"size": sizes, "kind": ["big" if size > 0 else "small" for size in sizes], "emb": [[1.0, 2.0]] * 60}
    parquet.write_table(pa.table(columns), tmp_path / "x.parquet")
    said = "column 'emb' is not read, for it holds list<element: double>"
    assert record(run("train", "x.parquet", "--target", "kind", "--json", *FAST))["reading"] == [said]
    assert record(run("train", "x.parquet", "--target", "kind", "--ignore", "emb", "--json", *FAST))["reading"] == []
    ended = run("predict", "x.safetensors", "x.parquet", "--out", "p.csv")
    assert (ended.code, f"note: {said}" in ended.err) == (0, True)
    ended = run("train", "x.parquet", "--target", "emb", *FAST)
    assert "column 'emb' of x.parquet holds list<element: double>; make it numbers or texts" in ended.err


def test_what_may_be_meant_otherwise_is_said(run):
    """Whole numbers that may be classes, a class that has nearly all rows, a column that counts."""
    numbers = [f"{i},{i % 7},{i % 3},{'rare' if i % 20 == 0 else 'usual'}" for i in range(100)]
    write("many.csv", numbers, header="t,x,digit,class")
    ended = run("train", "many.csv", "--target", "digit", *FAST)
    assert "'digit' holds 3 different whole numbers and is predicted as a number; --task classes if" in ended.err
    assert "note: 't' counts the rows, and is used as a number; --ignore t if it says nothing of them" in ended.err
    ended = run("train", "many.csv", "--target", "class", "--ignore", "t", *FAST)
    assert (
        "note: 'usual' alone is right in 95.7% of the rows, and 'rare' has 3 rows; --class-weight balanced" in ended.err
    )
    assert (
        "note:"
        not in run("train", "many.csv", "--target", "class", "--keep", "t", "--class-weight", "balanced", *FAST).err
    )


def test_the_test_may_be_a_file(run, plain):
    """Then all rows but those for early stopping are learned from, and the report measures the file's."""
    write("later.csv", flowers()[:30])
    ended = run("train", "flowers.csv", "--target", "kind", "--test", "later.csv", "--json", *FAST)
    found = record(ended)
    assert found["rows"] == {"train": 54, "validation": 6, "test": 30}
    measured = record(run("evaluate", "flowers.safetensors", "later.csv", "--json"))
    assert measured["metrics"] == found["metrics"]
    assert run("train", "flowers.csv", "--target", "kind", "--test", "nowhere.csv", *FAST).code == 3
    assert run("train", "flowers.csv", "--target", "kind", "--test", "1.5", *FAST).code == 2


@pytest.mark.parametrize("option", ["--group", "--time"])
def test_rows_may_be_held_out_together(run, option):
    """By a group, which is no feature, or by time; the report says so."""
    rows = [f"{line},{i // 5}" for i, line in enumerate(flowers())]
    write("together.csv", rows, header=f"{FLOWERS},when")
    found = record(run("train", "together.csv", "--target", "kind", option, "when", "--json", *FAST))
    assert sum(found["rows"].values()) == 60
    assert all(count % 5 == 0 for count in found["rows"].values())
    told = "rows of one 'when' stay together" if option == "--group" else "rows are held out by 'when'"
    assert found["reading"][0].startswith(told)
    assert (found["columns"]["when"] == "dropped: the group of its row") == (option == "--group")
    assert run("train", "together.csv", "--target", "kind", "--group", "when", "--time", "when").code == 2
