"""Commands that write files, run whole, killed, or with one of their system calls failing."""

import hashlib
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from chainrule.atomic import PART
from chainrule.engines.cache import DIGEST

MODEL, PICTURE = "flowers.safetensors", "flowers.svg"
TRAIN = ("train", "flowers.csv", "--target", "kind", "--epochs", "3")


@dataclass(frozen=True)
class Command:
    """Words, how many files they write, and the share of trials that is made: of one that takes seconds, a few."""

    words: tuple[str, ...]
    written: int
    share: float = 1.0


COMMANDS = {
    "train": Command((*TRAIN, "--hidden", "4"), 2),
    "predict": Command(("predict", MODEL, "new.csv", "--out", "out.csv", "--probabilities", "--quiet"), 1),
    "explain": Command(
        ("explain", MODEL, "--data", "new.csv", "--row", "1", "--html", "a.html", "--force", "--quiet"), 1
    ),
    "compile": Command((*TRAIN, "--hidden", "none", "--engine", "numba"), 3, 0.25),
}
CACHE = "cache"
CALLS = {  # system calls that have to do with files, and what each may answer
    "openat": ("EACCES", "ENOSPC", "EMFILE", "EIO"),
    "write": ("ENOSPC", "EDQUOT", "EIO", "EFBIG"),
    "close": ("EIO", "ENOSPC"),
    "fsync": ("EIO", "ENOSPC", "EDQUOT"),
    "rename,renameat,renameat2": ("EIO", "EACCES", "ENOSPC"),
    "unlink,unlinkat": ("EIO", "EACCES"),
    "flock": ("ENOLCK", "EIO"),
    "fchmod": ("EPERM", "EIO"),
    "fchown": ("EPERM",),
    "stat,lstat,newfstatat": ("EIO", "EACCES"),
    "fstat": ("EIO",),
    "getdents64": ("EIO",),
    "read": ("EIO",),
    "lseek": ("EIO",),
}
Files = dict[str, bytes]


@dataclass(frozen=True)
class Ended:
    """How a command ended: its exit code, or minus the signal; what it said; and the call that was tampered with."""

    code: int
    err: str
    tampered: str = ""


