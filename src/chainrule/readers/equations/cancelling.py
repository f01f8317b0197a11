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
from chainrule.graph.node import Node
from chainrule.graph.passes import Derivative, Part, Passes
from chainrule.ops.elementwise import add
from chainrule.ops.linear import broadcast
from chainrule.readers.equations.nearby import Nearby, again
from chainrule.readers.notation.trees import write_tree
from chainrule.readers.typeset.text import to_text
from chainrule.transforms.simplify import simplify

LARGEST = 40  # nodes of a cotangent that is written out


@dataclass(frozen=True)
class Further:
    """What a cotangent goes on with, over names, and what that rests on."""

    sides: tuple[Node, ...]
    rules: tuple[str, ...] = ()


class Cancelling:
    """The cotangents of a record in their plainest form; those that a graph has are as it has them."""

    def __init__(self, graph: Graph, cost: str, record: Passes, nearby: Nearby, facts: Mapping[str, Fact]) -> None:
        forward = topological([record.cost])
        self._nearby, self._forward, self._facts = nearby, frozenset(forward), facts
        nodes = {f"∂{i}": node for i, node in enumerate(record.cotangents)}
        plain = simplify(Graph({name: record.cotangents[node] for name, node in nodes.items()}), kept=forward).outputs
        self._plain = {node: plain[name] for name, node in nodes.items()}
        asked = [name for name in graph.all_names if isinstance(name, Derivative) and name.cost == cost]
        own = {graph.node(name.by): graph.node(name) for name in asked}
        self._own = {node: self._known(own.get(node, cotangent)) for node, cotangent in self._plain.items()}

    def further(self, uses: Mapping[Node, Sequence[Part]]) -> Mapping[Node, Further]:
        """What each cotangent goes on with: where one cancels, the step; where one is needed for that, itself."""
        steps = {node: found for node, parts in uses.items() if (found := self._step(node, parts))}
        needed = {use.user for node in steps for use in uses[node]} - {*steps}
        return {**{user: Further((self._nearby.seen(self._own[user]),)) for user in needed}, **steps}

    def _step(self, node: Node, uses: Sequence[Part]) -> Further | None:
        """What stands upstream put into a step, and what is left where it cancels; nothing where nothing does."""
        upstream = [self._own[use.user] for use in uses]
        if self._keeps(self._own[node], upstream) or not all(map(self._is_small, (self._own[node], *upstream))):
            return None
        written_out = reduce(add, [again(use, self._own[use.user]) for use in uses])
        sides = [self._nearby.seen(one) for one in (written_out, self._plain[node], self._own[node])]
        return Further(tuple(sides), self._resting_on(node)) if _length(sides[-1]) < _length(sides[0]) else None

    def _keeps(self, cotangent: Node, upstream: Sequence[Node]) -> bool:
        """Whether all that stands upstream is still there."""
        return {*upstream} - self._forward <= {*self._backward(cotangent)}

    def _is_small(self, cotangent: Node) -> bool:
        return len(self._backward(cotangent)) < LARGEST

    def _backward(self, cotangent: Node) -> list[Node]:
        """The nodes of a cotangent that are none of the forward pass."""
        return topological([cotangent], self._forward)

    # ---- what is known of data ------------------------------------------------------------------------------------

    def _known(self, cotangent: Node) -> Node:
        """A cotangent in which the sums of labels are ones."""

        def known(node: Node, operands: tuple[Node, ...]) -> Node:
            return broadcast(1, shape=node.shape) if self._is_one(node) else node.with_operands(operands)

        backward = self._backward(cotangent)
        if not any(map(self._is_one, backward)):
            return cotangent
        return simplify(rebuild(backward, known, self._forward)[cotangent], kept=self._forward)

    def _is_one(self, node: Node) -> bool:
        """Whether a node is a sum of labels, of which it is known that it is 1."""
        fact = self._facts.get(node.operands[0].name) if node.op.name == "sum" else None
        return fact is not None and fact.axis is not None and node.attributes["axis"] == (fact.axis,)

    def _resting_on(self, node: Node) -> tuple[str, ...]:
        """What is said where a sum of labels was 1."""
        if self._plain[node] is self._own[node]:
            return ()
        sums = dict.fromkeys(one for one in self._backward(self._plain[node]) if self._is_one(one))
        leaves = {one: one.operands[0].name for one in sums}
        return tuple(
            f"{to_text(write_tree(one, {}))} is 1 everywhere, for {self._facts[name].about(name)}"
            for one, name in leaves.items()
        )


def _length(node: Node) -> int:
    return len(topological([node]))
