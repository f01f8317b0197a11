"""A board from a file learns from a table, and every command that takes a model takes its file."""

import csv
import json
import re
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from chainrule import Network, TableModel
from chainrule.faces.board import Board

from .conftest import Run, flowers, write

CLASSES = """data   X (n, m), Y (c, m) one-hot
params W1 (k, n) ~ he, b1 (k, 1) = 0, W2 (c, k) ~ glorot, b2 (c, 1) = 0
A = relu(W1 @ X + b1)
L = cross_entropy(W2 @ A + b2, Y)
"""
LINE = "data X (N, d), y (N, 1)\nparams w (d, 1) = 0, b = 0\nyhat = X @ w + b\nL = mean((yhat - y)**2)\n"
TWO = """data X (n, m), y (1, m) binary
params w (1, n) = 0, b = 0
p = 1/(1 + exp(-(w @ X + b)))
L = -mean(y*log(p) + (1 - y)*log(1 - p))
"""
BOARDS = {"classes": (CLASSES, "kind", ("--size", "k=4")), "line": (LINE, "size", ()), "two": (TWO, "kind", ())}
FAST = ("--epochs", "4")


def train(run: Run, text: str, target: str, words: tuple[str, ...]) -> str:
    """A model of a board on flowers."""
    Path("board.txt").write_text(text, encoding="utf-8")
    ended = run("train", "flowers.csv", "--board", "board.txt", "--target", target, *FAST, "--quiet", *words)
    assert (ended.code, ended.out, ended.err) == (0, "", "")
    return "flowers.safetensors"


@pytest.fixture(params=BOARDS)
def trained(request: pytest.FixtureRequest, run: Run, table: str) -> str:
    """A model of each board."""
    return train(run, *BOARDS[request.param])


def test_the_report_is_that_of_a_network(run: Run, table: str):
    """With the board in the place of the network, in 80 columns; a model and its picture."""
    Path("board.txt").write_text(CLASSES, encoding="utf-8")
    ended = run("train", table, "--board", "board.txt", "--target", "kind", "--size", "k=4", *FAST)
    lines = ended.out.splitlines()
    assert (ended.code, lines[0]) == (0, "flowers: kind, 2 classes")
    assert lines[1:3] == ["  board     X (3, m) to Y (2, m), k = 4", "            26 parameters (float32), cost L"]
    assert max(map(len, lines)) <= 80
    assert lines[-2:] == ["  model    flowers.safetensors", "  picture  flowers.svg"]
    assert Path("flowers.svg").read_text(encoding="utf-8").startswith("<svg")


def test_json_has_what_it_has_of_a_network(run: Run, table: str):
    """The same fields; sizes are by letter."""
    Path("board.txt").write_text(CLASSES, encoding="utf-8")
    words = ("train", table, "--target", "kind", *FAST, "--json", "--quiet", "--force")
    of_board = json.loads(run(*words, "--board", "board.txt", "--size", "k=4").out)
    of_network = json.loads(run(*words).out)
    assert of_board.keys() == of_network.keys()
    assert of_board["sizes"] == {"c": 2, "k": 4, "n": 3}
    assert (of_board["rows"], of_board["columns"]) == (of_network["rows"], of_network["columns"])


def test_the_options_of_training_are_those_of_a_network(run: Run, table: str):
    """The same words give the board of a network the same theta, bit for bit."""
    words = (
        *("--optimizer", "momentum", "--learning-rate", "0.05", "--schedule", "cosine", "--warm-up", "3"),
        *("--clip-norm", "1", "--batch-size", "8", "--seed", "5", "--dtype", "float64", "--class-weight", "balanced"),
    )
    network = run("train", table, "--target", "kind", *FAST, *words, "--hidden", "4", "--dropout", "0", "--quiet")
    assert network.code == 0
    made = Network.load("flowers.safetensors")
    board = Board.load(train(run, made.board().whiteboard.text, "kind", words))
    assert board.theta.tobytes() == made.theta.tobytes()
    assert board.history.learning_rate.tolist() == made.history.learning_rate.tolist()


def test_a_repeated_size_and_the_letter_of_the_examples(run: Run, table: str):
    """Two letters without data, and a letter that has to be said."""
    text = "data A (k, m), B (1, m)\nparams U (q, k), V (r, q), w (1, r)\nL = squared_error(w @ V @ U @ A, B)\n"
    Path("board.txt").write_text(text, encoding="utf-8")
    words = ("train", table, "--board", "board.txt", "--target", "size", *FAST, "--quiet")
    assert run(*words, "--size", "q=3", "--size", "r=2", "--batch", "m").code == 0
    assert Board.load("flowers.safetensors").parameters["V"].shape == (2, 3)


