"""`chainrule export`: scripts that run, LaTeX, SVG and pages, and files that are not written over."""

import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path

import numpy as np
import pytest

from chainrule import whiteboard

from .conftest import Ended, Run
from .test_explain import BOARD, models

__all__ = ["models"]
USAGE = 2
GATE = ("1/(1+exp(-x))", "--at", "x=1")


@pytest.fixture
def board(run: Run) -> str:
    """The file of a board."""
    Path("board.txt").write_text(BOARD, encoding="utf-8")
    return "board.txt"


def ran(script: str) -> str:
    """What a script prints in a process of its own, warnings being errors."""
    command = [sys.executable, "-W", "error", "-I", script]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout  # noqa: S603


STARTS = [
    ((*GATE, "--to", "numpy"), '"""A board: forward and backward.'),
    ((*GATE, "--to", "latex"), "\\begin{align*}\nf &= \\frac{1}{1 + \\exp"),
    (
        (*GATE, "--to", "latex", "--numbers"),
        "\\begin{align*}\nf &= \\frac{1}{1 + \\exp\\left(-x\\right)} = \\frac{1}{1 + \\exp",
    ),
    (
        (*GATE, "--to", "latex", "--equations", "indices"),
        "\\begin{align*}\nf &= \\frac{1}{1 + \\exp\\left(-x\\right)} \\\\\n",
    ),
    ((*GATE, "--to", "latex", "--equations", "derivation"), "\\begin{align*}\nx & && \\text{()} \\\\\nu_{1} &= -x &&"),
    (
        (*GATE, "--to", "javascript"),
        "/* One pass over a graph. Printed by chainrule from the graph. */\n\nfunction exp(x) {",
    ),
    ((*GATE, "--to", "svg"), "<svg xmlns="),
    ((*GATE, "--to", "html"), "<!DOCTYPE html>"),
    (("board.txt", "--to", "latex"), "\\begin{align*}\nZ &= W_{1} X + b_{1}"),
    (("board.txt", "--to", "svg", "--zoom", "layers"), "<svg xmlns="),
]

REFUSED = [
    ((*GATE,), "missing option '--to'; see chainrule export --help"),
    ((*GATE, "--to", "nump"), "--to: there is no form 'nump'; did you mean 'numpy'?"),
    (("board.txt", "--to", "javascript"), "--to: a module knows one letter, m, and k, n have no size; give --at"),
    (("board.txt", "--to", "numpy"), "--to: a script computes with numbers, and there are none; give --at NAME=VALUE"),
    ((*GATE, "--to", "svg", "--zoom", "gate"), "--zoom: there is no zoom 'gate'; did you mean 'gates'?"),
    ((*GATE, "--to", "html", "--out", "board.txt"), "--out: board.txt is there already; --force writes over it"),
    ((*GATE, "--to", "html", "--out", "link.html"), "--out: link.html is a link; --force writes where it leads"),
    ((*GATE, "--to", "html", "--out", "."), "--out: . is a folder"),
    ((*GATE, "--to", "numpy", "--out", "taken.py"), "--out: taken.npz is there already; --force writes over it"),
    ((*GATE, "--to", "numpy", "--out", "script.npz"), "--out: the name of a script ends in .py"),
    ((*GATE, "--to", "svg", "--equations", "final"), "--equations: this is for --to latex"),
    ((*GATE, "--to", "html", "--equations", "named"), "--equations: this is for --to latex; a page has all but"),
    ((*GATE, "--to", "numpy", "--zoom", "gates"), "--zoom: this is for the circuit of --to svg or html"),
    ((*GATE, "--to", "numpy", "--epochs", "10"), "--epochs: this is for a script that trains a model"),
    ((*GATE, "--to", "latex", "--seed", "0"), "--seed: nothing is drawn without --random; give it too"),
    (("board.txt", "--to", "numpy", "--at", "X=[[1,2]]"), "--to: a script computes with numbers, and y, W1, b1"),
]  # fmt: skip


@pytest.mark.parametrize(("words", "start"), STARTS)
def test_forms(run: Run, board: str, words: tuple[str, ...], start: str):
    """Each form goes to standard output, and the same text to a file."""
    ended = run("export", *words)
    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith(start)
    assert run("export", *words, "--out", "made.py", "--quiet") == Ended(0, "", "")
    assert Path("made.py").read_text("utf-8") == ended.out


@pytest.mark.parametrize("form", ["latex", "svg", "html"])
def test_a_board_with_some_numbers_is_shown_without_any(run: Run, form: str):
    """And a sentence says which are lacking; none does where no numbers were asked for."""
    ended = run("export", "x*y", "--at", "x=1", "--to", form)
    assert (ended.code, ended.err) == (0, "y has no value, so there are no numbers\n")
    assert ended.out == run("export", "x*y", "--to", form).out
    assert run("export", "x*y", "--at", "x=1", "--to", form, "--no-numbers").err == ""


def test_svg_is_well_formed(run: Run, board: str):
    """The circuit is XML."""
    assert ET.fromstring(run("export", board, "--to", "svg", "--random").out).tag.endswith("svg")  # noqa: S314


def test_the_script_computes_what_the_board_does(run: Run):
    """A script of a board prints the value and the gradient."""
    assert run("export", *GATE, "--to", "numpy", "--out", "gate.py").err == "written to gate.py\n"
    values = whiteboard("f = 1/(1+exp(-x))").bind(x=1)
    printed = dict(line.split(" = ") for line in ran("gate.py").splitlines())
    assert float(printed["f"]) == pytest.approx(float(values["f"]), rel=1e-12)
    assert float(printed["∂f/∂x"]) == pytest.approx(float(values["∂f/∂x"]), rel=1e-12)


