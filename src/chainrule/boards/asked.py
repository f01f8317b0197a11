"""Asked: one derivative of a board, and everything that claims about it are compared with."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from functools import cached_property
from itertools import chain

import numpy as np

from chainrule.boards.claim_text import Question
from chainrule.boards.effort import MOST_NODES, Effort, SpentError, weight
from chainrule.boards.exchange import exchanged
from chainrule.boards.factors import Factor
from chainrule.boards.grammar import Whiteboard
from chainrule.boards.labels import possible_grounds
from chainrule.boards.points import RandomPoints
from chainrule.boards.slips import Slip, Walk, Way, rare_slips, slips, ways
from chainrule.boards.verdicts import Kind
from chainrule.boards.words import Words
from chainrule.errors import ChainruleError
from chainrule.graph.graph import Graph, topological
from chainrule.graph.node import Node, constant
from chainrule.graph.passes import Derivative, moving_with
from chainrule.transforms.differentiate import differentiate
from chainrule.transforms.simplify import simplify
from chainrule.wording import MOST_NAMES

RARE = 0.2  # of the effort for likely slips
LARGEST_EPSILON = 1e-2  # that keeps a divisor from 0
EPSILONS = ("eps", "epsilon", "ε", "ϵ")


class Asked:
    """One derivative: the gradient itself, the wrong ones that slips lead to, and points to compare claims at."""

    def __init__(self, whiteboard: Whiteboard, question: Question, rng: "np.random.Generator") -> None:
        self.question = question
        self.graph = whiteboard.graph
        self.backward = differentiate(self.graph, [question.name], question.cost)
        self.gradient = self.backward.node(str(question))
        self.call = Words(self.graph, whiteboard.parts)
        self._facts = whiteboard.facts
        self._cost = self.graph.node(question.cost)
        self._wrt = self.graph.node(question.name)
        self._rng = rng
        self._others: dict[Question, Node] = {}
        self.points = RandomPoints(self.graph, self.gradient, self._cost, rng)

    @property
    def name(self) -> Derivative:
        """What is asked for, as it is written."""
        return Derivative(self.question.cost, self.question.name)

    @cached_property
    def revealed(self) -> Graph:
        """The board with this derivative, in its plainest form."""
        return simplify(self.backward)

    @cached_property
    def _on_the_way(self) -> Mapping[str, Node]:
        """The cotangents between the cost and what is asked for, by label."""
        return {label: node for label, node in self.backward.names.items() if label not in self.graph.all_names}

    def cotangent(self, other: Question) -> Node:
        """Another derivative, which a claim may stand on: on the way, off it, or of another cost."""
        if (found := self._on_the_way.get(str(other))) is not None:
            return found
        if other not in self._others:
            self._others[other] = differentiate(self.graph, [other.name], other.cost).node(str(other))
        return self._others[other]

    @property
    def given(self) -> Sequence[Node]:
        """What a claim may stand on and is not its own work: the other derivatives."""
        return [*self._on_the_way.values(), *self._others.values()]

    @cached_property
    def grounds(self) -> Sequence[tuple[str, RandomPoints]]:
        """What a claim may rest on, the weakest first: nothing, or what is known of labels, as a clause."""
        found = [("", self.points)]
        for one in possible_grounds(self.graph, self._facts, self.points.numbers):
            impose = {name: fact.imposed for name, fact in one.facts.items()}
            with suppress(ChainruleError):  # the gradient may be finite at none of these
                found.append((str(one), RandomPoints(self.graph, self.gradient, self._cost, self._rng, impose)))
        return found

    @cached_property
    def depends(self) -> bool:
        """Whether the cost depends on what is asked for."""
        return self._cost in self._moving

    def effort(self, more: int = 0, share: float = 1.0) -> Effort:
        """What may be tried, where a trial takes as long as the backward pass and so many nodes more."""
        return Effort(more + weight(self.backward.order, self.points.sizes), int(share * MOST_NODES))

    @cached_property
    def slips(self) -> tuple[Slip, ...]:
        """The wrong gradients, with the slips that lead to them, likely ones first."""
        transposed = [Slip(Kind.TRANSPOSED, "Right, but transposed.", self.gradient.T)] if self._wrt.rank == 2 else []
        if not self.depends:
            return tuple(self._other_costs())
        backward = slips(self._walk, self.call, self.effort())
        rare = rare_slips(self._walk, self.call, self.effort(share=RARE))
        others = self._without_epsilon(), self._other_derivatives(), self._other_costs()
        return tuple(chain(transposed, backward, *others, rare))

    @cached_property
    def ways(self) -> tuple[Way, ...]:
        """Where something comes back on several ways: each, and the gradient without it."""
        return tuple(ways(self._walk, self.call, self.effort(share=RARE))) if self.depends else ()

    @cached_property
    def _walk(self) -> Walk:
        return Walk(self._cost, self._wrt, set(self.graph.all_names.values()))

    def may_be_lost(self, factor: Factor) -> bool:
        """Whether a factor is one that people lose on this way back: a sign, the 2 of a square, the m of a mean."""
        letters = {letter for letter, _ in factor.powers}
        once = all(abs(power) == 1 for _, power in factor.powers)
        size = abs(factor.number)
        return once and letters <= self._letters and (size == 1 or bool({size, 1 / size} & self._numbers))

    @cached_property
    def _letters(self) -> set[str]:
        """The sizes that means and divisors on the way bring in."""
        found = set()
        for node in topological([self.gradient], self._moving):
            if node.op.name == "dimension" and isinstance(size := node.attributes["dimension"], str):
                found.add(size)
        return found

    @cached_property
    def _numbers(self) -> set[float]:
        """The numbers that powers and constants on the way bring in."""
        constants = [node.attributes["value"] for node in self.backward.order if node.op.name == "constant"]
        return {abs(value) for value in constants if isinstance(value, int | float)}

    def _without_epsilon(self) -> Iterator[Slip]:
        """The gradient without the small number that keeps a divisor or a logarithm from 0."""
        for node in self._epsilons():
            gradient = exchanged(self.gradient, {node: constant(0)})
            yield Slip(Kind.EPSILON, f"The {self.call(node)} that keeps it from 0 is missing.", gradient)

    def _epsilons(self) -> Iterator[Node]:
        for node in self.graph.order:
            if node.is_leaf and node.shape == () and node.name.lower() in EPSILONS:
                yield node
            value = node.attributes.get("value") if node.op.name == "constant" else None
            if isinstance(value, int | float) and 0 < value <= LARGEST_EPSILON:
                yield node

    def _other_derivatives(self) -> Iterator[Slip]:
        """The cost by other names: by parameters, and by what lies between."""
        names = [name for name, node in self.graph.all_names.items() if node not in (self._cost, self._wrt)]
        everything = differentiate(self.graph, names, self.question.cost)
        for name in names:
            label = f"∂{self.question.cost}/∂{name}"
            if self.graph.node(name) in self._moving:
                sentence = f"This is {label}; the chain rule goes on from {name} to {self.question.name}."
                yield Slip(Kind.EARLY, sentence, everything.node(label))
            else:
                yield Slip(Kind.PARAMETER, f"This is {label}, not {self.question}.", everything.node(label))

    def _other_costs(self) -> Iterator[Slip]:
        """Other costs of the board, and numbers on the way to this one, by the same name, as far as the effort goes."""
        effort, wrt = self.effort(), self.question.name
        others = self._moving - {self._cost, self._wrt}
        with suppress(SpentError):
            for name, node in self.graph.all_names.items():
                if node not in others or any(d != 1 for d in node.shape):
                    continue
                effort.take()
                other = differentiate(self.graph, [wrt], name).node(f"∂{name}/∂{wrt}")
                sentence = f"This is ∂{name}/∂{wrt}: the gradient of {name}, not of {self.question.cost}."
                yield Slip(Kind.COST, sentence, other)

    @cached_property
    def _moving(self) -> set[Node]:
        """What moves when the asked node does."""
        return moving_with([self._wrt], self.graph.order)

    def ignored_by(self, claimed: Node) -> str:
        """The names of the leaves that the gradient stands on and a claim does not."""
        used = set(topological([claimed]))
        leaves = [node for node in topological([self.revealed.node(str(self.question))]) if node.is_leaf]
        names = [leaf.name for leaf in leaves if leaf not in used]
        more = len(names) - MOST_NAMES
        return ", ".join(names[:MOST_NAMES]) + (f" and {more:,} more" if more > 0 else "")