def test_predictions_are_those_of_python(run: Run, trained: str):
    """The column that is added is what the board predicts; of classes their probabilities, too."""
    model = TableModel.load(trained)
    words = () if model.classes is None else ("--probabilities",)
    ended = run("predict", trained, "flowers.csv", "--out", "p.csv", *words)
    rows = list(csv.DictReader(Path("p.csv").read_text(encoding="utf-8").splitlines()))
    name = f"{model.encoding.target}_predicted"
    if model.classes is None:
        assert np.array([float(row[name]) for row in rows]) == pytest.approx(model.predict("flowers.csv"))
    else:
        assert [row[name] for row in rows] == model.predict("flowers.csv").tolist()
        assert [float(row["P(kind = big)"]) for row in rows] == pytest.approx(model.probabilities("flowers.csv")[:, 0])
    assert (ended.code, "60 rows with" in ended.err) == (0, True)


def test_it_is_evaluated(run: Run, trained: str):
    """By the metrics of its target."""
    record = json.loads(run("evaluate", trained, "flowers.csv", "--json", "--quiet").out)
    assert record["metrics"] == pytest.approx(dict(TableModel.load(trained).evaluate("flowers.csv").metrics))


def test_it_is_explained(run: Run, trained: str):
    """Its equations as the board has them; with a row what was predicted, and every number."""
    bare, row = (
        run("explain", trained),
        run("explain", trained, "--data", "flowers.csv", "--row", "3", "--html", "a.html"),
    )
    assert (bare.code, row.code) == (0, 0)
    assert "No numbers: --data DATA --row N shows a row." in bare.out
    assert row.out.startswith("flowers.safetensors: row 3 of flowers.csv\n\nprediction\n")
    for part in ("biggest gradients by an input", "equations", "given", "forward", "backward"):
        assert f"\n{part}\n" in row.out
    assert max(map(len, row.out.splitlines())) <= 80
    page = Path("a.html").read_text(encoding="utf-8")
    assert "Circuit" in page
    assert "agrees with central differences" in page


def test_it_is_checked(run: Run, trained: str):
    """At rows of a table, and by claims in its own names; a wrong one is code 5."""
    ended = run("check", trained, "--data", "flowers.csv")
    assert (ended.code, ended.out.startswith("The gradient of L agrees with central differences.")) == (0, True)
    parameter = next(iter(Board.load(trained).parameters))
    assert run("check", trained, "--claim", f"d{parameter} = 0*{parameter}").code == 5
    assert (
        run("check", trained, "--data", "flowers.csv", "--row", "2", "--claim", f"d{parameter} = {parameter}").code == 5
    )


@pytest.mark.parametrize("form", ["latex", "svg", "html"])
def test_it_is_exported(run: Run, trained: str, form: str):
    """With the numbers of a row, and without."""
    assert run("export", trained, "--to", form).code == 0
    assert run("export", trained, "--to", form, "--data", "flowers.csv", "--row", "2", "--out", f"a.{form}").code == 0
    assert Path(f"a.{form}").stat().st_size > 100


def test_a_module_of_it_has_its_sizes(run: Run, trained: str):
    """What counts examples is m, whatever the board calls it: one module for any number of rows."""
    for row in ((), ("--data", "flowers.csv", "--row", "2")):
        ended = run("export", trained, "--to", "javascript", *row)
        assert (ended.code, ended.err) == (0, "")
        assert re.search(r"const size of \[[^\]]*\bm\b", ended.out)


@pytest.mark.parametrize("row", [(), ("--row", "2")])
def test_its_script_runs_without_chainrule(run: Run, trained: str, row: tuple[str, ...]):
    """The training goes on, or the row is computed."""
    ended = run("export", trained, "--to", "numpy", "--data", "flowers.csv", *row, "--out", "s.py", "--quiet")
    assert ended.code == 0
    program = "import sys; sys.modules['chainrule'] = None; import runpy; runpy.run_path('s.py')"
    told = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603
    assert ("epoch 10: L = " in told.stdout) == (not row)


def test_a_board_without_a_table_is_looked_at_all_the_same(run: Run):
    """One that Python trained on arrays: its equations and claims; rows of a table mean nothing to it."""
    board = Board("data X (n, m)\nparams w (n, 1) = 0.5\nL = mean((w.T @ X - 1)**2)")
    board.train(X=np.eye(4), epochs=1, batch_size=2)
    board.save("a.safetensors")
    assert "∂L/∂w" in run("explain", "a.safetensors").out
    assert run("check", "a.safetensors", "--claim", "dw = 2/m*X @ (w.T @ X - 1).T").code == 0
    write("flowers.csv", flowers())
    for words in (("predict",), ("evaluate",)):
        ended = run(*words, "a.safetensors", "flowers.csv")
        assert (ended.code, "for its board was trained on numbers in Python; use Board.load there" in ended.err) == (
            3,
            True,
        )


