"""Groups: the same graph with fewer boxes: a box for each name, for each layer, or for a stretch of layers."""

import math
import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from chainrule.graph.graph import Graph, topological
from chainrule.graph.node import Node
from chainrule.readers.diagram.circuit import Part
from chainrule.readers.drawing.name_labels import make_labels
from chainrule.readers.notation.formula import Formula, Symbol
from chainrule.readers.notation.op_notation import write_node
from chainrule.readers.typeset.text import to_text

LONGEST_LINE = 44


def formula_text(node: Node, known: dict[Node, Formula]) -> str:
    """The formula of a node in the names of those that are `known`."""
    written = dict(known)
    written.pop(node, None)
    for each in topological([node], written):
        written[each] = write_node(each, [written[operand] for operand in each.operands])
    return to_text(written[node])


def cut_short(line: str) -> str:
    """A line that is no longer than fits into a picture."""
    return line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 1]}…"


def layers(graph: Graph, most: int) -> tuple[Part, ...]:
    """A part for each layer, its parameters inside; for stretches of layers where there are more than `most`.

    A layer begins where parameters come in and takes along what only it feeds, up to the next one.
    """
    home = _joined(graph, _home(graph))
    heads = set(home.values())
    leaves = {
        head for head in heads if head.is_leaf and sum(one.is_leaf for one in heads) <= most // 2
    }  # data stay apart while they are few
    order = [node for node in graph.order if node in heads - leaves]
    stretch = math.ceil(len(order) / max(most - len(leaves), 1))
    if stretch > 1:  # neighbours in the order of computing, so that no two groups wait for each other
        last = {head: order[min((i // stretch + 1) * stretch, len(order)) - 1] for i, head in enumerate(order)}
        home = {node: last.get(head, head) for node, head in home.items()}
    return _parts(graph, home)


def _heads(graph: Graph) -> list[Node]:
    """The nodes with a name that are computed, in order."""
    named = {*graph.outputs.values(), *graph.names.values()}
    return [node for node in graph.order if node in named and node.operands]


def _home(graph: Graph) -> dict[Node, Node]:
    """For each node the first named one that stands on it; for a parameter too, if nothing else does."""
    home: dict[Node, Node] = {}
    for head in _heads(graph):
        for node in topological([head], home):
            home[node] = head
    users = defaultdict(set)
    for node in graph.order:
        for operand in node.operands:
            if node in home:
                users[operand].add(home[node])
    for leaf in graph.leaves.values():
        if leaf in home and (leaf.op.name != "parameter" or len(users[leaf]) > 1):
            home[leaf] = leaf
    return home


def _joined(graph: Graph, home: dict[Node, Node]) -> dict[Node, Node]:
    """Groups without parameters joined to the one group that feeds them, if it feeds nothing else; outputs stay."""
    feeds, fed = defaultdict(set), defaultdict(set)
    for node, head in home.items():
        for operand in node.operands:
            source = home[operand]
            if source is not head:
                feeds[source].add(head)
                fed[head].add(source)
    owners = {head for node, head in home.items() if node.op.name == "parameter"}
    outputs = {*graph.outputs.values()}
    joined: dict[Node, Node] = {}  # a group's head to the head of the group that takes it in, which comes later
    for head in _heads(graph):
        if head in owners or head in outputs or len(fed[head]) != 1:
            continue
        (source,) = fed[head]
        if not source.is_leaf and feeds[source] == {head}:
            joined[source] = head
    return {node: _followed(head, joined) for node, head in home.items()}


def _followed(head: Node, joined: dict[Node, Node]) -> Node:
    while head in joined:
        head = joined[head]
    return head


def _parts(graph: Graph, home: dict[Node, Node]) -> tuple[Part, ...]:
    members = defaultdict(list)
    for node in graph.order:
        if node in home:
            members[home[node]].append(node)
    # a group takes its place where its last node is computed: after all that it stands on
    heads = [node for node in graph.order if node in members]
    place = {head: i for i, head in enumerate(heads)}
    labels = make_labels(graph.all_names)
    known: dict[Node, Formula] = {node: Symbol(name) for name, node in graph.all_names.items()}
    parts = []
    for head in heads:
        name = graph.name_of(head)
        if head.is_leaf:
            parts.append(Part(head.op.name, name, labels[name], head))
            continue
        sources = {home[operand]: None for node in members[head] for operand in node.operands}
        operands = tuple(place[source] for source in sources if source is not head)
        part = _group(graph, members[head], known)
        parts.append(replace(part, name=name, title=labels[name], node=head, operands=operands))
    return tuple(parts)


def _group(graph: Graph, members: Sequence[Node], known: dict[Node, Formula]) -> Part:
    named = [(name, node) for node in members if node.operands and (name := graph.name_of(node))]
    lines = [f"{to_text(Symbol(name))} = {formula_text(node, known)}" for name, node in named]
    lines = [cut_short(line) for line in lines]
    if len(lines) > 4:
        lines = [*lines[:2], "⋮", lines[-1]]
    parameters = tuple((node.name, node) for node in members if node.op.name == "parameter")
    label = _group_label([name for name, _ in named], [name for name, _ in parameters])
    return Part("group", "", label, members[-1], lines=tuple(lines), parameters=parameters, size=len(members))


def _group_label(names: Sequence[str], parameters: Sequence[str]) -> str:
    """`layer 1` for Z1 and A1, or for Z1 with W1 and b1, `layers 1–8` for Z1 … A8, else the names themselves."""
    numbers = [re.search(r"\d+$", name) for name in (*names, *parameters)]
    found = [int(match[0]) for match in numbers if match]
    if len(found) == len(numbers) > 1:
        low, high = min(found), max(found)
        return f"layer {low}" if low == high else f"layers {low}–{high}"
    labels = [to_text(Symbol(name)) for name in names]
    return ", ".join(labels) if len(labels) <= 3 else f"{labels[0]} … {labels[-1]}"
