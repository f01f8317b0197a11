"""Trainable: what training asks of a model, be it a network or a board: a graph with parameters, its cost, its rows."""

from collections.abc import Collection, Sequence
from typing import Protocol

from chainrule.architecture.theta import Layout
from chainrule.graph.graph import Graph
from chainrule.graph.node import Array


class Trainable(Protocol):
    """A model that trains. In its graphs the letter m counts examples, and every other size is a number.

    Equal ones share what is compiled.
    """

    def __hash__(self) -> int:
        """Equal ones have one."""

    @property
    def layout(self) -> Layout:
        """Where each parameter lies in theta, and behind them what is kept beside them."""

    @property
    def kept(self) -> tuple[str, ...]:
        """What each step moves in theta without learning it, such as a running mean: for each name in the layout."""

    @property
    def average(self) -> bool | None:
        """Whether the cost is a mean over examples, or a sum; None where the costs of parts do not make the whole."""

    def initial_theta(self, seed: int) -> Array:
        """A first theta, in float64."""

    def leaf_of(self, name: str) -> str:
        """What a parameter is called in the graphs, where a word of the training program has its own name."""

    def cost_of(self, tables: Collection[str], *, dropping: bool = True, penalised: bool = True) -> Graph:
        """The graph of the cost, its first output, over the leaves that these tables fill.

        The other outputs are what a step makes of what is kept: `new mu`. Without `dropping` no unit is dropped, and
        nothing is moved that is kept, but read; without `penalised` the cost is that of the examples alone, where the
        model tells the two apart.
        """

    def prediction_graph(self) -> Graph | None:
        """What is predicted, its one output, without dropout; None where the model says of none that it is."""

    @property
    def watched_costs(self) -> tuple[str, ...]:
        """The named numbers that a cost of several is made of, but those of steps; none where it is one alone."""

    def graph_of_costs(self, names: Sequence[str], tables: Collection[str]) -> Graph:
        """Such numbers over these tables, without dropout."""

    def largest_product(self, m: int) -> int:
        """The multiply-adds of the largest matrix product for a batch of m examples."""

    def multiply_adds(self, examples: int) -> int:
        """Those of all matrix products of a step, for so many examples."""
