"""Slips: the wrong gradients that one mistake in the backward pass leads to.

Each op is walked back as somebody would who forgets its slope, drops a factor of it, adds instead of multiplying,
leaves out a sum, or loses one of two paths; everything else is done right. What comes out is a wrong gradient whose
mistake is known by name, and a claim that equals it makes that mistake.
"""

from collections.abc import Callable, Container, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from itertools import chain, combinations

from chainrule.errors import ShapeError
from chainrule.graph.node import Node
from chainrule.graph.passes import Part
from chainrule.ops.linear import broadcast, stretched_axes
from chainrule.ops.reductions import mean, sum
from chainrule.transforms.differentiate import given_back, passes, sum_back
from chainrule.tutor.effort import Effort, SpentError
from chainrule.tutor.function_slips import Parts, Rule
from chainrule.tutor.slip_rules import rare_slips_of, slips_of
from chainrule.tutor.verdicts import Kind

MOST_USES = 4  # of one node, of which several are left out together
LONGEST_WAY = 12  # that is looked along for a name, or for where somebody stopped


@dataclass(frozen=True)
class Slip:
    """A mistake by name, the sentence that says it, and the wrong gradient that it leads to."""

    kind: Kind
    sentence: str
    gradient: Node


def slips(walk: "Walk", call: Callable[[Node], str], effort: Effort) -> Iterator[Slip]:
    """Every wrong gradient that stems from one slip on the way back, as far as the effort goes.

    `call` gives the word for a node.
    """
    with suppress(SpentError):
        yield from _slips(walk, call, effort)


def _slips(walk: "Walk", call: Callable[[Node], str], effort: Effort) -> Iterator[Slip]:
    for node in walk.order:
        if node is walk.wrt or node not in walk.cotangents:
            continue
        g = walk.cotangents[node]
        yield from _made(walk, node, chain(slips_of(node, g, call), _lost_paths(walk, node, call)), effort)
        yield from _unsummed(walk, node, g, call, effort)


def rare_slips(walk: "Walk", call: Callable[[Node], str], effort: Effort) -> Iterator[Slip]:
    """Wrong gradients that are looked for last: those of several ways, and of slips that few people make."""
    with suppress(SpentError):
        for node in walk.order:
            if node in walk.cotangents and len(walk.uses[node]) > 1:
                for kind, sentence, total in chain(_stopped(walk, node, call), _lost_together(walk, node, call)):
                    effort.take()
                    if (wrong := walk.onward(node, total)) is not None:
                        yield Slip(kind, sentence, wrong)
        for node in walk.order:
            if node is not walk.wrt and node in walk.cotangents:
                yield from _made(walk, node, rare_slips_of(node, walk.cotangents[node], call), effort)


def _made(walk: "Walk", node: Node, rules: Iterable[Rule], effort: Effort) -> Iterator[Slip]:
    """The wrong gradients that these rules lead to at a node."""
    for kind, sentence, make in rules:
        effort.take()
        try:
            wrong = walk.gradient(node, walk.fitted(node, make()))
        except ShapeError:
            continue
        if wrong is not None:
            yield Slip(kind, sentence, wrong)


@dataclass(frozen=True)
class Way:
    """One of several ways from a node to the cost: the word for it, and the gradient without it."""

    name: str
    lost: Node


def ways(walk: "Walk", call: Callable[[Node], str], effort: Effort) -> Iterator[Way]:
    """Each way on which something comes back, where there are several, as far as the effort goes."""
    with suppress(SpentError):
        for node in walk.order:
            uses = walk.uses.get(node, ())
            for use in uses if len(uses) > 1 else ():
                effort.take()
                rest = _total([part.summed for part in uses if part is not use])
                if rest is not None and (lost := walk.onward(node, rest)) is not None:
                    yield Way(_through(walk, use, call), lost)


class Walk:
    """The backward pass from a cost to one node, kept in parts, so that one of them can be exchanged."""

    def __init__(self, cost: Node, wrt: Node, named: Container[Node] = ()) -> None:
        self.named = named
        record = passes(cost, [wrt])
        self.cost, self.wrt, self.order, self.cotangents = cost, wrt, record.order, record.cotangents
        self.uses = {node: record.parts.get(node, ()) for node in self.order}
        self.parts = {node: self._by_position(node, record.handed_back.get(node, ())) for node in self.order}

    def _by_position(self, node: Node, parts: Iterable[Part]) -> Parts:
        """What a node hands back, operand by operand; None where nothing moves."""
        summed = {part.position: part.summed for part in parts}
        return tuple(summed.get(position) for position in range(len(node.operands)))

    def gradient(self, changed: Node, parts: Parts) -> Node | None:
        """The cotangent of `wrt` if those of the operands of `changed` are `parts`; None where no path is left."""
        new, total = {changed: parts}, None
        for node in reversed(self.order[: self.order.index(changed)]):
            if any(use.user in new for use in self.uses[node]):
                found = [(new.get(use.user) or self.parts[use.user])[use.position] for use in self.uses[node]]
                total = _total([part for part in found if part is not None])
                new[node] = self._nothing(node) if total is None else self.fitted(node, given_back(node, total))
        return total if self.wrt in new else None

    def onward(self, node: Node, total: Node) -> Node | None:
        """The cotangent of `wrt` if that of another node is `total`."""
        return total if node is self.wrt else self.gradient(node, self.fitted(node, given_back(node, total)))

    def _nothing(self, node: Node) -> Parts:
        return (None,) * len(node.operands)

    def fitted(self, node: Node, parts: Parts) -> Parts:
        """The parts, each summed back to the shape of its operand where it is larger; None where nothing moves."""
        return tuple(
            sum_back(part, operand.shape) if part is not None and operand in self.uses else None
            for part, operand in zip(parts, node.operands, strict=True)
        )


