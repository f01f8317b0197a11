"""Answer: what a claim is about, and everything that it is compared with.

A claim is about a gradient, about a value of the forward pass, or about a parameter after a step of gradient descent.
"""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import cached_property

import numpy as np

from chainrule.boards.whiteboard import Whiteboard
from chainrule.errors import ChainruleError
from chainrule.graph.graph import Graph, topological
from chainrule.graph.node import Node
from chainrule.transforms.differentiate import differentiate
from chainrule.transforms.expand import expand
from chainrule.transforms.simplify import simplify
from chainrule.tutor.effort import MOST_NODES, Effort, weight
from chainrule.tutor.factors import Factor
from chainrule.tutor.labels import possible_grounds
from chainrule.tutor.paths import Way
from chainrule.tutor.phrases import Words
from chainrule.tutor.points import RandomPoints
from chainrule.tutor.questions import Question
from chainrule.tutor.slips import Slip
from chainrule.wording import MOST_NAMES


class Answer:
    """What is asked for: the right answer, and points to compare claims at. As it stands, a value of the board."""

    noun = "value"  # of what is asked for

    def __init__(
        self, whiteboard: Whiteboard, question: Question, rng: "np.random.Generator", answer: Node | None = None
    ) -> None:
        self.question = question
        self.graph = self._board(whiteboard.graph)
        self.call = Words(self.graph, whiteboard.parts)
        self._facts = whiteboard.facts
        self._rng = rng
        self._others: dict[Question, Node] = {}
        self.backward, self.node = self._answered() if answer is None else self._with(answer)
        self.points = RandomPoints(self.graph, self.node, self._finite, rng)

    def _board(self, graph: Graph) -> Graph:
        """The graph that the answer is worked out in."""
        return graph

    def _answered(self) -> tuple[Graph, Node]:
        """A graph with the answer in it."""
        graph = expand(self.graph, only=("same",))  # a second name of a value is no step on the way to it
        return graph, graph.node(self.question.name)

    def _with(self, answer: Node) -> tuple[Graph, Node]:
        """The board with an answer that is worked out from its names."""
        return Graph({**self.graph.outputs, self.name: answer}, self.graph.names, self.graph.unused), answer

    @property
    def _finite(self) -> Node:
        """What is to be a number too at the points."""
        return self.node

    @property
    def name(self) -> str:
        """What is asked for, as it is written."""
        return self.question.name

    @cached_property
    def depends(self) -> bool:
        """Whether there is anything to work out: a value is always something."""
        return True

    @cached_property
    def slips(self) -> tuple[Slip, ...]:
        """Wrong answers, with the slips that lead to them, likely ones first: none of a value."""
        return ()

    @cached_property
    def ways(self) -> tuple[Way, ...]:
        """Where something comes back on several ways: each, and the answer without it; nowhere for a value."""
        return ()

    @cached_property
    def revealed(self) -> Graph:
        """The board with the answer, in its plainest form."""
        return simplify(self.backward)

    @cached_property
    def on_the_way(self) -> Mapping[str, Node]:
        """The cotangents between the cost and what is asked for, by label."""
        return {label: node for label, node in self.backward.names.items() if label not in self.graph.all_names}

    def cotangent(self, other: Question) -> Node:
        """Another derivative, which a claim may stand on: on the way, off it, or of another cost."""
        if (found := self.on_the_way.get(str(other))) is not None:
            return found
        if other not in self._others:
            self._others[other] = cotangent_of(self.graph, other)
        return self._others[other]

    @property
    def names(self) -> Mapping[str, Node]:
        """The names of the board that a claim may be made of: not what is asked for."""
        return {name: x for name, x in self.graph.all_names.items() if x is not self.node and name != self.name}

    @property
    def given(self) -> Mapping[str, Node]:
        """The derivatives that a claim may stand on, by label: they are not its own work."""
        found = {**self.on_the_way, **{str(question): node for question, node in self._others.items()}}
        return {label: node for label, node in found.items() if label != self.name}

    @cached_property
    def grounds(self) -> Sequence[tuple[str, RandomPoints]]:
        """What a claim may rest on, the weakest first: nothing, or what is known of labels, as a clause."""
        found = [("", self.points)]
        for one in possible_grounds(self._finite, self._facts, self.points.numbers):
            impose = {name: fact.imposed for name, fact in one.facts.items()}
            with suppress(ChainruleError):  # the answer may be finite at none of these
                found.append((str(one), RandomPoints(self.graph, self.node, self._finite, self._rng, impose)))
        return found

    def effort(self, more: int = 0, share: float = 1.0) -> Effort:
        """What may be tried, where a trial takes as long as the backward pass and so many nodes more."""
        return Effort(more + weight(self.backward.order, self.points.sizes), int(share * MOST_NODES))

    def may_be_lost(self, factor: Factor) -> bool:
        """Whether a factor is one that people lose on the way to the answer: a sign, as it stands."""
        return abs(factor.number) == 1 and not factor.powers

    def ignored_by(self, claimed: Node) -> str:
        """The names of the leaves that the answer stands on and a claim does not."""
        used = set(topological([claimed]))
        leaves = [node for node in topological([self.revealed.node(str(self.name))]) if node.is_leaf]
        names = [leaf.name for leaf in leaves if leaf not in used]
        more = len(names) - MOST_NAMES
        return ", ".join(names[:MOST_NAMES]) + (f" and {more:,} more" if more > 0 else "")


def cotangent_of(graph: Graph, question: Question) -> Node:
    """The derivative that a question is about."""
    return differentiate(graph, [question.name], question.cost).node(str(question))
