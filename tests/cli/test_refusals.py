"""What goes wrong ends with one sentence, the right exit code, and no new file."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import safetensors.numpy

from chainrule import Network

from .conftest import Run, flowers, write

FAILED, USAGE, DATA, DIVERGED = 1, 2, 3, 4
KIND = ("flowers.csv", "--target", "kind")

WORDS = [
    ((), USAGE, "Usage: chainrule [OPTIONS] COMMAND"),
    (("trian",), USAGE, "there is no command 'trian'; there are train, predict, evaluate, explain, check, export"),
    (("train",), USAGE, "missing argument 'DATA'; see chainrule train --help"),
    (("train", *KIND, "--hiden", "3"), USAGE, "there is no option --hiden; did you mean --hidden?"),
    (("train", *KIND, "--hidden", "3,x"), USAGE,
        "--hidden: sizes such as 64,32 are needed, or none for a linear model, not '3,x'"),
    (("train", *KIND, "--activation", "reul"), USAGE,
        "--activation: there is no activation 'reul'; did you mean 'relu'?"),
    (("train", *KIND, "--optimizer", "adma"), USAGE,
        "--optimizer: there is no optimizer 'adma'; did you mean 'adam'?"),
    (("train", *KIND, "--optimizer", "zzz"), USAGE,
        "--optimizer: there is no optimizer 'zzz'; there are sgd, momentum, nesterov, adagrad, rmsprop, adam, adamw"),
    (("train", *KIND, "--schedule", "cosin"), USAGE,
        "--schedule: there is no schedule 'cosin'; did you mean 'cosine'?"),
    (("train", *KIND, "--learning-rate", "0"), USAGE, "--learning-rate: a number above 0 is needed, not '0'"),
    (("train", *KIND, "--learning-rate", "nan"), USAGE, "--learning-rate: a number above 0 is needed, not 'nan'"),
    (("train", *KIND, "--l2", "inf"), USAGE, "--l2: a number from 0 is needed, not 'inf'"),
    (("train", *KIND, "--dropout", "1"), USAGE, "--dropout: a number from 0 and below 1 is needed, not '1'"),
    (("train", *KIND, "--test", ".6", "--validation", ".5"), USAGE,
        "--test: a share of 0.6, and 0.5 for validation, leave no rows to learn from"),
    (("train", *KIND, "--validation", "0", "--patience", "5"), USAGE,
        "--patience: early stopping needs rows to look at; give --validation a share such as 0.1"),
    (("train", *KIND, "--epochs", "1.5"), USAGE, "--epochs: a whole number from 1 is needed, not '1.5'"),
    (("train", *KIND, "--batch-size", "64..2"), USAGE,
        "--batch-size: a number from 1, full, growth such as 32..1024, or auto, doubling, cabs, adadamp is needed"),
    (("train", "flowers.csv"), USAGE,
        "--target: which column is to be predicted? flowers.csv has 'size', 'colour', 'kind'"),
    (("train", "flowers.csv", "--target", "knid"), DATA, "flowers.csv has no column 'knid'; did you mean 'kind'?"),
    (("train", *KIND, "--ignore", "color"), DATA, "flowers.csv has no column 'color'; did you mean 'colour'?"),
    (("train", *KIND, "--ignore", "kind"), USAGE, "--ignore: 'kind' is the target and cannot be left out"),
    (("train", "flowers.csv", "--target", "size", "--loss", "logistic"), USAGE,
        "--loss: logistic is for classes, and 'size' holds numbers"),
    (("train", "blobs", "--loss", "logistic"), USAGE,
        "--loss: logistic is for two classes, and there are 3; use cross_entropy"),
    (("train", "line", "--class-weight", "balanced"), USAGE,
        "--class-weight: weights are for classes, and the target holds numbers"),
    (("train", *KIND, "--out", "nowhere/x.safetensors"), USAGE, "--out: there is no folder nowhere; make it first"),
    (("train", *KIND, "--out", "flowers.csv"), USAGE,
        "--out: a model's name ends in .safetensors, and flowers.csv does not"),
    (("train", *KIND, "--task", "regression"), DATA,
        "column 'kind' of flowers.csv holds texts and a regression needs numbers; choose another target"),
    (("train", "digit"), DATA, "there is no sample called 'digit'; did you mean 'digits'?"),
    (("train", "flower.csv", "--target", "kind"), DATA,
        "there is no file flower.csv; did you mean flowers.csv?"),
    (("train", "line", "--optimizer", "sgd", "--learning-rate", "1e30"), DIVERGED,
        "first; try --learning-rate 1 or --clip-norm 1"),
    (("predict", "model.safetensors"), USAGE, "missing argument 'DATA'; see chainrule predict --help"),
    (("predict", "none.safetensors", "flowers.csv"), DATA,
        "there is no file none.safetensors; check the name, or train a model first"),
    (("predict", "flowers.csv", "flowers.csv"), DATA, "flowers.csv is not a model file of chainrule"),
]  # fmt: skip

FILES: list[tuple[str, bytes, str]] = [
    ("ragged", b"a,kind\n1,x\n2\n", "line 3 of bad.csv has 1 cell and the header has 2"),
    ("empty", b"", "bad.csv is empty; a table is needed: CSV, Parquet or Arrow"),
    ("only a header", b"a,kind\n", "bad.csv has no rows below its header; a table needs at least one"),
    ("one class", b"a,kind\n1,x\n2,x\n", "column 'kind' of bad.csv is 'x' in every one of 2 rows"),
    ("no text", b"a,kind\n1,s\x81\n", "bad.csv is not UTF-8 (byte 0x81 at offset 10, line 2)"),
    ("no target", b"a,kind\n1,x\n2,\n3,y\n", "the target is missing in 1 of 3 rows, first in line 3 of bad.csv"),
    ("a picture", b"\x89PNG\r\n\x1a\n\0\0", "bad.csv is a PNG picture; a table is needed: CSV, Parquet or Arrow"),
    ("no features", b"kind\nx\ny\n", "no column of bad.csv can be learned from, beside the target: none there"),
]

MODELS: list[tuple[str, Callable[[Path], object], str]] = [
    ("damaged", lambda path: path.write_bytes(b"nonsense"), "bad.safetensors is not a model file of chainrule"),
    ("foreign", lambda path: safetensors.numpy.save_file({"a": np.zeros(2)}, path),
        "bad.safetensors is not a model file of chainrule: it is a safetensors file that something else wrote"),
    ("without an encoding", lambda path: Network([2, 1]).save(path),
        "bad.safetensors does not say how columns become inputs"),
]  # fmt: skip

INPUTS = [
    ("size,colour\nhuge,red\n", "line 2 of new.csv, column 'size': 'huge' is text where the model needs a number"),
    ("sise,colour\n1,red\n", "new.csv lacks 1 column of the model: 'size'; is 'sise' the same as 'size'?"),
]


def _files() -> set[str]:
    return {path.name for path in Path().iterdir()}


@pytest.mark.parametrize(("words", "code", "sentence"), WORDS, ids=[" ".join(words) for words, *_ in WORDS])
def test_words(run: Run, table: str, words: tuple[str, ...], code: int, sentence: str):
    """A wrong word is answered by a sentence that names it and what would be right."""
    before = _files()
    ended = run(*words)
    assert ended.code == code
    assert sentence in ended.err
    assert ended.err.startswith("error: ") == bool(words)
    assert len(ended.err.splitlines()) == 1 or not words
    assert ended.out == ""
    assert _files() == before


@pytest.mark.parametrize(("content", "sentence"), [row[1:] for row in FILES], ids=[row[0] for row in FILES])
def test_tables(run: Run, content: bytes, sentence: str):
    """A table that cannot be learned from is refused with its place and the next move."""
    Path("bad.csv").write_bytes(content)
    ended = run("train", "bad.csv", "--target", "kind")
    assert (ended.code, ended.out, _files()) == (DATA, "", {"bad.csv"})
    assert ended.err.startswith(f"error: {sentence}")


@pytest.mark.parametrize(("make", "sentence"), [row[1:] for row in MODELS], ids=[row[0] for row in MODELS])
def test_models(run: Run, table: str, make: Callable[[Path], object], sentence: str):
    """A file that holds no model of the command line is refused."""
    make(Path("bad.safetensors"))
    ended = run("predict", "bad.safetensors", table, "--out", "new.csv")
    assert (ended.code, ended.out) == (DATA, "")
    assert ended.err.startswith(f"error: {sentence}")
    assert not Path("new.csv").exists()


@pytest.mark.parametrize(("content", "sentence"), INPUTS)
def test_inputs(run: Run, model: str, content: str, sentence: str):
    """A table that does not fit the model is refused, and nothing is predicted."""
    Path("new.csv").write_text(content)
    ended = run("predict", model, "new.csv")
    assert (ended.code, ended.out) == (DATA, "")
    assert ended.err.startswith(f"error: {sentence}")


def test_encoding_of_another_network(run: Run, table: str, model: str):
    """A model whose encoding does not fit its network is refused instead of predicting nonsense."""
    other = Network([7, 2], output="softmax")
    other.encoding = Network.load(model).encoding or {}
    other.save("mixed.safetensors")
    ended = run("predict", "mixed.safetensors", table)
    assert ended.code == DATA
    assert ended.err == "error: mixed.safetensors is damaged: its encoding and its network do not fit each other\n"


def test_data_is_not_overwritten(run: Run, table: str, model: str):
    """The prediction cannot take the place of the data."""
    before = Path(table).read_bytes()
    ended = run("predict", model, table, "--out", f"./{table}")
    assert (ended.code, ended.err) == (USAGE, "error: --out: flowers.csv is the data itself; choose another name\n")
    assert Path(table).read_bytes() == before


def test_numbers_have_no_probabilities(run: Run):
    """Probabilities of a regression are refused."""
    assert run("train", "line", "--epochs", "1", "--quiet").code == 0
    ended = run("predict", "line.safetensors", "line", "--probabilities")
    assert (ended.code, ended.err) == (
        USAGE, "error: --probabilities: line.safetensors predicts numbers, not classes\n"
    )  # fmt: skip


def test_debug_shows_the_traceback(run: Run):
    """With --debug the traceback comes before the sentence."""
    ended = run("train", "none.csv", "--target", "x", "--debug")
    assert ended.err.startswith("Traceback (most recent call last):")
    assert ended.err.splitlines()[-1].startswith("error: there is no file none.csv")


def test_own_mistakes_are_owned(run: Run, table: str, monkeypatch: pytest.MonkeyPatch):
    """An exception nobody foresaw has no traceback either, and asks to be reported."""

    def fail(*_: object, **__: object) -> None:
        raise ZeroDivisionError("by nought")

    monkeypatch.setattr("chainrule.cli.train.TableModel.fit", fail)
    ended = run("train", *KIND)
    assert (ended.code, ended.err) == (
        1, "error: unexpected ZeroDivisionError: by nought; --debug shows where, please report it\n"
    )  # fmt: skip


def full(handle: int) -> None:
    """Bring a file to a disk that is full."""
    raise OSError(28, "No space left on device")


def test_full_disk_leaves_nothing(run: Run, monkeypatch: pytest.MonkeyPatch):
    """A model that cannot be written leaves no file."""
    write("flowers.csv", flowers())
    monkeypatch.setattr("os.fsync", full)
    ended = run("train", *KIND, "--epochs", "1")
    assert (ended.code, ended.out, _files()) == (FAILED, "", {"flowers.csv"})
    assert ended.err == "error: flowers.safetensors cannot be written: No space left on device\n"


@pytest.mark.parametrize(
    ("words", "path"),
    [
        (("train", *KIND, "--epochs", "1"), "flowers.safetensors"),
        (("predict", "flowers.safetensors", "flowers.csv", "--out", "p.csv"), "p.csv"),
        (("predict", "flowers.safetensors", "flowers.csv", "--out", "p.parquet"), "p.parquet"),
        (("explain", "w*x", "--html", "page.html"), "page.html"),
        (("export", "w*x", "--to", "svg", "--out", "a.svg"), "a.svg"),
        (("check", "net.txt", "--growth", "growth.svg"), "growth.svg"),
    ],
)
def test_full_disk_is_one_code_and_one_sentence(
    run: Run, model: str, words: tuple[str, ...], path: str, monkeypatch: pytest.MonkeyPatch
):
    """Whatever was to be written; the code says that it failed, and not that the data were bad."""
    Path("net.txt").write_text("data x (n, m)\nparams W (k, n)\nL = mean((W @ x)**2)\n")
    before = {path: path.read_bytes() for path in Path().iterdir()}
    monkeypatch.setattr("os.fsync", full)
    ended = run(*words)
    assert (ended.code, ended.out) == (FAILED, "")
    assert ended.err == f"error: {path} cannot be written: No space left on device\n"
    assert {path: path.read_bytes() for path in Path().iterdir()} == before
