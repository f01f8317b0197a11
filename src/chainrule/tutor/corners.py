"""Corners: numbers close to both sides of what a board or a claim compares.

A formula may change wherever two things are compared: max, min, |x|, x > 6; and an ε that is added matters only where
what it is added to is as small. Random points seldom come near, so that the place is looked for: leaves are scaled
until the comparison comes out otherwise, and the line between both places is halved until it is found.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress

import numpy as np

from chainrule.graph.evaluate import fill
from chainrule.graph.graph import topological
from chainrule.graph.node import Array, Node
from chainrule.tutor.effort import Effort, SpentError, weight

Leaves = Mapping[Node, Array]
SCALES = (
    -1.0,
    3.0,
    0.1,
    -3.0,
    10.0,
    0.01,
    -10.0,
    30.0,
    1e-3,
    -30.0,
    100.0,
    1e-5,
    -100.0,
    1e3,
    1e-8,
    -1e3,
    1e5,
    -1e5,
    1e7,
)
MOST_LEAVES = 6  # scaled one by one
HALVINGS = 34
APART = (1e-7, 1e-2)  # of the line, from the corner
LARGEST_EPSILON = 1e-2
MOST_NODES = 40_000  # computed for all comparisons of a board or a claim together
NOT_ALONG_A_LINE = frozenset({"equal", "not_equal", "where"})  # these turn at a point, and where another one does


def compared(nodes: Iterable[Node], known: Iterable[Node] = ()) -> list[Node]:
    """What compares something among these nodes and what they stand on, each comparison once."""
    found: dict[frozenset[Node], Node] = {}
    for node in topological(nodes, known):
        turns = node.op.sides is not None and node.op.name not in NOT_ALONG_A_LINE
        if turns or (node.op.name == "add" and _epsilon(node)):
            found.setdefault(frozenset(node.operands), node)
    return list(found.values())


def beside(
    comparison: Node,
    start: Leaves,
    free: Sequence[Node],
    sizes: Mapping[str, int],
    rng: "np.random.Generator",
    most: int,
) -> Iterator[Leaves]:
    """Numbers of the leaves on both sides of a comparison; only `free` ones move, and `most` nodes are computed."""
    order = topological([comparison])
    moving = [leaf for leaf in order if leaf in free]
    line = _Line(comparison, start, sizes, Effort(weight(order, sizes), most))
    with suppress(SpentError):
        for scale in SCALES:
            for leaves in (moving, *([leaf] for leaf in moving[:MOST_LEAVES] if len(moving) > 1)):
                end = {leaf: scale * start[leaf] * rng.uniform(0.5, 1.5, size=start[leaf].shape) for leaf in leaves}
                yield from line.towards(end)


def sides(comparison: Node, known: Leaves) -> Array:
    """On which side of its corner each entry of a comparison lies, or of ε what it is added to."""
    with np.errstate(all="ignore"):
        if comparison.op.sides is None:
            return np.asarray(np.abs(known[_other(comparison)]) > _epsilon(comparison))
        operands = (known[operand] for operand in comparison.operands)
        return np.asarray(comparison.op.sides(*operands, **comparison.attributes))


def equalities(nodes: Iterable[Node], known: Iterable[Node] = ()) -> Iterator[tuple[Node, Node, float]]:
    """What asks whether a leaf is some number: the question, the leaf, the number."""
    for node in topological(nodes, known):
        for leaf, other in (node.operands, node.operands[::-1]) if node.op.name in ("equal", "not_equal") else ():
            value = other.attributes.get("value")
            if leaf.is_leaf and isinstance(value, int | float):
                yield node, leaf, float(value)


def is_tied(comparison: Node, known: Leaves) -> bool:
    """Whether some entry stands at the corner itself, where conventions differ."""
    if comparison.op.sides is None or len(comparison.operands) > 2:
        return False
    first, *others = (known[operand] for operand in comparison.operands)
    return bool((first == (others[0] if others else 0)).any())


class _Line:
    """What a comparison says at a start, and where it says something else on the way to other numbers."""

    def __init__(self, comparison: Node, start: Leaves, sizes: Mapping[str, int], effort: Effort) -> None:
        self._comparison = comparison
        self._start = start
        self._sizes = sizes
        self._effort = effort
        self._here = self._sides(start)

    def towards(self, end: Leaves) -> Iterator[Leaves]:
        """Numbers before and behind the first place found at which the comparison turns, and the end."""
        turned = np.argwhere(self._sides({**self._start, **end}) != self._here)
        if not len(turned):
            return
        entry = tuple(turned[0])
        before, behind = 0.0, 1.0
        for _ in range(HALVINGS):
            middle = (before + behind) / 2
            if self._sides(self._at(middle, end))[entry] == self._here[entry]:
                before = middle
            else:
                behind = middle
        for apart in APART:
            yield self._at(max(before * (1 - apart), 0.0), end)
            yield self._at(min(behind * (1 + apart), 1.0), end)
        yield self._at(1.0, end)

    def _at(self, part: float, end: Leaves) -> Leaves:
        return {**self._start, **{leaf: (1 - part) * self._start[leaf] + part * end[leaf] for leaf in end}}

    def _sides(self, leaves: Leaves) -> Array:
        self._effort.take()
        known = dict(leaves)
        fill(known, self._comparison.operands, self._sizes, np.float64)
        return sides(self._comparison, known)


def _epsilon(node: Node) -> float:
    """The small number that a sum has for an operand, or 0."""
    for operand in node.operands:
        value = operand.attributes.get("value") if operand.op.name == "constant" else None
        if isinstance(value, int | float) and 0 < value <= LARGEST_EPSILON:
            return float(value)
    return 0.0


def _other(node: Node) -> Node:
    a, b = node.operands
    return a if b.op.name == "constant" else b
