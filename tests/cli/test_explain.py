"""`chainrule explain`: equations, derivation and numbers of a board, an expression and a model."""

import os
import re
import sys
from pathlib import Path
from subprocess import run as run_process

import numpy as np
import pytest

from chainrule import Network, TableModel
from chainrule.cli import main
from chainrule.data import read_table, write_table
from chainrule.readers.notation.numbers import format_number
from chainrule.readers.typeset.text_blocks import columns

from .conftest import LECTURED, Ended, Run, flowers, write

USAGE, DATA = 2, 3
GATE = "1/(1+exp(-x))"
BOARD = """data    X (n, m), y (1, m)
params  W1 (k, n), b1 (k, 1), w2 (1, k), b2 (1, 1)
Z = W1 @ X + b1
A = sigmoid(Z)
yhat = w2 @ A + b2
L = mean((yhat - y)**2)
"""


@pytest.fixture
def board(run: Run) -> str:
    """The file of a board."""
    Path("board.txt").write_text(BOARD, encoding="utf-8")
    return "board.txt"


SAID: list[tuple[tuple[str, ...], tuple[str, ...]]] = [
    ((GATE,), ("f = 1/(1 + exp(−x))", "No numbers: --at NAME=VALUE")),
    ((GATE, "--at", "x=1"), ("f = 1/u₃ = 1/1.367879 = 0.731059", "= (−0.196612) × (−1) = 0.196612")),
    (("x*y", "--at", "x=2, y=-3"), ("f = x y = 2 (−3) = −6",)),
    (("x*y", "--at", "x=2", "--at", "y=-3"), ("f = x y = 2 (−3) = −6",)),
    (("f*x",), ("y = f x",)),
    (("-2*x*y", "--at", "x=1, y=3"), ("f = -2*x*y", "∂f/∂y = −2 x")),
    (("-2*x*y", "--at", "x=1"), ("∂f/∂y = −2 x", "y has no value, so there are no numbers; --at gives one, ")),
    (("board.txt", "--at", "b2=[[1]]"), ("Xᵀ", "X, y, W1, b1, w2 have no value, so there are no numbers; ")),
    (("x*y", "--at", "x=1", "--no-numbers"), ("f = x y",)),
    (("--at", "x=1", "-x"), ("f = -x", "∂f/∂x = −1")),
    (("--random", "-(x+1)"), ("f = −(x + 1)",)),
    (("-sigmoid(x)",), ("f = −σ(x)",)),
    (("--x*y",), ("f = --x*y",)),
    (("--", "-x"), ("f = −x",)),
    (("-h",), ("Usage: chainrule explain [OPTIONS] TARGET",)),
    (("a/b",), ("f = a/b",)),
    (("missing / board",), ("f = missing/board",)),
    (("W.T",), ("f = Wᵀ",)),
    (("x/1.5",), ("f = x/1.5",)),
    (("g = x*y",), ("g = x y",)),
    (("board.txt",), ("∂L/∂W₁ = (w₂ᵀ (2/m) (ŷ − y) ⊙ A ⊙ (1 − A)) Xᵀ",)),
    (("board.txt", "--equations", "named"), ("equations", "∂L/∂Z = ∂L/∂A ⊙ A ⊙ (1 − A)")),
    (("board.txt", "--equations", "derivation"), ("derivation", "(k, m)", "chain rule: σ′ = σ (1 − σ)")),
    (("board.txt", "--equations", "indices"), ("∂L/∂ŷₛ = (2/m) (ŷₛ − yₛ)", "∂Aᵢₛ/∂Zᵢₛ")),
    ((GATE, "--at", "x=1", "--numbers"), ("f = 1/(1 + exp(−x)) = 1/(1 + exp(−1)) = 0.731059",)),
    (("board.txt", "--random"), ("given", "forward", "backward", "σ squashes Z to between 0 and 1")),
    (("board.txt", "--random", "--detail", "layers"), ("backward", "ŷ = w₂ A + b₂")),
    (("board.txt", "--at", "X=[[1, 2], [3, 4]]", "--random"), ("⎡1  2⎤",)),
]  # fmt: skip

