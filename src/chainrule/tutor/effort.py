"""Effort: how much is tried for one claim, counted in nodes, so that every computer gives the same answer."""

from collections.abc import Iterable, Mapping

from chainrule.boards.random_values import entries
from chainrule.graph.node import Node

MOST_NODES = 30_000  # made and computed anew in all trials together: about half a second
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
    return sum(1 + entries(node.shape, sizes) // FAST + _products(node, sizes) // FASTER for node in nodes)


def _products(node: Node, sizes: Mapping[str, int]) -> int:
    if node.op.name != "matmul":
        return 0
    return entries((*node.shape, node.operands[0].shape[-1]), sizes)
