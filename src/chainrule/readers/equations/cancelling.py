"""Where something cancels on the way back: the chain rule with what stands upstream written out, and what is left.

Over names alone nothing cancels: p ⊙ (y/p) is y only for a p that is never 0, which the graph knows of a softmax. So
the same step is made plain twice, over names and over what they stand for; where the second is shorter, both are shown.
What is known of labels comes last, and is said.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce

from chainrule.boards.facts import Fact
from chainrule.graph.graph import Graph, rebuild, topological
from chainrule.graph.node import Node, input
from chainrule.graph.passes import Derivative, Part, Passes
from chainrule.ops.elementwise import add, meant_by
from chainrule.readers.equations.nearby import Nearby, again
from chainrule.readers.notation.trees import write_tree
from chainrule.readers.typeset.text import to_text
from chainrule.transforms.rules.patterns import axis_of_one, is_number
from chainrule.transforms.simplify import simplify

LARGEST = 40  # nodes of a cotangent that is written out


@dataclass(frozen=True)
class Further:
    """What a cotangent goes on with, over names, and what that rests on."""

    sides: tuple[Node, ...]
    rules: tuple[str, ...] = ()


class Cancelling:
    """The cotangents of a record in their plainest form, those of a graph as it has them; and without what is known."""

    def __init__(self, graph: Graph, cost: str, record: Passes, nearby: Nearby) -> None:
        forward = topological([record.cost])
        self._nearby, self._forward = nearby, frozenset(forward)
        labels = (node for node in forward if _is_label(node))
        self._labels = {one: input(f"unknown {graph.name_of(one)}", one.shape) for one in labels}  # beside the known
        self._name_of = graph.name_of
        names = {f"∂{i}": node for i, node in enumerate(record.cotangents)}
        found = {name: record.cotangents[node] for name, node in names.items()}
        plain, unknown = (simplify(Graph(each), kept=forward).outputs for each in (found, self._unknown(found)))
        asked = [name for name in graph.all_names if isinstance(name, Derivative) and name.cost == cost]
        own = {graph.node(name.by): graph.node(name) for name in asked}
        self._own = {node: own.get(node, plain[name]) for name, node in names.items()}
        self._plain = {node: unknown[name] for name, node in names.items()} if self._labels else self._own

    def _unknown(self, cotangents: Mapping[str, Node]) -> Mapping[str, Node]:
        """Cotangents in which nothing is known of labels."""
        backward = topological(cotangents.values(), self._forward)
        new = {node: self._labels.get(node, node) for node in self._forward}
        for node in backward:
            new[node] = node.with_operands(tuple(new[operand] for operand in node.operands))
        return {name: new[node] for name, node in cotangents.items()}

    def further(self, uses: Mapping[Node, Sequence[Part]]) -> Mapping[Node, Further]:
        """What each cotangent goes on with: where one cancels, the step; where one is needed for that, itself."""
        steps = {node: found for node, parts in uses.items() if (found := self._step(node, parts))}
        needed = {use.user for node in steps for use in uses[node]} - {*steps}
        written = [user for user in needed if not is_number(self._own[user], 0)]  # a 0 says no shape
        return {**{user: Further((self._seen(self._own[user]),)) for user in written}, **steps}

    def _step(self, node: Node, uses: Sequence[Part]) -> Further | None:
        """What stands upstream put into a step, and what is left where it cancels; nothing where nothing does."""
        upstream = [self._own[use.user] for use in uses]
        if is_number(self._own[node], 0) or self._keeps(self._own[node], upstream):
            return None
        if not all(map(self._is_small, (self._own[node], *upstream))):
            return None
        written_out = reduce(add, [again(use, self._own[use.user]) for use in uses])
        sides = [self._seen(one) for one in (written_out, self._plain[node], self._own[node])]
        return Further(tuple(sides), self._resting_on(node)) if _length(sides[-1]) < _length(sides[0]) else None

    def _seen(self, node: Node) -> Node:
        """A node over names; labels of which nothing is known are called as they are."""
        seen, known = self._nearby.seen(node), {own: self._nearby.seen(one) for one, own in self._labels.items()}
        return rebuild(topological([seen]), lambda old, over: known.get(old, old.with_operands(over)))[seen]

    def _keeps(self, cotangent: Node, upstream: Sequence[Node]) -> bool:
        """Whether all that stands upstream is still there."""
        return {*upstream} - self._forward <= {*self._backward(cotangent)}

    def _is_small(self, cotangent: Node) -> bool:
        return len(self._backward(cotangent)) < LARGEST

    def _backward(self, cotangent: Node) -> list[Node]:
        """The nodes of a cotangent that are none of the forward pass."""
        return topological([cotangent], self._forward)

    def _resting_on(self, node: Node) -> tuple[str, ...]:
        """What is said where a sum of labels was 1."""
        if self._plain[node] is self._own[node]:
            return ()
        sums = [one for one in self._backward(self._plain[node]) if one.op.name == "sum"]
        known = {unknown: leaf for leaf, unknown in self._labels.items()}
        labels = [
            (one.with_operands((self._nearby.seen(label),)), label)
            for one in sums
            if (label := known.get(one.operands[0])) is not None
        ]
        found = (
            (to_text(write_tree(one, {})), Fact("sums to 1", axis_of_one(label)).about(self._name_of(label)))
            for one, label in labels
        )
        return tuple(dict.fromkeys(f"{written} is 1 everywhere, for {fact}" for written, fact in found))


def _is_label(node: Node) -> bool:
    """Whether entries of data, by whatever name, are known to sum to 1."""
    return meant_by(node).is_leaf and axis_of_one(node) is not None


def _length(node: Node) -> int:
    """How much there is to be read in a formula."""
    lengths: dict[Node, int] = {}
    for one in topological([node]):
        lengths[one] = 1 + sum(lengths[operand] for operand in one.operands)
    return lengths[node]
