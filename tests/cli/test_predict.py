"""`chainrule predict`: the rows as they were, and what the network says about them."""

import csv
import io
from pathlib import Path

import numpy as np
import pytest

from chainrule import Network
from chainrule.data import Encoding, read_table

from .conftest import Run, flowers, write


def _column(text: str, name: str) -> list[str]:
    return [row[name] for row in csv.DictReader(io.StringIO(text))]


def _output(model: str, data: str) -> np.ndarray:
    network = Network.load(model)
    return network.output(Encoding.from_json(dict(network.encoding or {})).features(read_table(data)))


def test_labels_are_the_networks(run: Run, table: str, model: str):
    """The predicted labels are those of the network's greatest outputs."""
    ended = run("predict", model, table)
    expected = np.array(["big", "small"])[_output(model, table).argmax(axis=1)]
    assert _column(ended.out, "kind_predicted") == expected.tolist()


def test_probabilities_are_the_networks(run: Run, table: str, model: str):
    """The probabilities are the network's outputs to the last bit."""
    ended = run("predict", model, table, "--probabilities")
    shares = [_column(ended.out, f"P(kind = {label})") for label in ("big", "small")]
    assert (_output(model, table) == np.array(shares, dtype=np.float32).T).all()


def test_one_sigmoid_has_both_probabilities(run: Run, table: str):
    """A network with one output for two classes tells both probabilities, and the more probable label."""
    run("train", table, "--target", "kind", "--loss", "logistic", "--epochs", "3", "--quiet")
    out = run("predict", "flowers.safetensors", table, "--probabilities").out
    second = np.array(_column(out, "P(kind = small)"), dtype=np.float32)
    assert (second == _output("flowers.safetensors", table)[:, 0]).all()
    assert _column(out, "kind_predicted") == ["small" if share > 0.5 else "big" for share in second]


def test_numbers_come_in_their_own_unit(run: Run, table: str):
    """A regression's numbers are the network's outputs, restored."""
    run("train", table, "--target", "size", "--epochs", "3", "--quiet")
    network = Network.load("flowers.safetensors")
    encoding = Encoding.from_json(dict(network.encoding or {}))
    found = _column(run("predict", "flowers.safetensors", table).out, "size_predicted")
    expected = encoding.restored(_output("flowers.safetensors", table)[:, 0]).astype(np.float32)
    assert (np.array(found, dtype=np.float32) == expected).all()


def test_rows_stay_as_they_were(run: Run, table: str, model: str):
    """Every cell of the input stands in the output, unchanged and in order."""
    ended = run("predict", model, table, "--out", "new.csv")
    assert ended.out == ""
    assert "60 rows with 'kind_predicted' added, written to new.csv" in ended.err
    new = Path("new.csv").read_text().splitlines()
    assert [line.rsplit(",", 1)[0] for line in new] == Path(table).read_text().splitlines()


def test_columns_are_found_by_name(run: Run, table: str, model: str):
    """Columns in another order, and more of them, change no prediction; what is not used is told."""
    rows = [line.split(",") for line in flowers()]
    write("other.csv", [f"{colour},9,{size}" for size, colour, _ in rows], header="colour,id,size")
    ended = run("predict", model, "other.csv")
    assert _column(ended.out, "kind_predicted") == _column(run("predict", model, table).out, "kind_predicted")
    assert "other.csv has 1 column that the model does not know, not used: 'id'" in ended.err


def test_no_column_is_overwritten(run: Run, table: str, model: str):
    """A second prediction gets a name of its own."""
    run("predict", model, table, "--out", "once.csv", "--quiet")
    run("predict", model, "once.csv", "--out", "twice.csv", "--quiet")
    assert read_table("twice.csv").names[-2:] == ("kind_predicted", "kind_predicted_2")


def test_metrics_where_the_truth_is_known(run: Run, table: str, model: str):
    """The metrics go to standard error, and only where the truth is in the table."""
    assert "accuracy" in run("predict", model, table).err
    write("new.csv", ["0.3,red"], header="size,colour")
    assert "accuracy" not in run("predict", model, "new.csv").err


def test_unknown_truth_is_no_obstacle(run: Run, model: str):
    """A label that was never learned, or none, costs the metrics and not the prediction."""
    write("new.csv", ["0.3,red,huge", "0.2,blue,"])
    ended = run("predict", model, "new.csv")
    assert ended.code == 0
    assert len(_column(ended.out, "kind_predicted")) == 2
    assert "no metrics: the target is missing in 1 of 2 rows" in ended.err


def test_sample(run: Run):
    """A built-in name is data here, too, and numbers that are classes come back as numbers."""
    run("train", "xor", "--epochs", "200", "--quiet")
    ended = run("predict", "xor.safetensors", "xor", "--out", "xor.csv")
    assert ended.code == 0
    assert read_table("xor.csv").column("class_predicted").written() == ["0", "1", "1", "0"]


def test_quiet(run: Run, table: str, model: str):
    """With --quiet only the rows are told."""
    assert run("predict", model, table, "--quiet").err == ""


@pytest.mark.parametrize("ending", ["tsv", "parquet", "arrow"])
def test_formats(run: Run, table: str, model: str, ending: str):
    """The ending of --out decides the format."""
    if ending != "tsv":
        pytest.importorskip("pyarrow")
    assert run("predict", model, table, "--out", f"new.{ending}").code == 0
    assert read_table(f"new.{ending}").names == ("size", "colour", "kind", "kind_predicted")


def test_a_threshold(run, table, model, tmp_path):
    """From 0 on the second class takes all rows; three classes have no second one to be told from."""
    assert run("predict", model, table, "--threshold", "0", "--out", "all.csv").code == 0
    assert {line.rpartition(",")[2] for line in (tmp_path / "all.csv").read_text().splitlines()[1:]} == {"small"}
    run("train", "blobs", "--epochs", "1", "--quiet", "--engine", "numpy")
    ended = run("predict", "blobs.safetensors", "blobs", "--threshold", "0.2")
    assert (ended.code, "a threshold is for two classes, and 'class' has" in ended.err) == (2, True), ended.err
