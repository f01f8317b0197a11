"""Answer gradient: a derivative of a board, and the wrong ones that slips lead to."""

from collections.abc import Container, Iterator, Mapping
from contextlib import suppress
from functools import cached_property
from itertools import chain

from chainrule.graph.graph import Graph, topological
from chainrule.graph.node import Node, constant
from chainrule.graph.passes import Derivative, moving_with
from chainrule.transforms.differentiate import differentiate
from chainrule.tutor.answer import Answer
from chainrule.tutor.effort import SpentError
from chainrule.tutor.factors import Factor
from chainrule.tutor.paths import Way, ways
from chainrule.tutor.slips import Slip, rare_slips, slips
from chainrule.tutor.substitution import exchanged
from chainrule.tutor.verdicts import Kind
from chainrule.tutor.walk import Walk

RARE = 0.1  # of the effort for likely slips
LARGEST_EPSILON = 1e-2  # that keeps a divisor from 0
EPSILONS = ("eps", "epsilon", "ε")  # as which a board reads ϵ too


class GradientAnswer(Answer):
    """One derivative: the gradient itself, and the wrong ones that slips lead to."""

    noun = "gradient"

    def _answered(self) -> tuple[Graph, Node]:
        backward = differentiate(self.graph, [self.question.name], self.question.cost)
        self.gradient = backward.node(Derivative(self.question.cost, self.question.name))
        return backward, self.gradient

    @property
    def _cost(self) -> Node:
        return self.graph.node(self.question.cost)

    @property
    def _wrt(self) -> Node:
        return self.graph.node(self.question.name)

    @property
    def _finite(self) -> Node:
        return self._cost

    @property
    def names(self) -> Mapping[str, Node]:
        """The names that a claim may be made of: all, of which one may be the gradient, as b is that of a*b by a."""
        return self.graph.all_names

    @property
    def name(self) -> str:
        """The derivative, as it is written."""
        return Derivative(self.question.cost, self.question.name)

    @cached_property
    def depends(self) -> bool:
        """Whether the cost depends on what is asked for."""
        return self._cost in self._moving

    @cached_property
    def slips(self) -> tuple[Slip, ...]:
        """The wrong gradients, with the slips that lead to them, likely ones first."""
        return tuple(self._wrong_gradients())

    def _wrong_gradients(self) -> Iterator[Slip]:
        transposed = [Slip(Kind.TRANSPOSED, "Right, but transposed.", self.gradient.T)] if self._wrt.rank == 2 else []
        if not self.depends:
            return self._other_costs()
        backward = slips(self._walk, self.call, self.effort())
        rare = rare_slips(self._walk, self.call, self.effort(share=RARE))
        others = self._without_epsilon(), self._other_derivatives(), self._other_costs()
        return chain(transposed, self._other_costs(self._terms), backward, *others, rare)

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
        return once and letters <= self.letters and (size == 1 or bool({size, 1 / size} & self._numbers))

    @cached_property
    def letters(self) -> set[str]:
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
        """What is added and is a small number, or is called ε."""
        added = [operand for node in self.graph.order if node.op.name == "add" for operand in node.operands]
        for node in dict.fromkeys(added):
            value = node.attributes.get("value") if node.op.name == "constant" else None
            is_small = isinstance(value, int | float) and 0 < value <= LARGEST_EPSILON
            if is_small or (node.is_leaf and node.shape == () and node.name.lower() in EPSILONS):
                yield node

    def _other_derivatives(self) -> Iterator[Slip]:
        """The cost by other names: by parameters, and by what lies between."""
        names = [name for name, node in self.graph.all_names.items() if node not in (self._cost, self._wrt)]
        everything = differentiate(self.graph, names, self.question.cost)
        for name in names:
            label = Derivative(self.question.cost, name)
            if self.graph.node(name) in self._moving:
                sentence = f"This is {label}; the chain rule goes on from {name} to {self.question.name}."
                yield Slip(Kind.EARLY, sentence, everything.node(label))
            else:
                yield Slip(Kind.PARAMETER, f"This is {label}, not {self.question}.", everything.node(label))

    @property
    def _terms(self) -> set[Node]:
        """What the cost is the sum of, so that it comes back as it is: J of J + λΣw²."""
        cotangents = self._walk.cotangents
        return {node for node in self._walk.order if cotangents[node] is cotangents[self._cost]}

    def _other_costs(self, some: Container[Node] | None = None) -> Iterator[Slip]:
        """Other costs of the board, and numbers on the way to this one, by the same name, as far as the effort goes."""
        effort, wrt = self.effort(), self.question.name
        others = self._moving - {self._cost, self._wrt}
        with suppress(SpentError):
            for name, node in self.graph.all_names.items():
                if node not in others or any(d != 1 for d in node.shape) or (some is not None and node not in some):
                    continue
                effort.take()
                label = Derivative(name, wrt)
                other = differentiate(self.graph, [wrt], name).node(label)
                sentence = f"This is {label}: the gradient of {name}, not of {self.question.cost}."
                yield Slip(Kind.COST, sentence, other)

    @cached_property
    def _moving(self) -> set[Node]:
        """What moves when the asked node does."""
        return moving_with([self._wrt], self.graph.order)
