"""Circuit: what a picture of a graph says: parts, and what arrives where. Plain numbers stand in gates."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from chainrule.graph.graph import Graph
from chainrule.graph.node import Node
from chainrule.graph.scopes import Scope
from chainrule.readers.drawing.name_labels import make_labels
from chainrule.readers.notation.numbers import format_number
from chainrule.readers.notation.op_labels import OP_LABELS, TAKES_NUMBERS, gate_label

DIGITS = 4  # of a number in a label


@dataclass(frozen=True)
class Part:
    """One box: a leaf, a gate, or a group of nodes.

    `name` is that of the node in the graph, or a number such as #3; `label` stands in the box, `title` beside it.
    """

    kind: str  # input, parameter, constant, gate, group, or output of a group that has several
    name: str
    label: str
    node: Node
    operands: tuple[int, ...] = ()  # the parts whose lines arrive, in order
    title: str = ""
    lines: tuple[str, ...] = ()  # of a group: its equations
    parameters: tuple[tuple[str, Node], ...] = ()  # of a group
    size: int = 1  # how many nodes it stands for
    scope: Scope | None = None  # of a loop or a call that is drawn as one box
    many: int = 1  # how many it stands for side by side, x₁ … x₃; of several there is no number


def operations(graph: Graph) -> tuple[Part, ...]:
    """A part for each op and each leaf that something uses."""
    numbers = _plain_numbers(graph)
    labels = make_labels(graph.all_names)
    shown = _shown(graph, numbers)
    place = {node: i for i, node in enumerate(shown)}
    return tuple(
        _part(graph, node, i, [place[operand] for operand in _arriving(node, numbers)], labels, numbers)
        for node, i in place.items()
    )


def _part(
    graph: Graph, node: Node, i: int, operands: Sequence[int], labels: Mapping[str, str], numbers: Mapping[Node, str]
) -> Part:
    name = graph.name_of(node)
    label, key = labels.get(name, ""), name or f"#{i + 1}"
    if node.is_leaf:
        return Part(node.op.name, key, label, node)
    if node in numbers or not node.operands:
        return Part("constant", key, label or numbers.get(node, "") or OP_LABELS[node.op.name], node)
    texts = [numbers.get(operand, "") if node.op.name in TAKES_NUMBERS else "" for operand in node.operands]
    return Part("gate", key, gate_label(node, texts), node, tuple(operands), title=label)


def _plain_numbers(graph: Graph) -> dict[Node, str]:
    """Single numbers without a name of their own, as texts: 2, m, 2/m."""
    texts: dict[Node, str] = {}
    for node in graph.order:
        if node.shape != () or graph.name_of(node):
            continue
        if node.op.name == "constant":
            value = node.attributes["value"]
            assert isinstance(value, float)  # noqa: S101
            texts[node] = format_number(value, DIGITS)
        elif node.op.name == "dimension":
            texts[node] = str(node.attributes["dimension"])
        elif node.op.name in ("divide", "multiply") and all(operand in texts for operand in node.operands):
            left, right = (texts[operand] for operand in node.operands)
            if not {"/", "·"} & {*right}:
                texts[node] = f"{left}{'/' if node.op.name == 'divide' else '·'}{right}"
    return texts


def _arriving(node: Node, numbers: Mapping[Node, str]) -> list[Node]:
    """The operands that a line is drawn from; where all are plain numbers, the gate tells them all."""
    if node.op.name not in TAKES_NUMBERS:
        return list(node.operands)
    return [operand for operand in node.operands if operand not in numbers]


def _shown(graph: Graph, numbers: Mapping[Node, str]) -> list[Node]:
    kept = {*graph.outputs.values(), *graph.names.values()}
    for node in reversed(graph.order):
        if node in kept:
            kept.update(_arriving(node, numbers))
    return [node for node in graph.order if node in kept]
