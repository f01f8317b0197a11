"""Paths: the ways on which something comes back to a node, and the gradients that lack some, or stop on one."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import combinations

from chainrule.graph.node import Node
from chainrule.graph.passes import Part
from chainrule.tutor.effort import Effort, SpentError
from chainrule.tutor.function_slips import Call, Rule
from chainrule.tutor.verdicts import Kind
from chainrule.tutor.walk import Walk, total_of

MOST_WAYS = 4  # from one node, of which several are left out together
LONGEST_WAY = 12  # that is looked along for a name, or for where somebody stopped
SIDES = ("on the left", "on the right")


@dataclass(frozen=True)
class Way:
    """One of several ways from a node to the cost: the word for it, and the gradient without it."""

    name: str
    lost: Node


def ways(walk: Walk, call: Call, effort: Effort) -> Iterator[Way]:
    """Each way on which something comes back, where there are several, as far as the effort goes."""
    with suppress(SpentError):
        for node in walk.order:
            found = walk.ways_from(node)
            for way in found if len(found) > 1 else ():
                effort.take()
                rest = _come_back(other for other in found if other is not way)
                if rest is not None and (lost := walk.onward(node, rest)) is not None:
                    yield Way(through(walk, way, call), lost)


def lost_paths(walk: Walk, node: Node, call: Call) -> Iterator[Rule]:
    """Where an operand acts on the cost in several ways: the one through this node left out."""
    parts = walk.parts[node]
    for operand in dict.fromkeys(node.operands):
        found = walk.ways_from(operand)
        for way in (one for one in found if one[0].user is node and len(found) > 1):
            places = [use.position for use in way]
            left = tuple(None if i in places else part for i, part in enumerate(parts))
            sentence = f"{_several(operand, call)}, and {through(walk, way, call)} is missing."
            yield Kind.PATH, sentence, partial(tuple, left)


def lost_together(walk: Walk, node: Node, call: Call) -> Iterator[tuple[Kind, str, Node]]:
    """Where a node acts on the cost in three ways or more: several of them left out."""
    found = walk.ways_from(node)
    for kept in range(len(found) - 2, 0, -1) if len(found) <= MOST_WAYS else ():
        for some in combinations(found, kept):
            missing = " and ".join(through(walk, way, call) for way in found if way not in some)
            total = _come_back(some)
            assert total is not None  # noqa: S101
            yield Kind.PATH, f"{_several(node, call)}; {missing} are missing.", total


def stopped_paths(walk: Walk, node: Node, call: Call) -> Iterator[tuple[Kind, str, Node]]:
    """Where a node acts on the cost in more than one way: one of the ways back stops before it arrives."""
    found = walk.ways_from(node)
    for way in found if len(found) > 1 else ():
        others = _come_back(other for other in found if other is not way)
        for passed in _nodes_of(walk, way):
            if passed.shape == node.shape:
                sentence = f"On {through(walk, way, call)}, the chain rule stops at {call(passed)} and has to go on to"
                total = total_of((others, walk.cotangents[passed]))
                assert total is not None  # noqa: S101
                yield Kind.EARLY, f"{sentence} {call(node)}.", total


def through(walk: Walk, way: Sequence[Part], call: Call) -> str:
    """A way in words: `the way through F`, after the first thing with a name on it that is on no other way."""
    use = way[0]
    others = [other for other in walk.ways_from(use.operand) if other[0] is not use]
    shared = {node for other in others for node in _nodes_of(walk, other)}
    own = [node for node in _nodes_of(walk, way) if node not in shared]
    if own:
        named = (node for node in own if node in walk.named and node is not walk.cost)
        return f"the way through {call(next(named, own[0]))}"
    if any(other[0].user is use.user for other in others) and len(use.user.operands) == len(SIDES):
        return f"the way through {call(use.operand)} {SIDES[use.position]} in {call(use.user)}"
    return f"the direct way to {call(use.user)}"


def _nodes_of(walk: Walk, way: Sequence[Part]) -> Iterator[Node]:
    """The nodes on a way, as far as it does not part."""
    node = way[0].user
    for _ in range(LONGEST_WAY):
        yield node
        if len(uses := walk.uses.get(node, ())) != 1:
            return
        node = uses[0].user


def _several(node: Node, call: Call) -> str:
    return f"{call(node)} acts on the cost in more than one way"


def _come_back(found: Iterable[Sequence[Part]]) -> Node | None:
    """What comes back on these ways together."""
    return total_of(use.summed for way in found for use in way)
