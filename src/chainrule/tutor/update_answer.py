"""Answer update: a parameter after one step of gradient descent, w − η ∂L/∂w."""

from collections.abc import Iterator, Sequence
from contextlib import suppress
from functools import cached_property

import numpy as np

from chainrule.errors import ShapeError
from chainrule.graph.evaluate import evaluate
from chainrule.graph.graph import Graph, topological
from chainrule.graph.node import Node
from chainrule.graph.values import Values
from chainrule.tutor.gradient_answer import GradientAnswer
from chainrule.tutor.paths import Way
from chainrule.tutor.questions import RATES, UNDECLARED
from chainrule.tutor.slips import Slip
from chainrule.tutor.verdicts import Kind

UPHILL = "This goes uphill: gradient descent subtracts the gradient."


class UpdateAnswer(GradientAnswer):
    """A parameter after a step, with the learning rate that the board has."""

    noun = "updated value"

    def _board(self, graph: Graph) -> Graph:
        """The board, and the learning rate of the claim where it has none."""
        rate = self.question.rate
        return Graph(graph.outputs, graph.names, (*graph.unused, UNDECLARED[rate])) if rate else graph

    def _answered(self) -> tuple[Graph, Node]:
        backward, gradient = super()._answered()
        answer = self._stepped(gradient)
        return Graph({**backward.outputs, self.name: answer}, backward.names, backward.unused), answer

    @property
    def start(self) -> Node:
        """Where the step begins."""
        return self._wrt

    @cached_property
    def wrong_gradients(self) -> Sequence[Slip]:
        """The gradients that slips lead to."""
        return tuple(super()._wrong_gradients())

    @property
    def name(self) -> str:
        """The update, as it is written."""
        return f"{self.question.name} after a step"

    @property
    def rate(self) -> Node | None:
        """The learning rate of the claim, or of the board if that has one."""
        leaves = self.graph.leaves
        if self.question.rate:
            return leaves[self.question.rate]
        return next((leaves[name] for name in RATES if name in leaves and leaves[name].shape == ()), None)

    def _stepped(self, gradient: Node) -> Node:
        return self._wrt - (gradient if self.rate is None else self.rate * gradient)

    @cached_property
    def slips(self) -> tuple[Slip, ...]:
        """The steps along wrong gradients, and the step uphill."""
        return tuple(self._wrong_steps())

    def _wrong_steps(self) -> Iterator[Slip]:
        yield Slip(Kind.SIGN, UPHILL, self._wrt + (self._wrt - self.node))
        yield Slip(
            Kind.EXTRA, "This is the step alone; it is taken from where the parameter was.", self.node - self._wrt
        )
        yield Slip(Kind.FACTOR, "The learning rate is missing.", self._wrt - self.gradient)
        for slip in self.wrong_gradients:
            with suppress(ShapeError):  # a transpose is no step
                yield Slip(slip.kind, slip.sentence, self._stepped(slip.gradient))

    @cached_property
    def ways(self) -> tuple[Way, ...]:
        """None: a step is no sum of ways."""
        return ()


def rate_of_numbers(answer: UpdateAnswer, step: Node, values: Values) -> float:
    """The number that a step made of numbers is of the gradient at some values; 0 where there is none."""
    if any(node.is_leaf and node is not answer.start for node in topological([step])):
        return 0.0
    here, gradient = values[answer.start], values[answer.gradient].ravel()
    taken, elsewhere = (evaluate([step], {answer.start: at})[0].ravel() for at in (here, here + 1))
    largest = int(np.abs(gradient).argmax())
    if not gradient[largest] or not np.allclose(taken, elsewhere):  # it moves with the parameter
        return 0.0
    rate = float(taken[largest] / gradient[largest])
    return rate if np.allclose(taken, rate * gradient) else 0.0
