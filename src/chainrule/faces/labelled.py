"""theta entry by entry, as lecture 1 writes it: w¹₁₁, w¹₁₂, …, b¹₁, …"""

from dataclasses import dataclass
from functools import cached_property

from chainrule.architecture.theta import Layout
from chainrule.graph.display import Displayed
from chainrule.graph.node import Array
from chainrule.readers.drawing.name_labels import make_labels
from chainrule.readers.notation.numbers import format_number

MOST = 60  # entries that are shown; of more, so many at each end
ENDS = 8


@dataclass(frozen=True)
class LabelledLayout(Layout):
    """Where each parameter lies in theta, and what the lectures call each entry.

    >>> LabelledLayout({"W1": (2, 2), "b1": (2, 1)}).names
    ('w¹₁₁', 'w¹₁₂', 'w¹₂₁', 'w¹₂₂', 'b¹₁', 'b¹₂')
    """

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The label of each entry, in theta's order."""
        return tuple(make_labels(self.entries).values())


@dataclass(frozen=True, repr=False)
class LabelledVector(Displayed):
    """A vector of theta's layout, its entries with their labels."""

    names: tuple[str, ...]
    values: Array

    @property
    def rows(self) -> list[tuple[str, str]]:
        """Label and number of each entry; of a long vector those at both ends."""
        each = [(name, format_number(float(value), 4)) for name, value in zip(self.names, self.values, strict=True)]
        return each if len(each) <= MOST else [*each[:ENDS], ("⋮", "⋮"), *each[-ENDS:]]

    def __str__(self) -> str:
        width = max((len(name) for name, _ in self.rows), default=0)
        return "\n".join(f"{name:{width}}  {number:>9}" for name, number in self.rows)
