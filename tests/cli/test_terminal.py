"""Nothing foreign reaches a terminal raw: names of files and columns, labels, boards, words of the command line."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest

from .conftest import flowers

HOSTILE = "\x1b]0;owned\x07\x1b[2J\x9b31m\u202e"  # a title, a bell, a cleared screen, C1, writing turned round
RAW = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1a\x1c-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]|\x1b(?!\\[[0-9;?]*[AHKhlm])")
SECONDS = 600


# what commands import is imported once; each is run by a child of its own, on a terminal of its own, which ends as a
# command does
ON_TERMINALS = """
import json, os, pty, sys
from importlib import import_module
from chainrule.cli import main
for name in ("train", "predict", "explain", "check", "export"):
    import_module(f"chainrule.cli.{name}")
ended = []
for words in json.loads(sys.argv[1]):
    child, terminal = pty.fork()
    if not child:
        sys.exit(main(words))
    shown = b""
    while True:
        try:
            piece = os.read(terminal, 65536)
        except OSError:  # nobody writes any more
            break
        if not piece:
            break
        shown += piece
    code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    os.close(terminal)
    ended.append((shown.decode(), code))
print(json.dumps(ended))
"""


def on_terminals(commands: Sequence[Sequence[str]]) -> list[tuple[str, int]]:
    """What a person sees of each command, and how it ended."""
    command = [sys.executable, "-c", ON_TERMINALS, json.dumps([*commands])]
    environment = {**os.environ, "TERM": "xterm"}
    done = subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", timeout=SECONDS, check=True)  # noqa: S603
    return [(shown, code) for shown, code in json.loads(done.stdout)]


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
    for (words, expected), (shown, code) in zip(commands.items(), on_terminals([*commands]), strict=True):
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
