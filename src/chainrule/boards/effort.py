"""Effort: how much is tried for one claim, counted in nodes, so that every computer gives the same answer."""

from collections.abc import Iterable, Mapping
from math import prod

from chainrule.errors import GraphError
from chainrule.graph.node import Node
from chainrule.graph.shape import Shape

MOST_NODES = 40_000  # made and computed anew in all trials together: about half a second
MOST_ENTRIES = 1_000_000  # of all arrays at one random point
FAST, FASTER = 500, 50_000  # entries of an array, and multiply-adds of a product, that take as long as one number does


class SpentError(Exception):
    """So much has been tried that the rest is left."""


class Effort:
    """What may still be tried, where each trial takes as long as so many nodes do."""

    def __init__(self, nodes: int, most: int = MOST_NODES) -> None:
        self._nodes = nodes
        self._left = most

    def take(self) -> None:
        """One more trial, or SpentError where there is not enough left for it."""
        self._left -= self._nodes
        if self._left < 0:
            raise SpentError


def weight(nodes: Iterable[Node], sizes: Mapping[str, int]) -> int:
    """How many nodes of a single number take as long as these."""
    return sum(1 + _entries(node.shape, sizes) // FAST + _products(node, sizes) // FASTER for node in nodes)


def require_small(nodes: Iterable[Node], sizes: Mapping[str, int]) -> None:
    """Nothing, or a GraphError where random numbers would fill too much memory."""
    total = sum(_entries(node.shape, sizes) for node in nodes)
    if total > MOST_ENTRIES:
        found = f"at most {MOST_ENTRIES:,} in all arrays together, and here there are {total:,}"
        raise GraphError(f"random numbers are drawn for {found}; write letters in place of large sizes, or give values")


def _products(node: Node, sizes: Mapping[str, int]) -> int:
    if node.op.name != "matmul":
        return 0
    return _entries((*node.shape, node.operands[0].shape[1]), sizes)


def _entries(shape: Shape, sizes: Mapping[str, int]) -> int:
    return prod(sizes[size] if isinstance(size, str) else size for size in shape)
