"""The text of a function of numbers, from its graph, in the language of a table: nothing is simplified on the way.

What is written is computed as it stands, rounding by rounding.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from chainrule.engines.language import Syntax
from chainrule.graph.graph import Graph
from chainrule.graph.node import Node
from chainrule.ops.spelling import ATOM, SIGN, Expression, enclosed

LONGEST = 60  # characters of an expression that goes into its reader's line


@dataclass(frozen=True)
class NumberTable:
    """How a function of numbers is spelled."""

    syntax: Syntax
    entries: Mapping[str, Expression]
    literal: Callable[[float], str]
    head: str  # of the function {name} of {arguments}


def write_function(name: str, graph: Graph, table: NumberTable) -> list[str]:
    """The lines of a function of the graph's leaves, by alphabet."""
    writing = _Writing(graph, table)
    (result,) = graph.outputs.values()
    lines = [line for node in graph.order if node is not result for line in writing.line(node)]
    lines.append(table.syntax.returns.format(value=writing.expression(result)[0]))
    return table.syntax.block(table.head.format(name=name, arguments=", ".join(sorted(graph.leaves))), lines)


class _Writing:
    def __init__(self, graph: Graph, table: NumberTable) -> None:
        self._table = table
        self._readers = _counted(operand for node in graph.order for operand in node.operands)
        self._written: dict[Node, Expression] = {}
        self._lines = 0

    def line(self, node: Node) -> list[str]:
        """The line of a node; none where its expression goes into its only reader's line."""
        if node.is_leaf or node.op.name == "constant":
            return []
        text, strength = self.expression(node)
        self._written[node] = text, strength
        if self._readers.get(node, 0) < 2 and len(text) < LONGEST:
            return []
        self._lines += 1
        name = f"v{self._lines}"
        self._written[node] = name, ATOM
        return [self._table.syntax.let.format(name=name, value=text)]

    def expression(self, node: Node) -> Expression:
        """How a node is written where it is read."""
        if node in self._written:
            return self._written[node]
        if node.is_leaf:
            return node.name, ATOM
        if node.op.name == "constant":
            text = self._table.literal(float(np.asarray(node.attributes["value"])))
            return text, SIGN if text.startswith("-") else ATOM
        template, strength = self._table.entries[node.op.name]
        operands = map(self.expression, node.operands)
        return template.format(*(enclosed(*one, strength, i) for i, one in enumerate(operands))), strength


def _counted(nodes: Iterable[Node]) -> dict[Node, int]:
    counts: dict[Node, int] = {}
    for node in nodes:
        counts[node] = counts.get(node, 0) + 1
    return counts
