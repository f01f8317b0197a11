"""The lines of a graph: a name on each, and what it is equal to in terms of the others."""

from collections import Counter
from collections.abc import Container, Iterator, Mapping, Sequence

from chainrule.graph.evaluate import Sizes, with_sizes
from chainrule.graph.graph import Graph, rebuild, topological
from chainrule.graph.node import Array, Node, constant, make_node
from chainrule.graph.passes import Derivative, computed_forward
from chainrule.graph.values import Values
from chainrule.ops.identifiers import Names
from chainrule.ops.upstream import is_layer
from chainrule.readers.equations.equation import Equation, Equations
from chainrule.readers.notation.formula import Formula, Symbol
from chainrule.readers.notation.live_numbers import in_counts, in_numbers
from chainrule.readers.notation.names import taken_letters
from chainrule.readers.notation.op_notation import write_node
from chainrule.readers.notation.sums import whole

LARGEST = 200  # signs in a formula without a name; a larger one gets a name and a line of its own
LONGEST = 100  # signs in a gradient that is fully written out; a longer one is told in cotangents with names
LARGEST_SIGNAL = 12  # signs in such a cotangent that is not worth a line, unless it is that of a step, h_2 among h_1 …
LARGEST_STEP = 3
NONE: Mapping[str, str] = {}


def write_lines(
    graph: Graph,
    values: Values | None = None,
    *,
    named: bool = True,
    aliases: Mapping[str, str] = NONE,
    deltas: Mapping[str, str] = NONE,
    taken: Names | None = None,
    results: Mapping[Node, Array] | None = None,
) -> Equations:
    """A line for each name of a graph; cotangents between two others only where they are `named`.

    `aliases` are shown in place of names; a name in `deltas` is written once, and called by its delta elsewhere. What
    is too long gets a name that is not `taken`. `results` are arrays that are known already.
    """
    shown = {
        aliases.get(name, name): node
        for name, node in {**graph.names, **graph.outputs}.items()
        if not is_layer(node)
        and (named or name in graph.outputs or not isinstance(name, Derivative) or _is_handed_in(graph, name, node))
    }
    forward = computed_forward(graph)
    kept = {
        node: name
        for name, node in reversed(list(shown.items()))
        if not (node.is_leaf or node.op.name == "constant")
        and (not isinstance(name, Derivative) or (named and node not in forward))
    }
    writer = _Writer(graph, kept, deltas, values, taken or Names(["t", *taken_letters(graph)]), results or {})
    further = {name: node for node, name in kept.items() if name not in shown}
    first: list[Equation] = []
    then: list[Equation] = []
    for name, node in _in_order(graph, {**shown, **further}, kept):
        of_gradients = isinstance(name, Derivative) or (name in further and node not in forward)
        (then if of_gradients else first).append(writer.line(name, node))
    return Equations(tuple(first), tuple(then))


def _is_handed_in(graph: Graph, name: Derivative, node: Node) -> bool:
    """Whether a cotangent is one that a layer is told."""
    cost = graph.all_names.get(name.cost)
    return node.is_leaf and cost is not None and is_layer(cost)


def _signals(graph: Graph) -> dict[Node, Derivative]:
    """The names of cotangents that the outputs are made of, by what they are names of; none is one of the forward pass.

    In L = y t the slope ∂L/∂y is t, and L is not told by its own slope.
    """
    read = set(topological(graph.outputs.values())) - computed_forward(graph)
    names = ((node, name) for name, node in reversed([*graph.all_names.items()]) if isinstance(name, Derivative))
    return {node: name for node, name in names if node in read}


def _step_of(name: str) -> str:
    """What is in front of the step in a name such as h_2; nothing where there is none."""
    base, _, step = name.rpartition("_")
    return base if step.isdecimal() else ""


def _longest(graph: Graph, kept: Container[Node]) -> int:
    """The signs in the longest formula of a graph, in the names that are kept."""
    sizes: dict[Node, int] = {}
    for node in graph.order:
        sizes[node] = 1 + sum(1 if operand in kept else sizes[operand] for operand in node.operands)
    return max(sizes.values(), default=0)


