"""Commands that write files, run whole, killed, or with one of their system calls failing."""

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

MODEL = "flowers.safetensors"
FAST = ("--target", "kind", "--epochs", "3", "--hidden", "4")
COMMANDS = {  # the words, and the files that they write
    "train": (("train", "flowers.csv", *FAST), (MODEL, "flowers.svg")),
    "predict": (("predict", MODEL, "new.csv", "--out", "out.csv", "--probabilities", "--quiet"), ("out.csv",)),
    "explain": (
        ("explain", MODEL, "--data", "new.csv", "--row", "1", "--html", "a.html", "--force", "--quiet"),
        ("a.html",),
    ),
}
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


class NoTracerError(Exception):
    """strace is not there, or may not attach to anything."""


class Ground:
    """A folder in which one command is tried again and again, from the same files, by a server of its own."""

    def __init__(self, root: Path, command: str) -> None:
        self.words, self.written = COMMANDS[command]
        self.folder, self.template, self.said = root / "folder", root / "template", root / "said"
        for each in (self.template, self.said):
            each.mkdir()
        for name, rows in (("flowers.csv", 60), ("new.csv", 20)):
            cells = [f"{k % 7},{k % 3},{'big' if k % 7 > 3 else 'small'}" for k in range(rows)]
            (self.template / name).write_text("\n".join(["size,colour,kind", *cells]) + "\n", "utf-8")
        self._serve()
        self.old, self.new = self._old_and_new(command)

    def _serve(self) -> None:
        """Start the server, which imports everything by running every command."""
        places = {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONDONTWRITEBYTECODE": "1"}
        jobs = json.dumps([words for words, _ in COMMANDS.values()])
        self.fresh()
        self.server = subprocess.Popen(  # noqa: S603
            [sys.executable, Path(__file__).with_name("server.py"), jobs],
            cwd=self.folder, env=places, text=True, stdin=subprocess.PIPE, stdout=subprocess.PIPE,
        )  # fmt: skip
        assert self._answer() == "ready"

    def _old_and_new(self, command: str) -> tuple[Files, Files]:
        """The files before and after the command: in the old ones all it writes is there, with other content."""
        train, _ = COMMANDS["train"]
        self.fresh()
        assert self.run(words=(*train, "--seed", "1")).code == 0
        if command != "train":
            assert self.run().code == 0
            assert self.run(words=train).code == 0  # another model, of which predictions and pages are others
        shutil.rmtree(self.template)
        self.folder.rename(self.template)
        self.fresh()
        old = self.files()
        assert self.run().code == 0
        new = self.files()
        assert sorted(new) == sorted(old)
        assert [name for name in old if old[name] != new[name]] == sorted(self.written)
        return old, new

    def fresh(self) -> None:
        """The old files, and no others."""
        shutil.rmtree(self.folder, ignore_errors=True)
        shutil.copytree(self.template, self.folder)

    def files(self) -> Files:
        """What is in the folder."""
        return {path.name: path.read_bytes() for path in sorted(self.folder.iterdir())}

    def run(
        self, *, words: tuple[str, ...] = (), kill_after: float | None = None, tamper: tuple[str, ...] = ()
    ) -> Ended:
        """Run the command; kill it after so many seconds, or let strace tamper with it."""
        number = self._begin(words or self.words)
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

    def calls(self) -> dict[str, int]:
        """How many calls of each kind the command makes."""
        self.fresh()
        log = self.run(tamper=("-e", f"trace={','.join(CALLS)}")).tampered
        made = re.findall(r"^(?:\[pid +\d+\] )?(\w+)\(", log, re.MULTILINE)
        return {kind: count for kind in CALLS if (count := sum(name in kind.split(",") for name in made))}

    def close(self) -> None:
        """Let the server end."""
        self.server.communicate()

    def _begin(self, words: tuple[str, ...]) -> int:
        self._send(json.dumps({"folder": str(self.folder), "words": words, "said": str(self.said)}))
        return int(self._answer())

    def _attach(self, number: int, tamper: tuple[str, ...]) -> "subprocess.Popen[str]":
        if not shutil.which("strace"):
            raise NoTracerError("there is no strace")
        command = ["strace", "-f", "-q", "-s", "60", *tamper, "-p", str(number)]
        tracer = subprocess.Popen(command, stderr=subprocess.PIPE, text=True)  # noqa: S603
        while "TracerPid:\t0\n" in Path(f"/proc/{number}/status").read_text():
            if tracer.poll() is not None:
                raise NoTracerError(tracer.communicate()[1])
            time.sleep(0.001)
        return tracer

    def _send(self, line: str) -> None:
        assert self.server.stdin
        print(line, file=self.server.stdin, flush=True)

    def _answer(self) -> str:
        assert self.server.stdout
        return self.server.stdout.readline().strip()


def places(ground: Ground, chance: np.random.Generator, count: int) -> list[tuple[str, int]]:
    """System calls of the command, so many of them: each kind as often as the others, of each kind any."""
    made = ground.calls()
    kinds = [str(kind) for kind in chance.choice(sorted(made), count)]
    return [(kind, int(chance.integers(made[kind])) + 1) for kind in kinds]


def killed_at(kind: str, number: int) -> tuple[str, ...]:
    """Kill when a call of a kind is made for the so-manieth time."""
    return ("-e", f"trace={kind}", "-e", f"inject={kind}:signal=KILL:when={number}")


def failing_at(kind: str, number: int, answer: str) -> tuple[str, ...]:
    """Let a call fail."""
    return ("-e", f"trace={kind}", "-e", f"inject={kind}:error={answer}:when={number}")
