"""A note on what a coding has no use for."""

from collections import Counter
from dataclasses import dataclass
from typing import TypeAlias

from chainrule.wording import listing, quoted

Unseen: TypeAlias = Counter[str]  # cells that a coding has no use for: categories, or "" for missing ones


@dataclass(frozen=True)
class Note:
    """Cells of a column that a coding made in training has no use for: how many, and what stands in for them."""

    column: str
    cells: int
    said: str
    examples: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """What is said of them, in a line."""
        shown = f": {listing(self.examples)}" if self.examples else ""
        return f"{quoted(self.column)}: {self.said}{shown}"