class _Writer:
    """Writes what is equal to each node; `kept` grows by names for what would become too long."""

    def __init__(
        self,
        graph: Graph,
        kept: dict[Node, str],
        deltas: Mapping[str, str],
        values: Values | None,
        taken: Names,
        results: Mapping[Node, Array],
    ) -> None:
        self._kept = kept
        self._own = _signals(graph) if _longest(graph, kept) > LONGEST else {}
        bases = Counter(_step_of(name.by) for name in self._own.values())
        self._stepped = {base for base, count in bases.items() if base and count > 1}
        self._deltas = deltas
        self._values = values
        self._names = taken
        self._results = results
        self._bodies = self._write(graph.order, {}, {})
        self._numbers: dict[Node, Formula] = {}
        if values is not None:
            read = [node for node in graph.order if node.is_leaf or node in kept]
            numbers = {node: number for node in read if (number := in_numbers(values, node))}
            self._numbers = self._write(
                graph.order, numbers | in_counts(values, graph.order), _counted(graph, values.sizes)
            )

    def line(self, name: str, node: Node) -> Equation:
        """The equation of a name; the second name of a node is equal to its first."""
        if self._kept.get(node, name) != name:
            return Equation(name, node.shape, (self._called(node),))
        delta = self._deltas.get(name, "") if node in self._kept else ""
        return Equation(name, node.shape, tuple(self._sides(node)), delta=delta)

    def _sides(self, node: Node) -> Iterator[Formula]:
        """In names, in numbers, and the result; what says the same as the one before is left out."""
        yield (last := whole(self._bodies[node]))
        if self._values is not None:
            for side in (self._numbers[node], in_numbers(self._values, node, self._results.get(node))):
                if side is not None and side != last:
                    yield (last := side)

    def _write(
        self, order: Sequence[Node], numbers: Mapping[Node, Formula], counted: Mapping[Node, Node]
    ) -> dict[Node, Formula]:
        bodies: dict[Node, Formula] = {}
        sizes: dict[Node, int] = {}
        for node in order:
            operands = [
                numbers.get(one) or (self._called(one) if one in self._kept else bodies[one]) for one in node.operands
            ]
            bodies[node] = write_node(counted.get(node, node), operands)
            sizes[node] = 1 + sum(1 if operand in self._kept else sizes[operand] for operand in node.operands)
            if node not in self._kept and not node.is_leaf:
                own = self._own.get(node, "")
                if sizes[node] > self._largest(own):
                    self._kept[node] = own or self._names.fresh("t")
        return bodies

    def _largest(self, own: str) -> int:
        """How many signs may stand in a formula that has this name of its own, before it gets a line."""
        if not isinstance(own, Derivative):
            return LARGEST
        return LARGEST_STEP if _step_of(own.by) in self._stepped else LARGEST_SIGNAL

    def _called(self, node: Node) -> Symbol:
        name = self._kept[node]
        return Symbol(self._deltas.get(name, name))


def _counted(graph: Graph, sizes: Sizes) -> dict[Node, Node]:
    """Each node of a graph as it is with numbers in place of letters: (1/m) becomes (1/3)."""

    def count(node: Node, operands: tuple[Node, ...]) -> Node:
        attributes = with_sizes(node.attributes, sizes)
        size = attributes.get("dimension")
        return constant(size) if isinstance(size, int) else make_node(node.op, operands, attributes)

    return rebuild(graph.order, count)


def _in_order(graph: Graph, shown: Mapping[str, Node], kept: Mapping[Node, str]) -> Sequence[tuple[str, Node]]:
    """As it is computed; of several names of a node, the one that is kept for it is the first."""
    place = {node: i for i, node in enumerate(graph.order)}
    return sorted(shown.items(), key=lambda item: (place[item[1]], kept.get(item[1]) != item[0]))
