"""Figures: the number and the cotangent of every node of a picture, and what each gate does to a cotangent.

Where the values that were handed in hold a number under its name, that very number is shown, so that picture,
equations and trace cannot differ in the last digit.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from chainrule.graph.graph import Graph
from chainrule.graph.node import Array, Node, constant
from chainrule.graph.passes import Derivative
from chainrule.graph.values import Values
from chainrule.readers.drawing.name_labels import split_entry
from chainrule.transforms.differentiate import handed_back, passes


@dataclass(frozen=True)
class Step:
    """A cotangent on its way through a gate: upstream × local = downstream, for one operand."""

    operand: Node
    upstream: float
    local: float
    downstream: float


class Figures:
    """The numbers of a graph at these numbers of its leaves, and the cotangents of its cost, if it has a name."""

    def __init__(self, graph: Graph, leaves: Mapping[str, Array], given: Values, cost: str) -> None:
        self._graph, self._given, self._cost = graph, given, split_entry(cost)[0]
        self._values = Values(graph, leaves)
        self._cotangents: Mapping[Node, Node] = {}
        if cost:
            self._cotangents = passes(graph.node(cost), graph.order).cotangents

    def number(self, node: Node) -> Array:
        """The number of a node."""
        known = self._known(self._graph.name_of(node))
        return self._values[node] if known is None else known

    def cotangent(self, node: Node) -> Array | None:
        """The cotangent of a node; None where there is none: for labels, and where the cost is not one number."""
        if node not in self._cotangents or node.attributes.get("kind") == "index":
            return None
        known = self._known(self._graph.name_of(node), self._cost)
        return self._values[self._cotangents[node]] if known is None else known

    def steps(self, node: Node) -> list[Step]:
        """What a gate on single numbers makes of its cotangent, for each operand that is not a plain number."""
        upstream = self.cotangent(node)
        if upstream is None or any(x.shape for x in (node, *node.operands)):
            return []
        return [
            Step(part.operand, float(upstream), local := float(self._values[part.given]), float(upstream) * local)
            for part in handed_back(node, constant(1))
            if part.operand.op.name not in ("constant", "dimension")
        ]

    def _known(self, name: str, cost: str = "") -> Array | None:
        """What the values have under a name, or under that of its cotangent: whole, or the entry that is asked for."""
        whole, index = split_entry(name)
        full = Derivative(cost, whole) if cost else whole
        if not name or full not in self._given.graph.all_names:
            return None
        array: Array = self._given[full]
        return array[index] if index else array
