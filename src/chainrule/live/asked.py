"""Asked: the numbers that equations and pictures of a page are made of; each node has a key by which it is found."""

from collections.abc import Mapping

from chainrule.graph.node import Node

FURTHER = "#=~"  # begin the keys of what has no name on the board


class Asked:
    """The key of each node: the name that it has already, and for any other that a reader asks for a new one."""

    def __init__(self, names: Mapping[Node, str], sign: str) -> None:
        self._names = dict(names)
        self._sign = sign
        self.further: dict[str, Node] = {}  # what a program has to compute besides

    def __call__(self, node: Node) -> str:
        """By which key a page finds the number of a node."""
        if node not in self._names:
            self._names[node] = f"{self._sign}{len(self.further) + 1}"
            self.further[self._names[node]] = node
        return self._names[node]
