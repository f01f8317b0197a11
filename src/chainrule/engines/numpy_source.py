"""The NumPy engine's language: plain Python, one ufunc or matrix product a line, every result into its place.

It has no dependency, and its text is what a learner reads.
"""

import math
from collections.abc import Sequence

import numpy as np

from chainrule.engines.language import Declarations, Language
from chainrule.engines.memory import BATCH, extent, needs_memory
from chainrule.engines.steps import is_view
from chainrule.graph.graph import topological
from chainrule.graph.node import Array, Node
from chainrule.graph.shape import Shape
from chainrule.ops.indexing import INDEXED, index_shape
from chainrule.ops.spelling import (
    ATOM,
    COMPARISONS,
    LINES,
    SCALARS,
    Expression,
    index_in_shape,
    picked_at,
    write_number,
)

TYPED = COMPARISONS.keys() | {"erf", "logdet"}  # spelled with the type that they give
FEW, LONG_LINE = 32, 100  # entries of a constant array that are written out, and characters of its line


class Numpy(Language):
    """One line for each op; sums over the batch and comparisons with 0 written as NumPy is fastest at them."""

    numbers = {**SCALARS, "entry": SCALARS["reshape"]}
    arrays = LINES

    def cut(self, node: Node, slot: int) -> str:
        """A slice of the slot's memory, reshaped."""
        return part_of(f"memory[{slot}]", node.shape)

    def literal(self, value: float) -> str:
        """Whole numbers without a point."""
        return write_number(value)

    def constant(self, name: str, value: Array, place: int) -> tuple[str, bool]:
        """A short one is written out; nobody reads a thousand numbers in source."""
        line = f"{name} = np.array({value.tolist()}, dtype=real)" if 0 < value.size <= FEW else ""
        if line and len(line) <= LONG_LINE and np.isfinite(value).all():
            return line, False
        return f"{name} = constants[{place}].astype(real)", True

    def number(self, node: Node, *, exact: bool) -> Expression:
        """Python's own arithmetic, but for what may fail there."""
        if exact and _may_fail(node):
            return f"np.{'divide' if node.op.name == 'divide' else 'float_power'}({{0}}, {{1}})", ATOM
        return super().number(node, exact=exact)

    def real(self, *, exact: bool) -> str:
        """Python's own type for numbers in double precision."""
        return "float" if exact else "real"

    def typed(self, node: Node, text: str, strength: int, *, exact: bool) -> str:
        """What a function of NumPy's gives is made Python's own number again."""
        return f"float({text})" if exact and strength == ATOM and node.op.name not in TYPED else text

    def whole(self, node: Node, operands: Sequence[str], out: str, more: Declarations) -> list[str]:
        """The op's line, its operands replaced by what NumPy is faster with."""
        name, operands = node.op.name, list(operands)
        if name == "one_hot":
            return [f"np.equal({_classes(node, more)}, {operands[0]}, out={out})"]
        if name == "maximum" and node.shape[1:] == (BATCH,):
            operands = [_zeros(more) if text == "0" else text for text in operands]
        if name in INDEXED:
            axis = int(str(node.attributes["axis"]))
            operands[1] = index_in_shape(operands[1], node.operands[1].shape, index_shape(node))
            at = picked_at(axis, operands[1], _examples(node, more)) if name == "pick" else ""
            return self.filled(name, operands, out, {**node.attributes, "before": ":, " * axis, "at": at})
        if name in ("unfold", "fold"):
            return self.filled(name, operands, out, {step: str(value) for step, value in node.attributes.items()})
        if name == "product_for_filters":
            return self.filled(name, operands, out, {"each": _filters_of_each(node, more)})
        if name in ("matmul", "summed_product") and (rows := _all_rows(node, operands, out)):
            return self.filled("matmul", rows[:2], rows[2], {})
        if name == "sum" and _is_sum_over_batch(node):
            return self.filled("matmul", [operands[0], _ones(more)], out, {})
        if name == "where" and node.operands[0] not in more.masks:
            operands[0] = f"{operands[0]} != 0"
        return [
            line for line in self.filled(name, operands, out, node.attributes) if line != f"np.copyto({out}, {out})"
        ]

    def attribute(self, value: object) -> str:
        """The axes of a sum, when there is one, as a number."""
        if isinstance(value, tuple) and len(value) == 1:
            return str(value[0])
        return write_number(value) if isinstance(value, float) else str(value)


def _classes(node: Node, more: Declarations) -> str:
    """The class numbers as a column, made once: those of the first one_hot, if there are several."""
    return more.shared("classes", f"np.arange({node.attributes['classes']})[:, None]", sized=False)


def _examples(node: Node, more: Declarations) -> str:
    """The numbers of the examples of which an entry each is picked."""
    examples = node.operands[0].shape[1 - int(str(node.attributes["axis"]))]
    return more.shared("examples", f"np.arange({examples})", sized=examples == BATCH)


def _all_rows(node: Node, operands: Sequence[str], out: str) -> tuple[str, str, str] | None:
    """The factors and the result of a stack beside a matrix, all rows of the stack below each other; None elsewhere."""
    (a, b), (left, right) = node.operands, operands
    if node.op.name == "summed_product":
        return f"{left}.reshape(-1, {a.shape[-1]}).T", f"{right}.reshape(-1, {b.shape[-1]})", out
    if a.rank < 3 or b.rank != 2 or is_view(a):
        return None
    return f"{left}.reshape(-1, {a.shape[-1]})", right, f"{out}.reshape(-1, {b.shape[-1]})"


def _filters_of_each(node: Node, more: Declarations) -> str:
    """Memory for the filters that each example makes, before they are added up."""
    examples, (filters, *entries) = node.operands[1].shape[0], node.shape
    shape = f"{examples}, {filters}, {math.prod(map(int, entries))}"
    name = f"each_{shape.replace(', ', '_')}"
    return more.shared(name, f"np.empty(({shape}), dtype=real)", sized=examples == BATCH)


def _zeros(more: Declarations) -> str:
    """A row of zeros: NumPy compares with an array in half the time it takes with a number."""
    return more.shared("zeros", f"np.zeros((1, {BATCH}), dtype=real)", sized=True)


def _ones(more: Declarations) -> str:
    """D·1, as lecture 3 writes a sum over the examples: BLAS does it in a third of the time of a reduction."""
    return more.shared("ones", f"np.ones(({BATCH}, 1), dtype=real)", sized=True)


def _is_sum_over_batch(node: Node) -> bool:
    (x,) = node.operands
    return x.shape[1:] == (BATCH,) and node.attributes["axis"] == (1,) and needs_memory(x)


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


def part_of(memory: str, shape: Shape) -> str:
    """The beginning of flat memory as an array of this shape, as Python source.

    >>> part_of("memory[3]", (30, "m")), part_of("memory[3]", (30,))
    ('memory[3][: 30 * m].reshape(30, m)', 'memory[3][:30].reshape(30)')
    """
    entries, power = extent(shape)
    count = " * ".join([str(entries)] * (entries != 1 or not power) + [BATCH] * power)
    return f"{memory}[:{f' {count}' if ' ' in count else count}].reshape({', '.join(map(str, shape))})"
