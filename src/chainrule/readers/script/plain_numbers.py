"""Plain numbers: where Python's own arithmetic raises an error, or counts on in endless digits, and NumPy's goes on."""

import math

import numpy as np

from chainrule.graph.graph import Graph
from chainrule.graph.node import Node, constant
from chainrule.graph.values import Values
from chainrule.ops.spelling import COMPARISONS, EXPRESSIONS, OPERATORS
from chainrule.transforms.expand import open_ops

SIGNS = frozenset({*OPERATORS, *COMPARISONS, "same"})  # what a script computes by Python's own
LARGEST = 2.0**53  # beyond it, Python's whole numbers have digits that floats have not
LARGEST_BASE = 1e150  # of a square that surely has a float


def with_floats(graph: Graph, values: Values) -> Graph:
    """The graph with a number in the place of arithmetic on constants and sizes that is not the same in Python.

    That is 10**400, which Python takes for a whole number, and 1/0, which it refuses.
    """
    fixed = _fixed(graph)

    def replace(node: Node, operands: tuple[Node, ...]) -> Node:
        if node in fixed and operands and not abs(number := float(values[node])) <= LARGEST:
            return constant(number)
        if node in fixed and node.op.name not in SIGNS and operands and not _real(node):
            return constant(float(values[node]))  # the function would be handed Python's number, or give a whole one
        return node.with_operands(operands)

    return graph.rebuilt(replace)


def needs_numpy(graph: Graph, values: Values) -> bool:
    """Whether leaves have to be NumPy's numbers: Python's own /, ** or a square may raise an error for them."""
    graph = open_ops(graph, lambda op: None if op.name in EXPRESSIONS else op.computation or op.definition)
    fixed = _fixed(graph)
    plain = set(fixed)
    for node in graph.order:
        if node.shape == () and (node.is_leaf or (node.op.name in SIGNS and plain.issuperset(node.operands))):
            plain.add(node)
    return any(_may_raise(node, fixed, values) for node in plain - fixed)


def _fixed(graph: Graph) -> set[Node]:
    """Constants, sizes, and arithmetic on these."""
    fixed: set[Node] = set()
    for node in graph.order:
        is_number = node.op.name in ("constant", "dimension")
        if node.shape == () and not node.is_leaf and (is_number or fixed.issuperset(node.operands)):
            fixed.add(node)
    return fixed


def _real(node: Node) -> bool:
    """Whether NumPy's function gives a float even where it gets whole numbers, as np.sqrt does and np.maximum not."""
    if node.op.name not in EXPRESSIONS or node.op.forward is None:
        return False
    twos = (2 for _ in node.operands)
    return np.issubdtype(np.asarray(node.op.forward(*twos, **node.attributes)).dtype, np.floating)


def _may_raise(node: Node, fixed: set[Node], values: Values) -> bool:
    if node.op.name == "divide":
        divisor = node.operands[1]
        return divisor not in fixed or float(values[divisor]) == 0
    if node.op.name == "square":
        base = float(values[node.operands[0]])
        return math.isnan(base) or abs(base) > LARGEST_BASE
    return node.op.name == "power"
