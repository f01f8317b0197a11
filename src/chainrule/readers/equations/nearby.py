"""What a step of the way back sees: the names around it, and nothing beyond them.

A graph knows that 2 y is 6 x where y = 3 x, and that one cotangent is minus another. Whoever writes ∂L/∂y from what
lies nearer to the cost must not know: names of the forward pass stand for themselves here, as leaves.
"""

from collections.abc import Iterable, Mapping

from chainrule.graph.graph import rebuild, topological
from chainrule.graph.node import Node
from chainrule.graph.passes import Part
from chainrule.readers.notation.op_slopes import SEEN_THROUGH, stand_in
from chainrule.transforms.differentiate import handed_back
from chainrule.transforms.simplify import simplify


class Nearby:
    """The forward pass with a leaf in the place of each name, and cotangents written in those leaves."""

    def __init__(self, forward: Iterable[Node], names: Mapping[Node, str]) -> None:
        self._stands: dict[Node, Node] = {}
        self._defined: dict[object, Node] = {}  # what is computed twice, such as softmax(Z), is read by its name
        self._called: dict[Node, Node] = {}  # the leaves of what was seen through
        self.origins: dict[Node, Node] = {}  # of each leaf, the node that it stands for
        for node in forward:
            near = node.with_operands(tuple(self._stands[one] for one in node.operands))
            self._stands[node] = near
            if node.operands and node in names:
                leaf = stand_in(node, names[node])
                self.origins[leaf] = node
                if node.op.name in SEEN_THROUGH:
                    self._called[near] = leaf
                else:
                    self._stands[node] = self._defined[_key(near)] = leaf
        self._forward = frozenset(self._stands.values())

    def seen(self, node: Node) -> Node:
        """A node of the way back over leaves, in its plainest form."""
        new = dict(self._stands)
        for one in topological([node], new):
            near = one.with_operands(tuple(new[operand] for operand in one.operands))
            new[one] = self._defined.get(_key(near), near) if near.operands else near
        written = [one for one in topological([new[node]]) if one in self._forward]
        plain = simplify(new[node], kept=written)
        return rebuild(topological([plain]), lambda old, over: self._called.get(old, old.with_operands(over)))[plain]


def again(use: Part, upstream: Node) -> Node:
    """What a use hands back, of another cotangent of its user."""
    return next(part.summed for part in handed_back(use.user, upstream) if part.position == use.position)


def _key(node: Node) -> object:
    return node.op, node.operands, tuple((name, repr(value)) for name, value in node.attributes.items())
