"""Printing: the steps of a plan as lines of a language, and between them the numbers that are no arrays."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import count

import numpy as np

from chainrule.engines.language import Declarations, Language, NestTable
from chainrule.engines.loops import Loop, make_loop
from chainrule.engines.memory import extent, needs_memory
from chainrule.engines.nest import sum_of
from chainrule.engines.nest_text import COUNTERS, Function, Surroundings, write_among_lines, write_nest
from chainrule.engines.plan import Plan
from chainrule.engines.steps import Step, is_view
from chainrule.graph.node import Array, Node
from chainrule.ops.spelling import ATOM, SIGN, Expression, enclosed

LONGEST = 60  # a longer expression of numbers gets a line of its own


@dataclass(frozen=True)
class Printed:
    """The lines of a plan by the time at which they run, and what they call and are given."""

    plan: Plan
    once: Sequence[str]  # before the first step
    each_size: Sequence[str]  # when the batch changes its size
    stages: Sequence[Sequence[tuple[Step, Sequence[str]]]]
    copies: Sequence[Sequence[str]]  # bring outputs to where they belong when a stage ends
    outputs: dict[str, str]  # how each output without a target is written
    functions: dict[Function, str]  # loops by their text, and their names
    constants: Sequence[Array]  # handed in

    @property
    def lines(self) -> list[str]:
        """The lines of all stages."""
        return [line for stage in self.stages for _, lines in stage for line in lines]

    def split_at(self, cost: Node) -> tuple[list[str], list[str]]:
        """The lines of the first stage up to its cost, and those after it."""
        stage = self.stages[0]
        place = next((i for i, (step, _) in enumerate(stage) if cost in step.nodes), len(stage) - 1) + 1
        forward, backward = stage[:place], stage[place:]
        return [line for _, lines in forward for line in lines], [line for _, lines in backward for line in lines]


def print_plan(plan: Plan, language: Language, run_time: Iterable[str] = ()) -> Printed:
    """The plan in that language. `run_time` names leaves that are numbers in double precision, new for each step."""
    printer = _Printer(plan, language, set(run_time))
    printer.declare_arrays()
    stages = [[(step, printer.lines(step)) for step in stage] for stage in plan.steps]
    outputs = {name: printer.text(node) for stage in plan.outputs for name, node in stage.items()}
    copies = [[line for target, node in stage for line in printer.copy(target, node)] for stage in plan.copies]
    more = printer.more
    return Printed(plan, more.once, more.each_size, stages, copies, outputs, printer.functions, printer.constants)


class _Printer:
    """A plan while it is printed: what has been declared, and how the numbers so far are written."""

    def __init__(self, plan: Plan, language: Language, run_time: set[str]) -> None:
        self._plan, self._language = plan, language
        self._nodes = [node for stage in plan.stages for node in stage]
        self._exact = self._exact_numbers(run_time)
        self._text: dict[Node, Expression] = {}
        self._readers = self._count_readers()
        self._taken = {*plan.names.values(), *plan.variables}
        self._numbers = (name for name in map("s{}".format, count(1)) if name not in self._taken)
        self._counters = [letter for letter in COUNTERS if letter not in self._taken]
        self._counted: dict[str, Iterator[int]] = {}
        self._keys = map("key_{}".format, count(1))
        self.more = Declarations(plan.masks, language.syntax.let)
        self.functions: dict[Function, str] = {}
        self.constants: list[Array] = []

    # ---- memory ----------------------------------------------------------------------------------------------

    def declare_arrays(self) -> None:
        """Say where the arrays are, in the order of their computing."""
        declared = set()
        for node in self._nodes:
            name = self._plan.names.get(node, "")
            if node.op.name == "constant" and node.shape != ():
                self._declare_constant(name, np.asarray(node.attributes["value"]))
            elif node in self._plan.slot_of and name not in declared:
                declared.add(name)
                _, power = extent(node.shape)
                lines = self.more.each_size if power else self.more.once
                lines.append(self._let(name, self._language.cut(node, self._plan.slot_of[node])))

    def _declare_constant(self, name: str, value: Array) -> None:
        line, is_handed_in = self._language.constant(name, value, len(self.constants))
        self.more.once.append(line)
        if is_handed_in:
            self.constants.append(value)

    def _let(self, name: str, value: str) -> str:
        return self._language.syntax.let.format(name=name, value=value)

    # ---- steps -----------------------------------------------------------------------------------------------

    def lines(self, step: Step) -> list[str]:
        """The lines of a step."""
        if step.domain is not None:
            return self._loop(step)
        (node,) = step.nodes
        if node.shape == ():
            return self._number(node)
        if not needs_memory(node):
            return []
        operands = [self.text(operand) for operand in node.operands]
        out = self._plan.names[node]
        if node.op.name == "reshape" and node.operands[0].shape == ():
            return self._language.filled("broadcast", operands, out, {})
        return self._language.whole(node, operands, out, self.more)

    def copy(self, target: str, node: Node) -> list[str]:
        """The lines that bring an output into an array of the caller."""
        return self._language.copied(node, self.text(node), self._plan.variables[target])

    def _loop(self, step: Step) -> list[str]:
        table = self._language.nests
        assert table is not None  # noqa: S101 - its plan has loops
        loop = make_loop(step, self._plan)
        lines, keys = [], [next(self._keys) for _ in loop.masks]
        for mask, key in zip(loop.masks, keys, strict=True):
            operands = map(self.text, mask.operands)
            lines.append(self._let(key, self._language.mask_key.format(*operands, mask=mask.attributes["mask"])))
        results = [self._plan.names.get(node) or next(self._numbers) for node in loop.returned]
        write = self._among_lines if table.inlined else self._call
        lines += write(loop, table, keys, results)
        self._text.update((node, (result, ATOM)) for node, result in zip(loop.returned, results, strict=True))
        return lines

    def _call(self, loop: Loop, table: NestTable, keys: Sequence[str], results: Sequence[str]) -> list[str]:
        """The line that calls a loop, which is a function."""
        language = self._language
        function = write_nest(loop.nest, table, language.syntax)
        name = self.functions.setdefault(function, f"loop_{len(self.functions) + 1}")
        arguments = [
            *(language.handed_length.format(size) for size in loop.lengths),
            *map(self.text, (*loop.arrays, *loop.numbers)),
            *keys,
        ]
        call = f"{name}({', '.join(arguments)})"
        return [self._let(language.syntax.together(results), call) if results else call]

    def _among_lines(self, loop: Loop, table: NestTable, keys: Sequence[str], results: Sequence[str]) -> list[str]:
        """The lines of a loop; a number that it reads is computed before."""
        lines, nest, syntax = [], loop.nest, self._language.syntax
        names = dict(zip((*nest.arrays, *nest.keys), (*map(self.text, loop.arrays), *keys), strict=True))
        for number, node in zip(nest.numbers, loop.numbers, strict=True):
            text, is_atom = self.text(node), self._text.get(node, ("", ATOM))[1] == ATOM
            names[number] = text if is_atom and text.isidentifier() else next(self._numbers)
            lines += [self._let(names[number], text)] * (names[number] != text)
        for result, name in zip(nest.results, results, strict=True):
            names[sum_of(result)] = name
        shapes = dict(zip(nest.arrays, (node.shape for node in loop.arrays), strict=True))
        around = Surroundings(names, shapes, [str(size) for size in loop.domain], self._fresh, self._counters)
        return [*lines, *write_among_lines(nest, table, syntax, around)]

    def _fresh(self, name: str) -> str:
        """A variable for a loop: counted by the kind that its letter says."""
        kind = name[0]
        names = map(f"{kind}{{}}".format, self._counted.setdefault(kind, count(1)))
        return next(new for new in names if new not in self._taken)

    # ---- numbers ---------------------------------------------------------------------------------------------

    def _exact_numbers(self, run_time: set[str]) -> set[Node]:
        """Numbers that follow from constants, sizes and run-time numbers: no array's, and in double precision."""
        exact: set[Node] = set()
        for node in self._nodes:
            exact.update(o for o in node.operands if o.name in run_time or (o.op.name == "constant" and o.shape == ()))
            if node.shape == () and not node.is_leaf and all(operand in exact for operand in node.operands):
                exact.add(node)
        return exact

    def _count_readers(self) -> dict[Node, int]:
        readers: dict[Node, int] = {}
        for node in self._nodes:
            for operand in node.operands:
                readers[operand] = readers.get(operand, 0) + 1
        return {**readers, **dict.fromkeys(self._plan.kept, 2)}

    def _number(self, node: Node) -> list[str]:
        """The line that computes a number; none where its expression goes into its only reader's line."""
        if node.op.name == "dimension":
            self._text[node] = self._language.dimension
            return []
        exact = node in self._exact
        template, strength = self._language.number(node, exact=exact)
        zeros = ", ".join("0" * max((operand.rank for operand in node.operands), default=0))
        operands = (self._operand(operand, strength, place) for place, operand in enumerate(node.operands))
        text = template.format(*operands, zeros=zeros, real=self._language.real(exact=exact))
        text = self._language.typed(node, text, strength, exact=exact)
        reads_array = any(operand.shape != () for operand in node.operands)
        if self._readers.get(node, 0) < 2 and not reads_array and len(text) < LONGEST and node not in self._plan.names:
            self._text[node] = (text, strength)
            return []
        name = self._plan.names.get(node) or next(self._numbers)
        self._text[node] = (name, ATOM)
        line = self._let(name, text)
        if _follows_from_size(node):
            self.more.each_size.append(line)
            return []
        return [line]

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
            return self._language.literal(float(np.asarray(node.attributes["value"])))
        if is_view(node):
            return self._language.view(node.op.name, self.text(node.operands[0]), node.attributes)
        return self._plan.names[node]


def _follows_from_size(node: Node) -> bool:
    """Whether a number is computed from constants and the size of the batch alone."""
    stack = [node]
    while stack:
        part = stack.pop()
        if part.is_leaf or part.shape != ():
            return False
        stack.extend(part.operands)
    return True
