"""scalarize: matrix operations opened into × and + gates on single numbers, for a graph whose sizes are known.

Ops that only move entries (transpose, slice, reshape, broadcast) vanish: they are applied to the entries' places
instead of their numbers. Activations stay gates; `expand` opens them. A mask of dropout is drawn whole, and its
entries are taken out of it.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import product

import numpy as np
from numpy.typing import NDArray

from chainrule.errors import GraphError
from chainrule.graph.evaluate import Sizes, evaluate, with_sizes
from chainrule.graph.graph import Graph
from chainrule.graph.node import CONSTANT, INPUT, PARAMETER, Array, Attribute, Node, Op, constant, input, parameter
from chainrule.graph.origin import Line
from chainrule.graph.shape import Shape
from chainrule.ops.elementwise import add, equal, maximum, multiply
from chainrule.transforms.expand import Opening, open_ops

LIMIT = 50_000  # gates; far more than a person looks at


def scalarize(graph: Graph, sizes: Sizes | None = None, limit: int = LIMIT) -> Graph:
    """The graph on single numbers: the entry of W1 in row 0, column 1 is called `W1[0,1]`, a number keeps its name.

    `sizes` gives each letter its number. More gates than `limit` are refused.

    >>> import chainrule as cr
    >>> w, x = cr.parameter("w", (1, 2)), cr.input("x", (2, "m"))
    >>> scalarize(cr.Graph({"z": w @ x}), {"m": 1})
    <graph of 7 nodes: w[0,0] (), w[0,1] (), x[0,0] (), x[1,0] () -> z[0,0] ()>
    """
    sizes = sizes or {}
    opened = open_ops(graph, _definition)
    _check_limit(opened, sizes, limit)
    entries: dict[Node, _Entries] = {}
    named_nodes = {*opened.names.values(), *opened.outputs.values()}
    met: _Met = {}
    for node in opened.order:
        operands = [entries[operand] for operand in node.operands]
        entries[node] = _entries_of(node, operands, sizes, {} if node in named_nodes else met)

    def named(nodes: Mapping[str, Node]) -> dict[str, Node]:
        pairs = ((entry_names(name, entries[node].shape), entries[node].nodes) for name, node in nodes.items())
        return {name: entry for names, found in pairs for name, entry in zip(names, found, strict=True)}

    leaves = tuple(entry for leaf in opened.leaves.values() for entry in entries[leaf].nodes)
    return Graph(named(opened.outputs), named(opened.names), leaves)


def scalar_numbers(leaves: Mapping[str, Array]) -> dict[str, Array]:
    """The numbers of a scalarized graph's leaves, from the arrays of the graph it came from.

    >>> scalar_numbers({"b": np.array([[1.5], [2.5]])})
    {'b[0,0]': array(1.5), 'b[1,0]': array(2.5)}
    """
    return {
        name: np.asarray(number)
        for leaf, array in leaves.items()
        for name, number in zip(entry_names(leaf, np.shape(array)), np.ravel(array), strict=True)
    }


def entry_names(name: str, shape: tuple[int, ...]) -> list[str]:
    """The name of each entry, row by row.

    >>> entry_names("W1", (1, 2)), entry_names("L", ())
    (['W1[0,0]', 'W1[0,1]'], ['L'])
    """
    if not shape:
        return [name]
    return [f"{name}[{','.join(map(str, index))}]" for index in product(*map(range, shape))]


def gate_count(graph: Graph, sizes: Sizes | None = None) -> int:
    """How many gates and leaves `scalarize` makes at most, without making them."""
    return sum(_gates_of(node, sizes or {}) for node in open_ops(graph, _definition).order)


@dataclass(frozen=True)
class _Entries:
    """A node for each entry of an array, row by row."""

    shape: tuple[int, ...]
    nodes: tuple[Node, ...]

    def places(self, first: int = 0) -> NDArray[np.intp]:
        """The number of each entry's node, counted from `first`, in the array's shape."""
        return np.arange(first, first + len(self.nodes)).reshape(self.shape)


_Met = dict[object, Node]  # the gates made so far, by op and operands: exp(z) in a softmax is one gate


@dataclass(frozen=True)
class _Use:
    """A use of an op with everything bound: what a rule sees."""

    op: Op
    operands: Sequence[_Entries]
    attributes: Mapping[str, Attribute]
    shape: tuple[int, ...]
    line: Line | None
    met: _Met

    def gate(self, op: Op, *operands: Node) -> Node:
        """A gate on single numbers, from the line of the op it opens; a constant where all operands are."""
        node = Node(op, operands, {}, (), self.line)
        if operands and all(operand.op is CONSTANT for operand in operands):
            return constant(float(evaluate([node], {})[0]))
        key = op, tuple(repr(x.attributes["value"]) if x.op is CONSTANT else x for x in operands)
        return self.met.setdefault(key, node)

    def chain(self, op: Op, nodes: Sequence[Node]) -> Node:
        """((a ∘ b) ∘ c) ∘ …; 0 of nothing, which only a sum can be."""
        return reduce(lambda a, b: self.gate(op, a, b), nodes) if nodes else constant(0)


Rule = Callable[[_Use], Sequence[Node]]


def _entries_of(node: Node, operands: Sequence[_Entries], sizes: Sizes, met: _Met) -> _Entries:
    shape = _bound(node.shape, sizes)
    if node.op in (INPUT, PARAMETER):
        return _Entries(shape, _leaf_entries(node, shape))
    use = _Use(node.op, operands, with_sizes(node.attributes, sizes), shape, node.line, met)
    rule = _each_entry if node.op.entrywise else _RULES[node.op.name]
    return _Entries(shape, tuple(rule(use)))


def _leaf_entries(leaf: Node, shape: tuple[int, ...]) -> tuple[Node, ...]:
    if not shape:
        return (leaf,)
    names = entry_names(leaf.name, shape)
    if leaf.op is PARAMETER:
        return tuple(parameter(name) for name in names)
    return tuple(input(name, kind=str(leaf.attributes["kind"])) for name in names)


def _bound(shape: Shape, sizes: Sizes) -> tuple[int, ...]:
    bound = with_sizes({"shape": shape}, sizes)["shape"]
    assert isinstance(bound, tuple)  # noqa: S101
    return tuple(int(size) for size in bound)


# ---- a rule for each op -------------------------------------------------------------------------------------------


def _definition(op: Op) -> Opening | None:
    return None if op.entrywise else op.definition


def _each_entry(use: _Use) -> list[Node]:
    return [use.gate(use.op, *nodes) for nodes in _side_by_side(use)]


def _undefined(use: _Use) -> list[Node]:
    return [Node(use.op, nodes, use.attributes, (), use.line) for nodes in _side_by_side(use)]


def _side_by_side(use: _Use) -> list[tuple[Node, ...]]:
    """The operands of each entry of the result."""
    places = np.broadcast_arrays(*(operand.places() for operand in use.operands))
    return [
        tuple(operand.nodes[i] for operand, i in zip(use.operands, at, strict=True))
        for at in zip(*(one.ravel().tolist() for one in places), strict=True)
    ]


def _moved(use: _Use) -> list[Node]:
    pool = [node for operand in use.operands for node in operand.nodes]
    firsts = np.cumsum([0, *(len(operand.nodes) for operand in use.operands)]).tolist()
    assert use.op.forward is not None  # noqa: S101
    places = (operand.places(first) for operand, first in zip(use.operands, firsts, strict=False))
    return [pool[i] for i in np.ravel(np.asarray(use.op.forward(*places, **use.attributes))).tolist()]


def _reduced(use: _Use, op: Op) -> list[Node]:
    (x,) = use.operands
    groups: list[list[Node]] = [[] for _ in range(math.prod(use.shape))]
    targets = np.broadcast_to(np.arange(len(groups)).reshape(use.shape), x.shape)
    for target, node in zip(targets.ravel().tolist(), x.nodes, strict=True):
        groups[target].append(node)
    return [use.chain(op, group) for group in groups]


def _products(use: _Use) -> list[Node]:
    a, b = use.operands
    rows, columns = a.places(), b.places().T
    return [
        use.chain(add, [use.gate(multiply, a.nodes[i], b.nodes[j]) for i, j in zip(row, column, strict=True)])
        for row, column in product(rows.tolist(), columns.tolist())
    ]


def _one_hot(use: _Use) -> list[Node]:
    (labels,) = use.operands
    return [use.gate(equal, constant(row), label) for row in range(use.shape[0]) for label in labels.nodes]


def _picked(use: _Use) -> list[Node]:
    whole = use.op(*(operand.nodes[0] for operand in use.operands), **use.attributes)
    return [whole[row, column] for row, column in product(*map(range, use.shape))]


_RULES: Mapping[str, Rule] = {
    "constant": lambda use: [constant(number) for number in np.ravel(np.asarray(use.attributes["value"])).tolist()],
    "dimension": lambda use: [constant(float(np.asarray(use.attributes["dimension"])))],
    "eye": lambda use: [constant(float(i == j)) for i, j in product(*map(range, use.shape))],
    "matmul": _products,
    "sum": lambda use: _reduced(use, add),
    "sum_to": lambda use: _reduced(use, add),
    "max": lambda use: _reduced(use, maximum),
    **dict.fromkeys(("transpose", "broadcast", "reshape", "concatenate", "slice"), _moved),
    "one_hot": _one_hot,
    "dropout_mask": _picked,
    "undefined": _undefined,
}


# ---- how many ------------------------------------------------------------------------------------------------------


def _check_limit(graph: Graph, sizes: Sizes, limit: int) -> None:
    counts = {node: _gates_of(node, sizes) for node in graph.order}
    if sum(counts.values()) <= limit:
        return
    largest = max(graph.order, key=counts.__getitem__)
    what = graph.name_of(largest) or largest.op.name
    raise GraphError(
        f"this graph opens into {sum(counts.values()):,} gates, {counts[largest]:,} of them for {what}; "
        f"the limit is {limit:,}: take fewer examples, or look at its operations"
    )


def _gates_of(node: Node, sizes: Sizes) -> int:
    entries = math.prod(_bound(node.shape, sizes))
    if node.op.name == "matmul":
        return entries * (2 * _bound(node.operands[0].shape, sizes)[1] - 1)
    if node.op.name in ("sum", "sum_to", "max"):
        return max(math.prod(_bound(node.operands[0].shape, sizes)) - entries, 0)
    gates = node.is_leaf or node.op.entrywise or node.op.name in ("one_hot", "dropout_mask", "undefined")
    return entries if gates else 0
