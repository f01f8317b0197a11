"""`chainrule watch`, and `chainrule train --pictures`: the files that show how a board, or a training, moves."""

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from .conftest import Ended

LINE = """
data   x (1, m) = [[1, 2, 3, 4]], y (1, m) = [[2, 1, 3, 5]]
params w = -1, b = 3
L = mean((w*x + b - y)**2)
"""
FILES = ["animation.html", "landscape.svg", "race.svg", "slices-2.svg", "slices.svg"]


@pytest.fixture
def line():
    """A board with data, in a file of this folder."""
    Path("line.txt").write_text(LINE, "utf-8")
    return "line.txt"


def test_a_board_with_data_is_watched(run, line):
    """A folder of its name gets landscape, race, slices over both entries and an animation; costs are said."""
    ended = run("watch", line, "--param", "w", "--param", "b", "--learning-rate", "0.02", "--epochs", "3")
    assert (ended.code, ended.err) == (0, "")
    assert sorted(one.name for one in Path("line").iterdir()) == FILES
    for name in FILES[1:]:
        assert ET.fromstring(Path("line", name).read_text("utf-8")).tag.endswith("svg")  # noqa: S314 - our own
    assert ended.out.splitlines()[0].startswith("sgd, η = 0.02, all 4 rows: L 11.25 to ")
    assert ended.out.splitlines()[-5:] == [str(Path("line", name)) for name in
        ("landscape.svg", "race.svg", "slices.svg", "slices-2.svg", "animation.html")]  # fmt: skip
    assert all(len(Path("line", name).read_bytes()) < 300_000 for name in FILES)


def test_watching_again_writes_over_its_own_files_only(run, line):
    """A second time is fine; a file of that name that chainrule did not write is refused without --force."""
    words = ("watch", line, "--out", "seen", "--points", "5", "--epochs", "1")
    assert run(*words).code == 0
    assert run(*words, "--quiet") == Ended(0, "", "")
    Path("seen", "race.svg").write_text("mine", "utf-8")
    ended = run(*words)
    assert ended.code == 2
    assert "race.svg is there already, and nothing that chainrule wrote; --force writes over it" in ended.err
    assert run(*words, "--force").code == 0


@pytest.mark.parametrize(
    ("words", "code", "message"),
    [
        (("line.txt", "--param", "w"), 2, "a landscape has two axes, such as --param w --param b, not 1"),
        (("line.txt", "--param", "w", "--param", "c"), 2, "there is no parameter 'c'; there are w, b"),
        (("bare.txt",), 2, "the board needs numbers for x"),
        (("line.txt", "--out", "line.txt"), 2, "line.txt is a file; a folder is needed"),
        (("line.txt", "--learning-rate", "0"), 2, "--learning-rate"),
    ],
)
def test_what_cannot_be_watched_is_refused(run, line, words, code, message):
    """The message says what is needed, and nothing is written."""
    Path("bare.txt").write_text("data x (1, m)\nparams w = 1, b = 0\nL = mean((w*x + b)**2)\n", "utf-8")
    ended = run("watch", *words)
    assert (ended.code, Path("line").exists()) == (code, False)
    assert message in ended.err


def test_training_draws_its_path(run):
    """--pictures writes the landscape below the path, slices and the animation, and says where."""
    words = ("train", "moons", "--hidden", "4", "--epochs", "4", "--pictures", "seen", "--engine", "numpy")
    ended = run(*words)
    assert ended.code == 0
    assert sorted(one.name for one in Path("seen").iterdir()) == ["animation.html", "landscape.svg", "slices.svg"]
    assert ended.out.splitlines()[-3:] == [f"picture  {Path('seen', name)}" for name in
        ("landscape.svg", "slices.svg", "animation.html")]  # fmt: skip
