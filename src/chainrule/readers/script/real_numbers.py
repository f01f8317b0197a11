"""Real numbers: what NumPy is handed in a script is made of floats, as it is on a board.

An array of whole numbers knows no 1/2 and overflows, and truth values do not subtract. 2 and n stand beside a float as
a person writes them; where all numbers of an operation are whole, one of them gets a point: `np.where(x > 0, 1.0, 2)`.
"""

import re
from collections.abc import Sequence

from chainrule.graph.node import Node
from chainrule.ops.indexing import INDEXED, is_index
from chainrule.ops.spelling import ATOM, COMPARED, COMPARISONS, OF_ONE, OPERATORS, PRODUCT, Expression, enclosed

KEEPING = frozenset({*OPERATORS, "same"} - {"divide"})  # by Python's own signs, whole numbers of whole numbers
REAL = frozenset({*OF_ONE, *COMPARISONS, "divide", "erf", "softplus"}) - {"absolute", "floor", "sign"}  # of whole ones
COUNTING = frozenset({"one_hot", "dropout_mask", "uniform"})  # what wants whole numbers
COUNTED = ("step", "epoch")  # by a script itself
NO_NUMBER = {"where": 0, **dict.fromkeys(INDEXED, 1)}  # the operand that says which entries are meant
TIMES = "1.0 * "


def as_number(comparison: str) -> Expression:
    """True as 1.0, and false as 0.0.

    >>> as_number("x > 0")[0]
    '1.0 * (x > 0)'
    """
    return f"{TIMES}({comparison})", PRODUCT


class Numbers:
    """Which nodes of a script are whole numbers: Python's own, which are exact, and an index."""

    def __init__(self) -> None:
        self._own: set[Node] = set()

    def add(self, node: Node, text: str) -> None:
        """Remember a node that is written so."""
        is_counted = node.is_leaf and text in COUNTED
        is_typed = node.op.name == "constant" and node.shape == () and re.fullmatch(r"-?\d+", text)
        if is_typed or is_counted or node.op.name == "dimension" or self._keeps(node):
            self._own.add(node)

    def handed_in(self, node: Node, written: Sequence[Expression]) -> list[Expression]:
        """How the operands of a node stand in it: a comparison as it is where it may, a float where one is needed."""
        texts = [*written]
        conditions = [place for place, (text, _) in enumerate(written) if _is_condition(node, place, text)]
        for place in conditions:
            texts[place] = texts[place][0].removeprefix(TIMES)[1:-1], COMPARED
        numbers = [place for place in range(len(texts)) if place not in conditions]
        if node.op.name in NO_NUMBER and NO_NUMBER[node.op.name] in numbers:
            numbers.remove(NO_NUMBER[node.op.name])
        if numbers and not self._may_be_whole(node) and all(self._is_whole(node.operands[place]) for place in numbers):
            typed = (place for place in numbers if node.operands[place].op.name == "constant")
            chosen = next(typed, numbers[0])
            texts[chosen] = self._pointed(node.operands[chosen], texts[chosen])
        return texts

    def _keeps(self, node: Node) -> bool:
        return node.op.name in KEEPING and self._own.issuperset(node.operands)

    def _is_whole(self, node: Node) -> bool:
        return node in self._own or is_index(node)

    def _may_be_whole(self, node: Node) -> bool:
        """Whether nothing is lost where an operation is handed whole numbers alone."""
        return node.op.name in REAL or node.op.name in COUNTING or is_index(node) or self._keeps(node)

    def _pointed(self, node: Node, written: Expression) -> Expression:
        """A whole number as a float: 2.0, float(n), and of an index 1.0 * t."""
        text, strength = written
        if node.op.name == "constant":
            return f"{text}.0", strength
        if node in self._own:
            return f"float({text})", ATOM
        return f"{TIMES}{enclosed(text, strength, PRODUCT, 1)}", PRODUCT


def _is_condition(node: Node, place: int, text: str) -> bool:
    """Whether a comparison, which has no name, may stand there as it is: as a condition, or as a factor of numbers."""
    if not (_compares(node.operands[place]) and text.startswith(TIMES)):
        return False
    if node.op.name == "multiply":
        return not _compares(node.operands[1 - place])
    return node.op.name == "where" and place == 0


def _compares(node: Node) -> bool:
    return node.op.name in COMPARISONS
