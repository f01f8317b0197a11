"""The record of a calculation: its steps, as people read them and as the page plays them."""

from dataclasses import dataclass

from chainrule.graph.node import Array
from chainrule.readers.formula import Formula
from chainrule.readers.trace.text import print_steps

GIVEN, FORWARD, BACKWARD, UPDATE = PHASES = ("given", "forward", "backward", "update")


@dataclass(frozen=True)
class Step:
    """One step: what is computed, from what, by which rule, and the sentence a teacher would say."""

    phase: str  # one of PHASES
    name: str
    op: str
    operands: tuple[tuple[str, Array], ...]
    result: Array
    formula: Formula
    numbers: Formula | None  # the formula with numbers in place of names, where they are few
    rule: str
    sentence: str


@dataclass(frozen=True)
class Trace:
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
