"""A calculation as its steps."""

from dataclasses import dataclass

from chainrule.graph.display import Displayed
from chainrule.readers.trace.printed_steps import print_steps
from chainrule.readers.trace.step import Step


@dataclass(frozen=True, repr=False)
class Trace(Displayed):
    """A calculation, step by step: what is given, forward, backward, and the update where there is one."""

    steps: tuple[Step, ...]

    def phase(self, phase: str) -> tuple[Step, ...]:
        """The steps of one phase."""
        return tuple(step for step in self.steps if step.phase == phase)

    def text(self, width: int = 80) -> str:
        """Every step with its numbers and its sentence, for a terminal of that many columns."""
        return print_steps(self.steps, width)

    def __str__(self) -> str:
        return self.text()
