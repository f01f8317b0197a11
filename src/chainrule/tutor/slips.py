"""Slips: the wrong gradients that one mistake in the backward pass leads to.

Each op is walked back as somebody would who forgets its slope, drops a factor of it, adds instead of multiplying,
leaves out a sum, or loses one of two paths; everything else is done right. What comes out is a wrong gradient whose
mistake is known by name, and a claim that equals it makes that mistake.
"""

from collections.abc import Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from itertools import chain

from chainrule.errors import ShapeError
from chainrule.graph.node import Node
from chainrule.ops.linear import broadcast, stretched_axes
from chainrule.ops.reductions import mean, sum
from chainrule.transforms.differentiate import given_back
from chainrule.tutor.effort import Effort, SpentError
from chainrule.tutor.function_slips import Call, Rule
from chainrule.tutor.paths import lost_paths, lost_together, stopped_paths
from chainrule.tutor.slip_rules import rare_slips_of, slips_of
from chainrule.tutor.verdicts import Kind
from chainrule.tutor.walk import Walk


@dataclass(frozen=True)
class Slip:
    """A mistake by name, the sentence that says it, and the wrong gradient that it leads to."""

    kind: Kind
    sentence: str
    gradient: Node


def slips(walk: Walk, call: Call, effort: Effort) -> Iterator[Slip]:
    """Every wrong gradient that stems from one slip on the way back, as far as the effort goes.

    `call` gives the word for a node.
    """
    with suppress(SpentError):
        yield from _slips(walk, call, effort)


def _slips(walk: Walk, call: Call, effort: Effort) -> Iterator[Slip]:
    nodes = [node for node in walk.order if node is not walk.wrt and node in walk.cotangents]
    for node in nodes:  # first, since what is done wrong on a way that brings nothing comes to the same
        yield from _made(walk, node, lost_paths(walk, node, call), effort)
    for node in nodes:
        yield from _made(walk, node, slips_of(node, walk.cotangents[node], call), effort)
        yield from _unsummed(walk, node, walk.cotangents[node], call, effort)


def rare_slips(walk: Walk, call: Call, effort: Effort) -> Iterator[Slip]:
    """Wrong gradients that are looked for last: those of several ways, and of slips that few people make."""
    with suppress(SpentError):
        for node in walk.order:
            if node in walk.cotangents:
                for kind, sentence, total in chain(stopped_paths(walk, node, call), lost_together(walk, node, call)):
                    effort.take()
                    if (wrong := walk.onward(node, total)) is not None:
                        yield Slip(kind, sentence, wrong)
        for node in walk.order:
            if node is not walk.wrt and node in walk.cotangents:
                yield from _made(walk, node, rare_slips_of(node, walk.cotangents[node], call), effort)


def _made(walk: Walk, node: Node, rules: Iterable[Rule], effort: Effort) -> Iterator[Slip]:
    """The wrong gradients that these rules lead to at a node; what does not fit is no slip."""
    for kind, sentence, make in rules:
        effort.take()
        with suppress(ShapeError):
            if (wrong := walk.gradient(node, walk.fitted(node, make()))) is not None:
                yield Slip(kind, sentence, wrong)


def _unsummed(walk: Walk, node: Node, g: Node, call: Call, effort: Effort) -> Iterator[Slip]:
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
