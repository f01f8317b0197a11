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
from pathlib import Path

from chainrule.cli import main

ANY_TRACER = (0x59616D61, ctypes.c_ulong(-1))  # PR_SET_PTRACER: some systems let nobody but a parent attach


def child(folder: str, words: list[str], said: str, gate: int) -> None:
    """Run one command, as if it had been started in the folder with its output into files, and end."""
    ctypes.CDLL(None).prctl(*ANY_TRACER, 0, 0, 0)
    for number, name in ((1, "out"), (2, "err")):
        file = os.open(Path(said) / name, os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
        os.dup2(file, number)
        os.close(file)
    os.chdir(folder)
    select.select([gate], [], [])  # and not by reading, which is to be tampered with
    code = 1
    try:
        code = main(words)
        sys.stdout.flush()
    finally:
        os._exit(code)


def serve() -> None:
    """Run what is asked for, one after the other."""
    answers = os.fdopen(os.dup(1), "w")
    for line in sys.stdin:
        job = json.loads(line)
        gate, opening = os.pipe()
        number = os.fork()
        if not number:
            child(job["folder"], job["words"], job["said"], gate)
        os.close(gate)
        print(number, file=answers, flush=True)
        sys.stdin.readline()
        os.write(opening, b"!")
        os.close(opening)
        print(os.waitstatus_to_exitcode(os.waitpid(number, 0)[1]), file=answers, flush=True)


def import_everything(jobs: list[tuple[str, ...]]) -> None:
    """Run commands here and for nothing, so that their children import nothing."""
    answers = os.dup(1)
    os.dup2(2, 1)
    for words in jobs:
        main(words)
    os.dup2(answers, 1)


if __name__ == "__main__":
    import_everything(json.loads(sys.argv[1]))
    print("ready", flush=True)
    serve()
