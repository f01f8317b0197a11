"""Runs commands of chainrule, each in a child of its own that waits until it is told to begin.

A line of JSON on standard input says in which folder which words are run; the child's number is answered. At the next
line the child begins; its exit code, or the number of the signal that ended it below zero, is answered. So a debugger
can be attached before anything happens, and starting Python and importing, half a second, is done once.
"""

import ctypes
import json
import os
import select
import sys
from contextlib import suppress
from pathlib import Path

from chainrule.cli import main
from chainrule.training.program import program_for

ANY_TRACER = (0x59616D61, ctypes.c_ulong(-1))  # PR_SET_PTRACER: some systems let nobody but a parent attach


def child(folder: str, words: list[str], said: str, answers: int, gate: int) -> None:
    """Run one command, as if it had been started in the folder with its output into files, and end."""
    code = 1
    try:
        ctypes.CDLL(None).prctl(*ANY_TRACER, 0, 0, 0)
        for number, name in ((1, "out"), (2, "err")):
            os.dup2(os.open(Path(said) / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC), number)
        os.chdir(folder)
        os.write(answers, f"{os.getpid()}\n".encode())
        select.select([gate], [], [])  # and not by reading, which is to be tampered with
        code = main(words)
        sys.stdout.flush()
    finally:
        os._exit(code)


def serve() -> None:
    """Run what is asked for, one after the other."""
    answers = os.dup(1)
    for line in sys.stdin:
        job = json.loads(line)
        gate, opening = os.pipe()
        number = os.fork()
        if not number:
            child(job["folder"], job["words"], job["said"], answers, gate)
        os.close(gate)
        sys.stdin.readline()
        with suppress(BrokenPipeError):  # killed before it began
            os.write(opening, b"!")
        os.close(opening)
        os.write(answers, f"{os.waitstatus_to_exitcode(os.waitpid(number, 0)[1])}\n".encode())


def import_everything(jobs: list[tuple[str, ...]]) -> None:
    """Run commands here and for nothing, so that the same in a child imports nothing."""
    answers = os.dup(1)
    os.dup2(2, 1)
    for words in jobs:
        main(words)
    program_for.cache_clear()
    os.dup2(answers, 1)


if __name__ == "__main__":
    import_everything(json.loads(sys.argv[1]))
    print("ready", flush=True)
    serve()
