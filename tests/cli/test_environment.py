"""Whatever the environment is like, a command works or says in one sentence why not; never with a traceback."""

import json
import os
import re
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from importlib.util import find_spec
from pathlib import Path

import pytest

from chainrule.cli.console import console_on

from .conftest import Run

TRAIN = ("train", "flowers.csv", "--target", "kind", "--epochs", "2", "--hidden", "3", "--out", "new.safetensors")
COMPILED = ("train", "line", "--epochs", "2", "--out", "new.safetensors")  # compiled in a second or two
COMPILED += ("--hidden", "none", "--optimizer", "sgd", "--engine", "numba")
COMMANDS = {
    "train": TRAIN,
    "predict": ("predict", "flowers.safetensors", "flowers.csv", "--out", "predicted.csv"),
    "explain": ("explain", "flowers.safetensors", "--data", "flowers.csv", "--row", "1", "--html", "page.html"),
    "check": ("check", "flowers.safetensors", "--data", "flowers.csv"),
    "export": ("export", "flowers.safetensors", "--to", "svg", "--out", "drawn.svg"),
}
RESULTS = ("new.safetensors", "new.svg", "predicted.csv", "page.html", "drawn.svg")
NOBODY = 65534
posix = pytest.mark.skipif(os.name != "posix", reason="such environments are those of POSIX")
compiles = pytest.mark.skipif(find_spec("numba") is None, reason="numba is not installed")
root = pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can be somebody else")


def spawn(*words: str, lacking: tuple[str, ...] = (), **places: str) -> "subprocess.CompletedProcess[str]":
    """A command in a process of its own, where these variables of the environment are others or none."""
    environment = {name: value for name, value in os.environ.items() if name not in lacking} | places
    command = [sys.executable, "-m", "chainrule", *words]
    return subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False)  # noqa: S603


# what commands import is imported once, in that environment; each of them is run by a child of its own, which ends as
# a command does
ONE_BY_ONE = """
import json, os, subprocess, sys
from importlib import import_module
from chainrule.cli import main
def code_of(words):
    if not hasattr(os, "fork"):
        return subprocess.run([sys.executable, "-m", "chainrule", *words]).returncode
    child = os.fork()
    if not child:
        sys.exit(main(words))
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
commands = json.loads(sys.argv[1])
for name, *_ in commands:
    import_module(f"chainrule.cli.{name}")
codes = {words[0]: code_of(words) for words in commands}
sys.exit(str(codes) if any(codes.values()) else 0)
"""


def spawn_all(streams: str = "", **places: str) -> "subprocess.CompletedProcess[str]":
    """All commands, begun in an environment of these variables with some streams closed; 0 where each has ended so."""
    command = [sys.executable, "-c", ONE_BY_ONE, json.dumps(list(COMMANDS.values()))]
    if streams:
        command = ["/bin/sh", "-c", f'"$0" "$@" {streams}', *command]
    environment = {**os.environ, **places}
    return subprocess.run(command, env=environment, capture_output=True, encoding="utf-8", check=False)  # noqa: S603


def notes(said: str) -> list[str]:
    """The notes in what was said on standard error, where there is no error."""
    assert "error: " not in said, said
    assert "Traceback" not in said, said
    return [line for line in said.splitlines() if line.startswith("note: ")]


def names(folder: str | Path = ".") -> list[str]:
    """What is in a folder."""
    return sorted(path.name for path in Path(folder).iterdir())


# ---- every command ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "places",
    [
        {"COLUMNS": "0", "LINES": "0"},
        {"COLUMNS": "abc", "LINES": "-1", "TERM": "dumb", "NO_COLOR": "1"},
        {"COLUMNS": "1", "PYTHONIOENCODING": "ascii", "LANG": "C", "LC_ALL": "C"},
        {"COLUMNS": "²", "LC_ALL": "POSIX", "PYTHONCOERCECLOCALE": "0", "PYTHONUTF8": "0", "HOME": "/nonexistent"},
        {"COLUMNS": "9" * 5000, "TMPDIR": "/nonexistent", "TERM": "", "HOME": ""},
        {"NUMBA_DISABLE_JIT": "1", "COLUMNS": "12", "CHAINRULE_CACHE": "/dev/null"},
    ],
    ids=lambda places: " ".join(f"{name}={value[:12]}" for name, value in places.items()),
)
def test_every_command_works(model: str, places: dict[str, str]):
    """Each ends with 0, writes what it should, and has nothing to note."""
    before = names()
    ended = spawn_all(**places)
    assert ended.returncode == 0, ended.stderr
    assert notes(ended.stderr) == []
    assert sorted({*names()} - {*before}) == sorted(RESULTS)