REFUSED = [
    (("none.txt",), DATA, "there is no file none.txt"),
    (("bord.txt",), DATA, "there is no file bord.txt; did you mean 'board.txt'?"),
    (("bord",), DATA, "there is no file bord; did you mean 'board.txt'?"),
    (("",), USAGE, "TARGET: a board's file, an expression or a model is needed"),
    (("missing/board",), DATA, "there is no file missing/board; a board's name ends in .txt; a quotient of names is "),
    (("boards/x.TXT",), DATA, "there is no file boards/x.TXT; a board's name ends in .txt\n"),
    (("./foo",), DATA, "there is no file ./foo; a board's name ends in .txt\n"),
    (("/foo",), DATA, "there is no file /foo"),
    (("foo/",), DATA, "there is no file foo/"),
    (("foo.board",), DATA, "there is no file foo.board"),
    (("board.text",), DATA, "there is no file board.text; did you mean 'board.txt'?\n"),
    (("dir/file.md",), DATA, "there is no file dir/file.md"),
    (("my-dir/my-file.md",), DATA, "there is no file my-dir/my-file.md"),
    (("x*y", "--att", "x=1"), USAGE, "there is no option --att; did you mean --at?"),
    (("-x*y", "--att=x=1"), USAGE, "there is no option --att; did you mean --at?"),
    (("-x*y", "--detail"), USAGE, "option '--detail' requires an argument"),
    (("x*y", "-q"), USAGE, "got unexpected extra argument (-q)"),
    (("-",), USAGE, "TARGET: line 1, column 6: this line cannot be read"),
    (("x*y", "--at", "x=" + "-" * 90_000 + "1"), USAGE, "--at: the value '-------"),
    (("zero.txt", "--random"), DATA, "line 1, column 6: a size is at least 1"),
    (("huge.txt", "--random"), USAGE, "TARGET: random numbers are drawn for at most 1,000,000 in all arrays together"),
    (("zzz",), DATA, "there is no file zzz; a board's name ends in .txt"),
    (("matrix.txt",), DATA, "matrix.txt: a cost is one number, but Z (k, m) is not"),
    (("bad.txt",), DATA, "line 2, column 8: this line cannot be read"),
    (("bytes.txt",), DATA, "bytes.txt is not UTF-8 (byte 0xff at offset 0)"),
    (("folder.txt",), DATA, "folder.txt is no file; a board is a text file"),
    (("long.txt",), DATA, "long.txt has more than 100,000 bytes"),
    (("1/(1+",), USAGE, "TARGET: line 1, column 7: a bracket is open"),
    (("x*y", "--at", "x=1", "--numbers"), USAGE, "--numbers: y has no value; --at, --random or --data gives some"),
    (("facts.txt", "--at", "y=[2, 1]"), USAGE, "--at: y has the entry 2, and y is 0 or 1, as declared"),
    (("facts.txt", "--at", "x=[1, 2], y=[1, 1, 0]"), USAGE, "--at: y has m = 3, but x has m = 2"),
    (("x*y", "--at", "x"), USAGE, "--at: a name and its number such as x=1 are needed, not 'x'"),
    (("x*y", "--at", "x=q"), USAGE, "--at: x needs a number, or rows such as [[1, 2], [3, 4]], not 'q'"),
    (("x*y", "--at", "x=1e999"), USAGE, "--at: the value '1e999' of x is not finite; a number is at most about"),
    (("x*y", "--at", "x=1, x=2"), USAGE, "--at: x has two values"),
    (("x*y", "--at", "z=1"), USAGE, "--at: there is no z to be given a value; there are 'x', 'y'"),
    (("x*y", "--at", "x=[1, 2]"), USAGE, "--at: x is (), got an array of shape (2,)"),
    (("x*y", "--data", "line"), USAGE, "--data: this is for models, whose names end in .safetensors"),
    (("x*y", "--row", "2"), USAGE, "--row: this is for models, whose names end in .safetensors"),
    (("x*y", "--seed", "3"), USAGE, "--seed: nothing is drawn without --random; give it too"),
    (("x*y", "--detail", "gate"), USAGE, "--detail: there is no detail 'gate'; did you mean 'gates'?"),
    (("x*y", "--at", "x=1,y=2", "--equations", "indices", "--numbers"), USAGE, "--numbers: equations in indices hold"),
    (("x*y", "--equations", "name"), USAGE, "--equations: there is no detail 'name'; did you mean 'named'?"),
    (("x*y", "--numbers"), USAGE, "--numbers: there are none; --at, --random or --data gives some"),
    (("x*y", "--html", "board.txt"), USAGE, "--html: board.txt is there already; --force writes over it"),
    (("x*y", "--html", "link.html"), USAGE, "--html: link.html is a link; --force writes where it leads"),
    (("x*y", "--html", "folder.txt"), USAGE, "--html: folder.txt is a folder"),
    (("x*y", "--html", "nowhere/x.html"), USAGE, "--html: there is no folder nowhere; make it first"),
    (("none.safetensors",), DATA, "there is no file none.safetensors"),
    (("bad.safetensors",), DATA, "bad.safetensors is not a model file of chainrule"),
]  # fmt: skip


