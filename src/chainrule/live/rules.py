"""Update rules and schedules of a page: a program for each rule, told by the page's own, and one for all rates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from functools import cached_property

from chainrule.engines.javascript.program import javascript_function
from chainrule.graph.graph import Graph
from chainrule.graph.node import as_node, input
from chainrule.live.lesson import Pace
from chainrule.live.programs import training_program
from chainrule.training.optimizers import OPTIMIZERS, Optimizer
from chainrule.training.program import TrainingProgram
from chainrule.training.schedules import SCHEDULES, WARM_UP, Moment, Schedule, constant, warm_up
from chainrule.transforms.simplify import simplify

MOMENT = ("step", "epoch", "progress")
SHARE = " share"  # ends the key of what a schedule multiplies the rate by
Told = Sequence[str | Sequence[int]]  # texts, and stretches of another text's lines: from one to before another


@dataclass(frozen=True)
class Rule:
    """An update rule with its usual settings, and the program that makes steps by it."""

    optimizer: Optimizer
    program: TrainingProgram

    @property
    def label(self) -> str:
        """Its name as people write it."""
        return type(self.optimizer).__name__

    @cached_property
    def source(self) -> str:
        """The text of its program."""
        return self.program.source


def rules_of(pace: Pace, *, others: bool = True) -> list[Rule]:
    """The page's own rule, then those of every other name, if they are wanted."""
    own = pace.optimizer
    more = [make() for name, make in OPTIMIZERS.items() if others and name != own.name]
    return [Rule(one, training_program(replace(pace, optimizer=one))) for one in (own, *more)]


def told_by(text: str, other: str) -> Told:
    """A text by another one, line by line: what both have is where it is in the other."""
    lines, known = text.splitlines(), other.splitlines()
    found: list[str | Sequence[int]] = []
    for what, start, stop, first, last in SequenceMatcher(None, known, lines, autojunk=False).get_opcodes():
        if what == "equal":
            found.append([start, stop])
        elif first < last:
            found.append("\n".join(lines[first:last]))
    return found


def schedules_of(own: Schedule) -> Mapping[str, Schedule]:
    """Every schedule with its usual settings, the page's own with its own ones, as shares of a rate of 1."""
    usual = {name: make(1.0) for name, make in SCHEDULES.items() if name != WARM_UP.strip()}
    risen = warm_up(constant(1.0))
    return {own.name: own, **{one.name: one for one in (*usual.values(), risen) if one.name != own.name}}


def print_schedules(own: Schedule) -> str:
    """The program of what each schedule multiplies the learning rate by, at a moment of a run."""
    now = Moment(*(input(name) for name in MOMENT))
    factors = {f"{name}{SHARE}": simplify(as_node(one.factor(now))) for name, one in schedules_of(own).items()}
    return javascript_function(Graph(factors, {}, (now.step, now.epoch, now.progress)))
