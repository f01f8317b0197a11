"""`chainrule train`: what it writes, says and leaves."""

import json
import signal
from pathlib import Path

import numpy as np
import pytest

from chainrule import Callback, Network
from chainrule.data import Encoding, read_table
from chainrule.training.callbacks import Run as Running

from .conftest import Run, flowers, write

FAST = ("--epochs", "2", "--hidden", "4")


class PressCtrlC(Callback):
    """Somebody presses Ctrl-C after the first steps."""

    def progressed(self, run: Running) -> None:
        """Press it."""
        signal.raise_signal(signal.SIGINT)


def test_json_of_classes(run: Run, table: str):
    """Standard output is one object with the model, the rows, the engine and the metrics of the held-out rows."""
    ended = run("train", table, "--target", "kind", *FAST, "--json")
    record = json.loads(ended.out)
    assert ended.out.count("\n") == 1
    assert record["model"] == "flowers.safetensors"
    assert record["engine"] == "numpy"
    assert record["rows"] == {"train": 42, "validation": 6, "test": 12}
    assert set(record["metrics"]) == {"accuracy", "balanced_accuracy", "log_loss", "auc"}
    assert record["classes"] == ["big", "small"]
    assert record["epochs"] == 2
    assert "accuracy" in ended.err  # the report goes there


def test_json_of_numbers(run: Run):
    """A regression has its own metrics, in the unit of the target, and no classes."""
    record = json.loads(run("train", "line", *FAST, "--json", "--quiet").out)
    network = Network.load("line.safetensors")
    assert set(record["metrics"]) == {"rmse", "mae", "r2"}
    assert record["classes"] is None
    sd = Encoding.from_json(dict(network.encoding or {})).sd
    assert record["validation_metrics"]["rmse"] == pytest.approx(
        min(network.history.epochs["rmse"]) * sd, rel=1e-3
    )  # the best epoch was kept


def test_undefined_metrics_are_null(run: Run):
    """Without held-out rows their metrics are null, and the report says what that means."""
    ended = run("train", "xor", *FAST, "--json")
    record = json.loads(ended.out)
    assert record["rows"] == {"train": 4, "validation": 0, "test": 0}
    assert set(record["metrics"].values()) == {None}
    assert "no rows were held out" in ended.err


def test_quiet_says_nothing(run: Run, table: str):
    """With --quiet there is no word, and yet a model and its picture."""
    ended = run("train", table, "--target", "kind", *FAST, "--quiet", "--out", "mine.safetensors")
    assert (ended.code, ended.out, ended.err) == (0, "", "")
    assert Path("mine.safetensors").exists()
    assert Path("mine.svg").read_text().startswith("<svg")


def test_report_fits_80_columns(run: Run, table: str):
    """The report is on standard output, 80 columns wide at most, without spaces at the ends of lines."""
    ended = run("train", table, "--target", "kind", *FAST)
    lines = ended.out.splitlines()
    assert max(map(len, lines)) <= 80
    assert all(line == line.rstrip() for line in lines)
    assert lines[0] == "flowers: kind, 2 classes"
    assert "  rows      42 training, 6 validation, 12 test" in lines
    assert "  colour  2 categories one-hot" in lines
    assert lines[-2:] == ["  model    flowers.safetensors", "  picture  flowers.svg"]


def test_the_monitor_says_what_it_sees(run: Run, table: str):
    """Its report stands below that of the training, its sentences are in the JSON; without --monitor neither is."""
    rule = ("--optimizer", "sgd", "--learning-rate", "30", "--schedule", "constant")
    asked = ("train", table, "--target", "kind", *FAST, *rule)
    out = run(*asked, "--monitor").out
    assert "monitor: " in out
    assert "layer 1" in out
    assert max(map(len, out.splitlines())) <= 80
    sentences = json.loads(run(*asked, "--monitor", "--force", "--json", "--quiet").out)["monitor"]
    assert any("learning rate 30 is above 2/λmax" in " ".join(sentence.split()) for sentence in sentences)
    assert "monitor" not in run(*asked, "--force").out


