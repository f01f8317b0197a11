"""The walk: every op forward, then backward, upstream × local = downstream for each operand."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, reduce

import numpy as np

from chainrule.graph.evaluate import evaluate
from chainrule.graph.graph import Graph
from chainrule.graph.node import Array, Node, constant, input
from chainrule.graph.values import Values
from chainrule.ops.identifiers import fresh
from chainrule.readers.formula import HADAMARD, PRODUCT, Formula, Infix, Number, Symbol, plus
from chainrule.readers.names import read_derivative
from chainrule.readers.notation import write_constant
from chainrule.readers.sentences import ENTRYWISE, say_backward, say_forward, title_of
from chainrule.readers.trace.record import BACKWARD, FORWARD, GIVEN, Step
from chainrule.readers.trace.text import MOST_ENTRIES
from chainrule.readers.trees import write_tree
from chainrule.readers.typeset.text import to_text, write_name
from chainrule.transforms.differentiate import COTANGENT, differentiate, sum_back
from chainrule.transforms.simplify import simplify

SILENT = ("constant", "dimension")  # ops whose nodes are written where they are used


@dataclass
class Walk:
    """A forward graph, what its cost is differentiated by, and numbers; `says` is what unnamed nodes are called."""

    forward: Graph
    cost: str
    wrt: tuple[str, ...]
    values: Values
    spelled_out: bool = False  # unnamed nodes are called by their formulas in sentences, not u1, u2, …

    @cached_property
    def graph(self) -> Graph:
        """The forward graph with a name for every node: u1, u2, … where it had none."""
        taken = {"u", *self.forward.all_names}
        unnamed = (n for n in self.forward.order if not self.forward.name_of(n) and n.op.name not in SILENT)
        names = {fresh("u", taken): node for node in unnamed}
        return Graph(self.forward.outputs, {**self.forward.names, **names}, self.forward.unused)

    @cached_property
    def _cotangents(self) -> Graph:
        return differentiate(self.graph, self.wrt, self.cost)

    def array(self, name: str, node: Node) -> Array:
        """The number behind a name: that of the values' own graph where it has the name."""
        return self.values[name] if name in self.values.graph.all_names else self.values[node]

    # ---- forward ---------------------------------------------------------------------------------------------

    def given(self) -> Iterator[Step]:
        """What is handed in."""
        for name, leaf in self.graph.leaves.items():
            says = say_forward(leaf, [], write_name(name))
            yield Step(GIVEN, name, leaf.op.name, (), self.values[leaf], Symbol(name), None, title_of(leaf), says)

    def steps_forward(self) -> Iterator[Step]:
        """A step for each node, operands first, and one for each second name."""
        for node in self.graph.order:
            if (name := self.graph.name_of(node)) and not node.is_leaf:
                yield self._step_forward(node, name)
        for name, node in {**self.graph.names, **self.graph.outputs}.items():
            if (first := self.graph.name_of(node)) != name:
                result = self.array(name, node)
                says = f"{write_name(name)} is another name of {write_name(first)}"
                pair = ((first, result),)
                yield Step(FORWARD, name, node.op.name, pair, result, Symbol(first), None, "name", says)

    def _step_forward(self, node: Node, name: str) -> Step:
        small = self.small(node, name)
        says = say_forward(node, [self.called(operand) for operand in node.operands], write_name(name))
        return Step(
            FORWARD,
            name,
            node.op.name,
            self._pairs(node),
            self.array(name, node),
            write_tree(small.node, {}),
            small.in_numbers(small.node),
            title_of(node),
            says,
        )

    def _pairs(self, node: Node) -> tuple[tuple[str, Array], ...]:
        named = [(self.graph.name_of(operand), operand) for operand in node.operands]
        return tuple((name, self.array(name, operand)) for name, operand in named if name)

    def called(self, node: Node) -> str:
        """What a node is called in a sentence."""
        name = self.graph.name_of(node)
        if name and (not self.spelled_out or name in self.forward.all_names):
            return write_name(name)
        shown: dict[Node, Formula] = {n: Symbol(name) for name, n in self.forward.all_names.items()}
        return to_text(write_tree(node, shown))

    def small(self, node: Node, name: str) -> "Small":
        """A node by itself, over stand-ins for its operands."""
        stands: dict[Node, Node] = {}
        numbers: dict[Node, Array] = {}
        for operand in node.operands:
            if operand.op.name in SILENT and not self.graph.name_of(operand):
                stands[operand] = operand
            elif operand not in stands:
                kind = str(operand.attributes.get("kind", "real"))
                leaf = stands[operand] = input(self.graph.name_of(operand), operand.shape, kind=kind)
                numbers[leaf] = self.array(leaf.name, operand)
        new = node.with_operands(tuple(stands[operand] for operand in node.operands))
        return Small(new, name, numbers, self.values.sizes)

    # ---- backward --------------------------------------------------------------------------------------------

    def steps_backward(self) -> Iterator[Step]:
        """From the cost to what it is differentiated by; where a node was used more than once, its parts are added."""
        top = self.graph.node(self.cost)
        seed = np.ones(self.values[top].shape)
        start = f"∂{self.cost}/∂{self.cost}"
        says = f"the chain begins at the end: {write_name(self.cost)} moves as itself"
        yield Step(BACKWARD, start, top.op.name, (), seed, Number("1"), None, "start", says)
        found = {start: seed}
        waiting = self._uses()
        parts: dict[Node, list[Step]] = {}
        taken = {"g", *self._cotangents.all_names}
        for node in reversed(self.graph.order):
            upstream = COTANGENT.format(cost=self.cost, name=self.graph.name_of(node))
            if upstream not in found:
                continue
            for position in self._reached(node):
                operand = node.operands[position]
                name = COTANGENT.format(cost=self.cost, name=self.graph.name_of(operand))
                is_only = self._uses()[operand] == 1
                step = self._part(node, position, (upstream, found[upstream]), name if is_only else fresh("g", taken))
                parts.setdefault(operand, []).append(step)
                yield step
                waiting[operand] -= 1
                if not waiting[operand]:
                    yield from () if is_only else (added := self._added(operand, name, parts[operand]),)
                    found[name] = step.result if is_only else added.result
        yield from self._unreached(found)

    def _uses(self) -> Counter[Node]:
        """How many parts the cotangent of each node has."""
        return Counter(node.operands[i] for node in self.graph.order for i in self._reached(node))

    def _reached(self, node: Node) -> list[int]:
        """The positions of the operands that a node hands cotangents to."""
        if node.op.vjp is None or not self._has_cotangent(node):
            return []
        parts = node.op.vjp(node, input("upstream", node.shape))
        return [i for i, part in enumerate(parts) if part is not None and self._has_cotangent(node.operands[i])]