@pytest.fixture
def files(run: Run, board: str) -> None:
    """Files that cannot be read, and names that are taken."""
    Path("bad.txt").write_text("data x\nf = x *\n")
    Path("matrix.txt").write_text("data X (n, m)\nparams W (k, n)\nZ = W @ X\n")
    Path("zero.txt").write_text("data X (0, 3)\nf = sum(X)\n")
    Path("huge.txt").write_text("data X (1000, 1000)\nf = sum(X)\n")
    Path("bytes.txt").write_bytes(b"\xff")
    Path("facts.txt").write_text("data x (m), y (m) binary\nparams w\nL = sum((w*x - y)**2)\n")
    Path("long.txt").write_text("#" * 100_001)
    Path("bad.safetensors").write_bytes(b"nonsense")
    Path("folder.txt").mkdir()
    Path("link.html").symlink_to("elsewhere.html")


def is_narrow(text: str) -> bool:
    """Whether no line is wider than 80 columns."""
    return max(map(columns, text.splitlines())) <= 80


def test_why_there_are_no_numbers_fits_a_screen(run: Run):
    """What is said of a function that may be any takes two lines."""
    Path("chain.txt").write_text("functions f, h\nL = f(h(x))", encoding="utf-8")
    lines = run("explain", "chain.txt").out.splitlines()
    assert "No numbers: h may be any function, so there are no numbers;" in "\n".join(lines)
    assert max(map(len, lines)) < 80


@pytest.mark.parametrize(("words", "parts"), SAID, ids=[" ".join(words) for words, _ in SAID])
def test_what_is_said(run: Run, board: str, words: tuple[str, ...], parts: tuple[str, ...]):
    """The explanation has what was asked for, in 80 columns."""
    ended = run("explain", *words)
    assert (ended.code, ended.err) == (0, "")
    assert [part for part in parts if part not in ended.out] == []
    assert is_narrow(ended.out)


@pytest.mark.parametrize(("words", "code", "sentence"), REFUSED, ids=[" ".join(words)[:60] for words, *_ in REFUSED])
def test_refusals(run: Run, files: None, words: tuple[str, ...], code: int, sentence: str):
    """What cannot be explained is answered by a sentence, and no file is written."""
    before = sorted(Path().iterdir())
    ended = run("explain", *words)
    assert (ended.code, ended.out) == (code, "")
    assert ended.err.startswith(f"error: {sentence}")
    assert sorted(Path().iterdir()) == before