def _total(terms: list[Node]) -> Node | None:
    total: Node | None = None
    for term in terms:
        total = term if total is None else total + term
    return total


def _lost_paths(walk: Walk, node: Node, call: Callable[[Node], str]) -> Iterator[tuple[Kind, str, Callable[[], Parts]]]:
    """Where an operand is used more than once: the way back through this use left out."""
    parts = walk.parts[node]
    for i, operand in enumerate(node.operands):
        if parts[i] is not None and len(walk.uses[operand]) > 1:
            (use,) = (one for one in walk.uses[operand] if one.user is node and one.position == i)
            sentence = (
                f"{call(operand)} acts on the cost in more than one way, and {_through(walk, use, call)} is missing."
            )
            yield Kind.PATH, sentence, partial(tuple, (*parts[:i], None, *parts[i + 1 :]))


def _lost_together(walk: Walk, node: Node, call: Callable[[Node], str]) -> Iterator[tuple[Kind, str, Node]]:
    """Where a node is used three times or more: several ways back left out."""
    uses = walk.uses[node]
    for kept in range(len(uses) - 2, 0, -1) if len(uses) <= MOST_USES else ():
        for some in combinations(uses, kept):
            names = [_through(walk, use, call) for use in uses if use not in some]
            missing = " and ".join(dict.fromkeys(names))
            total = _total([use.summed for use in some])
            assert total is not None  # noqa: S101
            yield Kind.PATH, f"{call(node)} acts on the cost in more than one way; {missing} are missing.", total


def _stopped(walk: Walk, node: Node, call: Callable[[Node], str]) -> Iterator[tuple[Kind, str, Node]]:
    """Where a node is used more than once: one of the ways back stops before it arrives."""
    for use in walk.uses[node]:
        others = [other.summed for other in walk.uses[node] if other is not use]
        for passed in _way(walk, use):
            if passed.shape == node.shape:
                sentence = f"On {_through(walk, use, call)}, the chain rule stops at {call(passed)} and has to go on to"
                total = _total([*others, walk.cotangents[passed]])
                assert total is not None  # noqa: S101
                yield Kind.EARLY, f"{sentence} {call(node)}.", total


def _way(walk: Walk, use: Part) -> Iterator[Node]:
    """The nodes on the way of a use, as far as it does not part."""
    node = use.user
    for _ in range(LONGEST_WAY):
        yield node
        if len(uses := walk.uses.get(node, ())) != 1:
            return
        node = uses[0].user


def _through(walk: Walk, use: Part, call: Callable[[Node], str]) -> str:
    """The way of a use in words: `the way through F`, after the first thing on it that has a name."""
    named = next((node for node in _way(walk, use) if node in walk.named), use.user)
    return f"the way through {call(use.user if named is walk.cost else named)}"


def _unsummed(walk: Walk, node: Node, g: Node, call: Callable[[Node], str], effort: Effort) -> Iterator[Slip]:
    """Where an operand was stretched: its cotangent not summed, averaged, or summed along another axis."""
    for i, (part, operand) in enumerate(zip(given_back(node, g), node.operands, strict=True)):
        if part is None or walk.parts[node][i] is None or part.rank < operand.rank:
            continue
        for kind, sentence, wrong in _wrong_sums(part, operand, call(operand)):
            parts = (*walk.parts[node][:i], wrong, *walk.parts[node][i + 1 :])
            effort.take()
            try:
                gradient = walk.gradient(node, parts)
            except ShapeError:
                continue
            if gradient is not None:
                yield Slip(kind, sentence, gradient)


def _wrong_sums(part: Node, operand: Node, name: str) -> Iterator[tuple[Kind, str, Node]]:
    """Ways to go wrong where `part` has to be summed to the shape of the operand called `name`."""
    axes = stretched_axes(part.shape, operand.shape)
    if not axes:
        return
    along = " and ".join(str(part.shape[axis]) for axis in axes if part.shape[axis] != 1)
    yield Kind.SUM, f"{name} serves all {along} of them: what comes back from each has to be summed.", part
    average = mean(part, axis=axes) if operand.rank else mean(part)
    yield Kind.MEAN, f"What comes back to {name} is summed, not averaged.", average
    elsewhere = f"{name} was stretched along {along}, and the sum has to run along that."
    if operand.rank:
        yield Kind.AXIS, elsewhere, sum(part)
        yield Kind.AXIS, elsewhere, broadcast(sum(part), shape=operand.shape)
    for axis in range(part.rank):
        if axis not in axes:
            yield Kind.AXIS, elsewhere, sum(part, axis=axis)