@posix
@pytest.mark.parametrize("streams", ["<&-", "<&- >&-", ">&- 2>&-", "<&- >&- 2>&-", "<&- 2>&-"])
def test_every_command_works_without_streams(model: str, streams: str):
    """Whichever are closed: what is opened next takes no number of theirs, so that nothing is written into it."""
    ended = spawn_all(streams, COLUMNS="80")
    assert ended.returncode == 0, ended.stderr
    assert notes(ended.stderr) == []


@pytest.mark.parametrize("value", ["0", "1", "9", "-80", "abc", "²", "", "10000", "9" * 5000])
def test_width_that_is_none_is_the_usual_one(monkeypatch: pytest.MonkeyPatch, value: str):
    """Of a screen that is none."""
    monkeypatch.setenv("COLUMNS", value)
    monkeypatch.setenv("LINES", value)
    assert console_on(sys.__stdout__).width >= 10
    monkeypatch.setenv("COLUMNS", "60")
    assert console_on(sys.__stdout__).width == 60


@posix
def test_names_of_stray_bytes_are_shown_with_a_sign_in_their_place(run: Run, table: str):
    """A file system allows what UTF-8 does not; the model is there, and what is said can be read."""
    odd = os.fsdecode(b"odd\xff.csv")
    try:
        Path(table).rename(odd)
    except OSError:
        pytest.skip("this file system knows no such names")
    ended = spawn("train", odd, "--target", "kind", "--epochs", "1", COLUMNS="80")
    assert (ended.returncode, ended.stderr) == (0, "")
    assert ended.stdout.startswith("odd\N{REPLACEMENT CHARACTER}: kind, 2 classes")
    assert Path(os.fsdecode(b"odd\xff.safetensors")).exists()


# ---- the Numba engine and its cache -------------------------------------------------------------------------------


@compiles
def test_compiling_that_is_switched_off_is_one_sentence(run: Run):
    """For whoever asks for the Numba engine all the same."""
    ended = spawn(*COMPILED, NUMBA_DISABLE_JIT="1")
    why = "the Numba engine compiles, and NUMBA_DISABLE_JIT switches compiling off; unset it, or take the NumPy engine"
    assert (ended.returncode, ended.stdout, ended.stderr) == (2, "", f"error: {why}\n")


# the compiler is warm, and what is imported is there already, for somebody else may not read it where it is; what was
# compiled is not kept, so that each child compiles anew, in its own folder and as somebody
IN_ODD_PLACES = """
import json, os, sys
from chainrule.cli import main
from chainrule.training.program import program_for
warmed, words, *jobs = json.loads(sys.argv[1])
os.environ["CHAINRULE_CACHE"] = warmed
assert main([*words, "--quiet"]) == 0
program_for.cache_clear()
for job in jobs:
    child = os.fork()
    if not child:
        os.chdir(job["folder"])
        os.dup2(os.open(job["said"], os.O_WRONLY | os.O_CREAT), 2)
        for name in ("HOME", "CHAINRULE_CACHE", "XDG_CACHE_HOME"):
            os.environ.pop(name, None)
        os.environ.update(job["places"])
        if job["user"]:
            os.setgroups([])
            os.setgid(job["user"])
            os.setuid(job["user"])
        sys.exit(main(words))
    if code := os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]):
        sys.exit(f"{code} in {job}")
"""


def said_in(places: list[tuple[dict[str, str], Path, int]], tmp_path: Path) -> list[list[str]]:
    """The notes of training with the Numba engine, with each of these variables, in these folders, as these users."""
    said = [tmp_path / f"said {i}" for i in range(len(places))]
    jobs = [
        {"places": variables, "folder": str(folder), "user": user, "said": str(file)}
        for (variables, folder, user), file in zip(places, said, strict=True)
    ]
    told = json.dumps([str(tmp_path / "warmed"), COMPILED, *jobs])
    quickly = {**os.environ, "NUMBA_OPT": "0"}  # it is not about what is compiled
    ended = subprocess.run(  # noqa: S603
        [sys.executable, "-c", IN_ODD_PLACES, told], env=quickly, capture_output=True, encoding="utf-8", check=False
    )
    assert ended.returncode == 0, ended.stderr
    return [notes(file.read_text(encoding="utf-8")) for file in said]