def test_numbers_are_shown_unless_they_are_not_wanted(run: Run):
    """A board's own numbers are shown in a calculation; --no-numbers leaves equations and their notes."""
    Path("own.txt").write_text("data x = 2\nparams w = 3\nL = (w*x)**2\n", encoding="utf-8")
    assert "L = u₁² = 6² = 36" in run("explain", "own.txt").out
    assert "L = (w x)² = (3 · 2)² = 36" in run("explain", "own.txt", "--numbers").out
    plain = run("explain", "own.txt", "--no-numbers").out
    assert plain == "own.txt\n\nequations\n     L = (w x)²\n     ∂L/∂w = 2 w x²\n"
    pictures = [run("export", "own.txt", "--to", "svg", *words).out for words in ((), ("--no-numbers",))]
    assert [">36<" in picture for picture in pictures] == [True, False]


def test_what_a_batch_norm_keeps_stands_below_the_gradients(run: Run):
    """A line for each average, in letters and in a derivation."""
    Path("kept.txt").write_text(
        "data X (n, m)\nparams g (n, 1)\nrunning mu (n, 1), v (n, 1)\nL = sum((g*batch_norm(X, mu, v))**3)\n", "utf-8"
    )
    for words in ((), ("--equations", "derivation")):
        assert "\n     μ ← 0.9 μ + 0.1 (1/m) X 1⃗" in run("explain", "kept.txt", *words).out


def test_random_numbers_come_from_the_seed(run: Run, board: str):
    """The same seed gives the same numbers, another one others."""
    first, again, other = (run("explain", board, "--random", "--seed", seed).out for seed in "778")
    assert first == again
    assert first != other


def test_random_numbers_are_as_declared(run: Run):
    """What is drawn for data obeys what the board knows of it, and what is given is held against it."""
    Path("facts.txt").write_text("data Y (2, 3) one-hot\nparams w\nL = w*sum(Y)\n", encoding="utf-8")
    assert "L = w u₁ = 1.3 · 3 = 3.9" in run("explain", "facts.txt", "--random").out
    refused = run("explain", "facts.txt", "--at", "Y=[[1, 1, 1], [0, 0, 1]]", "--at", "w=1")
    assert refused.code == USAGE
    assert "--at: column 3 of Y sums to 2, and every column of Y is one-hot, as declared" in refused.err


def test_random_numbers_suit_a_logarithm(run: Run):
    """Where a cost is no number at negative ones, positive ones are drawn."""
    assert "nan" not in run("explain", "log(x) + sqrt(y) + log(z)", "--random").out


def test_the_page_is_written(run: Run, board: str):
    """--html writes a page; --force writes it again; a link stays one."""
    Path("link.html").symlink_to("page.html")
    assert run("explain", board, "--html", "page.html", "--quiet") == Ended(0, "", "")
    assert run("explain", GATE, "--at", "x=1", "--html", "link.html", "--quiet", "--force").code == 0
    assert Path("link.html").is_symlink()
    assert "<title>f = 1/(1+exp(-x))</title>" in Path("page.html").read_text("utf-8")


# ---- models ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a model of classes, one of numbers, and one with a single output for two classes."""
    folder = tmp_path_factory.mktemp("models")
    table = folder / "flowers.csv"
    table.write_text("\n".join(["size,colour,kind", *flowers()]) + "\n")
    brief = ("--epochs", "2", "--hidden", "4", "--quiet")
    assert (
        main(["train", str(table), "--target", "kind", *LECTURED, *brief, "--out", str(folder / "kind.safetensors")])
        == 0
    )
    assert main(["train", "line", *brief, "--dropout", "0.5", "--out", str(folder / "line.safetensors")]) == 0
    assert main(["train", "xor", "--loss", "logistic", *brief, "--out", str(folder / "xor.safetensors")]) == 0
    return folder


def test_a_standardised_target_is_said_to_be_one(run: Run, models: Path):
    """The cost of a model of numbers is in standard units, and the explanation says in which."""
    said = " ".join(run("explain", str(models / "line.safetensors"), "--data", "line").out.split())
    assert re.search(
        r"Note: the calculation and the cost are about y in standard units, \(y − [\d.−]+\)/[\d.]+\.", said
    )
    assert "Note" not in run("explain", str(models / "xor.safetensors"), "--data", "xor").out


