"""Groups: the same graph with fewer boxes: a box for each name, for each layer, or for a stretch of layers."""

import math
import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType

from chainrule.graph.graph import Graph, topological
from chainrule.graph.node import Node
from chainrule.graph.scopes import CALL, Scopes
from chainrule.readers.diagram.circuit import Part
from chainrule.readers.drawing.name_labels import make_labels
from chainrule.readers.notation.formula import Call, Formula, Symbol
from chainrule.readers.notation.op_notation import write_node
from chainrule.readers.typeset.text import to_text

LONGEST_LINE = 44
NONE: Scopes = MappingProxyType({})


def formula_of(node: Node, known: Mapping[Node, Formula]) -> Formula:
    """The formula of a node in the names of those that are `known`."""
    written = dict(known)
    written.pop(node, None)
    for each in topological([node], written):
        written[each] = write_node(each, [written[operand] for operand in each.operands])
    return written[node]


def formula_text(node: Node, known: Mapping[Node, Formula]) -> str:
    """The same as text."""
    return to_text(formula_of(node, known))


def cut_short(line: str) -> str:
    """A line that is no longer than fits into a picture."""
    return line if len(line) <= LONGEST_LINE else f"{line[: LONGEST_LINE - 1]}…"


def known_formulas(graph: Graph, heads: Sequence[Node] = (), scopes: Scopes = NONE) -> dict[Node, Formula]:
    """How others write what has a name, and what a definition returns: attention(X, W₁), where that has none."""
    known: dict[Node, Formula] = {node: Symbol(name) for name, node in reversed(list(graph.all_names.items()))}
    for head in heads:
        scope = scopes.get(head)
        if scope is not None and scope.kind == CALL and head not in known:
            called = (known.get(operand) or formula_of(operand, known) for _, operand in scope.operands)
            known[head] = Call(scope.name, tuple(called))
    return known


def few(lines: Sequence[str], most: int = 4) -> list[str]:
    """Lines that are no more than so many."""
    return [*lines] if len(lines) <= most else [*lines[: most - 2], "⋮", lines[-1]]


def layers(graph: Graph, most: int, scopes: Scopes = NONE) -> tuple[Part, ...]:
    """A part for each layer, its parameters inside; for stretches of layers where there are more than `most`.

    A layer begins where parameters come in and takes along what only it feeds, up to the next one, and within the
    scope that it stands in.
    """
    heads = _heads(graph, scopes)
    home = _joined(graph, _home(graph, heads), heads, scopes)
    kept = set(home.values())
    leaves = {
        head for head in kept if head.is_leaf and sum(one.is_leaf for one in kept) <= most // 2
    }  # data stay apart while they are few
    order = [node for node in graph.order if node in kept - leaves]
    stretch = 1 if scopes else math.ceil(len(order) / max(most - len(leaves), 1))
    if stretch > 1:  # neighbours in the order of computing, so that no two groups wait for each other
        last = {head: order[min((i // stretch + 1) * stretch, len(order)) - 1] for i, head in enumerate(order)}
        home = {node: last.get(head, head) for node, head in home.items()}
    return _parts(graph, home, scopes)


def _heads(graph: Graph, scopes: Scopes) -> list[Node]:
    """The nodes that are computed and have a name, or are read in another scope, in order."""
    heads = {*graph.outputs.values(), *graph.names.values()}
    for node in graph.order if scopes else ():
        heads.update(operand for operand in node.operands if scopes.get(operand) is not scopes.get(node))
    return [node for node in graph.order if node in heads and node.operands]


def _home(graph: Graph, heads: Sequence[Node]) -> dict[Node, Node]:
    """For each node the first head that stands on it; for a parameter too, if nothing else does."""
    home: dict[Node, Node] = {}
    for head in heads:
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


def _joined(graph: Graph, home: dict[Node, Node], heads: Sequence[Node], scopes: Scopes) -> dict[Node, Node]:
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
    for head in heads:
        if head in owners or head in outputs or len(fed[head]) != 1:
            continue
        (source,) = fed[head]
        if scopes.get(source) is scopes.get(head) and not source.is_leaf and feeds[source] == {head}:
            joined[source] = head
    return {node: _followed(head, joined) for node, head in home.items()}


def _followed(head: Node, joined: dict[Node, Node]) -> Node:
    while head in joined:
        head = joined[head]
    return head


def _parts(graph: Graph, home: dict[Node, Node], scopes: Scopes) -> tuple[Part, ...]:
    members = defaultdict(list)
    for node in graph.order:
        if node in home:
            members[home[node]].append(node)
    # a group takes its place where its last node is computed: after all that it stands on
    heads = [node for node in graph.order if node in members]
    place = {head: i for i, head in enumerate(heads)}
    labels = make_labels(graph.all_names)
    known = known_formulas(graph, heads, scopes)
    parts = []
    for i, head in enumerate(heads):
        name = graph.name_of(head)
        if head.is_leaf:
            parts.append(Part(head.op.name, name, labels[name], head))
            continue
        sources = {home[operand]: None for node in members[head] for operand in node.operands}
        operands = tuple(place[source] for source in sources if source is not head)
        part = _group(graph, members[head], known)
        name, title = name or f"#{i + 1}", labels.get(name, "")
        parts.append(replace(part, name=name, title=title, node=head, operands=operands))
    return tuple(parts)


def _group(graph: Graph, members: Sequence[Node], known: dict[Node, Formula]) -> Part:
    named = [(name, node) for node in members if node.operands and (name := graph.name_of(node))]
    lines = [f"{to_text(Symbol(name))} = {formula_text(node, known)}" for name, node in named]
    lines = few([cut_short(line) for line in lines or [formula_text(members[-1], known)]])
    parameters = tuple((node.name, node) for node in members if node.op.name == "parameter")
    label = _group_label([name for name, _ in named], [name for name, _ in parameters])
    return Part("group", "", label, members[-1], lines=tuple(lines), parameters=parameters, size=len(members))


def _group_label(names: Sequence[str], parameters: Sequence[str]) -> str:
    """`layer 1` for Z1 and A1, or for Z1 with W1 and b1, `layers 1–8` for Z1 … A8, else the names themselves."""
    if not names:
        return "out"
    numbers = [re.search(r"\d+$", name) for name in (*names, *parameters)]
    found = [int(match[0]) for match in numbers if match]
    if len(found) == len(numbers) > 1:
        low, high = min(found), max(found)
        return f"layer {low}" if low == high else f"layers {low}–{high}"
    labels = [to_text(Symbol(name)) for name in names]
    return ", ".join(labels) if len(labels) <= 3 else f"{labels[0]} … {labels[-1]}"
