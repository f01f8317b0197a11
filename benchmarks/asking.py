"""Asking: the side that starts workers and puts questions to them, one at a time."""

import json
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from benchmarks.contenders import CONTENDERS
from benchmarks.pinning import ROOT, environment
from benchmarks.workloads import Workload


class WorkerError(Exception):
    """A worker could not do what it was asked."""


@dataclass(eq=False)
class Asked:
    """A worker as the one who asks it sees it."""

    name: str
    process: "subprocess.Popen[str]"

    def ask(self, what: str, **details: object) -> dict[str, Any]:
        """Its answer to one question."""
        assert self.process.stdin
        assert self.process.stdout
        print(json.dumps({"ask": what, **details}), file=self.process.stdin, flush=True)
        line = self.process.stdout.readline()
        answer: dict[str, Any] = json.loads(line) if line else {"error": "the process ended"}
        if "error" in answer:
            raise WorkerError(f"{self.name}: {answer['error']}")
        return answer

    def start(self, workload: Workload, path: Path | None = None) -> None:
        """Make it ready for a workload."""
        if path is None:
            self.ask("start", workload=asdict(workload))
        else:
            self.ask("load", workload=asdict(workload), path=str(path))

    def seconds(self, what: str, epochs: int) -> float:
        """How long so many epochs took: a `block` from the start, or `train` from where it stands."""
        seconds: float = self.ask(what, epochs=epochs)["seconds"]
        return seconds


@contextmanager
def worker(name: str, log: Path | None = None) -> Iterator[Asked]:
    """A running worker for a contender, which is gone afterwards."""
    command = [sys.executable, "-m", "benchmarks.worker", name]
    with ExitStack() as stack:
        errors = stack.enter_context(log.open("a")) if log else subprocess.DEVNULL
        process = subprocess.Popen(  # noqa: S603 - our own command
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=errors,
            text=True,
            cwd=ROOT,
            env=environment(CONTENDERS[name].cores),
        )
        try:
            yield Asked(name, process)
        finally:
            process.kill()
            process.communicate()


def available(names: Iterable[str], tell: Callable[[str], None] = print) -> list[str]:
    """Those contenders that run here; it is said why the others do not."""
    found = []
    for name in names:
        contender = CONTENDERS[name]
        if contender.missing:
            tell(f"{contender.label} is left out: {contender.missing} is missing")
        else:
            found.append(name)
    return found
