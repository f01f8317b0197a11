"""What a command may write over: its own earlier results, and nothing foreign unless --force says so."""

import json
import os
import stat
from pathlib import Path

import pytest

from chainrule.errors import WriteError

from .conftest import Run

USAGE = 2
FAST = ("--target", "kind", "--epochs", "2", "--hidden", "4")
TRAIN = ("train", "flowers.csv", *FAST)
FOREIGN_SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><text>family tree</text></svg>'


def contents() -> dict[str, bytes]:
    """What is in every file here; of a link, where it leads."""
    files = {path.name: path.read_bytes() for path in Path().iterdir() if not path.is_symlink()}
    return files | {path.name: str(path.readlink()).encode() for path in Path().iterdir() if path.is_symlink()}


# ---- train --------------------------------------------------------------------------------------------------------


def test_own_model_and_picture_are_replaced(run: Run, table: str):
    """Training again, to make a model better, needs no --force; a file's mode stays as it was chosen."""
    assert run(*TRAIN).code == 0
    before = contents()
    for name in ("flowers.safetensors", "flowers.svg"):
        Path(name).chmod(0o600)
    assert run(*TRAIN, "--seed", "1").code == 0
    after = contents()
    for name in ("flowers.safetensors", "flowers.svg"):
        assert after[name] != before[name]
        assert os.name != "posix" or stat.S_IMODE(Path(name).stat().st_mode) == 0o600


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("flowers.svg", FOREIGN_SVG),
        ("flowers.svg", b""),
        ("flowers.svg", b"\xef\xbb\xbf<svg"),
        ("flowers.safetensors", b""),
        ("flowers.safetensors", b"another program's"),
        ("flowers.safetensors", b"\x02\0\0\0\0\0\0\0{}"),
    ],
)
def test_foreign_file_is_refused_before_training(run: Run, table: str, name: str, content: bytes):
    """The sentence names both ways on; with --force it is written over."""
    Path(name).write_bytes(content)
    before = contents()
    ended = run(*TRAIN)
    assert (ended.code, ended.out) == (USAGE, "")
    assert ended.err == (
        f"error: --out: {name} is there already, and nothing that chainrule wrote; --force writes over it, "
        "--out NAME.safetensors takes another name\n"
    )
    assert contents() == before
    assert run(*TRAIN, "--quiet", "--force").code == 0
    assert contents()[name] != content


def test_where_a_name_was_chosen_the_advice_is_force(run: Run, table: str):
    """Whoever gave --out knows it."""
    Path("mine.svg").write_bytes(FOREIGN_SVG)
    ended = run(*TRAIN, "--out", "mine.safetensors")
    sentence = "mine.svg is there already, and nothing that chainrule wrote; --force writes over it"
    assert (ended.code, ended.err) == (USAGE, f"error: --out: {sentence}\n")


@pytest.mark.skipif(os.name != "posix", reason="links need no privilege on POSIX")
@pytest.mark.parametrize("name", ["flowers.svg", "flowers.safetensors"])
def test_link_is_refused_and_followed_with_force(run: Run, table: str, name: str):
    """Whether it leads to a file, to an own result or nowhere; the link stays one."""
    Path(name).symlink_to("elsewhere")
    ended = run(*TRAIN)
    assert (ended.code, ended.out) == (USAGE, "")
    assert ended.err.startswith(
        f"error: --out: {name} is a link; --force writes where it leads, --out NAME.safetensors"
    )
    assert sorted(contents()) == sorted(["flowers.csv", name])
    assert run(*TRAIN, "--quiet", "--force").code == 0
    assert Path(name).is_symlink()
    assert len(Path("elsewhere").read_bytes()) > 1000


@pytest.mark.skipif(os.name != "posix", reason="pipes in folders are those of POSIX")
def test_pipe_is_refused_even_with_force(run: Run, table: str):
    """A file would take its place."""
    os.mkfifo("flowers.svg")
    for words in ((), ("--force",)):
        ended = run(*TRAIN, *words)
        message = "error: --out: flowers.svg is a device or a pipe; a file is needed\n"
        assert (ended.code, ended.out, ended.err) == (USAGE, "", message)


# ---- a picture that fails -----------------------------------------------------------------------------------------


@pytest.fixture
def picture_fails(monkeypatch: pytest.MonkeyPatch):
    """The disk is full once the model is written."""

    def fail(path: Path, text: str) -> None:
        raise WriteError(f"{path} cannot be written: No space left on device")

    monkeypatch.setattr("chainrule.cli.training_files.write_text", fail)


def test_picture_that_fails_does_not_hide_the_report(run: Run, table: str, picture_fails: None):
    """The model is there and told of; the exit code says that something is not."""
    ended = run(*TRAIN)
    assert ended.code == 1
    assert ended.err == "error: flowers.svg cannot be written: No space left on device\n"
    lines = ended.out.splitlines()
    assert "accuracy" in ended.out
    assert lines[-2:] == [
        "  model    flowers.safetensors",
        "  picture  flowers.svg cannot be written: No space left on device",
    ]
    assert Path("flowers.safetensors").exists()


