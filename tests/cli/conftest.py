"""What the tests of the command line share: a folder with small tables, and a way to run a command in it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from chainrule.cli import main

FLOWERS = "size,colour,kind"
LECTURED = ("--loss", "cross_entropy", "--dropout", "0.1")  # an output for each class, and masks between the layers


@dataclass(frozen=True)
class Ended:
    """How a command ended."""

    code: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command line in a folder of its own, on a screen of 80 columns."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "80")

    def run(*words: str) -> Ended:
        capsys.readouterr()
        code = main(words)
        said = capsys.readouterr()
        return Ended(code, said.out, said.err)

    return run


def flowers(rows: int = 60) -> list[str]:
    """Lines of a table whose `kind` follows from `size`; `colour` says nothing."""
    sizes = np.random.default_rng(0).normal(size=rows)
    return [f"{size:.3f},{('red', 'blue')[i % 2]},{'big' if size > 0 else 'small'}" for i, size in enumerate(sizes)]


def write(name: str, lines: list[str], header: str = FLOWERS) -> str:
    """A file of these lines in the current folder; its name."""
    Path(name).write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    return name


@pytest.fixture
def table(run: Run) -> str:
    """A table of flowers in the folder of the commands."""
    return write("flowers.csv", flowers())


@pytest.fixture
def model(run: Run, table: str) -> str:
    """A model of them."""
    assert run("train", table, "--target", "kind", "--epochs", "3", "--hidden", "4", *LECTURED, "--quiet").code == 0
    return "flowers.safetensors"
