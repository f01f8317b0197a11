"""The record of one step of a calculation, as people read it and as the page plays it."""

from dataclasses import dataclass

from chainrule.graph.node import Array
from chainrule.readers.notation.formula import Formula

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
    where: str = ""  # in which step of a loop, and which call of a definition
    key: str = ""  # by which a page finds the result
