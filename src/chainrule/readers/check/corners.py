"""Corners and jumps: where a function has no derivative, and which of its gates stands there.

At a corner the slope to the left is not the slope to the right, and no difference quotient can be the gradient. At a
jump the cost itself changes, however small the step, and a quotient only grows as the step shrinks.
The op that has the corner is found by looking on which side of it each entry lies before and after a small step.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from chainrule.graph.graph import Graph, topological
from chainrule.graph.node import Array, Node
from chainrule.readers.check.measured_slopes import Index, Slopes
from chainrule.readers.notation.formula import Symbol
from chainrule.readers.notation.numbers import format_number
from chainrule.readers.notation.trees import write_tree
from chainrule.readers.typeset.text import to_text

# a length, √ of a sum of squares, has a corner where it is 0: its slope is 0/0 there, and no number
OF_LENGTHS: Mapping[str, Callable[..., object]] = {
    "sqrt": lambda x: x > 0,
    "std": lambda x, *, axis: x.max(axis=axis, keepdims=True) > x.min(axis=axis, keepdims=True),
}
LONGEST = 40  # signs of an op over its operands

DIGITS = 5  # of a jump, which is measured over a small step


@dataclass(frozen=True)
class Corner:
    """An entry of an op that stands at its corner or jump, and the slopes of the cost on both sides of it."""

    op: str
    written: str  # the op over its operands, as the equations have it
    entry: Index
    moved: Index  # the entry of the parameter that moves it
    left: float
    right: float
    jump: float = 0.0  # how far the cost jumps; 0 at a corner

    @property
    def kind(self) -> str:
        """What it is called."""
        return "jump" if self.jump else "corner"

    def __str__(self) -> str:
        entry = f" at entry {write_index(self.entry)}" if self.entry else ""
        return f"{self.written}{entry} stands at its {self.kind}"

    @property
    def slopes(self) -> str:
        """The slopes of the cost on both sides, in words; at a jump there are none to speak of."""
        if self.jump:
            return f"the cost jumps by {format_number(self.jump, DIGITS)}"
        return f"slope {format_number(self.left)} to the left, {format_number(self.right)} to the right"


def write_index(index: Index) -> str:
    """An index as Python writes it; "" for that of a single number."""
    return f"({', '.join(map(str, index))}{',' if len(index) == 1 else ''})" if index else ""


@np.errstate(all="ignore")  # what is not finite stands at no corner
def corners(
    graph: Graph, cost: Node, around: Sequence[Mapping[Node, Array]], moved: Index, slopes: Slopes
) -> list[Corner]:
    """The ops whose entries change sides between numbers left of a place, at it and right of it: one entry for each."""
    found = []
    for node in topological([cost]):
        changed = _changed(node, around)
        if len(changed):
            entry = tuple(int(i) for i in changed[0])
            found.append(Corner(node.op.name, _written(graph, node), entry, moved, slopes.left, slopes.right))
    return found


def _changed(node: Node, around: Sequence[Mapping[Node, Array]]) -> NDArray[np.intp]:
    """The entries of a node that lie on one side here and on another beside it."""
    sides = node.op.sides or OF_LENGTHS.get(node.op.name)
    if sides is None:
        return np.empty((0, 1), np.intp)
    left, here, right = (
        np.asarray(sides(*(known[operand] for operand in node.operands), **node.attributes)) for known in around
    )
    if node.op.sides is None:  # a length that is 0 here, and none beside
        return np.argwhere(left & ~here & right)
    return np.argwhere((left != here) | (here != right))


def _written(graph: Graph, node: Node) -> str:
    """An op over its operands, by their names where they have some; by its own name where that is too long."""
    named = {one: Symbol(graph.name_of(one)) for one in topological(node.operands) if graph.name_of(one)}
    text = to_text(write_tree(node, named))
    return text if len(text) <= LONGEST else node.op.name
