"""The help, the version, and the two ways to call the command line."""

import subprocess
import sys

import pytest
from click.testing import CliRunner

from chainrule.cli.commands import COMMANDS, chainrule
from chainrule.cli.exits import option_of
from chainrule.cli.options import GROUPS

from .conftest import Run


@pytest.mark.parametrize("words", [("--help",), *((name, "--help") for name in COMMANDS), ("predict", "-h")])
def test_help_fits_80_columns(run: Run, words: tuple[str, ...]):
    """No line of any help is longer than 80 columns, and a default stands without brackets of its own."""
    ended = run(*words)
    assert (ended.code, ended.err) == (0, "")
    assert "default: (" not in ended.out
    assert max(map(len, ended.out.splitlines())) <= 80


def test_first_help_fits_a_screen(run: Run):
    """The first help has at most 24 lines and names every command."""
    lines = run("--help").out.splitlines()
    assert len(lines) <= 24
    assert set(COMMANDS) <= {line.split()[0] for line in lines if line.startswith("  ") and line.strip()}


def test_train_help_is_grouped(run: Run):
    """The options of train stand in six groups, each option once."""
    text = run("train", "--help").out
    titles = [line for line in text.splitlines() if line.endswith(":") and not line.startswith(" ")]
    assert titles == ["Data:", "File:", "Network:", "Board:", "Training:", "Output:"]
    names = [name for group in GROUPS.values() for name in group]
    assert all(text.count(f"  {option_of(name)} ") == 1 for name in names)


def test_version(run: Run):
    """The version is told with the name."""
    assert run("--version").out.startswith("chainrule ")


def test_python_m(tmp_path):
    """`python -m chainrule` is the same command line, in a process of its own."""
    ended = subprocess.run([sys.executable, "-m", "chainrule", "train", "none.csv"], capture_output=True, text=True,
        cwd=tmp_path, check=False)  # fmt: skip
    assert (ended.returncode, ended.stdout) == (3, "")
    assert ended.stderr.startswith("error: there is no file none.csv")


def test_click_runner():
    """The group works as any click group does."""
    assert "Commands:" in CliRunner().invoke(chainrule, ["--help"]).output