class Ground:
    """A folder in which one command is tried again and again, from the same files, by a server of its own."""

    def __init__(self, root: Path, command: str) -> None:
        self.command = COMMANDS[command]
        self.folder, self.template = root / "folder", root / "template"
        self.said, self.temporary = root / "said", root / "temporary"
        for each in (self.template, self.said, self.temporary):
            each.mkdir()
        for name, rows in (("flowers.csv", 60), ("new.csv", 20)):
            cells = [f"{k % 7},{k % 3},{'big' if k % 7 > 3 else 'small'}" for k in range(rows)]
            (self.template / name).write_text("\n".join(["size,colour,kind", *cells]) + "\n", "utf-8")
        self._serve()
        self.old, self.new = self._old_and_new()

    def _serve(self) -> None:
        """Start the server, which imports everything by running every command."""
        places = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
        places |= {"CHAINRULE_CACHE": CACHE, "TMPDIR": str(self.temporary)}
        jobs = json.dumps([COMMANDS["train"].words, self.command.words])
        self.fresh()
        self.server = subprocess.Popen(  # noqa: S603
            [sys.executable, Path(__file__).with_name("server.py"), jobs],
            cwd=self.folder, env=places, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        assert self._answer() == "ready"

    def _old_and_new(self) -> tuple[Files, Files]:
        """The files before and after the command: in the old ones all it writes is there, with other content."""
        self.fresh()
        for words in ((*COMMANDS["train"].words, "--seed", "1"), self.command.words, COMMANDS["train"].words):
            assert self.run(words=words).code == 0  # with the last model, predictions and pages are others
        if self.command == COMMANDS["train"]:
            assert self.run(words=(*self.command.words, "--seed", "1")).code == 0
        for path in self.folder.glob(f"{CACHE}/*/*"):
            path.write_bytes(b"")
        shutil.rmtree(self.template)
        self.folder.rename(self.template)
        self.fresh()
        old = self.files()
        assert self.run().code == 0
        new = self.files()
        assert sorted(new) == sorted(old)
        assert sum(old[name] != new[name] for name in old) == self.command.written
        return old, new

    def share(self, trials: int) -> int:
        """How many of so many trials are made of this command."""
        return max(1, round(trials * self.command.share))

    def fresh(self) -> None:
        """The old files, and no others."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self.template, self.folder)

    def files(self) -> Files:
        """What is in the folder and the folders in it."""
        return {str(path.relative_to(self.folder)): content(path) for path in self.folder.rglob("*") if path.is_file()}

    def run(
        self, *, words: tuple[str, ...] = (), kill_after: float | None = None, tamper: tuple[str, ...] = ()
    ) -> Ended:
        """Run the command; kill it after so many seconds, or let strace tamper with it."""
        if tamper and not shutil.which("strace"):
            pytest.skip("there is no strace")
        number = self._begin(words or self.command.words)
        process = os.pidfd_open(number)  # of which, unlike of the number, there is no second
        tracer = self._attach(number, tamper) if tamper else None
        self._send("go")
        if kill_after is not None:
            time.sleep(kill_after)
            with suppress(ProcessLookupError):  # it was faster
                signal.pidfd_send_signal(process, signal.SIGKILL)
        os.close(process)
        code = int(self._answer())
        tampered = tracer.communicate()[1] if tracer else ""
        return Ended(code, (self.said / "err").read_text("utf-8"), tampered)

    def calls(self, words: tuple[str, ...] = ()) -> dict[str, int]:
        """How many calls of each kind the command makes."""
        self.fresh()
        log = self.run(words=words, tamper=("-e", f"trace={','.join(CALLS)}")).tampered
        made = re.findall(r"^(?:\[pid +\d+\] )?(\w+)\(", log, re.MULTILINE)
        return {kind: count for kind in CALLS if (count := sum(name in kind.split(",") for name in made))}

    def close(self) -> None:
        """Let the server end."""
        self.server.communicate()

    def _begin(self, words: tuple[str, ...]) -> int:
        self._send(json.dumps({"folder": str(self.folder), "words": words, "said": str(self.said)}))
        return int(self._answer())

    def _attach(self, number: int, tamper: tuple[str, ...]) -> "subprocess.Popen[str]":
        command = ["strace", "-f", "-q", "-s", "60", *tamper, "-p", str(number)]
        tracer = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)  # noqa: S603
        while "TracerPid:\t0\n" in Path(f"/proc/{number}/status").read_text():
            if tracer.poll() is not None:
                self._send("go")  # nobody waits for it any more
                self._answer()
                pytest.skip(f"strace may not look on: {tracer.communicate()[1]}")
            time.sleep(0.001)
        return tracer

    def _send(self, line: str) -> None:
        assert self.server.stdin
        print(line, file=self.server.stdin, flush=True)

    def _answer(self) -> str:
        assert self.server.stdout
        return self.server.stdout.readline().strip()


def content(path: Path) -> bytes:
    """What is in a file; of compiled code, whose bytes are others each time, whether it is whole."""
    found = path.read_bytes()
    if path.parts[-3] != CACHE or PART.fullmatch(path.name):
        return found
    return b"whole" if hashlib.sha256(found[DIGEST:]).digest() == found[:DIGEST] else b"damaged"


def places(
    ground: Ground, chance: np.random.Generator, count: int, words: tuple[str, ...] = ()
) -> list[tuple[str, int]]:
    """System calls of the command, so many of them: each kind as often as the others, of each kind any."""
    made = ground.calls(words)
    kinds = [str(kind) for kind in chance.choice(sorted(made), count)]
    return [(kind, int(chance.integers(made[kind])) + 1) for kind in kinds]


def killed_at(kind: str, number: int) -> tuple[str, ...]:
    """Kill when a call of a kind is made for the so-manieth time."""
    return ("-e", f"trace={kind}", "-e", f"inject={kind}:signal=KILL:when={number}")


def failing_at(kind: str, number: int, answer: str) -> tuple[str, ...]:
    """Let a call fail."""
    return ("-e", f"trace={kind}", "-e", f"inject={kind}:error={answer}:when={number}")