def test_picture_that_fails_is_null_in_json(run: Run, table: str, picture_fails: None):
    """And the model's name is there."""
    ended = run(*TRAIN, "--json", "--quiet")
    record = json.loads(ended.out)
    assert (ended.code, record["model"], record["picture"]) == (1, "flowers.safetensors", None)
    assert ended.err == "error: flowers.svg cannot be written: No space left on device\n"


def test_a_picture_of_another_training_is_told(run: Run, table: str):
    """Killed between the two files, a command leaves a new model beside an old picture; who asks hears of it."""
    assert run(*TRAIN, "--quiet").code == 0
    before = Path("flowers.svg").read_bytes()
    assert run("evaluate", "flowers.safetensors", table).err == ""
    assert run(*TRAIN, "--quiet", "--seed", "1").code == 0
    Path("flowers.svg").write_bytes(before)
    for words in (("evaluate", "flowers.safetensors", table), ("explain", "flowers.safetensors")):
        note = "note: flowers.svg shows the training of another model than flowers.safetensors\n"
        told = run(*words)
        assert (told.code, told.err) == (0, note)
    assert run(*TRAIN, "--quiet", "--seed", "1").code == 0
    assert run("explain", "flowers.safetensors").err == ""


# ---- predict ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ending", ["csv", "tsv", "parquet", "arrow"])
def test_own_predictions_are_replaced(run: Run, table: str, model: str, ending: str):
    """A table with the column that is predicted, in any format; its mode stays."""
    words = ("predict", model, table, "--out", f"p.{ending}", "--quiet")
    if ending in ("parquet", "arrow"):
        pytest.importorskip("pyarrow")
    assert run(*words).code == 0
    Path(f"p.{ending}").chmod(0o600)
    assert run(*words, "--probabilities").code == 0
    assert os.name != "posix" or stat.S_IMODE(Path(f"p.{ending}").stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"kind\nbig\n", b"\xff\xfe\0", b"kind_predictd\nbig\n"])
def test_foreign_table_is_not_written_over(run: Run, table: str, model: str, content: bytes):
    """Unless --force is given."""
    Path("p.csv").write_bytes(content)
    words = ("predict", model, table, "--out", "p.csv")
    ended = run(*words)
    sentence = "p.csv is there already, and nothing that chainrule wrote; --force writes over it"
    assert (ended.code, ended.out, ended.err) == (USAGE, "", f"error: --out: {sentence}\n")
    assert Path("p.csv").read_bytes() == content
    assert run(*words, "--force").code == 0
    assert "kind_predicted" in Path("p.csv").read_text("utf-8")


# ---- every command ------------------------------------------------------------------------------------------------


@pytest.mark.skipif(os.name != "posix", reason="modes are those of POSIX")
@pytest.mark.parametrize(
    ("words", "name"),
    [
        ((*TRAIN, "--force"), "flowers.safetensors"),
        ((*TRAIN, "--force"), "flowers.svg"),
        (("explain", "w*x", "--html", "a.html", "--force"), "a.html"),
        (("export", "w*x", "--to", "latex", "--out", "a.tex", "--force"), "a.tex"),
        (("check", "net.txt", "--growth", "a.svg", "--force"), "a.svg"),
    ],
)
def test_mode_stays_with_force(
    run: Run, table: str, words: tuple[str, ...], name: str, monkeypatch: pytest.MonkeyPatch
):
    """What nobody else may read stays so."""
    monkeypatch.setattr("chainrule.readers.check.growth_report.LARGEST", (256, 512, 1024))
    Path("net.txt").write_text("data x (n, m)\nparams W (k, n)\nL = mean((W @ x)**2)\n")
    Path(name).write_bytes(b"old")
    Path(name).chmod(0o600)
    assert run(*words).code == 0
    assert Path(name).read_bytes() != b"old"
    assert stat.S_IMODE(Path(name).stat().st_mode) == 0o600


def test_what_the_dead_left_is_gone_after_the_next_run(run: Run, table: str):
    """Beside a model, a picture, a page."""
    left = Path(".chainrule-0123456789abcdef.part")
    for words in (
        TRAIN,
        ("explain", "w*x", "--html", "a.html"),
        ("predict", "flowers.safetensors", table, "--out", "p.csv"),
    ):
        left.write_bytes(b"half a file")
        assert run(*words, "--quiet").code == 0
        assert not left.exists()


def test_folder_that_cannot_be_written_to_is_told_before_training(run: Run, table: str):
    """Not after an hour of it."""
    ended = run(*TRAIN, "--out", "/proc/x.safetensors")
    if not Path("/proc/self").exists():
        pytest.skip("there is no such folder here")
    assert (ended.code, ended.out) == (USAGE, "")
    assert ended.err.startswith("error: --out: nothing can be written to the folder /proc: ")
