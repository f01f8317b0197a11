"""Point: numbers for the leaves of a board, and whatever has been computed from them."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from chainrule.graph.evaluate import fill
from chainrule.graph.node import Array, Node

SMALLEST = float(np.finfo(np.float64).tiny)  # with all digits


@dataclass(frozen=True)
class Point:
    """Numbers for the leaves, those of other nodes as far as they are known, and how large cost and gradient are."""

    leaves: Mapping[Node, Array]
    known: dict[Node, Array]
    sizes: Mapping[str, int]
    cost: float  # 1 and more
    largest: float  # entry of the gradient

    def number(self, node: Node) -> Array:
        """The number of a node."""
        if node not in self.known:
            fill(self.known, [node], self.sizes, np.float64)
        return self.known[node]

    @property
    def underflows(self) -> bool:
        """Whether some numbers are so near to 0 that they have fewer digits than others."""
        return any(((array != 0) & (np.abs(array) < SMALLEST)).any() for array in self.known.values())
