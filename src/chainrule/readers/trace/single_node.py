"""A node by itself, over stand-ins for its operands: small enough to be written, and to be walked backwards."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import numpy as np

from chainrule.graph.evaluate import evaluate, with_sizes
from chainrule.graph.graph import Graph, topological
from chainrule.graph.node import Array, Node, constant, input, make_node
from chainrule.graph.passes import Part as HandedBack
from chainrule.readers.notation.constants import write_constant
from chainrule.readers.notation.formula import HADAMARD, PRODUCT, Formula, Infix, Symbol
from chainrule.readers.notation.numbers import format_number
from chainrule.readers.notation.op_slopes import stand_in
from chainrule.readers.notation.trees import write_tree
from chainrule.readers.trace.printed_steps import MOST_ENTRIES
from chainrule.transforms.differentiate import given_back, handed_back
from chainrule.transforms.simplify import simplify

NO_KEYS = "", ""
CANCELLED = 1e-6  # of the largest term


@dataclass(frozen=True)
class Part:
    """What a node hands back to one operand, as a formula and in numbers.

    The slope of an op that acts entry by entry stands over the leaves of `node`; other ops have none.
    """

    formula: Formula
    numbers: Formula | None
    result: Array
    node: Node
    slope: Node | None = None


@dataclass(frozen=True)
class SingleNode:
    """A node, its name, and the numbers of itself and of what it stands on, which is `called` by its names.

    `keys` are those by which a page finds the numbers.
    """

    node: Node
    name: str
    numbers: Mapping[Node, Array]
    result: Array
    sizes: Mapping[str, int]
    called: Mapping[Node, Formula]
    keys: Mapping[Node, str] = field(default_factory=dict)

    @property
    def formula(self) -> Formula:
        """The node in names."""
        return write_tree(self.node, self.called)

    @property
    def in_numbers(self) -> Formula | None:
        """The node with numbers in place of names; None where they are too many to be read."""
        counted = self._counted()
        write = repr if self._cancels and not self.keys else format_number
        return _write_numbers(counted.node, counted.numbers, counted.keys, write)

    @property
    def _cancels(self) -> bool:
        """Whether so much of a sum cancels that its terms, rounded to be read, would give another one."""
        if self.node.op.name not in ("add", "subtract"):
            return False
        largest = max((float(np.abs(array).max(initial=0)) for array in self.numbers.values()), default=0.0)
        return bool(((self.result != 0) & (np.abs(self.result) < CANCELLED * largest)).any())

    def part(self, position: int, upstream: str, cotangent: Array, keys: tuple[str, str] = NO_KEYS) -> Part:
        """The cotangent of an operand, given that of the node; `keys` are those of upstream and of the slope."""
        downstream, node, g = self.downstream(position, upstream)
        (result,) = evaluate([downstream], {**self.numbers, g: cotangent}, sizes=self.sizes)
        if self.node.op.entrywise:
            back = given_back(self.node, constant(1))[position]
            assert back is not None  # noqa: S101
            slope, node_of_slope = self._simple(back, self.node)
            (slopes,) = evaluate([slope], self.numbers, sizes=self.sizes)
            if self.node.operands[position].shape == self.node.shape:
                formula = _times(g, Symbol(upstream), slopes, self._write(slope, node_of_slope))
                return Part(formula, _in_numbers(cotangent, slopes, keys), result, node_of_slope, slope)
        else:
            slope, node_of_slope = None, node
        counted = self._counted()
        counted_downstream, node_counted, g_counted = counted.downstream(position, upstream)
        numbers = {**counted.numbers, g_counted: cotangent, node_counted: self.result}
        found = {**counted.keys, g_counted: keys[0], node_counted: self.keys.get(self.node, "")}
        formula = self._write(downstream, node)
        return Part(formula, _write_numbers(counted_downstream, numbers, found), result, node_of_slope, slope)

    def downstream(self, position: int, upstream: str) -> tuple[Node, Node, Node]:
        """The cotangent of an operand, the node it was found with, and the cotangent of that."""
        g = input(upstream, self.node.shape)
        return *self._simple(self._back(g, position).summed, self.node), g

    def _back(self, g: Node, position: int) -> HandedBack:
        return next(part for part in handed_back(self.node, g) if part.position == position)

    def _simple(self, part: Node, node: Node) -> tuple[Node, Node]:
        """A part in its simplest form, and what became of the node."""
        graph = simplify(Graph({"the part": part, "the node": node}))
        return graph.outputs["the part"], graph.outputs["the node"]

    def _write(self, part: Node, node: Node) -> Formula:
        return write_tree(part, {**self.called, **({} if node.is_leaf else {node: Symbol(self.name)})})

    def _counted(self) -> "SingleNode":
        """The same node, its letters replaced by numbers."""
        new = {one: _stand_in(one, array, self.sizes) for one, array in self.numbers.items()}
        operands = tuple(new[operand] if operand in new else self._count(operand) for operand in self.node.operands)
        node = make_node(self.node.op, operands, with_sizes(self.node.attributes, self.sizes))
        numbers = {new[one]: array for one, array in self.numbers.items()}
        keys = {new[one]: key for one, key in self.keys.items() if one in new}
        return SingleNode(node, self.name, numbers, self.result, {}, {}, keys)

    def _count(self, node: Node) -> Node:
        """A size as a constant."""
        letter = node.attributes.get("dimension")
        return node if letter is None else constant(self.sizes[str(letter)])


def _stand_in(node: Node, array: Array, sizes: Mapping[str, int]) -> Node:
    """A node with the shape of its numbers: a leaf, or what more is known of, over leaves."""
    if node.is_leaf:
        return stand_in(node, node.name, array.shape)
    shapes = (tuple(sizes[d] if isinstance(d, str) else d for d in one.shape) for one in node.operands)
    operands = tuple(stand_in(*one) for one in zip(node.operands, "abc", shapes, strict=False))
    return make_node(node.op, operands, with_sizes(node.attributes, sizes))


def _write_numbers(
    node: Node,
    numbers: Mapping[Node, Array],
    keys: Mapping[Node, str],
    write: Callable[[float], str] = format_number,
) -> Formula | None:
    """A node with numbers in place of what has some."""
    parts = topological([node], numbers)
    read = {operand for part in parts for operand in part.operands} | {node}
    shown = {leaf: array for leaf, array in numbers.items() if leaf in read}
    if any(array.size > MOST_ENTRIES for array in shown.values()):
        return None
    return write_tree(node, {leaf: write_constant(array, write, keys.get(leaf, "")) for leaf, array in shown.items()})


def _times(g: Node, upstream: Formula, slopes: Array, slope: Formula) -> Formula:
    """Upstream × local; a slope of 1 is written among numbers only, as lecture 1 writes its gates."""
    if g.shape and slopes.shape == () and slopes == 1:
        return upstream
    sign, strength = ("⊙", HADAMARD) if slopes.shape else ("×", PRODUCT)
    return Infix(sign, (upstream, slope), strength)


def _in_numbers(upstream: Array, slopes: Array, keys: tuple[str, str]) -> Formula | None:
    is_copy = upstream.shape != () and slopes.shape == () and slopes == 1
    if is_copy or max(upstream.size, slopes.size) > MOST_ENTRIES:
        return None
    above, local = (write_constant(one, key=key) for one, key in zip((upstream, slopes), keys, strict=True))
    return _times(input("upstream", upstream.shape), above, slopes, local)
