"""The sheet: what a page, or an explanation in a terminal, is about."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from chainrule.graph.graph import Graph
from chainrule.graph.passes import Derivative
from chainrule.graph.shape import Dimension
from chainrule.graph.values import Values
from chainrule.readers.notation.blocks import NONE, Blocks


@dataclass(frozen=True)
class Listing:
    """A small table: a heading, the names of the columns, and rows of text."""

    title: str
    columns: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


@dataclass(frozen=True)
class Sheet:
    """A graph, its backward pass and its numbers, under a title.

    `detail` is that of the calculation, `zoom` that of the circuit; listings say what else is worth knowing.
    """

    title: str
    graph: Graph
    backward: Graph
    cost: str
    values: Values | None = None  # of the backward graph
    detail: str = "operations"
    zoom: str = "operations"
    listings: tuple[Listing, ...] = ()
    notes: tuple[str, ...] = ()  # what is worth a second look
    lacking: tuple[str, ...] = ()  # the leaves without a number, which is why there are no values
    blocks: Blocks = NONE  # of a board with loops or definitions
    closed: tuple[str, ...] | None = None  # those that are shown as one thing
    sizes: Mapping[str, Dimension] = field(default_factory=dict)  # what stands for its letters where a model runs

    @cached_property
    def wrt(self) -> tuple[str, ...]:
        """What the cost is differentiated by."""
        names = [name for name in self.backward.outputs if isinstance(name, Derivative)]
        return tuple(name.by for name in names if name.cost == self.cost)

    @property
    def why_no_values(self) -> str:
        """Where some leaves have a number and others have not: which; else nothing."""
        if not self.lacking or len(self.lacking) == len(self.graph.leaves):
            return ""
        return f"{', '.join(self.lacking)} {'has' if len(self.lacking) == 1 else 'have'} no value"
