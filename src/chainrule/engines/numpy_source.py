"""The NumPy engine: a plan printed as plain Python, one ufunc or matrix product a line, every result into its place.

It has no dependency, and its text is what a learner reads.
"""

import numpy as np

from chainrule.engines.plan import BATCH, extent, needs_memory
from chainrule.engines.printer import Printer
from chainrule.engines.steps import Step
from chainrule.graph.graph import topological
from chainrule.graph.node import Array, Node
from chainrule.ops.spelling import ATOM, LINES, SCALARS, Expression, write_number

FEW, LONG_LINE = 32, 100  # entries of a constant array that are written out, and characters of its line


class NumpyPrinter(Printer):
    """One line for each op; sums over the batch and comparisons with 0 written as NumPy is fastest at them."""

    scalars = SCALARS

    def _declare_constant(self, name: str, value: Array) -> None:
        line = f"{name} = np.array({value.tolist()}, dtype=real)" if 0 < value.size <= FEW else ""
        if line and len(line) <= LONG_LINE and np.isfinite(value).all():
            self.once.append(line)
        else:  # nobody reads a thousand numbers in source: they are handed in
            self.once.append(f"{name} = constants[{len(self.constants)}].astype(real)")
            self.constants.append(value)

    def _cut(self, node: Node) -> str:
        entries, power = extent(node.shape)
        shape = ", ".join(map(str, node.shape))
        return f"memory[{self.plan.slot_of[node]}][:{write_count(entries, power)}].reshape({shape})"

    def _constant(self, value: float) -> str:
        return write_number(value)

    def _scalar(self, node: Node) -> Expression:
        if node in self._python and _may_fail(node):
            return f"np.{'divide' if node.op.name == 'divide' else 'float_power'}({{0}}, {{1}})", ATOM
        return super()._scalar(node)

    def _typed(self, node: Node, text: str, strength: int) -> str:
        if node in self._python and strength == ATOM:
            return "float" + text[4:] if text.startswith("real(") else f"float({text})"
        return text

    def _lines(self, step: Step) -> list[str]:
        (node,) = step.nodes
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
        return [
            f"np.copyto({self.plan.variables[target]}, {self.text(node)})" for target, node in self.plan.copies[stage]
        ]


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
