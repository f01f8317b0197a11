"""The derivation: one step on each line, with the rule it used and the shape of everything.

Every node between has a name here; those the board left without one are u₁, u₂, …
"""

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import reduce
from itertools import count
from types import MappingProxyType

from chainrule.graph.graph import Graph, topological
from chainrule.graph.node import Node, input
from chainrule.graph.passes import Derivative, Part, Passes, differentiated, forward_pass, moving_with
from chainrule.graph.scopes import Scopes, where
from chainrule.graph.shape import Dimension
from chainrule.graph.values import Values
from chainrule.ops.elementwise import add
from chainrule.ops.identifiers import Names
from chainrule.ops.linear import stretched_axes
from chainrule.ops.upstream import is_layer
from chainrule.readers.equations.cancelling import Cancelling, Further
from chainrule.readers.equations.equation import Equation, Equations
from chainrule.readers.equations.lines import write_lines
from chainrule.readers.equations.nearby import Nearby, again
from chainrule.readers.equations.rules import BROADCAST, REUSED, START, rule_of
from chainrule.readers.notation.live_numbers import in_numbers, standing
from chainrule.readers.notation.names import taken_letters
from chainrule.readers.typeset.text import write_name
from chainrule.transforms.differentiate import one_for, passes


def derivation(graph: Graph, values: Values | None = None, scopes: Scopes = MappingProxyType({})) -> Equations:
    """The derivation of the gradients that a graph holds, from the cost back; with values, in numbers too.

    >>> import chainrule as cr
    >>> w, x = cr.parameter("w"), cr.input("x")
    >>> print(derivation(cr.differentiate(cr.Graph({"L": cr.square(w * x)}), ["w"])))
    x    ()
    w    ()
    u₁ = w x    ()
    L = u₁²    ()
    ∂L/∂L = 1    ()
        the cost by itself; in the rules, G is the cotangent that is handed on
    ∂L/∂u₁ = 2 ∂L/∂L u₁    ()
        power rule: (a²)′ = 2 a
    ∂L/∂w = ∂L/∂u₁ x    ()
        product rule: a b hands G b to a
    """
    forward = forward_pass(graph)
    cost, wrt = differentiated(graph)
    tops = {cost: forward.node(cost)} if cost else forward.outputs
    order = topological(tops.values())
    sources = [forward.node(name) for name in wrt] or list(forward.leaves.values())
    names = _names(forward, order, moving_with(sources, order))
    places = {name: where(scopes, node) for node, name in names.items()}
    taken = Names(["t", *taken_letters(graph)])
    lines = [*_given(order, values), *_placed(_forward(tops, names, values, taken), places)]
    if not cost:
        return Equations(tuple(lines), derived=True)
    top = tops[cost]
    record = passes(top, sources)
    nearby = Nearby(order, names)
    place = {node: i for i, node in enumerate(order)}
    uses = {
        node: sorted(parts, key=lambda one: (place[one.user], one.position)) for node, parts in record.parts.items()
    }
    further = Cancelling(graph, cost, record, nearby).further(uses)
    way_back = _WayBack(cost, names, values, record, nearby, further, taken)
    steps = [line for node in reversed(order) if node in uses for line in way_back.step(node, uses[node])]
    start = () if is_layer(top) else (way_back.start(top),)  # a layer begins with what is handed to it
    return Equations(tuple(lines), tuple(_placed((*start, *steps), places)), derived=True)


def _placed(lines: Iterable[Equation], places: Mapping[str, str]) -> Iterator[Equation]:
    """The lines, each with the step and the call that it is in."""
    for line in lines:
        name = line.name.by if isinstance(line.name, Derivative) else line.name
        yield replace(line, where=places.get(name, ""))


# ---- the way forward ----------------------------------------------------------------------------------------------


def _names(graph: Graph, order: Iterable[Node], reached: Container[Node]) -> dict[Node, str]:
    """A name for each node that has one, and u1, u2, … for the others on a path."""
    names: dict[Node, str] = {}
    taken = {*taken_letters(graph)}
    fresh = (name for number in count(1) if (name := f"u{number}") not in taken)
    for node in order:
        if name := graph.name_of(node):
            names[node] = name
        elif node in reached:
            names[node] = next(fresh)
    return names


