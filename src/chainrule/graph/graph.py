"""Graph: named inputs, named outputs, and names for what lies between.

Names belong to the graph, not to its nodes, and survive every transform.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches
from functools import cached_property
from typing import TypeVar, final

from chainrule.errors import GraphError
from chainrule.graph.display import Displayed, shortened
from chainrule.graph.node import Node, require_node
from chainrule.graph.shape import write_shape
from chainrule.settings import written


@final
@dataclass(frozen=True, eq=False, repr=False)
class Graph(Displayed):
    """Named outputs, the leaves they stand on, and names for what lies between.

    >>> from chainrule.graph.node import parameter
    >>> w = parameter("w")
    >>> graph = Graph(outputs={"L": w}, names={})
    >>> graph.node("w") is w
    True
    """

    outputs: Mapping[str, Node]
    names: Mapping[str, Node] = field(default_factory=dict)
    unused: tuple[Node, ...] = ()  # leaves that belong to the graph although no output stands on them

    def __post_init__(self) -> None:
        for named in (self.outputs, self.names):
            if not isinstance(named, Mapping):
                raise GraphError(f"a graph has its nodes by name, such as Graph({{'L': cost}}), not {named!r}")
            for name, node in named.items():
                require_node(node, f"output {name!r}" if named is self.outputs else repr(name))
        if not isinstance(self.unused, tuple):
            raise GraphError(f"unused leaves are a tuple of nodes, not {written(self.unused)}")
        for node in self.unused:
            require_node(node, "an unused leaf")
        for name, node in (*self.leaves.items(), *self.names.items()):
            if self.all_names[name] is not node:
                raise GraphError(f"two nodes are called {name!r}; a graph needs one name for one node")

    @cached_property
    def order(self) -> tuple[Node, ...]:
        """Every node, operands before those who use them."""
        return tuple(topological((*self.unused, *self.outputs.values(), *self.names.values())))

    @cached_property
    def leaves(self) -> Mapping[str, Node]:
        """Inputs and parameters by name, in the order in which the graph meets them."""
        leaves: dict[str, Node] = {}
        for node in self.order:
            if node.is_leaf and leaves.setdefault(node.name, node) is not node:
                raise GraphError(f"two leaves are called {node.name!r}; give one of them another name")
        return leaves

    @cached_property
    def all_names(self) -> Mapping[str, Node]:
        """Every name: of leaves, of what lies between, and of outputs."""
        return {**self.leaves, **self.names, **self.outputs}

    @cached_property
    def _names_by_node(self) -> Mapping[Node, str]:
        return {node: name for name, node in reversed(list(self.all_names.items()))}

    def node(self, name: str) -> Node:
        """The node of that name; what a loop calls h[2] has the name h_2."""
        if not isinstance(name, str):
            raise GraphError(f"a node is asked for by its name, such as 'L', not {name!r}")
        if name not in self.all_names:
            name = without_brackets(name)
        if name not in self.all_names:
            close = get_close_matches(name, self.all_names, n=1)
            hint = f"did you mean {close[0]!r}?" if close else f"there are {', '.join(self.all_names)}"
            raise GraphError(f"the graph has no {name!r}; {hint}")
        return self.all_names[name]

    def name_of(self, node: Node) -> str:
        """The first name of a node, or "" when it has none."""
        return self._names_by_node.get(node, "")

    def rebuilt(self, replace: Callable[[Node, tuple[Node, ...]], Node]) -> "Graph":
        """The same names over other nodes: `replace` is given each node and its new operands, operands first."""
        new = rebuild(self.order, replace)
        return Graph(
            {name: new[node] for name, node in self.outputs.items()},
            {name: new[node] for name, node in self.names.items()},
            tuple(self.leaves.values()),
        )

    def __repr__(self) -> str:
        def written(nodes: Mapping[str, Node]) -> str:
            return ", ".join(f"{name} {write_shape(node.shape)}" for name, node in nodes.items())

        ends = f"{written(self.leaves)} -> {written(self.outputs)}"
        return shortened(f"<graph of {len(self.order)} nodes: {ends}>")


def without_brackets(name: str) -> str:
    """The name of what stands at a step of a loop, as a graph has it.

    >>> without_brackets("∂L/∂h[2]"), without_brackets("a[1, 2]")
    ('∂L/∂h_2', 'a_1_2')
    """
    return re.sub(r"\[(\d+(?:, ?\d+)*)\]", lambda match: "_" + re.sub(", ?", "_", match[1]), name)


Replace = Callable[[Node, tuple[Node, ...]], Node]
Thing = TypeVar("Thing", Graph, Node)


def rewrite(thing: Thing, replace: Replace) -> Thing:
    """The same graph, or the same node, over other nodes: what every transform is made of."""
    if isinstance(thing, Graph):
        return thing.rebuilt(replace)
    require_node(thing, "what is to be rewritten")
    return rebuild(topological([thing]), replace)[thing]


def topological(
    outputs: Iterable[Node], known: Iterable[Node] = (), reads: Callable[[Node], Sequence[Node]] | None = None
) -> list[Node]:
    """Every node that `outputs` stand on, operands before those who use them; not beyond nodes that are `known`.

    With `reads` a node stands on what that gives for it, in the place of its operands.
    """
    order: list[Node] = []
    known = known if isinstance(known, dict | set) else set(known)  # what is large already is not copied
    seen: set[Node] = set()
    begun: list[Node] = []
    # iterative: depth must not hit the recursion limit. None stands where all operands of the latest node that has
    # begun are in the order, so that it takes its place.
    stack: list[Node | None] = [*outputs]
    stack.reverse()
    while stack:
        node = stack.pop()
        if node is None:
            order.append(begun.pop())
        elif node not in seen and node not in known:
            seen.add(node)
            if operands := node.operands if reads is None else reads(node):
                begun.append(node)
                stack.append(None)
                stack.extend(operands[::-1])
            else:
                order.append(node)
    return order


def rebuild(
    order: Iterable[Node],
    replace: Replace,
    known: Iterable[Node] = (),
) -> dict[Node, Node]:
    """The new node of every old one in a topological order; those `known` stay what they are."""
    new = {node: node for node in known}
    for node in order:
        new[node] = replace(node, tuple(new[operand] for operand in node.operands))
    return new
