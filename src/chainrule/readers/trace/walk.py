"""The walk: every op forward, then backward, upstream × local = downstream for each operand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, reduce

import numpy as np

from chainrule.graph.graph import Graph, topological
from chainrule.graph.node import Array, Node, constant
from chainrule.graph.passes import Derivative, Passes
from chainrule.graph.values import Values
from chainrule.ops.identifiers import Names
from chainrule.ops.losses import LOSSES
from chainrule.ops.upstream import is_layer
from chainrule.readers.notation.combining import plus
from chainrule.readers.notation.constants import write_constant
from chainrule.readers.notation.formula import Formula, Number, Symbol
from chainrule.readers.notation.live_numbers import key_of
from chainrule.readers.notation.names import taken_letters
from chainrule.readers.notation.op_slopes import SEEN_THROUGH, stand_in
from chainrule.readers.notation.trees import write_tree
from chainrule.readers.trace.printed_steps import MOST_ENTRIES
from chainrule.readers.trace.sentences import say_backward, say_forward, say_second_name
from chainrule.readers.trace.single_node import Part, SingleNode
from chainrule.readers.trace.step import BACKWARD, FORWARD, GIVEN, Step
from chainrule.readers.typeset.text import to_text, write_name
from chainrule.transforms.differentiate import given_back, passes
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
        fresh = Names(["u", *taken_letters(self.forward)]).fresh
        unnamed = (n for n in self.forward.order if not self.forward.name_of(n) and n.op.name not in SILENT)
        names = {fresh("u"): node for node in unnamed}
        return Graph(self.forward.outputs, {**self.forward.names, **names}, self.forward.unused)

    @cached_property
    def _passes(self) -> Passes:
        """The record of both passes of the graph in which every node has a name."""
        return passes(self.graph.node(self.cost), [self.graph.node(name) for name in self.wrt])

    def array(self, name: str, node: Node) -> Array:
        """The number behind a name: that of the values' own graph where it has the name."""
        return self.values[name] if name in self.values.graph.all_names else self.values[node]

    def key(self, node: Node) -> str:
        """By which key a page finds the number of a node."""
        return key_of(self.values, node)

    def _slope_key(self, node: Node) -> str:
        """By which key a page finds the cotangent of a node."""
        return Derivative(self.cost, key) if (key := self.key(node)) else ""

    # ---- forward ---------------------------------------------------------------------------------------------

    def given(self) -> Iterator[Step]:
        """What is handed in: data, then parameters in the order in which they are differentiated by."""
        parameters = {name: leaf for name, leaf in self.graph.leaves.items() if leaf.op.name == "parameter"}
        data = {name: leaf for name, leaf in self.graph.leaves.items() if name not in parameters}
        learned = {name: parameters[name] for name in self.wrt if name in parameters}
        for name, leaf in {**data, **learned, **parameters}.items():
            says = say_forward(leaf, [], write_name(name))
            yield Step(GIVEN, name, leaf.op.name, (), self.values[leaf], Symbol(name), None, leaf.op.called, says)

    def steps_forward(self) -> Iterator[Step]:
        """A step for each node, operands first, and one for each second name."""
        for node in self.graph.order:
            if (name := self.graph.name_of(node)) and not (node.is_leaf or is_layer(node)):
                yield self._step_forward(node, name)
        for name, node in {**self.graph.names, **self.graph.outputs}.items():
            if (first := self.graph.name_of(node)) != name:
                result = self.array(name, node)
                says = say_second_name(write_name(name), write_name(first))
                pair, key = ((first, result),), self.key(node)
                yield Step(FORWARD, name, node.op.name, pair, result, Symbol(first), None, "name", says, key=key)

    def _step_forward(self, node: Node, name: str) -> Step:
        single = self.single(node, name)
        says = say_forward(node, [self.called(operand) for operand in node.operands], write_name(name))
        return Step(
            FORWARD,
            name,
            node.op.name,
            self._pairs(node),
            self.array(name, node),
            single.formula,
            single.in_numbers,
            node.op.called,
            says,
            key=self.key(node),
        )

    def _pairs(self, node: Node) -> tuple[tuple[str, Array], ...]:
        named = [(self.graph.name_of(operand), operand) for operand in node.operands]
        return tuple((name, self.array(name, operand)) for name, operand in named if name)

    def called(self, node: Node) -> str:
        """What a node is called in a sentence."""
        return to_text(self._written(node))

    def _written(self, node: Node) -> Formula:
        """The name of a node, or its formula where unnamed ones are spelled out."""
        name = self.graph.name_of(node)
        if name and (not self.spelled_out or name in self.forward.all_names):
            return Symbol(name)
        return write_tree(node, {n: Symbol(name) for name, n in self.forward.all_names.items()})

    def single(self, node: Node, name: str) -> SingleNode:
        """A node by itself, over stand-ins for its operands."""
        stands: dict[Node, Node] = {}
        numbers: dict[Node, Array] = {}
        for operand in node.operands:
            if operand.op.name in SILENT and not self.graph.name_of(operand):
                stands[operand] = operand
            elif operand.op.name in SEEN_THROUGH:
                stands[operand] = operand
                numbers[operand] = self.array(self.graph.name_of(operand), operand)
            elif operand not in stands:
                leaf = stands[operand] = stand_in(operand, self.graph.name_of(operand))
                numbers[leaf] = self.array(leaf.name, operand)
        new = node.with_operands(tuple(stands[operand] for operand in node.operands))
        called = {one: Symbol(self.graph.name_of(one)) for one in numbers if not one.is_leaf}
        keys = {
            stand: key
            for one, stand in {**stands, node: new}.items()
            if stand in {*numbers, new} and (key := self.key(one))
        }
        return SingleNode(new, name, numbers, self.array(name, node), self.values.sizes, called, keys)

    # ---- backward --------------------------------------------------------------------------------------------

    def steps_backward(self) -> Iterator[Step]:
        """From the cost to what it is differentiated by; where a node was used more than once, its parts are added."""
        top = self.graph.node(self.cost)
        found = {self._cotangent(top): np.ones(self.values[top].shape)}
        if not is_layer(top):
            yield self._start(top)
        parts: dict[Node, list[Step]] = {}
        fresh = Names(["g", *taken_letters(self.graph)]).fresh
        for node in reversed(self._passes.order):
            for part in self._passes.handed_back.get(node, ()):
                operand, uses = part.operand, len(self._passes.parts[part.operand])
                name = self._cotangent(operand)
                is_only = uses == 1
                key = self._slope_key(operand) if is_only else self.key(part.summed)
                step = replace(self._part(node, part.position, name if is_only else fresh("g"), found), key=key)
                yield step
                parts.setdefault(operand, []).append(step)
                if len(parts[operand]) == uses:
                    if not is_only:
                        yield (step := self._added(operand, name, parts[operand]))
                    found[name] = step.result
        yield from self._unreached(found)

    def _cotangent(self, node: Node) -> str:
        return Derivative(self.cost, self.graph.name_of(node))

    def _start(self, top: Node) -> Step:
        says = f"the chain begins at its end: {write_name(self.cost)} moves as itself"
        one = np.ones(self.values[top].shape)
        key = self._slope_key(top)
        return Step(BACKWARD, self._cotangent(top), top.op.name, (), one, Number("1"), None, "start", says, key=key)

    def _part(self, node: Node, position: int, name: str, found: Mapping[str, Array]) -> Step:
        """Upstream × local = downstream, for one operand."""
        if is_layer(node) and position % 2 == 0:
            return self._handed_in(node, position, name)
        above = self._cotangent(node)
        single = self.single(node, self.graph.name_of(node))
        part = single.part(position, above, found[above], (self._slope_key(node), self._local_key(node, position)))
        called = [self.called(each) for each in node.operands]
        spoken_of = single.node if node.op in LOSSES else node  # which knows of the target what the line knows
        says = say_backward(spoken_of, position, called, self.called(node), self._slope(node, part))
        result = self._known(name, part.result)
        pairs = ((above, found[above]), *self._pairs(node))
        return Step(BACKWARD, name, node.op.name, pairs, result, part.formula, part.numbers, "chain rule", says)

    def _local_key(self, node: Node, position: int) -> str:
        """By which key a page finds the slope of an op that acts entry by entry."""
        back = given_back(node, constant(1))[position] if self.key(node) and node.op.entrywise else None
        return "" if back is None else self.key(simplify(back))

    def _handed_in(self, node: Node, position: int, name: str) -> Step:
        """The cotangent that a layer is told."""
        given = node.operands[position + 1]
        called = [self.called(each) for each in node.operands[position:]]
        says = say_backward(node, 0, called, "", "")
        pairs, formula = ((given.name, self.values[given]),), Symbol(given.name)
        return Step(BACKWARD, name, node.op.name, pairs, self.values[given], formula, None, "handed in", says)

    def _slope(self, node: Node, part: Part) -> str:
        """The slope of a node by an operand, as text."""
        if part.slope is None:
            return ""
        leaves = [leaf for leaf in topological([part.slope, part.node]) if leaf.is_leaf]
        shown = {leaf: self._written(self.graph.node(leaf.name)) for leaf in leaves}
        return to_text(write_tree(part.slope, {part.node: self._written(node), **shown}))

    def _added(self, operand: Node, name: str, parts: Sequence[Step]) -> Step:
        """The sum of the parts of a node that was used more than once."""
        with np.errstate(all="ignore"):  # infinities of two signs have no sum
            result = self._known(name, sum((part.result for part in parts[1:]), start=parts[0].result))
        named: list[Formula] = [Symbol(part.name) for part in parts]
        written = [write_constant(part.result, key=part.key) for part in parts]
        formula, numbers = reduce(plus, named), reduce(plus, written)
        says = f"{self.called(operand)} was used {len(parts)} times, so its cotangents are added"
        pairs = tuple((part.name, part.result) for part in parts)
        is_small = result.size <= MOST_ENTRIES
        numbers_shown = numbers if is_small else None
        key = self._slope_key(operand)
        return Step(BACKWARD, name, operand.op.name, pairs, result, formula, numbers_shown, "sum rule", says, key=key)

    def _known(self, name: str, result: Array) -> Array:
        """The array that the values themselves have under this name, else the one just found."""
        return self.values[name] if name in self.values.graph.all_names else result

    def _unreached(self, found: Mapping[str, Array]) -> Iterator[Step]:
        for name in self.wrt:
            cotangent = Derivative(self.cost, name)
            if cotangent not in found:
                node = self.graph.node(name)
                says = f"no path leads from {write_name(name)} to {write_name(self.cost)}"
                zeros = np.zeros(self.array(name, node).shape)
                yield Step(BACKWARD, cotangent, node.op.name, (), zeros, Number("0"), None, "no path", says)
