"""The skeleton of what an engine prints: a function that is one pass over a graph, and the steps of a training.

A step gathers its rows, computes the cost, tests it, goes back, and updates: here, once, for every language. A `Frame`
is what a language puts around the lines of its plan.
"""

import re
from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from chainrule.engines.language import Language
from chainrule.engines.memory import BATCH
from chainrule.engines.printer import Printed
from chainrule.engines.steps import base_of
from chainrule.engines.task import Gathered, Task, Window
from chainrule.engines.variables import Variables
from chainrule.graph.node import Node
from chainrule.ops.indexing import INDEXED

Real = type[np.floating]


@dataclass(frozen=True)
class TrainingTable:
    """What stands around the lines of a step, a row each. Rows that are empty are left out."""

    says: str  # what the function does
    given: tuple[str, ...]  # arguments between the tables and the learning rates
    each_batch: str  # the head of the loop over batches
    noted: str  # the {cost} of a step
    diverged: str  # the head of what is done when it is not finite
    stop: str
    advance: str
    end: str
    unsized: tuple[str, ...] = ()  # ahead of the loop, where batches differ in size
    resized: str = ""  # the head of what is done for a batch of another size; without it all have one
    size: tuple[str, ...] = ()  # the first lines of that
    picked: tuple[str, ...] = ()  # the first lines of a step
    typed: str = ""  # a remark about the {dtype} and {order} of the table of a {leaf}


@dataclass(frozen=True)
class Gathering:
    """The lines that make room for a leaf, and those that fill it with the rows of a batch."""

    cut: Sequence[str]
    fill: Sequence[str]


@dataclass(frozen=True)
class Module:
    """What a module is made of: a function and the loops that it calls."""

    title: str
    name: str
    arguments: Sequence[str]
    lines: Sequence[str]
    printed: Printed
    dtype: Real
    gathered: Sequence[Gathered] = ()


class Frame(ABC):
    """What a language puts around the lines of its plan."""

    language: ClassVar[Language]
    training: ClassVar[TrainingTable]

    @abstractmethod
    def module(self, module: Module) -> str:
        """The whole text."""

    @abstractmethod
    def results(self, outputs: Mapping[str, str]) -> Sequence[str]:
        """The lines that return the outputs."""

    @abstractmethod
    def window(self, vector: str, window: Window) -> str:
        """A part of a vector as an array."""

    @abstractmethod
    def gathering(self, name: str, leaf: Gathered, place: int, *, in_loops: bool) -> Gathering:
        """How the leaf that is `place`-th of the memory gets its rows; `in_loops` says that loops read it."""

    @abstractmethod
    def memory(self, tables: Sequence[str], constants: int) -> Sequence[str]:
        """The arguments that hold memory for leaves and arrays, and constants that are handed in."""


def print_function(frame: Frame, printed: Printed, parameters: Iterable[Node], dtype: Real) -> str:
    """The source of `compute(parameters, memory)`: one pass over the stages."""
    names = {printed.plan.names[leaf]: leaf for leaf in parameters}
    lines = [*printed.once, *printed.each_size, *printed.lines]
    results = frame.results(printed.outputs)  # which may call an output m as well
    if is_used(BATCH, [*lines, *printed.outputs.values()]):
        array, leaf = next((name, leaf) for name, leaf in names.items() if BATCH in leaf.shape)
        lines.insert(0, frame.language.syntax.let.format(name=BATCH, value=frame.language.size(array, leaf)))
    arguments = [*names, *frame.memory((), len(printed.constants))]
    return frame.module(Module("One pass over a graph.", "compute", arguments, [*lines, *results], printed, dtype))


def print_training(frame: Frame, printed: Printed, task: Task, gathered: Sequence[Gathered]) -> str:
    """The source of `run_steps`, which makes a step for each batch until a cost is not finite."""
    variables, table = printed.plan.variables, frame.training
    gathers = [_gathering(frame, printed, leaf, place) for place, leaf in enumerate(gathered)]
    resize = [*(line for one in gathers for line in one.cut), *printed.each_size]
    step = _step(frame, printed, [line for one in gathers for line in one.fill])
    if table.resized:
        step = [*frame.language.syntax.block(table.resized, [*table.size, *resize]), *step]
        resize = []
    lines = [
        table.says,
        *_remarks(frame, task, variables),
        *_windows(frame, printed, task.windows, step),
        *printed.once,
        *table.unsized,
        *resize,
        *frame.language.syntax.block(table.each_batch, step),
        table.end,
    ]
    leaves = [variables[one.leaf] for one in task.tables]
    arguments = [
        *(f"{leaf}_table" for leaf in leaves),
        *(*table.given, "learning_rates", "step", "seed"),
        *(variables[name] for name in task.vectors),
        *frame.memory(leaves, len(printed.constants)),
        "costs",
    ]
    title = "Training, step after step."
    return frame.module(Module(title, "run_steps", arguments, lines, printed, task.dtype, gathered))


def _step(frame: Frame, printed: Printed, gather: Sequence[str]) -> list[str]:
    """Gather, forward, test, backward, update."""
    (node,) = printed.plan.outputs[0].values()
    (cost,) = printed.outputs.values()
    forward, backward = printed.split_at(node)
    table, syntax = frame.training, frame.language.syntax
    return [
        *table.picked,
        *gather,
        syntax.comment.format(text="forward"),
        *forward,
        table.noted.format(cost=cost),
        *syntax.block(table.diverged, [table.stop]),
        syntax.comment.format(text="backward"),
        *backward,
        *printed.copies[0],
        syntax.comment.format(text="update"),
        *(line for _, lines in printed.stages[1] for line in lines),
        *printed.copies[1],
        table.advance,
    ]


def _gathering(frame: Frame, printed: Printed, leaf: Gathered, place: int) -> Gathering:
    plan = printed.plan
    readers = [step for stage in plan.steps for step in stage if leaf.leaf in map(base_of, step.operands)]
    in_loops = any(step.domain is not None or step.nodes[0].op.name in INDEXED for step in readers)
    return frame.gathering(plan.variables[leaf.leaf.name], leaf, len(plan.slots) + place, in_loops=in_loops)


def _remarks(frame: Frame, task: Task, variables: Variables) -> list[str]:
    """What compiled code supposes of its tables."""
    remark, comment = frame.training.typed, frame.language.syntax.comment
    tables = {variables[one.leaf]: one for one in task.tables} if remark else {}
    texts = (remark.format(leaf=leaf, dtype=one.dtype, order=one.order) for leaf, one in tables.items())
    return [comment.format(text=text) for text in texts]


def _windows(frame: Frame, printed: Printed, windows: Iterable[Window], step: Sequence[str]) -> list[str]:
    """A variable for each part of a vector that a step reads or writes."""
    variables, let = printed.plan.variables, frame.language.syntax.let
    views = {variables[one.name]: frame.window(variables[one.vector], one) for one in windows}
    return [let.format(name=name, value=view) for name, view in views.items() if is_used(name, step)]


def is_used(name: str, lines: Iterable[str]) -> bool:
    """Whether a variable stands in one of these lines."""
    return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", line) for line in lines)
