"""Asked: one derivative of a board, and everything that claims about it are compared with."""

from collections.abc import Iterator, Mapping
from contextlib import suppress
from functools import cached_property

import numpy as np

from chainrule.boards.claim_text import Question
from chainrule.boards.effort import Effort, SpentError, weight
from chainrule.boards.grammar import Whiteboard
from chainrule.boards.points import RandomPoints
from chainrule.boards.slips import Slip, slips
from chainrule.boards.verdicts import Kind, Verdict
from chainrule.boards.words import words_for
from chainrule.graph.graph import Graph, topological
from chainrule.graph.node import Node
from chainrule.graph.passes import Derivative, moving_with
from chainrule.transforms.differentiate import differentiate
from chainrule.transforms.simplify import simplify
from chainrule.wording import MOST_NAMES

PROBABILITIES = {"softmax", "log_softmax", "logsumexp", "cross_entropy", "exp"}


class Asked:
    """One derivative: the gradient itself, the wrong ones that slips lead to, and points to compare claims at."""

    def __init__(self, whiteboard: Whiteboard, question: Question, rng: "np.random.Generator") -> None:
        self.question = question
        self.graph = whiteboard.graph
        self.backward = differentiate(self.graph, [question.name], question.cost)
        self.gradient = self.backward.node(str(question))
        self._cost = self.graph.node(question.cost)
        self._wrt = self.graph.node(question.name)
        self._rng = rng
        self.points = RandomPoints(self.graph, self.gradient, self._cost, rng)

    @cached_property
    def revealed(self) -> Graph:
        """The board with this derivative, in its plainest form."""
        return simplify(self.backward)

    def verdict(self, kind: Kind, sentence: str, factor: str = "") -> Verdict:
        """What is said about a claim."""
        name = Derivative(self.question.cost, self.question.name)
        return Verdict(kind, sentence, name, self.revealed, factor)

    @cached_property
    def on_the_way(self) -> Mapping[str, Node]:
        """The cotangents between the cost and what is asked for, by label: a claim may use them."""
        return {label: node for label, node in self.backward.names.items() if label not in self.graph.all_names}

    @cached_property
    def targets(self) -> tuple[str, ...]:
        """The data whose columns may be meant to sum to 1: labels, where there are probabilities."""
        if not any(node.op.name in PROBABILITIES for node in self.graph.order):
            return ()
        leaves = self.graph.leaves.items()
        return tuple(name for name, leaf in leaves if name[0] in "yYtT" and leaf.rank == 2 and leaf.shape[0] != 1)

    @cached_property
    def normalized_points(self) -> RandomPoints | None:
        """Points at which the columns of the targets sum to 1, where there are such targets."""
        if not self.targets:
            return None
        return RandomPoints(self.graph, self.gradient, self._cost, self._rng, self.targets)

    @cached_property
    def depends(self) -> bool:
        """Whether the cost depends on what is asked for."""
        return self._cost in self._moving

    def effort(self, more: int = 0) -> Effort:
        """What may be tried, where a trial takes as long as the backward pass and so many nodes more."""
        return Effort(more + weight(self.backward.order, self.points.sizes))

    @cached_property
    def slips(self) -> tuple[Slip, ...]:
        """The wrong gradients, with the slips that lead to them, likely ones first."""
        transposed = [Slip(Kind.TRANSPOSED, "Right, but transposed.", self.gradient.T)] if self._wrt.rank == 2 else []
        if not self.depends:
            return tuple(self._other_costs())
        backward = slips(self._cost, self._wrt, words_for(self.graph), self.effort())
        return (*transposed, *backward, *self._other_derivatives(), *self._other_costs())

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
