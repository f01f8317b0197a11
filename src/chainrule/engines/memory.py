"""memory: a slot for each array, which is used again once its last reader has run.

A step writes over an operand that nobody reads any more. Sizes may hold one letter, that of the batch.
"""

import math
from collections.abc import Collection, Container, Mapping, Sequence
from dataclasses import dataclass

from chainrule.engines.steps import Step, base_of, is_view
from chainrule.errors import GraphError
from chainrule.graph.node import Node
from chainrule.graph.shape import Shape, write_shape

BATCH = "m"


@dataclass(frozen=True)
class Slot:
    """Memory for count · m**power entries: real numbers, or the truth values of a mask."""

    count: int
    power: int
    is_mask: bool


@dataclass(frozen=True)
class Memory:
    """The slot of each array, and which array is written over which (the key over the value)."""

    slots: Sequence[Slot]
    slot_of: Mapping[Node, int]
    written_over: Mapping[Node, Node]


def needs_memory(node: Node) -> bool:
    """Whether a node is an array that is written afresh."""
    return node.shape != () and not is_view(node) and node.op.name != "constant"


def extent(shape: Shape) -> tuple[int, int]:
    """Count and power of the entries of a shape, count · m**power."""
    letters = [dimension for dimension in shape if isinstance(dimension, str)]
    if any(letter != BATCH for letter in letters):
        raise GraphError(f"a compiled graph knows one letter, {BATCH}; give numbers in {write_shape(shape)}")
    return math.prod(dimension for dimension in shape if isinstance(dimension, int)), len(letters)


def assign_slots(
    steps: Sequence[Step], placed: Container[Node], kept: Collection[Node], masks: Collection[Node]
) -> Memory:
    """Memory for every array but those that are placed elsewhere; what is `kept` is read after the last step."""
    last = {base_of(operand): index for index, step in enumerate(steps) for operand in step.operands}
    last.update((base_of(node), len(steps)) for node in kept)
    pool = _Pool()
    slot_of: dict[Node, int] = {}
    written_over: dict[Node, Node] = {}
    for index, step in enumerate(steps):
        bases = dict.fromkeys(base_of(operand) for operand in step.operands)
        dying = {base: None for base in bases if last.get(base) == index and base in slot_of}
        for node in step.written:
            if not needs_memory(node) or node in placed:
                continue
            over = next((one for one in dying if _fits_over(step, node, one, masks)), None)
            if over is not None:
                del dying[over]
                written_over[over] = node
            slot_of[node] = slot_of[over] if over is not None else pool.take(node, node in masks)
        pool.give_back({slot_of[base] for base in dying})
    return Memory(pool.slots, slot_of, written_over)


def _fits_over(step: Step, node: Node, operand: Node, masks: Collection[Node]) -> bool:
    same_kind = (node in masks) == (operand in masks)
    return same_kind and step.may_overwrite(node, operand) and any(one is operand for one in step.operands)


class _Pool:
    """Slots, and which of them are free."""

    def __init__(self) -> None:
        self.slots: list[Slot] = []
        self._free: list[int] = []

    def give_back(self, slots: Collection[int]) -> None:
        """These are free from now on."""
        self._free.extend(sorted(slots))

    def take(self, node: Node, is_mask: bool) -> int:
        """The smallest free slot that is large enough, else the largest free one made larger, else a new one."""
        entries, power = extent(node.shape)
        wanted = Slot(entries, power, is_mask)
        alike = [i for i in self._free if (self.slots[i].power, self.slots[i].is_mask) == (power, is_mask)]
        enough = [i for i in alike if self.slots[i].count >= entries]
        if not alike:
            self.slots.append(wanted)
            return len(self.slots) - 1
        size = min if enough else max
        slot = size(enough or alike, key=lambda i: self.slots[i].count)
        self._free.remove(slot)
        if not enough:
            self.slots[slot] = wanted
        return slot