def test_names_are_not_markup(run: Run):
    """Names from a file are printed as they are, and cannot steer the terminal."""
    write("odd.csv", flowers(), header="[red]a[/red],:smile:,\x1b[31mkind")
    out = run("train", "odd.csv", "--target", "\x1b[31mkind", *FAST).out
    assert "[red]a[/red]" in out
    assert ":smile:" in out
    assert "\x1b" not in out


def test_same_seed_same_model(run: Run, table: str):
    """The same words make the same file."""
    for name in ("a", "b"):
        run("train", table, "--target", "kind", *FAST, "--quiet", "--out", f"{name}.safetensors")
    assert Path("a.safetensors").read_bytes() == Path("b.safetensors").read_bytes()


def test_ctrl_c_saves(run: Run, table: str, monkeypatch: pytest.MonkeyPatch):
    """Ctrl-C ends with the model of that moment, says so, and ends with code 130."""
    monkeypatch.setattr("chainrule.cli.train.watch", lambda console, unit: PressCtrlC())
    ended = run("train", table, "--target", "kind", "--epochs", "100000")
    assert ended.code == 130
    assert "what was learned until then is saved" in ended.out
    assert Network.load("flowers.safetensors").encoding is not None


def test_ctrl_c_in_json(run: Run, table: str, monkeypatch: pytest.MonkeyPatch):
    """Programs read from `outcome` that somebody pressed Ctrl-C."""
    monkeypatch.setattr("chainrule.cli.train.watch", lambda console, unit: PressCtrlC())
    ended = run("train", table, "--target", "kind", "--json")
    assert (ended.code, json.loads(ended.out)["outcome"]) == (130, "interrupted")


def test_second_ctrl_c_leaves_at_once(run: Run, table: str, monkeypatch: pytest.MonkeyPatch):
    """An impatient person gets out without a traceback and without a model."""

    def impatient(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("chainrule.cli.train.TableModel.fit", impatient)
    ended = run("train", table, "--target", "kind")
    assert (ended.code, ended.err.strip()) == (130, "interrupted")
    assert not Path("flowers.safetensors").exists()


def test_ignored_column(run: Run, table: str):
    """An ignored column has no feature, and the report says that this was asked for."""
    out = run("train", table, "--target", "kind", "--ignore", "colour", *FAST).out
    assert "  colour  dropped: as asked" in out.splitlines()
    assert Network.load("flowers.safetensors").architecture.sizes[0] == 1


def test_target_of_a_sample_can_be_changed(run: Run):
    """A sample's own target is only a default."""
    assert json.loads(run("train", "moons", "--target", "x2", *FAST, "--json").out)["task"] == "regression"


def test_digits_are_classes(run: Run):
    """A sample brings its task: ten digits are classes and not numbers."""
    record = json.loads(run("train", "digits", *FAST, "--json", "--quiet").out)
    assert (record["task"], len(record["classes"])) == ("classes", 10)


def test_file_of_a_samples_name(run: Run):
    """A file called as a sample is reached by a path."""
    write("moons", flowers())
    assert json.loads(run("train", "./moons", "--target", "kind", *FAST, "--json").out)["target"] == "kind"


def test_parquet(run: Run, table: str):
    """A Parquet file gives the network that the CSV file gives."""
    parquet = pytest.importorskip("pyarrow.parquet")
    import pyarrow as pa

    sizes = np.array([float(line.split(",")[0]) for line in flowers()])
    texts = {name: [line.split(",")[i] for line in flowers()] for i, name in ((1, "colour"), (2, "kind"))}
    parquet.write_table(pa.table({"size": sizes, **texts}), "same.parquet")
    thetas = []
    for data in (table, "same.parquet"):
        run("train", data, "--target", "kind", *FAST, "--out", "x.safetensors")
        thetas.append(Network.load("x.safetensors").theta)
    assert (thetas[0] == thetas[1]).all()


def test_model_carries_its_encoding(run: Run, table: str, model: str):
    """The encoding in the file turns the table into what the network was trained on."""
    network = Network.load(model)
    encoding = Encoding.from_json(dict(network.encoding or {}))
    assert encoding.classes == ("big", "small")
    assert encoding.features(read_table(table)).shape == (60, network.architecture.sizes[0])
