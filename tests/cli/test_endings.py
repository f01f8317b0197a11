"""How a command ends when nobody reads it, when nobody waits for it, and when there is no room."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from chainrule.cli import main

from .conftest import Run

GATE = ("explain", "1/(1+exp(-x))", "--at", "x=1")


def spawn(*words: str, folder: Path, **options: object) -> "subprocess.CompletedProcess[str]":
    """A command in a process of its own."""
    command = [sys.executable, "-m", "chainrule", *words]
    return subprocess.run(command, cwd=folder, check=False, stderr=subprocess.PIPE, text=True, **options)  # type: ignore[call-overload, no-any-return] # noqa: S603


def test_a_reader_who_has_seen_enough(tmp_path: Path):
    """Into a pipe that is closed, a command ends quietly."""
    reads, writes = os.pipe()
    os.close(reads)
    ended = spawn(*GATE, folder=tmp_path, stdout=writes)
    os.close(writes)
    assert (ended.returncode, ended.stderr) == (1, "")


@pytest.mark.skipif(os.name == "nt", reason="a shell of Unix closes the stream")
def test_a_closed_output(tmp_path: Path):
    """Without a standard output the work is done, and nothing is said."""
    closes = subprocess.run(  # noqa: S603
        ["/bin/sh", "-c", f"'{sys.executable}' -m chainrule export 'w*x' --to latex --out a.tex >&- 2>&-"],
        cwd=tmp_path, check=False, capture_output=True,
    )  # fmt: skip
    assert (closes.returncode, closes.stdout, closes.stderr) == (0, b"", b"")
    assert "w x" in (tmp_path / "a.tex").read_text("utf-8")
    assert spawn(*GATE, folder=tmp_path, preexec_fn=lambda: os.close(1)).stderr == ""


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no such device here")
def test_a_full_disk(tmp_path: Path):
    """What cannot be written is told in one sentence."""
    with Path("/dev/full").open("w") as full:
        ended = spawn(*GATE, folder=tmp_path, stdout=full)
    assert (ended.returncode, ended.stderr) == (1, "error: the output: No space left on device\n")


@pytest.mark.parametrize("module", ["click", "numpy", "chainrule.faces.board"])
def test_interrupted_while_importing(tmp_path: Path, module: str):
    """Ctrl-C in the first moments ends quietly with 130, whatever is being imported."""
    program = f"""
import sys
class Interrupting:
    def find_spec(self, name, path=None, target=None):
        if name == {module!r}:
            raise KeyboardInterrupt
sys.meta_path.insert(0, Interrupting())
from chainrule.cli import main
sys.exit(main({GATE!r}))
"""
    ended = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, check=False, capture_output=True, text=True)  # noqa: S603
    assert (ended.returncode, ended.stdout, ended.stderr.strip()) in ((130, "", ""), (130, "", "interrupted"))


def test_memory(run: Run, monkeypatch: pytest.MonkeyPatch):
    """Where memory is short, it is told how much was asked for."""

    def greedy(self: object) -> None:
        raise MemoryError("Unable to allocate 7.28 TiB")

    monkeypatch.setattr("chainrule.faces.board.Board.backward", greedy)
    ended = run(*GATE)
    assert (ended.code, ended.out) == (1, "")
    assert ended.err.startswith("error: there is not enough memory (Unable to allocate 7.28 TiB); use fewer rows")


def test_a_format_that_nobody_knows_is_wrong_usage(run: Run, model: str, table: str):
    """A prediction goes to a file whose name tells the format."""
    ended = run("predict", model, table, "--out", "p.txt")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.startswith("error: --out: cannot tell the format of p.txt; let the name end in one of .csv")


def test_main_takes_the_words_of_the_process(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    """Without arguments the command line is that of the process."""
    monkeypatch.setattr(sys, "argv", ["chainrule", "--version"])
    assert main() == 0
    assert capsys.readouterr().out.startswith("chainrule ")
