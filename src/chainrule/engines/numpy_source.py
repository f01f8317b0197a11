"""The NumPy engine: a plan printed as plain Python, one ufunc or matrix product a line, every result into its place.

It has no dependency, and its text is what a learner reads.
"""

from collections.abc import Iterable
from itertools import count

import numpy as np

from chainrule.engines.plan import BATCH, Plan, extent, is_view, needs_memory
from chainrule.graph.graph import topological
from chainrule.graph.node import Array, Node
from chainrule.ops.spelling import ATOM, LINES, SCALARS, SIGN, VIEWS, enclosed, slice_key, write_number

FEW, LONG_LINE = 32, 100  # entries of a constant array that are written out, and characters of its line
LONGEST = 60  # a longer expression of numbers gets a line of its own


class Printer:
    """Writes the lines of a plan. `run_time` names the leaves that are Python numbers, new for each step."""

    def __init__(self, plan: Plan, run_time: Iterable[str] = ()) -> None:
        self.plan = plan
        self._nodes = [node for stage in plan.stages for node in stage]
        self._python = self._python_numbers(set(run_time))
        self._text: dict[Node, tuple[str, int]] = {}  # of each number: its expression and how strongly it binds
        self._readers = self._count_readers()
        taken = set(plan.names.values())
        self._numbers = (name for name in map("s{}".format, count(1)) if name not in taken)
        self.constants: list[Array] = []
        self.once: list[str] = []  # before the first step
        self.each_size: list[str] = []  # when the batch changes its size
        self.stages: list[list[tuple[Node, list[str]]]] = []
        self._declare_arrays()
        for stage in plan.stages:
            self.stages.append([(node, self._lines(node)) for node in stage])

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

    def _declare_constant(self, name: str, value: Array) -> None:
        line = f"{name} = np.array({value.tolist()}, dtype=real)" if 0 < value.size <= FEW else ""
        if line and len(line) <= LONG_LINE and np.isfinite(value).all():
            self.once.append(line)
        else:  # nobody reads a thousand numbers in source: they are handed in
            self.once.append(f"{name} = constants[{len(self.constants)}].astype(real)")
            self.constants.append(value)

    def _declare(self, node: Node, name: str) -> None:
        slot = self.plan.slot_of[node]
        entries, power = extent(node.shape)
        shape = ", ".join(map(str, node.shape))
        lines = self.each_size if power else self.once
        lines.append(f"{name} = memory[{slot}][:{write_count(entries, power)}].reshape({shape})")

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
            self._text[node] = (BATCH, ATOM)
            return []
        template, strength = SCALARS[node.op.name]
        if node in self._python and _may_fail(node):
            template, strength = f"np.{'divide' if node.op.name == 'divide' else 'float_power'}({{0}}, {{1}})", ATOM
        key = slice_key(node.attributes) if node.op.name == "slice" else ""
        text = template.format(*(self._operand(o, strength, i) for i, o in enumerate(node.operands)), key=key)
        if node in self._python and strength == ATOM:
            text = "float" + text[4:] if text.startswith("real(") else f"float({text})"
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
            return write_number(float(np.asarray(node.attributes["value"])))
        if is_view(node):
            key = slice_key(node.attributes) if node.op.name == "slice" else ""
            return VIEWS[node.op.name].format(self.text(node.operands[0]), key=key)
        return self.plan.names[node]

    # ---- lines -----------------------------------------------------------------------------------------------

    def _lines(self, node: Node) -> list[str]:
        if node.shape == ():
            return self._number(node)
        if not needs_memory(node):
            return []
        name = node.op.name
        if name == "reshape" and node.operands[0].shape == ():
            name = "broadcast"
        operands = [self.text(operand) for operand in node.operands]
        if name == "one_hot":
            return [f"np.equal({self._classes(node)}, {operands[0]}, out={self.plan.names[node]})"]
        if name == "maximum":
            operands = [self._zeros() if text == "0" and node.shape[1:] == (BATCH,) else text for text in operands]
        if name == "sum" and self._is_sum_over_batch(node):
            return [f"np.matmul({operands[0]}, {self._ones()}, out={self.plan.names[node]})"]
        if name == "where" and node.operands[0] not in self.plan.masks:
            operands[0] = f"{operands[0]} != 0"
        attributes = {key: _write_attribute(value) for key, value in node.attributes.items()}
        out = self.plan.names[node]
        written = LINES[name].format(*operands, out=out, operands=", ".join(operands), **attributes)
        return [line for line in written.split("\n") if line != f"np.copyto({out}, {out})"]

    def _classes(self, node: Node) -> str:
        """The class numbers as a column, made once: those of the first one_hot, if there are several."""
        column = f"np.arange({node.attributes['classes']})[:, None]"
        made = next((line for line in self.once if line.startswith("classes = ")), "")
        if not made:
            self.once.append(f"classes = {column}")
        return "classes" if made in ("", f"classes = {column}") else column

    def _is_sum_over_batch(self, node: Node) -> bool:
        (x,) = node.operands
        return x.shape[1:] == (BATCH,) and node.attributes["axis"] == (1,) and needs_memory(x)

    def _zeros(self) -> str:
        """A row of zeros: NumPy compares with an array in half the time it takes with a number."""
        line = f"zeros = np.zeros((1, {BATCH}), dtype=real)"
        if line not in self.each_size:
            self.each_size.append(line)
        return "zeros"

    def _ones(self) -> str:
        """D·1, as lecture 3 writes a sum over the examples: BLAS does it in a third of the time of a reduction."""
        line = f"ones = np.ones(({BATCH}, 1), dtype=real)"
        if line not in self.each_size:
            self.each_size.append(line)
        return "ones"

    def copies(self, stage: int) -> list[str]:
        """The lines that bring outputs to where they belong when a stage ends."""
        return [f"np.copyto({target}, {self.text(node)})" for target, node in self.plan.copies[stage]]


def _may_fail(node: Node) -> bool:
    """Whether Python's / or ** may raise for some size of the batch where NumPy's give infinity or NaN."""
    if node.op.name not in ("divide", "power"):
        return False
    parts = topological([node if node.op.name == "power" else node.operands[1]])
    positive = all(
        part.op.name in ("dimension", "multiply") or float(np.asarray(part.attributes.get("value", 0))) > 0
        for part in parts
    )
    return any(part.op.name == "dimension" for part in parts) and not positive


def _write_attribute(value: object) -> str:
    if isinstance(value, tuple) and len(value) == 1:
        return str(value[0])
    return write_number(value) if isinstance(value, float) else str(value)


def write_count(entries: int, power: int) -> str:
    """The end of a slice of that many entries, as Python source.

    >>> write_count(30, 1), write_count(30, 0)
    (' 30 * m', '30')
    """
    text = " * ".join([str(entries)] * (entries != 1 or not power) + [BATCH] * power)
    return f" {text}" if " " in text else text
