"""`chainrule train --resume`: from a checkpoint, or from a model that was interrupted, to the model of a whole run."""

import os
import signal
from pathlib import Path

import pytest

import chainrule as cr
from chainrule.cli import main
from chainrule.training import trainer

from .conftest import Run

USAGE, DATA, INTERRUPTED = 2, 3, 130
ASKED = ("--target", "kind", "--hidden", "32", "--epochs", "4", "--engine", "numpy", "--schedule", "cosine")
CUT = "flowers.checkpoint.safetensors"


@pytest.fixture(autouse=True)
def single_steps(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every step is looked at."""
    monkeypatch.setattr(trainer, "LONGEST", 1)


@pytest.fixture
def whole(run: Run, table: str) -> bytes:
    """The model of a run that never stopped."""
    assert run("train", table, *ASKED, "--out", "whole.safetensors", "--quiet").code == 0
    return Path("whole.safetensors").read_bytes()


@pytest.fixture
def ended(monkeypatch: pytest.MonkeyPatch):
    """What happens to the process after so many checkpoints: a signal, or an end of everything."""

    def arrange(after: int, number: int | None) -> None:
        left = [after]
        progressed = cr.Checkpointing.progressed

        def watched(self: cr.Checkpointing, run: object) -> None:
            progressed(self, run)  # type: ignore[arg-type]
            left[0] -= 1
            if left[0] == 0 and number is None:
                raise SystemExit
            if left[0] == 0:
                os.kill(os.getpid(), number)

        monkeypatch.setattr(cr.Checkpointing, "progressed", watched)

    return arrange


def test_a_run_that_was_killed_goes_on(run: Run, table: str, whole: bytes, ended) -> None:
    """The checkpoint stays until the model is there, which is the same as that of a run that never stopped."""
    ended(3, None)
    with pytest.raises(SystemExit):
        main(["train", table, *ASKED, "--checkpoint-every", "1e-9", "--quiet"])
    assert Path(CUT).exists()
    assert not Path("flowers.safetensors").exists()
    ending = run("train", table, "--resume", CUT)
    assert (ending.code, "resumed after 3 steps" in " ".join(ending.out.split())) == (0, True)
    assert Path("flowers.safetensors").read_bytes() == whole
    assert not Path(CUT).exists()


def test_a_run_that_was_interrupted_goes_on_from_its_model(run: Run, table: str, whole: bytes, ended) -> None:
    """And the report of it says how."""
    ended(2, signal.SIGTERM)
    ending = run("train", table, *ASKED)
    assert (ending.code, "--resume flowers.safetensors goes on with it" in ending.out) == (INTERRUPTED, True)
    assert run("train", table, "--resume", "flowers.safetensors").code == 0
    assert Path("flowers.safetensors").read_bytes() == whole


def test_what_a_run_that_is_resumed_has_no_use_for_is_refused(run: Run, table: str, whole: bytes) -> None:
    """Settings, pictures, models that are done, files that are none; a checkpoint's name that is taken is told."""
    Path("foreign.checkpoint.safetensors").write_text("mine")
    for words, code, said in (
        (
            ("--resume", "whole.safetensors", "--hidden", "3"),
            USAGE,
            "--hidden: a run that is resumed keeps its settings",
        ),
        (("--resume", "whole.safetensors", "--pictures", "p"), USAGE, "--pictures: these are of a whole run"),
        (("--resume", "whole.safetensors"), DATA, "a model whose training came to its end"),
        (("--resume", "none.safetensors"), DATA, "there is no file none.safetensors"),
        ((*ASKED, "--out", "foreign.safetensors"), USAGE, "is needed for checkpoints, and no model file"),
    ):
        ending = run("train", table, *words)
        assert (ending.code, said in ending.err) == (code, True), ending
    Path(CUT).write_bytes(whole)
    assert f"{CUT} holds a run that was cut off" in run("train", table, *ASKED).err
