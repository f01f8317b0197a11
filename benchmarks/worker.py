"""A worker: one contender in a process of its own, asked by lines of JSON for one thing at a time.

    python -m benchmarks.worker numba

Between two questions it waits for a line and uses no core, so that others can be timed.
"""

import json
import os
import sys
import time
from dataclasses import dataclass, field

from benchmarks.pinning import pin


@dataclass
class Worker:
    """The session that was started last, and what may be asked of it."""

    contender: str
    cores: int
    initial: object = None  # theta before the first epoch; a board knows its own
    kept: dict[str, object] = field(default_factory=dict)

    def start(self, workload: dict[str, object]) -> dict[str, object]:
        """A session for a workload, on made-up rows."""
        from benchmarks.workloads import initial_theta, made_up, read_workload

        self.workload = read_workload(workload)
        self.examples = made_up(self.workload)
        self.initial = initial_theta(self.workload)
        return self._begin()

    def _begin(self) -> dict[str, object]:
        from benchmarks.contenders import CONTENDERS

        self.session = CONTENDERS[self.contender].start()(self.workload, self.examples, self.cores)
        self.session.restart(self.initial)
        return {}

    def load(self, workload: dict[str, object], path: str) -> dict[str, object]:
        """A session for a workload, on the rows of an `.npz` file with X and labels."""
        import numpy as np

        from benchmarks.workloads import Examples, initial_theta, read_workload

        with np.load(path) as file:
            self.examples = Examples(file["X"], file["labels"])
        self.workload = read_workload(workload)
        self.initial = initial_theta(self.workload)
        return self._begin()

    def start_board(self, name: str) -> dict[str, object]:
        """A session for one of the boards."""
        from benchmarks.boards.sessions import SESSIONS

        self.session = SESSIONS[self.contender](name)
        return {}

    def restart(self) -> dict[str, object]:
        """Stand before the first epoch again."""
        self.session.restart(self.initial)
        return {}

    def block(self, epochs: int) -> dict[str, object]:
        """The seconds of so many epochs from the start."""
        self.restart()
        return self.train(epochs)

    def train(self, epochs: int) -> dict[str, object]:
        """The seconds of so many more epochs, and the share of the time for which the core did something else."""
        began, worked = time.perf_counter(), time.process_time()
        seconds = self.session.train(epochs)
        worked, passed = time.process_time() - worked, time.perf_counter() - began
        return {"seconds": seconds, "elsewhere": max(0.0, 1 - worked / (passed * self.cores))}

    def theta(self) -> dict[str, object]:
        """All parameters."""
        theta = self.session.theta()
        return {"theta": theta.tolist(), "dtype": theta.dtype.name}


def serve(contender: str) -> None:
    """Answer until there are no more questions; what libraries print goes where errors go."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    worker = Worker(contender, pin())
    for line in sys.stdin:
        question = json.loads(line)
        try:
            answer = getattr(worker, question.pop("ask"))(**question)
        except Exception as error:  # noqa: BLE001 - the one who asked decides what that means
            answer = {"error": f"{type(error).__name__}: {error}"}
        print(json.dumps(answer), file=answers, flush=True)


if __name__ == "__main__":
    serve(sys.argv[1])