@compiles
@posix
def test_cache_that_cannot_be_is_one_note(run: Run, tmp_path: Path):
    """And the work is done."""
    whys = [
        ({"HOME": "/nonexistent"}, "there is no home folder /nonexistent"),
        ({"CHAINRULE_CACHE": "/dev/full"}, "/dev/full: Not a directory"),
        ({"CHAINRULE_CACHE": "/proc/none"}, "/proc/none: No such file or directory"),
        ({"CHAINRULE_CACHE": "x" * 300}, "x" * 300 + ": File name too long"),
        ({"CHAINRULE_CACHE": "/tmp", "TMPDIR": "/nonexistent"}, "others can write to /tmp"),  # noqa: S108
    ]
    folders = [tmp_path / f"place {i}" for i in range(len(whys))]
    for folder in folders:
        folder.mkdir()
    said = said_in([(places, folder, 0) for (places, _), folder in zip(whys, folders, strict=True)], tmp_path)
    assert said == [
        [f"note: compiled code is not kept: {why}; CHAINRULE_CACHE names another folder"] for _, why in whys
    ]
    assert all((folder / "new.safetensors").exists() for folder in folders)
    assert not Path("/nonexistent").exists()


@compiles
@posix
@root
def test_somebody_else_without_a_home_of_use(run: Run, tmp_path: Path):
    """A daemon, a container: all works, with a note, and nothing is left anywhere."""
    whys = {
        "read-only home": "{home}/.cache/chainrule: Permission denied",
        "no home": "there is no home folder.*",
        "no account": "there is no home folder.*",
    }
    jobs = []
    with ExitStack() as temporary:
        for way in whys:
            place, user = Path(temporary.enter_context(tempfile.TemporaryDirectory())), NOBODY
            if way == "no account":
                user = 4_000_123
            (place / "home").mkdir(mode=0o555)
            for each in (place, place / "home"):
                os.chown(each, user, user)
            jobs.append(({"HOME": str(place / "home")} if way == "read-only home" else {}, place, user))
        for (_, place, _), why, (note,) in zip(jobs, whys.values(), said_in(jobs, tmp_path), strict=True):
            told = why.format(home=re.escape(str(place / "home")))
            assert re.fullmatch(f"note: compiled code is not kept: {told}; CHAINRULE_CACHE names another folder", note)
            assert names(place) == ["home", "new.safetensors", "new.svg"]
            assert names(place / "home") == []


@compiles
@posix
@root
def test_cache_on_a_full_disk_is_one_note(run: Run, tmp_path: Path):
    """A disk of one page holds no compiled module, and after the attempt no part of one."""
    cache = tmp_path / "disk"
    cache.mkdir(mode=0o700)
    mounted = ["mount", "-t", "tmpfs", "-o", "size=4k,mode=0700", "tmpfs", str(cache)]
    if subprocess.run(mounted, capture_output=True, check=False).returncode:  # noqa: S603
        pytest.skip("no disk can be mounted here")
    try:
        ended = spawn(*COMPILED, CHAINRULE_CACHE=str(cache), NUMBA_OPT="0")
        assert ended.returncode == 0, ended.stderr
        (note,) = notes(ended.stderr)
        assert re.fullmatch(
            r"note: compiled code is not kept: \S+ cannot be written: No space left on device; .*", note
        )
        assert names(cache / "compiled") == []
    finally:
        subprocess.run(["umount", str(cache)], check=True)  # noqa: S603, S607


@posix
@root
@pytest.mark.parametrize("command", ["train", "predict", "explain", "export"])
def test_results_on_a_full_disk(model: str, tmp_path: Path, command: str):
    """One sentence, code 1, and no file of any kind."""
    disk = tmp_path / "disk"
    disk.mkdir()
    mounted = ["mount", "-t", "tmpfs", "-o", "size=4k", "tmpfs", str(disk)]
    if subprocess.run(mounted, capture_output=True, check=False).returncode:  # noqa: S603
        pytest.skip("no disk can be mounted here")
    words = [f"disk/{word}" if word in ("new.safetensors", "predicted.csv", "page.html", "drawn.svg") else word
             for word in COMMANDS[command]]  # fmt: skip
    try:
        (disk / "filling").write_bytes(b"x" * 4096)
        ended = spawn(*words)
        name = next(word for word in words if word.startswith("disk/"))
        assert (ended.returncode, ended.stdout) == (1, "")
        assert ended.stderr == f"error: {name} cannot be written: No space left on device\n"
        assert names(disk) == ["filling"]
    finally:
        subprocess.run(["umount", str(disk)], check=True)  # noqa: S603, S607
