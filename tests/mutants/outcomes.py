"""Outcomes: what came of a mutant; and processes that are forked to find out."""

import os
import resource
import signal
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from time import monotonic
from typing import Any

import pytest

FORKED = get_context("fork")
CAUGHT, SURVIVED, TIMED_OUT, BROKEN = "caught", "survived", "timed out", "not planted"


@dataclass(frozen=True)
class Outcome:
    """What came of a mutant: caught, and by which test, or not."""

    result: str
    test: str = ""
    seconds: float = 0.0
    spent: Mapping[str, float] = field(default_factory=dict)  # on a test of each function that was asked


class Recorder:
    """Remembers the first test that failed, or the file that could not be read."""

    def __init__(self) -> None:
        self.failed = ""

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """After each phase of a test."""
        if report.failed and not self.failed:
            self.failed = report.nodeid

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """After each file has been read."""
        if report.failed and not self.failed:
            self.failed = report.nodeid


class Forked:
    """A function that runs in a process of its own, and may import what it likes; what it gives comes back."""

    def __init__(self, function: Callable[[], object], seconds: float, about: object = None) -> None:
        self.about = about
        self._begin = monotonic()
        self.ready, sender = FORKED.Pipe(duplex=False)  # what can be waited for
        self._process = FORKED.Process(target=_run, args=(function, sender, int(seconds)))
        self._process.start()
        sender.close()

    def is_over(self) -> bool:
        """Whether it has answered or has died."""
        return self.ready.poll() or not self._process.is_alive()

    def answer(self) -> Any:
        """What the function gave; an outcome where it gave nothing. An outcome is told how long it took."""
        result = None
        with suppress(EOFError):
            result = self.ready.recv() if self.ready.poll() else None
        self._process.join()
        self.ready.close()
        if result is None:
            code = self._process.exitcode
            result = Outcome(TIMED_OUT if code == -signal.SIGXCPU else BROKEN, f"exit code {code}")
        return replace(result, seconds=monotonic() - self._begin) if isinstance(result, Outcome) else result

    def answer_in_time(self) -> Any:
        """The same, waited for."""
        while not self.is_over():
            wait([self.ready], timeout=1)
        return self.answer()


def _run(function: Callable[[], object], sender: Connection, seconds: int) -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 5))  # of a processor: others may be busy too
    try:
        result = function()
    except BaseException as error:  # noqa: BLE001
        result = Outcome(BROKEN, repr(error))
    sender.send(result)
    os._exit(0)  # nothing that pytest or chainrule would do at the end of a process


def silently() -> None:
    """Let what is printed go nowhere."""
    with open(os.devnull, "w") as nowhere:  # noqa: PTH123
        os.dup2(nowhere.fileno(), 1)
        os.dup2(nowhere.fileno(), 2)
