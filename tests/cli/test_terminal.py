"""Nothing foreign reaches a terminal raw: names of files and columns, labels, boards, words of the command line."""

import json
import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest

from .conftest import flowers

HOSTILE = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202e"  # a title, a bell, a cleared screen, C1, writing turned round
RAW = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]|\x1b(?!\\[[0-9;?]*[AHKhlm])")
SECONDS = 60


def on_terminal(*words: str) -> tuple[str, int]:
    """What a person sees of a command, and how it ended."""
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "chainrule", *words]
    shown = b""
    with subprocess.Popen(  # noqa: S603
        command, stdin=theirs, stdout=theirs, stderr=theirs, env={**os.environ, "TERM": "xterm"}
    ) as one:
        os.close(theirs)
        while True:
            try:
                piece = os.read(ours, 65536)
            except OSError:  # nobody writes any more
                break
            if not piece:
                break
            shown += piece
        code = one.wait(SECONDS)
    os.close(ours)
    return shown.decode(), code


@pytest.fixture
def hostile(tmp_path, monkeypatch):
    """A folder with a table and its model, all of whose names, texts and labels are hostile."""
    monkeypatch.chdir(tmp_path)
    lines = [f"size,colour{HOSTILE},kind{HOSTILE}"]
    lines += [line.replace("red", f"r{HOSTILE}").replace("big", f"b{HOSTILE}") for line in flowers()]
    name = f"t{HOSTILE}.csv"
    Path(name).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return name


def test_no_command_lets_it_through(hostile):
    """Not when it works, and not when it is refused."""
    target, model = f"kind{HOSTILE}", f"t{HOSTILE}.safetensors"
    commands = {
        ("train", hostile, "--target", target, "--epochs", "60", "--hidden", "4"): 0,
        ("predict", model, hostile): 0,
        ("predict", model, hostile, "--out", f"o{HOSTILE}.csv", "--probabilities"): 0,
        ("explain", model, "--data", hostile, "--row", "2"): 0,
        ("explain", model, "--data", hostile, "--html", f"h{HOSTILE}.html"): 0,
        ("check", model, "--data", hostile): 0,
        ("export", model, "--to", "svg", "--data", hostile): 0,
        ("export", model, "--to", "numpy", "--data", hostile, "--out", f"s{HOSTILE}.py"): 0,
        ("train", hostile, "--target", f"no{HOSTILE}"): 3,
        ("train", f"no{HOSTILE}.csv", "--target", "x"): 3,
        ("train", hostile, f"--{HOSTILE}"): 2,
        ("train", hostile, "--optimizer", HOSTILE): 2,
        ("explain", f"no{HOSTILE}.safetensors"): 3,
        ("explain", f"x + {HOSTILE}"): 2,
        ("explain", f"no{HOSTILE}.txt"): 3,
        ("check", "x*x", "--claim", f"dx = {HOSTILE}"): 2,
        (HOSTILE,): 2,
    }
    for words, expected in commands.items():
        shown, code = on_terminal(*words)
        assert code == expected, (words, shown)
        assert not RAW.search(shown), (words, RAW.findall(shown), shown)


def test_json_is_escaped_and_means_the_same(run, hostile):
    """What steers a terminal comes as an escape, in names and labels, and is read back as it was."""
    ended = run("train", hostile, "--target", f"kind{HOSTILE}", "--epochs", "1", "--json")
    assert not RAW.search(ended.out)
    assert json.loads(ended.out)["target"] == f"kind{HOSTILE}"
    assert f"b{HOSTILE}" in json.loads(ended.out)["classes"]


def test_what_other_programs_read_is_left_alone(run, hostile):
    """Predictions in a pipe have every sign of the table."""
    assert run("train", hostile, "--target", f"kind{HOSTILE}", "--epochs", "1", "--quiet").code == 0
    ended = run("predict", f"t{HOSTILE}.safetensors", hostile)
    assert ended.out.startswith(f"size,colour{HOSTILE},kind{HOSTILE},kind{HOSTILE}_predicted\n")
    assert f"r{HOSTILE}" in ended.out


def test_commands_print_through_one_file():
    """No command has a way of its own to a terminal."""
    import chainrule.cli

    for path in Path(chainrule.cli.__file__).parent.glob("*.py"):
        if path.name != "console.py":
            assert "click.echo" not in path.read_text("utf-8"), path.name
