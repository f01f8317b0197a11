"""What the printers of all engines share: names, memory, and the numbers between the arrays."""

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping, Sequence
from itertools import count
from typing import ClassVar

import numpy as np

from chainrule.engines.plan import BATCH, Plan, extent
from chainrule.engines.steps import Step, is_view
from chainrule.graph.node import Array, Node
from chainrule.ops.spelling import ATOM, SIGN, VIEWS, Expression, enclosed, slice_key

LONGEST = 60  # a longer expression of numbers gets a line of its own


class Printer(ABC):
    """Writes the lines of a plan. `run_time` names the leaves that are Python numbers, new for each step."""

    scalars: ClassVar[Mapping[str, Expression]]  # how numbers are computed
    dimension: ClassVar[str] = BATCH  # the number of examples as a number

    def __init__(self, plan: Plan, run_time: Iterable[str] = ()) -> None:
        self.plan = plan
        self._steps = [step for stage in plan.steps for step in stage]
        self._nodes = [node for step in self._steps for node in step.nodes]
        self._python = self._python_numbers(set(run_time))
        self._text: dict[Node, tuple[str, int]] = {}  # of each number: its expression and how strongly it binds
        self._readers = self._count_readers()
        taken = set(plan.names.values())
        self._numbers = (name for name in map("s{}".format, count(1)) if name not in taken)
        self.constants: list[Array] = []
        self.once: list[str] = []  # before the first step
        self.each_size: list[str] = []  # when the batch changes its size
        self.stages: list[list[tuple[Step, list[str]]]] = []
        self._declare_arrays()
        for stage in plan.steps:
            self.stages.append([(step, self._lines(step)) for step in stage])

    @abstractmethod
    def _lines(self, step: Step) -> list[str]:
        """The lines of a step."""

    @abstractmethod
    def copies(self, stage: int) -> list[str]:
        """The lines that bring outputs to where they belong when a stage ends."""

    @abstractmethod
    def _declare_constant(self, name: str, value: Array) -> None:
        """Make a constant array known."""

    @abstractmethod
    def _typed(self, node: Node, text: str, strength: int) -> str:
        """The expression of a number, in the type that it has."""

    @abstractmethod
    def _constant(self, value: float) -> str:
        """A number as source."""

    def _scalar(self, node: Node) -> Expression:
        """How a number is computed from its operands."""
        return self.scalars[node.op.name]

    @abstractmethod
    def _cut(self, node: Node) -> str:
        """The array of a node, cut from the memory of its slot."""

    # ---- memory ----------------------------------------------------------------------------------------------

    def _declare_arrays(self) -> None:
        declared = set()
        for node in self._nodes:
            name = self.plan.names.get(node, "")
            if node.op.name == "constant" and node.shape != ():
                self._declare_constant(name, np.asarray(node.attributes["value"]))
            elif node in self.plan.slot_of and name not in declared:
                declared.add(name)
                self._declare(node, name)

    def _declare(self, node: Node, name: str) -> None:
        _, power = extent(node.shape)
        lines = self.each_size if power else self.once
        lines.append(f"{name} = {self._cut(node)}")

    # ---- numbers ---------------------------------------------------------------------------------------------

    def _python_numbers(self, run_time: set[str]) -> set[Node]:
        """Numbers that follow from constants, sizes and run-time numbers: Python's floats, in double precision."""
        python: set[Node] = set()
        for node in self._nodes:
            python.update(o for o in node.operands if o.name in run_time or (o.op.name == "constant" and o.shape == ()))
            if node.shape == () and not node.is_leaf and all(operand in python for operand in node.operands):
                python.add(node)
        return python

    def _count_readers(self) -> dict[Node, int]:
        readers: dict[Node, int] = {}
        for node in self._nodes:
            for operand in node.operands:
                readers[operand] = readers.get(operand, 0) + 1
        kept = [node for stage in self.plan.outputs for node in stage.values()]
        kept += [node for copies in self.plan.copies for _, node in copies]
        return {**readers, **dict.fromkeys(kept, 2)}

    def _number(self, node: Node) -> list[str]:
        """The line that computes a number; none where its expression goes into its only reader's line."""
        if node.op.name == "dimension":
            self._text[node] = (self.dimension, ATOM)
            return []
        template, strength = self._scalar(node)
        key = slice_key(node.attributes) if node.op.name == "slice" else ""
        text = template.format(*(self._operand(o, strength, i) for i, o in enumerate(node.operands)), key=key)
        text = self._typed(node, text, strength)
        reads_array = any(operand.shape != () for operand in node.operands)
        if self._readers.get(node, 0) < 2 and not reads_array and len(text) < LONGEST and node not in self.plan.names:
            self._text[node] = (text, strength)
            return []
        name = self.plan.names.get(node) or next(self._numbers)
        self._text[node] = (name, ATOM)
        line = f"{name} = {text}"
        if self._follows_from_size(node):
            self.each_size.append(line)
            return []
        return [line]

    def _follows_from_size(self, node: Node) -> bool:
        stack = [node]
        while stack:
            part = stack.pop()
            if part.is_leaf or part.shape != ():
                return False
            stack.extend(part.operands)
        return True

    def _operand(self, node: Node, outer: int, position: int) -> str:
        """An operand of a number's expression, in parentheses where it binds more weakly than what stands around it."""
        text = self.text(node)
        strength = self._text[node][1] if node in self._text else (SIGN if text.startswith("-") else ATOM)
        return enclosed(text, strength, outer, position)

    def text(self, node: Node) -> str:
        """How a node is written where it is read."""
        if node in self._text:
            return self._text[node][0]
        if node.op.name == "constant" and node.shape == ():
            return self._constant(float(np.asarray(node.attributes["value"])))
        if is_view(node):
            key = slice_key(node.attributes) if node.op.name == "slice" else ""
            return VIEWS[node.op.name].format(self.text(node.operands[0]), key=key)
        return self.plan.names[node]


def split_at(stage: Sequence[tuple[Step, list[str]]], cost: Node) -> tuple[list[str], list[str]]:
    """The lines of a stage up to its cost, and those after it."""
    place = next((i for i, (step, _) in enumerate(stage) if cost in step.nodes), len(stage) - 1) + 1
    forward, backward = stage[:place], stage[place:]
    return [line for _, lines in forward for line in lines], [line for _, lines in backward for line in lines]