@pytest.mark.parametrize(("model", "data"), [("kind", "flowers.csv"), ("line", "line"), ("xor", "xor")])
def test_a_row_of_a_model(run: Run, models: Path, model: str, data: str):
    """Prediction, cost, biggest gradients and every layer, in 80 columns; the cost is the network's own."""
    data = str(models / data) if "." in data else data
    ended = run("explain", str(models / f"{model}.safetensors"), "--data", data, "--row", "3")
    assert (ended.code, ended.err) == (0, "")
    for part in ("prediction", "predicted", "true", "biggest gradients", "∂L/∂W₁ =", "Z₂ = W₂ A₁ + b₂", "backward"):
        assert part in ended.out
    assert is_narrow("\n".join(ended.out.splitlines()[1:]))


def test_the_numbers_of_a_row_are_those_of_the_network(run: Run, models: Path):
    """The cost of the first row is what Network.cost says, without dropout."""
    path = models / "line.safetensors"
    cost = Network.load(path).cost(*TableModel.load(path).arrays("line", np.array([0])))
    said = run("explain", str(path), "--data", "line", "--row", "1").out
    (line,) = (line for line in said.splitlines() if line.startswith("     cost"))
    assert float(line.split()[1]) == pytest.approx(cost, rel=1e-4)
    assert format_number(float(line.split()[1])) == line.split()[1]


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a trained 784-30-10 network, and its table of 3,000 rows as CSV and as Parquet."""
    folder = tmp_path_factory.mktemp("many")
    names = [*(f"p{i}" for i in range(784)), "digit"]
    rows = np.random.default_rng(0).integers(0, 256, (3000, 785))
    rows[:, -1] %= 10
    np.savetxt(folder / "many.csv", rows, "%d", ",", header=",".join(names), comments="")
    write_table(folder / "many.parquet", read_table(folder / "many.csv"), {})
    choices = ("--task", "classes", "--hidden", "30", "--activation", "sigmoid", "--epochs", "1", "--quiet")
    words = ("train", str(folder / "many.csv"), "--target", "digit", *choices)
    assert main([*words, "--out", str(folder / "many.safetensors")]) == 0
    return folder


@pytest.mark.parametrize("data", ["many.csv", "many.parquet"])
def test_a_row_of_784_numbers_takes_about_a_second(many: Path, data: str):
    """From the shell, start of Python included, a row of a 784-30-10 network takes about a second of work.

    Where the machine is slow or busy, that is five times what the libraries take that it stands on. As in a person's
    shell, Python keeps the modules that it compiled.
    """
    explain = ["-m", "chainrule", "explain", "many.safetensors", "--data", data, "--row", "2900"]
    keeping = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}

    def seconds(words: list[str], expected: str) -> float:
        begun = os.times()
        command = [sys.executable, *words]
        said = run_process(command, cwd=many, env=keeping, capture_output=True, check=True, encoding="utf-8").stdout  # noqa: S603
        assert expected in said
        ended = os.times()  # of the processor, whatever else the machine does
        return ended.children_user + ended.children_system - begun.children_user - begun.children_system

    libraries = ["-c", "import numpy, click, rich.console, safetensors.numpy"]
    # in turns, for what else the machine does changes; the first time, Python may have to compile its modules
    turns = ((seconds(libraries, ""), seconds(explain, "W₁ = 30 × 784 numbers from")) for _ in range(5))
    assert any(taken < max(1, 5 * beside) for beside, taken in turns)


def test_the_page_of_784_numbers_is_small(run: Run, many: Path):
    """The page of a row of a 784-30-10 network has less than 1 MB."""
    model, data = str(many / "many.safetensors"), str(many / "many.csv")
    assert run("explain", model, "--data", data, "--row", "3", "--html", "many.html", "--quiet") == Ended(0, "", "")
    assert Path("many.html").stat().st_size < 1_000_000


def test_names_cannot_steer_a_screen_or_a_page(run: Run):
    """Escape sequences in names and cells are replaced, and tags are text on the page."""
    rows = [f"{i},{('<i>yes</i>', chr(27) + '[31mno')[i % 2]}" for i in range(40)]
    write("<b>evil.csv", rows, f"a{chr(27)}<u>,<script>alert(1)</script>")
    brief = ("--epochs", "1", "--quiet", "--out", "<b>.safetensors")
    assert run("train", "<b>evil.csv", "--target", "<script>alert(1)</script>", *brief).code == 0
    ended = run("explain", "<b>.safetensors", "--data", "<b>evil.csv", "--row", "2", "--html", "evil.html")
    page = Path("evil.html").read_text("utf-8")
    assert (ended.code, chr(27) in ended.out, chr(27) in page) == (0, False, False)
    assert "<script>alert(1)</script>" in ended.out
    assert [tag for tag in ("<script>alert", "<b>", "<u>", "<i>yes") if tag in page] == []


def test_a_class_that_looks_like_a_number(run: Run):
    """A row alone knows from the model whether its class 1.0 is a text; either way it is shown as it was written."""
    for name, other in (("texts", "x"), ("numbers", "2.0")):
        write(f"{name}.csv", [f"{i % 2},{('1.0', other)[i % 2]}" for i in range(40)], "size,kind")
        assert run("train", f"{name}.csv", "--target", "kind", "--epochs", "1", "--quiet").code == 0
    said = {
        name: run("explain", f"{name}.safetensors", "--data", f"{name}.csv", "--row", "1").out
        for name in ("texts", "numbers")
    }
    assert re.search(r"true +1\.0\n", said["texts"])
    assert re.search(r"true +1\.0\n", said["numbers"])


def test_a_model_without_data_shows_its_equations(run: Run, models: Path):
    """Without a row there are equations, and the way to numbers."""
    said = run("explain", str(models / "kind.safetensors")).out
    assert "L = −(1/m) Σ (Y ⊙ log softmax(Z₂))" in said
    assert "∂L/∂b₂ = (1/m) (A₂ − Y) 1⃗" in said
    assert said.endswith("No numbers: --data DATA --row N shows a row.\n")


@pytest.mark.parametrize(
    ("words", "code", "sentence"),
    [
        (("--data", "line", "--row", "0"), USAGE, "--row: a whole number from 1 is needed, not '0'"),
        (("--data", "line", "--row", "9999"), USAGE, "--row: line has "),
        (("--row", "1"), USAGE, "--row: of which table? give --data too"),
        (("--at", "x=1"), USAGE, "--at: this is for boards"),
        (("--random",), USAGE, "--random: this is for boards"),
        (("--seed", "0"), USAGE, "--seed: this is for boards"),
        (("--data", "none.csv"), DATA, "there is no file none.csv"),
        (("--data", "new.csv"), DATA, "new.csv has no column 'y'"),
    ],
)
def test_refusals_of_models(run: Run, models: Path, words: tuple[str, ...], code: int, sentence: str):
    """A row that is not there, or has no target, is refused."""
    write("new.csv", ["1"], "x")
    ended = run("explain", str(models / "line.safetensors"), *words)
    assert (ended.code, ended.out) == (code, "")
    assert ended.err.startswith(f"error: {sentence}")


def test_notes_stand_below_the_equations(run: Run):
    """What is worth a second look is said once, on the terminal and on the page, and by a check."""
    target, note = (
        "L = logistic(sigmoid(w*x), y)",
        "Note: logistic takes the score before a sigmoid, but its first operand",
    )
    said = run("explain", target, "--html", "page.html").out
    assert said.count(note) == 1
    assert Path("page.html").read_text("utf-8").count("Note: logistic") == 1
    for words in ((), ("--claim", "dw = x")):
        assert run("check", target, *words).out.count(note) == 1
