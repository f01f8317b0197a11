"""An engine: what trains a task, where it can, and when it is worth the waiting. `registry` has a table of all."""

from collections.abc import Callable
from dataclasses import dataclass

from chainrule.engines.task import Task, TrainingEngine


@dataclass(frozen=True)
class Obstacle:
    """Why an engine cannot be used here, and what is said to a person who asked for it."""

    why: str
    sentence: str


@dataclass(frozen=True)
class Compiling:
    """When compiling pays: from how many multiply-adds of all steps on, and up to how many ops of one."""

    worth: int
    largest_graph: int


@dataclass(frozen=True)
class Engine:
    """A name, and how a task is made ready to run; compiling and obstacles where there are any."""

    name: str
    prepare: Callable[[Task], TrainingEngine]
    compiling: Compiling | None = None
    obstacle: Callable[[], Obstacle | None] = lambda: None

    def refuses(self, ops: int) -> str:
        """Why a graph of so many ops is too much for it, if it is."""
        too_large = self.compiling and ops > self.compiling.largest_graph
        return f"compiling a graph of {ops:,} ops would take too long" if too_large else ""
