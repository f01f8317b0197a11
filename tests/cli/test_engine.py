"""`--engine` and `--threads`: what they choose, what the report says of it, and a cache that cannot be."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from chainrule.engines import numba_training

from .conftest import Run

FAST = ("--epochs", "2", "--hidden", "none", "--out", "x.safetensors")


def fact(out: str, name: str) -> str:
    """A line of the report's head."""
    (line,) = [line for line in out.splitlines() if line.startswith(f"  {name} ")]
    return line.removeprefix(f"  {name} ").strip()


def test_report_says_which_engine_ran_and_why(run: Run, table: str):
    """By itself, and as it was asked for."""
    out = run("train", table, "--target", "kind", *FAST).out
    assert fact(out, "engine").startswith("numpy: ")
    assert fact(out, "engine").endswith(" multiply-adds are not worth compiling for")
    assert (
        fact(run("train", table, "--target", "kind", *FAST, "--engine", "numpy").out, "engine") == "numpy: as asked for"
    )


@pytest.mark.parametrize(("threads", "said"), [("1", "1 thread"), ("2", "2 threads")])
def test_report_and_record_say_how_many_threads_were_asked_for(run: Run, table: str, threads: str, said: str):
    """Beside the engine; null where nobody asked."""
    words = ("train", table, "--target", "kind", *FAST, "--engine", "numpy")
    ended = run(*words, "--threads", threads, "--json")
    assert fact(ended.err, "engine") == f"numpy: as asked for, {said}"
    record = json.loads(ended.out)
    assert (record["engine"], record["why"], record["threads"]) == ("numpy", "as asked for", int(threads))
    assert json.loads(run(*words, "--json").out)["threads"] is None


@pytest.mark.parametrize(
    ("words", "message"),
    [
        (("--threads", "0"), "--threads: a whole number from 1 is needed, not '0'"),
        (("--threads", "-1"), "--threads: a whole number from 1 is needed, not '-1'"),
        (("--threads", "x"), "--threads: a whole number from 1 is needed, not 'x'"),
        (("--threads", "1.5"), "--threads: a whole number from 1 is needed, not '1.5'"),
        (("--engine", "nubma"), "--engine: there is no engine 'nubma'; did you mean 'numba'?"),
    ],
)
def test_choice_that_is_none_is_refused(run: Run, table: str, words: tuple[str, ...], message: str):
    """In one line, with code 2."""
    ended = run("train", table, "--target", "kind", *words)
    assert (ended.code, ended.err) == (2, f"error: {message}\n")


def test_numba_that_is_not_installed_is_refused_with_advice(run: Run, table: str, monkeypatch: pytest.MonkeyPatch):
    """And left alone where it was not asked for."""
    monkeypatch.setattr(numba_training, "find_spec", lambda name: None)
    ended = run("train", table, "--target", "kind", *FAST, "--engine", "numba")
    message = "error: the Numba engine needs numba and scipy: pip install 'chainrule[fast]'\n"
    assert (ended.code, ended.err) == (2, message)
    out = run("train", table, "--target", "kind", *FAST).out
    assert fact(out, "engine") == "numpy: numba and scipy are not installed"


def train_without_cache(*words: str) -> "subprocess.CompletedProcess[str]":
    """Train by the Numba engine in a process of its own, with a cache folder that cannot be."""
    command = [sys.executable, "-m", "chainrule", "train", "line", *FAST, "--engine", "numba", *words]
    places = {**os.environ, "CHAINRULE_CACHE": f"{os.devnull}/cache", "COLUMNS": "80", "NUMBA_OPT": "0"}
    return subprocess.run(command, capture_output=True, text=True, check=False, env=places)  # noqa: S603


@pytest.mark.skipif(os.name != "posix", reason="the words are those of POSIX")
def test_cache_that_cannot_be_is_one_line(run: Run):
    """Without a path into the package; with --quiet there is none."""
    pytest.importorskip("numba")
    ended = train_without_cache()
    note = "note: compiled code is not kept: /dev/null/cache: Not a directory; CHAINRULE_CACHE names another folder\n"
    assert (ended.returncode, ended.stderr) == (0, note)
    assert fact(ended.stdout, "engine") == "numba: as asked for"
    assert Path("x.safetensors").exists()
    ended = train_without_cache("--quiet")
    assert (ended.returncode, ended.stdout, ended.stderr) == (0, "", "")
