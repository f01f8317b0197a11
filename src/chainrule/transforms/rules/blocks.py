"""Sums of arrays in blocks: what comes back to parts of an array, each with zeros around it, is one array of blocks."""

from collections.abc import Iterator
from itertools import pairwise
from typing import TypeAlias

from chainrule.graph.node import Node
from chainrule.ops.linear import broadcast, concatenate
from chainrule.transforms.rules.patterns import is_number, is_op

Block: TypeAlias = tuple[int, int, Node]  # where it begins, where it ends, and what stands there


def joined(node: Node, x: Node, y: Node) -> Node | None:
    """Concatenate(A, 0) + concatenate(0, B) → concatenate(A, B), where nothing but zeros meets."""
    if not (is_op(x, "concatenate") and is_op(y, "concatenate")) or x.attributes != y.attributes:
        return None
    axis = int(str(x.attributes["axis"]))
    sign = -1 if is_op(node, "subtract") else 1
    found = [*_blocks(x, axis, 1), *_blocks(y, axis, sign)]
    found.sort(key=lambda block: block[:2])
    if not found or any(stop > start for (_, stop, _), (start, _, _) in pairwise(found)):
        return None
    return concatenate(list(_filled(found, x, axis)), axis)


def _blocks(x: Node, axis: int, sign: int) -> Iterator[Block]:
    """The parts that are not zeros."""
    start = 0
    for part in x.operands:
        stop = start + int(part.shape[axis])
        if not is_number(part, 0):
            yield start, stop, part if sign > 0 else -part
        start = stop


def _filled(blocks: list[Block], x: Node, axis: int) -> Iterator[Node]:
    """Blocks, and zeros where there are none."""
    reached = 0
    for start, stop, part in [*blocks, (int(x.shape[axis]), 0, None)]:
        if start > reached:
            yield broadcast(0, shape=(*x.shape[:axis], start - reached, *x.shape[axis + 1 :]))
        if part is not None:
            yield part
        reached = stop
