"""Op slopes: the derivative of an op by each of its operands, read off its own VJP over operands that are mere letters.

Whoever speaks of a derivative asks here, so that no rule and no sentence can say another one than that which runs.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache, cached_property
from itertools import chain, count

from chainrule.graph.evaluate import evaluate
from chainrule.graph.graph import Graph, rewrite, topological
from chainrule.graph.node import INPUT, Node, Op, constant, input, make_node
from chainrule.graph.shape import Shape
from chainrule.ops import elementwise
from chainrule.readers.notation.formula import Call, Formula, Symbol, Words
from chainrule.readers.notation.op_notation import write_node
from chainrule.readers.notation.trees import write_tree
from chainrule.transforms.differentiate import handed_back
from chainrule.transforms.simplify import simplify

SEEN_THROUGH = ("one_hot",)  # ops of which more is known than a name says: their columns sum to 1


def stand_in(node: Node, name: str, shape: Shape | None = None) -> Node:
    """A leaf in the place of a node, of which as much is known: what is known of data decides how simple a slope is."""
    data = elementwise.meant_by(node)
    known = data.attributes if data.op is INPUT else {"kind": "real"}
    return make_node(INPUT, (), {**known, "name": name, "shape": node.shape if shape is None else shape})


@dataclass(frozen=True, eq=False)
class Slope:
    """An op over letters, one of them, and what the op hands back to it, in simplest form."""

    node: Node
    operand: Node
    part: Node
    shown: Mapping[Node, Formula] = field(default_factory=dict)  # what stands by another name than its own

    @property
    def whole(self) -> Formula:
        """The op itself."""
        return write_tree(self.node, self.shown)

    @property
    def letter(self) -> Formula:
        """The operand."""
        return write_tree(self.operand, self.shown)

    @property
    def formula(self) -> Formula:
        """What is handed back."""
        return write_tree(self.part, self.shown)

    @property
    def is_own(self) -> bool:
        """Whether the slope is the op itself, as that of exp."""
        return self.part is self.node

    @property
    def is_other(self) -> bool:
        """Whether the slope is another operand, as in a product."""
        return self.part in self.node.operands and self.part is not self.operand

    @property
    def number(self) -> object:
        """The slope, where it is the same everywhere."""
        return self.part.attributes["value"] if self.part.op.name == "constant" else None

    @cached_property
    def without_point(self) -> Formula | None:
        """The slope of a function in functions alone, such as 1 − tanh²; None where it needs its operand."""
        if not isinstance(self.whole, Call) or not self.whole.function.isalpha():
            return None
        functions: dict[Node, Formula] = {self.node: Words(self.whole.function)}
        for one in topological([self.part], functions):
            if one.operands == (self.operand,) and isinstance(call := write_node(one, [Symbol("a")]), Call):
                functions[one] = Words(call.function)
        return None if self.operand in topological([self.part], functions) else write_tree(self.part, functions)


@cache
def entry_slope(op: Op, position: int, letters: str, cotangent: str = "") -> Slope:
    """What an op on entries hands back to a number, given a cotangent by name; its slope, if none is given."""
    node = op(*map(input, letters))
    found = _slope(node, position, input(cotangent) if cotangent else constant(1))
    return replace(found, part=simplify(_unguarded(found.part))) if op.name == "power" else found


def power_slope(exponent: Node, cotangent: str) -> Slope:
    """What a power with a number as its exponent hands back to its base, a, given a cotangent by name."""
    return _slope(elementwise.power(input("a"), exponent), 0, input(cotangent))


def loss_slope(node: Node, position: int, written: Sequence[Formula]) -> Slope:
    """The slope of the loss of one example, its operands written so: of one entry, or of columns.

    The target of columns stays as it is in the graph, for what is known of it decides how simple the slope is.
    """
    of_columns = node.op.name == "cross_entropy"
    named = zip(("prediction", "target", "weight"), node.operands, strict=False)
    operands = [input(name, one.shape if of_columns else ()) for name, one in named]
    kept: list[Node] = []
    if of_columns and position != 1:
        operands[1] = node.operands[1]
        kept = topological(operands[1:2])
    loss = node.op(*operands, average=False)
    return _slope(loss, position, constant(1), dict(zip(operands, written, strict=True)), kept)


def hands_back(op: Op, position: int, operands: int) -> bool:
    """Whether anything comes back to an operand of an op on entries: to that of a step nothing does."""
    node = op(*(input(f"x{i}") for i in range(operands)))
    return any(part.position == position for part in handed_back(node, constant(1)))


def any_slope(node: Node, position: int, cotangent: str) -> Slope:
    """What a node of any op hands back, given a cotangent by name; its operands are A, B, … of their shapes."""
    letters = chain("ABCDEF", (f"A{number}" for number in count(7)))  # G is taken
    alone = node.op(
        *(stand_in(x, letter) for letter, x in zip(letters, node.operands, strict=False)), **node.attributes
    )
    return _slope(alone, position, input(cotangent, alone.shape))


def _unguarded(part: Node) -> Node:
    """What holds for positive numbers; a power guards its slope elsewhere, so that 0⁰ is flat."""

    def choose(node: Node, operands: tuple[Node, ...]) -> Node:
        if node.op.name != "where":
            return node.with_operands(operands)
        leaves = [leaf for leaf in topological([node.operands[0]]) if leaf.is_leaf]
        (holds,) = evaluate([node.operands[0]], dict.fromkeys(leaves, 2.5))
        return operands[1 if holds else 2]

    return rewrite(part, choose)


def _slope(
    node: Node,
    position: int,
    cotangent: Node,
    shown: Mapping[Node, Formula] | None = None,
    kept: Collection[Node] = (),
) -> Slope:
    part = next(part for part in handed_back(node, cotangent) if part.position == position)
    graph = simplify(Graph({"node": node, "part": part.summed}), kept)
    return Slope(graph.outputs["node"], node.operands[position], graph.outputs["part"], shown or {})
