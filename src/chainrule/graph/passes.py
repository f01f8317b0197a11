"""The record of both passes: what a cost is computed from, and part by part how its cotangents come back.

Whoever shows or judges a derivative reads this record, and walks nothing a second time.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from chainrule.graph.graph import Graph, topological
from chainrule.graph.node import Node


class Derivative(str):
    """The name of a cotangent, which knows of which cost and by what it is; `∂L/∂W1` is only how it is written.

    >>> name = Derivative("L", "W1")
    >>> name, name.cost, name.by
    ('∂L/∂W1', 'L', 'W1')
    """

    __slots__ = ("by", "cost")
    cost: str
    by: str

    def __new__(cls, cost: str, by: str) -> "Derivative":
        """The name `∂cost/∂by`."""
        name = super().__new__(cls, f"∂{cost}/∂{by}")
        name.cost, name.by = cost, by
        return name

    def __reduce__(self) -> tuple[type["Derivative"], tuple[str, str]]:
        return Derivative, (self.cost, self.by)


@dataclass(frozen=True, eq=False)
class Part:
    """What one use of a node hands back to it: the user's VJP, and the same summed to the shape of the operand."""

    user: Node
    position: int  # as which operand of the user
    given: Node
    summed: Node

    @property
    def operand(self) -> Node:
        """The node that the part arrives at."""
        return self.user.operands[self.position]


@dataclass(frozen=True, eq=False)
class Passes:
    """A cost, what it is differentiated by, and the way back: each cotangent, and the parts that make its sum.

    `order` holds the nodes on a way to the cost that move with `wrt`, operands first.
    """

    cost: Node
    wrt: tuple[Node, ...]
    order: tuple[Node, ...]
    cotangents: Mapping[Node, Node]
    parts: Mapping[Node, tuple[Part, ...]]  # of each node, in the order in which they are added up

    @cached_property
    def handed_back(self) -> Mapping[Node, tuple[Part, ...]]:
        """The parts by who hands them back: of each user, one for each operand that moves."""
        found: dict[Node, list[Part]] = {}
        for part in (part for parts in self.parts.values() for part in parts):
            found.setdefault(part.user, []).append(part)
        return {user: tuple(sorted(parts, key=lambda part: part.position)) for user, parts in found.items()}


def moving_with(sources: Iterable[Node], order: Iterable[Node]) -> set[Node]:
    """The sources, and every node in an order that stands on one of them; whole numbers do not move."""
    moving = {node for node in sources if node.attributes.get("kind") != "index"}
    for node in order:
        if any(operand in moving for operand in node.operands):
            moving.add(node)
    return moving


def forward_pass(graph: Graph) -> Graph:
    """What a graph holds besides cotangents."""
    outputs = {name: node for name, node in graph.outputs.items() if not isinstance(name, Derivative)}
    names = {name: node for name, node in graph.names.items() if not isinstance(name, Derivative)}
    return Graph(outputs, names, graph.unused)


def computed_forward(graph: Graph) -> set[Node]:
    """The nodes that the forward pass computes; a cotangent may be one of them, such as exp(x) of f = exp(x) y."""
    return set(topological([*forward_pass(graph).all_names.values()]))


def differentiated(graph: Graph) -> tuple[str, tuple[str, ...]]:
    """The cost of the cotangents that a graph has among its outputs, and what it is differentiated by.

    >>> import chainrule as cr
    >>> x = cr.input("x")
    >>> differentiated(cr.differentiate(cr.Graph({"L": x * x}), ["x"]))
    ('L', ('x',))
    """
    cotangents = [name for name in graph.outputs if isinstance(name, Derivative)]
    return (cotangents[0].cost, tuple(name.by for name in cotangents)) if cotangents else ("", ())