KIND = ("train", "flowers.csv", "--target", "kind", "--board", "b.txt")
SIZE = ("train", "flowers.csv", "--target", "size", "--board", "b.txt")
REFUSED = [
    ("", (*KIND[:-1], "none.txt"), 3, "there is no file none.txt; did you mean 'b.txt'?"),
    ("", (*KIND[:-1], "."), 3, ". is no file; a board is a text file"),
    ("L = +", KIND, 3, "line 1, column "),
    (CLASSES, KIND, 2, "--size: k of the board has no number; give it one, such as k=64"),
    (CLASSES, (*KIND, "--size", "k=x"), 2, "--size: a letter and its number such as k=64 are needed, not 'k=x'"),
    (CLASSES, (*KIND, "--size", "k"), 2, "--size: a letter and its number such as k=64 are needed, not 'k'"),
    (CLASSES, (*KIND, "--size", "k=0"), 2, "--size: a letter and its number such as k=64 are needed, not 'k=0'"),
    (CLASSES, (*KIND, "--size", "k=2", "--size", "k=3"), 2, "--size: k has two numbers"),
    (CLASSES, (*KIND, "--size", "k=2", "--size", "q=3"), 2, "--size: the board has no size 'q'; it has c, k, n"),
    (CLASSES, (*KIND, "--size", "k=2", "--size", "c=3"), 2, "--size: c = 3 does not fit: 'kind' has 2 classes"),
    (CLASSES, ("train", "flowers.csv", "--target", "knid", "--board", "b.txt", "--size", "k=2"), 3,
        "flowers.csv has no column 'knid'; did you mean 'kind'?"),
    (CLASSES, ("train", "flowers.csv", "--board", "b.txt", "--size", "k=2"), 2,
        "--target: which column is to be predicted? flowers.csv has 'size', 'colour', 'kind'"),
    (CLASSES, (*KIND, "--size", "k=2", "--hidden", "3"), 2,
        "--hidden: this is for a network, and --board says it in its own lines"),
    (CLASSES, (*KIND, "--size", "k=2", "--activation", "relu"), 2, "--activation: this is for a network, and --board"),
    (CLASSES, (*KIND, "--size", "k=2", "--dropout", "0.1"), 2, "--dropout: this is for a network, and --board"),
    (CLASSES, (*KIND, "--size", "k=2", "--batch", "q"), 2,
        "--batch: the letter of the examples is one of m, not 'q'"),
    (CLASSES, (*KIND, "--size", "k=2", "--task", "regression"), 2, "--task: Y of the board holds classes"),
    (LINE, KIND, 2, "--board: y holds numbers, and 'kind' texts; declare classes there as Y (c, m) one-hot, or two of"),
    (LINE, (*SIZE, "--class-weight", "balanced"), 2, "--class-weight: weights are for classes, and the target holds"),
    (LINE, (*SIZE, "--optimizer", "sgd", "--learning-rate", "1e6", "--epochs", "50"), 4, "diverged"),
    ("data x, y\nparams w\nL = (w*x - y)**2", SIZE, 2, "--board: a table needs data with a letter for the examples"),
    ("params w (n, 1)\nL = sum(w**2)", SIZE, 2, "--board: a table needs data with a letter for the examples"),
    ("data X (n, m)\nparams w (1, n)\nL = mean((w @ X)**2)", SIZE, 2, "--board: a table fills two data of a board"),
    ("data A (k, m), B (m, k)\nparams w\nL = sum((w*A - B.T)**2)", SIZE, 2,
        "--batch: m and k may both count examples; say which"),
    ("data X (n, m), y (1, m)\nparams w (1, n)\nL = mean((w @ X - 2*y)**2)", SIZE, 2,
        "--board: its cost does not show what is predicted; write it as squared_error(yhat, y), say"),
    ("", (*KIND[:4], "--size", "k=3"), 2, "--size: this is for a board; give --board too"),
    ("", (*KIND[:4], "--batch", "m"), 2, "--batch: this is for a board; give --board too"),
]  # fmt: skip


@pytest.mark.parametrize(("text", "words", "code", "sentence"), REFUSED, ids=[row[3][:50] for row in REFUSED])
def test_what_is_wrong_is_one_clear_line(
    run: Run, table: str, text: str, words: tuple[str, ...], code: int, sentence: str
):
    """With the option that it is about; nothing is written."""
    Path("b.txt").write_text(text, encoding="utf-8")
    ended = run(*words)
    assert (ended.code, ended.out) == (code, "")
    first, *rest = ended.err.splitlines()
    assert first.startswith("error: ")
    assert sentence in first
    assert not rest or text == "L = +"  # a caret stands under the place
    assert not Path("flowers.safetensors").exists()
