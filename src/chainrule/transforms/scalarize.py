"""scalarize: matrix operations opened into × and + gates on single numbers, for a graph whose sizes are known.

Ops that only move entries (transpose, slice, reshape, broadcast) vanish: they are applied to the entries' places
instead of their numbers. Activations stay gates; `expand` opens them. A mask of dropout is drawn whole, and its
entries are taken out of it.
"""

from collections.abc import Mapping, Sequence
from itertools import product

import numpy as np

from chainrule.errors import GraphError
from chainrule.graph.evaluate import Sizes, with_sizes
from chainrule.graph.graph import Graph
from chainrule.graph.node import INPUT, PARAMETER, Array, Node, Op, input, parameter
from chainrule.transforms.expand import Opening, open_ops
from chainrule.transforms.gates import RULES, Entries, Met, Use, bound, each_entry, gates_of

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
    entries: dict[Node, Entries] = {}
    named_nodes = {*opened.names.values(), *opened.outputs.values()}
    met: Met = {}
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
    return sum(gates_of(node, sizes or {}) for node in open_ops(graph, _definition).order)


def _entries_of(node: Node, operands: Sequence[Entries], sizes: Sizes, met: Met) -> Entries:
    shape = bound(node.shape, sizes)
    if node.op in (INPUT, PARAMETER):
        return Entries(shape, _leaf_entries(node, shape))
    use = Use(node.op, operands, with_sizes(node.attributes, sizes), shape, node.line, met)
    rule = each_entry if node.op.entrywise else RULES[node.op.name]
    return Entries(shape, tuple(rule(use)))


def _leaf_entries(leaf: Node, shape: tuple[int, ...]) -> tuple[Node, ...]:
    if not shape:
        return (leaf,)
    names = entry_names(leaf.name, shape)
    if leaf.op is PARAMETER:
        return tuple(parameter(name) for name in names)
    return tuple(input(name, kind=str(leaf.attributes["kind"])) for name in names)


def _definition(op: Op) -> Opening | None:
    return None if op.entrywise else op.definition


# ---- how many ------------------------------------------------------------------------------------------------------


def _check_limit(graph: Graph, sizes: Sizes, limit: int) -> None:
    counts = {node: gates_of(node, sizes) for node in graph.order}
    if sum(counts.values()) <= limit:
        return
    largest = max(graph.order, key=counts.__getitem__)
    what = graph.name_of(largest) or largest.op.name
    raise GraphError(
        f"this graph opens into {sum(counts.values()):,} gates, {counts[largest]:,} of them for {what}; "
        f"the limit is {limit:,}: take fewer examples, or look at its operations"
    )
