"""Repeated edits: a slip that a claim has at every step, layer or place where it could be made, put right at all."""

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import partial

from chainrule.graph.node import Node
from chainrule.ops.elementwise import square
from chainrule.tutor.function_slips import Call
from chainrule.tutor.operator_edits import operator_edits
from chainrule.tutor.substitution import Remake
from chainrule.tutor.verdicts import Kind

COUNTED = re.compile(r"(.*?)_?(\d+)")
EVERYWHERE = "; so it is at every such place."
Repeated = tuple[Kind, str, Mapping[Node, Remake]]
Place = tuple[Node, int]  # a node and one of its operands


def repeated_edits(own: Iterable[Node], names: Mapping[str, Node], call: Call) -> Iterator[Repeated]:
    """The edits of several nodes at once; `own` are those of the claim, operands first, `names` those of the board."""
    steps = Steps(names)
    for base, places in _places_alike(own, steps):
        yield from _of_names(base, places, steps, call)
    for nodes in _nodes_alike(own, steps):
        yield from _of_operators(nodes, call)


class Steps:
    """The names of a board that are counted: h1, h2, h3 are h at the steps or layers 1, 2, 3."""

    def __init__(self, names: Mapping[str, Node]) -> None:
        counted = ((COUNTED.fullmatch(name), name, node) for name, node in names.items())
        found = [(match[1], int(match[2]), name, node) for match, name, node in counted if match]
        self.word = {node: name for name, node in reversed(list(names.items()))}
        self.at = {(base, number): (name, node) for base, number, name, node in found}
        self.of = {node: (base, number) for base, number, _, node in found}

    def kind(self, node: Node) -> str:
        """The word for a node of the board without its step; one for all that has none."""
        return f"{self.of[node][0]}#" if node in self.of else self.word.get(node, "")


def _places_alike(own: Iterable[Node], steps: Steps) -> Iterator[tuple[str, list[Place]]]:
    """The places at which one counted name stands: all of them, and those in the same kind of operation."""
    found: dict[tuple[str, str, int], list[Place]] = {}
    for node in own:
        for i, operand in enumerate(node.operands):
            if operand in steps.of:
                base, _ = steps.of[operand]
                for key in ((base, "", 0), (base, node.op.name, i)):
                    found.setdefault(key, []).append((node, i))
    for (base, _, _), places in found.items():
        if len({node.operands[i] for node, i in places}) > 1:
            yield base, places


def _of_names(base: str, places: list[Place], steps: Steps, call: Call) -> Iterator[Repeated]:
    """Every one of these a step earlier or later, or squared."""
    node, i = places[-1]
    here, (_, number) = steps.word[node.operands[i]], steps.of[node.operands[i]]
    for by, word in ((-1, "later"), (1, "earlier")):
        new = {place: other for place in places if (other := _moved(place, by, steps)) is not None}
        if len(new) == len(places):
            name, _ = steps.at[base, number + by]
            sentence = f"In {call(node)}, {here} is one step or layer {word} than {name}, which belongs there"
            yield Kind.STEP, f"{sentence}{EVERYWHERE}", _remakes(new)
    squares = {(node, i): square(node.operands[i]) for node, i in places}
    yield Kind.PART, f"In {call(node)}, a square over {here} is missing{EVERYWHERE}", _remakes(squares)


def _moved(place: Place, by: int, steps: Steps) -> Node | None:
    """What stands at a place, of another step."""
    node, i = place
    base, number = steps.of[node.operands[i]]
    _, new = steps.at.get((base, number + by), ("", None))
    return new if new is not None and new.shape == node.operands[i].shape else None


def _remakes(new: Mapping[Place, Node]) -> Mapping[Node, Remake]:
    """Each node over what now stands at its places."""
    by_node: dict[Node, dict[int, Node]] = {}
    for (node, i), operand in new.items():
        by_node.setdefault(node, {})[i] = operand
    return {node: partial(_over, node, operands) for node, operands in by_node.items()}


def _over(node: Node, new: Mapping[int, Node], operands: tuple[Node, ...]) -> Node:
    return node.with_operands(tuple(new.get(i, operand) for i, operand in enumerate(operands)))


def _nodes_alike(own: Iterable[Node], steps: Steps) -> Iterator[list[Node]]:
    """The nodes that read the same but for the step of what they stand on."""
    alike: dict[tuple[object, ...], list[Node]] = {}
    first: dict[Node, Node] = {}  # of those that read the same
    for node in own:
        below = (first.get(one, steps.kind(one)) for one in node.operands)
        nodes = alike.setdefault((node.op.name, repr(node.attributes), *below), [])
        nodes.append(node)
        first[node] = nodes[0]
    return (nodes for nodes in alike.values() if len(nodes) > 1 and nodes[0].operands)


def _of_operators(nodes: list[Node], call: Call) -> Iterator[Repeated]:
    """Another operator or function in the place of each of these."""
    for each in zip(*(operator_edits(node, call) for node in nodes), strict=True):
        kind, sentence, _ = each[0]
        remakes = {node: remake for node, (_, _, remake) in zip(nodes, each, strict=True)}
        yield kind, sentence.removesuffix(".") + EVERYWHERE, remakes
