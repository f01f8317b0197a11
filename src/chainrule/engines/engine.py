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
    """When compiling pays: from how many multiply-adds of all steps on; of a step of many ops later."""

    worth: int
    largest_graph: int
    worth_beyond: int

    def pays_from(self, ops: int) -> int:
        """From how many multiply-adds of all steps on compiling pays for a step of so many ops."""
        return self.worth if ops <= self.largest_graph else self.worth_beyond


@dataclass(frozen=True)
class Engine:
    """A name, and how a task is made ready to run; compiling and obstacles where there are any."""

    name: str
    prepare: Callable[[Task], TrainingEngine]
    compiling: Compiling | None = None
    obstacle: Callable[[], Obstacle | None] = lambda: None
