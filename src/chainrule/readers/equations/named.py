"""Named equations: a line for each name, and each cotangent from those nearer to the cost and from forward names."""

from collections.abc import Iterator, Mapping, Sequence
from functools import reduce

from chainrule.graph.graph import Graph, topological
from chainrule.graph.node import Node, input
from chainrule.graph.passes import Derivative, Part, differentiated, forward_pass
from chainrule.graph.values import Values
from chainrule.ops.elementwise import add
from chainrule.ops.identifiers import Names
from chainrule.ops.upstream import is_layer
from chainrule.readers.equations.equation import Equation, Equations
from chainrule.readers.equations.lines import NONE, write_lines
from chainrule.readers.equations.nearby import Nearby, again
from chainrule.readers.notation.live_numbers import standing
from chainrule.readers.notation.names import error_signals, taken_letters
from chainrule.transforms.differentiate import passes


def named_lines(graph: Graph, values: Values | None = None, aliases: Mapping[str, str] = NONE) -> Equations:
    r"""A line for each name of a graph; cotangents in the order in which they come back from the cost.

    >>> import chainrule as cr
    >>> print(named_lines(cr.whiteboard("y = 3*x\nL = y**2").backward()))
    y = 3 x
    L = y²
    ∂L/∂y = 2 y
    ∂L/∂x = 3 ∂L/∂y
    """
    forward, (cost, _) = forward_pass(graph), differentiated(graph)
    asked = [name for name in graph.all_names if isinstance(name, Derivative)]
    if cost not in forward.all_names or any(name.cost != cost or name.by not in forward.all_names for name in asked):
        return write_lines(graph, values, aliases=aliases)
    taken = Names(["t", *taken_letters(graph)])
    lines = write_lines(forward, values, aliases=aliases, taken=taken).forward
    return Equations(lines, tuple(_WayBack(graph, forward, cost, values, taken).lines()))


class _WayBack:
    """The cotangents of a graph, each written from what is near."""

    def __init__(self, graph: Graph, forward: Graph, cost: str, values: Values | None, taken: Names) -> None:
        self._graph, self._values, self._taken = graph, values, taken
        self._deltas = error_signals(graph.all_names)
        order = topological(forward.all_names.values())
        self._nearby = Nearby(order, {node: name for node in order if (name := forward.name_of(node))})
        self._by = {name: forward.node(name.by) for name in _from_the_cost(graph, forward, order)}
        self._record = passes(forward.node(cost), list(self._by.values()))
        self._called: dict[Node, Derivative] = {}  # the name of each leaf that stands for a cotangent

    def lines(self) -> Iterator[Equation]:
        """A line for each cotangent, and before it what is too long to stand in it."""
        cotangents = self._from_near()
        for name, node in self._by.items():
            yield from self._line(name, self._nearby.seen(cotangents[node]))

    def _from_near(self) -> Mapping[Node, Node]:
        """The cotangent of each node, over leaves for those that have names."""
        names = {node: name for name, node in reversed(self._by.items())}
        found = dict(self._record.cotangents)
        near = {self._record.cost: found[self._record.cost]}  # what the operands of a node read of it
        place = {node: i for i, node in enumerate(self._record.order)}
        for node in reversed(self._record.order):
            if uses := sorted(self._record.parts.get(node, ()), key=lambda use: (place[use.user], use.position)):
                near[node] = found[node] = reduce(add, [again(use, near[use.user]) for use in uses])
                if node in names and not (_is_plain(found[node]) or _is_handed_in(uses)):
                    near[node] = input(self._deltas.get(names[node], names[node]), node.shape)
                    self._called[near[node]] = names[node]
        return found

    def _line(self, name: Derivative, body: Node) -> tuple[Equation, ...]:
        if self._values is None:
            return write_lines(Graph({name: body}), deltas=self._deltas, taken=self._taken).all
        graph = Graph({name: body}, unused=tuple(self._values.graph.leaves.values()))  # they know the sizes of letters
        origins = {body: self._graph.node(name), **{leaf: self._origin(leaf) for leaf in graph.leaves.values()}}
        values, results = standing(self._values, graph, origins), {body: self._values[self._graph.node(name)]}
        return write_lines(graph, values, deltas=self._deltas, taken=self._taken, results=results).all

    def _origin(self, leaf: Node) -> Node:
        """The node of the graph that a leaf stands for."""
        name = self._called.get(leaf)
        return self._graph.node(name) if name else self._nearby.origins.get(leaf, leaf)


def _is_plain(cotangent: Node) -> bool:
    """Whether a cotangent is a number, or many copies of one: it is written where it is read."""
    return not cotangent.is_leaf and all(operand.op.name == "constant" for operand in cotangent.operands)


def _is_handed_in(uses: Sequence[Part]) -> bool:
    """Whether a cotangent is one that somebody hands in, who has given it a name."""
    return all(is_layer(use.user) and use.position % 2 == 0 for use in uses)


def _from_the_cost(graph: Graph, forward: Graph, order: Sequence[Node]) -> list[Derivative]:
    """The names of cotangents, those by what lies between first, from the cost back; then those by leaves."""
    place = {node: i for i, node in enumerate(order)}
    asked = [name for name in {**graph.outputs, **graph.names} if isinstance(name, Derivative)]
    between = [name for name in asked if not forward.node(name.by).is_leaf]
    between.sort(key=lambda name: -place[forward.node(name.by)])
    return [*between, *(name for name in asked if forward.node(name.by).is_leaf)]
