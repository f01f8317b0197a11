"""Slopes: how the cost moves when one entry of a leaf does, measured by moving it.

central difference   (L(θ + ε) − L(θ − ε)) / 2ε      its error falls with ε², until rounding, 1/ε, takes over
left, right          (L(θ) − L(θ − ε)) / ε and (L(θ + ε) − L(θ)) / ε
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np

from chainrule.graph.evaluate import Sizes, bind_leaf, fill, sizes_of
from chainrule.graph.graph import Graph, topological
from chainrule.graph.node import Array, Node
from chainrule.graph.passes import moving_with

Index = tuple[int, ...]
# where truncation, ε², and rounding, 1/ε, are about equally small
STEP = float(np.finfo(np.float64).eps ** (1 / 3))


SMALLEST = float(np.finfo(np.float64).tiny)  # a step, where a part of an entry is no number any more


@dataclass(frozen=True)
class Slopes:
    """The slopes of a cost to the left and to the right of one entry, and the step they were measured with."""

    left: float
    right: float
    step: float
    largest: float = 0.0  # of the three costs that they were measured with, by size

    @property
    @np.errstate(all="ignore")
    def rounding(self) -> float:
        """About how far rounding alone moves a difference quotient."""
        return float(8 * np.finfo(np.float64).eps * max(self.largest, np.finfo(np.float64).tiny) / self.step)

    @property
    def central(self) -> float:
        """The central difference, which is their mean."""
        return (self.left + self.right) / 2


@dataclass
class Cost:
    """The cost of a graph as a function of its leaves; counts how often it is evaluated."""

    graph: Graph
    node: Node
    leaves: Mapping[str, object]
    evaluations: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        bound = {(leaf := self.graph.node(name)): bind_leaf(leaf, x, np.float64) for name, x in self.leaves.items()}
        self.sizes: Sizes = sizes_of(bound)
        self._known: dict[Node, Array] = dict(bound)
        fill(self._known, [self.node], self.sizes, np.float64)

    @property
    def value(self) -> float:
        """The cost where it stands."""
        return float(self._known[self.node].item())

    @property
    def here(self) -> Mapping[Node, Array]:
        """Every number where the cost stands."""
        return self._known

    def number(self, node: Node) -> Array:
        """The number of a node where the cost stands."""
        if node not in self._known:
            fill(self._known, [node], self.sizes, np.float64)
        return self._known[node]

    def fixed_beside(self, leaf: Node) -> dict[Node, Array]:
        """What does not move when a leaf does, and need not be computed again."""
        moving = moving_with([leaf], topological([self.node]))
        return {node: array for node, array in self._known.items() if node not in moving}

    def moved(self, leaf: Node, fixed: Mapping[Node, Array], index: Index, by: float) -> dict[Node, Array]:
        """Every number, the cost among them, with one entry of a leaf moved."""
        array = self._known[leaf].copy()
        array[index] += by
        known = {**fixed, leaf: array}
        fill(known, [self.node], self.sizes, np.float64)
        self.evaluations += 1
        return known

    @np.errstate(all="ignore")  # an infinite slope is an answer
    def slopes(
        self, leaf: Node, fixed: Mapping[Node, Array], index: Index, step: float = STEP, least: float = 1.0
    ) -> Slopes:
        """The slopes at one entry: two evaluations of the cost."""
        step = self.step_at(leaf, index, step, least)
        below, above = (float(self.moved(leaf, fixed, index, by)[self.node].item()) for by in (-step, step))
        largest = max(abs(self.value), abs(below), abs(above))
        return Slopes((self.value - below) / step, (above - self.value) / step, step, largest)

    def step_at(self, leaf: Node, index: Index, step: float = STEP, least: float = 1.0) -> float:
        """The step that is really taken at an entry, in parts of its size: x + ε has no room for every digit of ε.

        An entry below the `least` size is moved as one of that size is, since 0 has none.
        """
        x = float(self._known[leaf][index])
        return (x + step * max(abs(x), least)) - x or SMALLEST