def test_the_script_of_a_model_trains(run: Run, models: Path):
    """A script of a model with data goes on training, for so many epochs."""
    words = ("export", str(models / "line.safetensors"), "--to", "numpy", "--data", "line")
    ended = run(*words, "--epochs", "2", "--out", "line.py")
    assert (ended.code, ended.err) == (0, "written to line.py\n")
    assert [line.split(":")[0] for line in ran("line.py").splitlines()] == ["epoch 1", "epoch 2"]


def test_large_arrays_go_beside_the_script(run: Run):
    """An array that nobody would type is read from a file beside the script, which therefore has to be a file."""
    words = ("export", "long.txt", "--to", "numpy", "--random")
    Path("long.txt").write_text("data x (300)\nparams w\nL = sum(w * x)\n")
    assert run(*words).err == "error: --out: a file is needed, for large arrays go into another one beside it\n"
    assert run(*words, "--out", "long.py").err == "written to long.py and long.npz\n"
    assert ran("long.py").startswith("L = ")


def test_the_script_of_a_row(run: Run, models: Path):
    """With --row the script computes that row, forward and backward."""
    words = ("--to", "numpy", "--data", "line", "--row", "1", "--out", "row.py")
    assert run("export", str(models / "line.safetensors"), *words).code == 0
    printed = ran("row.py")
    assert np.isfinite(float(printed.split("L = ")[1].split()[0].strip("[]")))
    assert "∂L/∂W₁ = " in printed


@pytest.mark.parametrize("form", ["latex", "svg", "html"])
def test_models_without_data(run: Run, models: Path, form: str):
    """Equations and circuits of a model need no data; a script does."""
    assert run("export", str(models / "kind.safetensors"), "--to", form).code == 0
    ended = run("export", str(models / "kind.safetensors"), "--to", "numpy")
    assert (ended.code, ended.out) == (USAGE, "")
    assert "give --data DATA, and --row N for one row" in ended.err


def test_a_model_without_data_is_a_page_that_computes(run: Run, models: Path):
    """Its weights are there, and rows that are drawn, which is said; asked for without numbers it stands still."""
    words = ("export", str(models / "kind.safetensors"), "--to", "html")
    page = run(*words).out
    assert "Note: no data are here: the rows are drawn" in page
    assert '<pre class="code" tabindex="0" id="training">' in page
    assert 'id="training"' not in run(*words, "--no-numbers").out


def test_force_writes_over(run: Run):
    """With --force a file is replaced and a link followed."""
    Path("old.tex").write_text("old")
    Path("link.tex").symlink_to("old.tex")
    assert run("export", *GATE, "--to", "latex", "--out", "link.tex", "--force").code == 0
    assert Path("link.tex").is_symlink()
    assert Path("old.tex").read_text("utf-8").startswith("\\begin{align*}")


@pytest.mark.parametrize(("words", "sentence"), REFUSED)
def test_refusals(run: Run, board: str, words: tuple[str, ...], sentence: str):
    """What cannot be exported is answered by a sentence, and nothing is written."""
    Path("taken.npz").write_bytes(b"")
    Path("link.html").symlink_to("elsewhere.html")
    before = sorted(Path().iterdir())
    ended = run("export", *words)
    assert (ended.code, ended.out) == (USAGE, "")
    assert ended.err.startswith(f"error: {sentence}")
    assert sorted(Path().iterdir()) == before


def test_a_page_with_numbers_computes(run: Run, board: str, models: Path):
    """Of a board, and of models with the rows of a table; a page without numbers stands still."""
    program = '<script type="module">'
    assert program in run("export", board, "--to", "html", "--random").out
    assert program not in run("export", board, "--to", "html").out
    assert program in run("export", str(models / "line.safetensors"), "--to", "html", "--data", "line").out


def test_a_model_becomes_an_onnx_file(run: Run, models: Path) -> None:
    """With its encoding the columns are its inputs; with --features there is one, X."""
    kind = str(models / "kind.safetensors")
    assert run("export", kind, "--to", "onnx", "--out", "kind.onnx").err == "written to kind.onnx\n"
    assert run("export", kind, "--to", "onnx", "--out", "bare.onnx", "--features", "--quiet") == Ended(0, "", "")
    content, bare = (Path(name).read_bytes() for name in ("kind.onnx", "bare.onnx"))
    assert [b"LabelEncoder" in one for one in (content, bare)] == [True, False]
    assert [b"Softmax" in one for one in (content, bare)] == [True, True]


def test_what_onnx_has_no_use_for_is_refused(run: Run, models: Path) -> None:
    """Data, boards, other endings of the name; and --features in any other form."""
    kind = str(models / "kind.safetensors")
    refused = [
        (("x*y", "--to", "onnx", "--out", "a.onnx"), "--to: onnx is for models, whose names end in .safetensors"),
        ((kind, "--to", "onnx", "--out", "a.onnx", "--data", "line"), "--data: this is not for --to onnx"),
        ((kind, "--to", "onnx"), "--out: a file whose name ends in .onnx is needed"),
        ((kind, "--to", "onnx", "--out", "a.py"), "--out: a file whose name ends in .onnx is needed"),
        ((kind, "--to", "latex", "--features"), "--features: this is for --to onnx"),
    ]
    for words, start in refused:
        ended = run("export", *words)
        assert (ended.code, start in ended.err) == (USAGE, True), ended