def _given(order: Sequence[Node], values: Values | None) -> list[Equation]:
    """A line for each leaf, data first: its shape, and its numbers where they are few."""
    used = [operand for node in order for operand in node.operands]
    found = dict.fromkeys(node for node in (*used, *order) if node.is_leaf)
    leaves = sorted(found, key=lambda leaf: leaf.op.name == "parameter")
    numbers = {leaf: in_numbers(values, leaf) for leaf in leaves} if values else {}
    return [Equation(leaf.name, leaf.shape, (number,) if (number := numbers.get(leaf)) else ()) for leaf in leaves]


def _forward(
    tops: Mapping[str, Node], names: Mapping[Node, str], values: Values | None, taken: Names
) -> tuple[Equation, ...]:
    """A line for each step of the way forward."""
    between = {name: node for node, name in names.items() if not node.is_leaf}
    return write_lines(Graph(tops, between), values, taken=taken).forward


# ---- the way back -------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class _WayBack:
    """Writes one step after another of the record of both passes."""

    cost: str
    names: Mapping[Node, str]
    values: Values | None
    record: Passes
    nearby: Nearby
    further: Mapping[Node, Further]  # what a cotangent goes on with where something cancels
    taken: Names  # by what else is written

    def start(self, top: Node) -> Equation:
        """∂L/∂L = 1."""
        return replace(self._lines(top, self.nearby.seen(one_for(top)), {})[-1], rules=(START,))

    def step(self, node: Node, uses: Sequence[Part]) -> tuple[Equation, ...]:
        """The cotangent of a node, from those of its users; before it, what is too long to stand in its line."""
        above = {use.user: self._cotangent(use.user) for use in uses}
        found = (rule for use in uses for rule in (rule_of(use.user, use.position), self._broadcast(use)))
        rules = [*([REUSED.format(times=len(uses))] if len(uses) > 1 else []), *filter(None, found)]
        total = reduce(add, [again(use, above[use.user]) for use in uses])
        further = self.further.get(node, Further(()))
        written = [self._lines(node, one, above) for one in (self.nearby.seen(total), *further.sides)]
        before, lines = [part for parts in written for part in parts[:-1]], [parts[-1] for parts in written]
        sides = [*(line.sides[0] for line in lines), *lines[-1].sides[1:]]
        rules = [*rules, *further.rules]
        line = replace(lines[0], sides=tuple(dict.fromkeys(sides)), rules=tuple(dict.fromkeys(rules)))
        return *before, line

    def _cotangent(self, user: Node) -> Node:
        """The cotangent of a user by its name; that of the cost of a layer is 1, and not spoken of."""
        return one_for(user) if is_layer(user) else input(self._name(user), user.shape)

    def _lines(self, node: Node, total: Node, above: Mapping[Node, Node]) -> tuple[Equation, ...]:
        """The line of a cotangent, with the nodes around written by their names, behind those of its parts."""
        name = self._name(node)
        leaves = tuple(self.values.graph.leaves.values()) if self.values else ()  # letters have their sizes from there
        graph = Graph({name: total}, unused=leaves)
        numbers = None if self.values is None else standing(self.values, graph, self._origins(node, total, above))
        return write_lines(graph, numbers, taken=self.taken).backward

    def _origins(self, node: Node, total: Node, above: Mapping[Node, Node]) -> dict[Node, Node]:
        """What the leaves around a line, and what it is about, stand for."""
        users = {leaf: self.record.cotangents[user] for user, leaf in above.items()}
        return {total: self.record.cotangents[node], **self.nearby.origins, **users}

    def _broadcast(self, part: Part) -> str:
        """What is said of an operand that was stretched."""
        given, node = part.given, part.operand
        axes = stretched_axes(given.shape, node.shape) if given.rank >= node.rank and given.shape != node.shape else ()
        along = [_along(given.shape[axis], axis, given.rank) for axis in axes if given.shape[axis] != 1]
        return BROADCAST.format(name=write_name(self.names[node]), along=" and ".join(along)) if along else ""

    def _name(self, node: Node) -> str:
        return Derivative(self.cost, self.names[node])


def _along(dimension: Dimension, axis: int, rank: int) -> str:
    return f"{dimension} {('rows', 'columns')[axis]}" if rank == 2 else f"axis {axis} of size {dimension}"
