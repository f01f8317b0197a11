"""Phrases: how the tutor speaks of a node and of a factor."""

import ast
import re
from collections.abc import Mapping
from functools import cached_property

from chainrule.graph.graph import Graph
from chainrule.graph.node import Node
from chainrule.tutor.factors import Factor
from chainrule.tutor.verdicts import Kind

TOO_MANY = re.compile(r"(.*) is a factor too many\.")
NO_SLOPE = re.compile(r"On the way back through (.*), its slope is missing\.")
BEGINNINGS = ("A", "At", "Beside", "Every", "In", "On", "Once,", "Only", "The", "This", "What")  # that are no names
SHORT = 32  # letters of an expression that a sentence quotes


class Words:
    """The word for a node: its name on the board, else how it was written, else what it is and where it stands."""

    def __init__(self, graph: Graph, parts: Mapping[Node, ast.expr]) -> None:
        self._graph = graph
        self._parts = parts
        self._known: dict[Node, str] = {}

    def __call__(self, node: Node) -> str:
        """The word.

        >>> from chainrule.boards.grammar import read_whiteboard
        >>> board = read_whiteboard("L = (w*x - y)**2 + sigmoid(w*x*x*x*x*x*x*x*x*x*x*x*x + y)")
        >>> words = Words(board.graph, board.parts)
        >>> [words(node) for node in board.graph.order if node.op.name in ("square", "sigmoid")]
        ['(w * x - y) ** 2', 'the sigmoid in L']
        """
        if node not in self._known:
            self._known[node] = self._graph.name_of(node) or self._written(node) or self._described(node)
        return self._known[node]

    def _written(self, node: Node) -> str:
        return write_part(self._parts[node]) if node in self._parts else ""

    def _described(self, node: Node) -> str:
        noun = f"the {node.op.called}"
        return f"{noun} in {self._lines[node]}" if node in self._lines else noun

    @cached_property
    def _lines(self) -> Mapping[Node, str]:
        """For each node without a name of its own, the name of the first line that uses it."""
        found: dict[Node, str] = {}
        for user in reversed(self._graph.order):
            name = self._graph.name_of(user) or found.get(user, "")
            found |= {operand: name for operand in user.operands if name and not self._graph.name_of(operand)}
        return found


def write_part(part: ast.expr) -> str:
    """The expression as a person wrote it, where it is short enough to be quoted; else nothing."""
    length = (part.end_col_offset or 0) - part.col_offset
    return ast.unparse(part) if length <= SHORT else ""


def capital(sentence: str) -> str:
    """A sentence that begins with a capital letter, unless it begins with a name or an expression.

    >>> capital("the product lacks a factor."), capital("a * b lacks a factor.")
    ('The product lacks a factor.', 'a * b lacks a factor.')
    """
    return sentence[0].upper() + sentence[1:] if re.match(r"(a|the) \w", sentence) else sentence


def about_factor(factor: Factor, noun: str) -> tuple[Kind, str]:
    """The kind of a factor that a claim is off by, and the sentence about it; the noun says what is claimed."""
    missing = str(factor.inverse)
    if missing == "−1":
        return Kind.SIGN, "Right up to the sign, which is the other one."
    one_over_letter = factor.number == 1 and [power for _, power in factor.powers] == [-1]
    kind = Kind.MEAN if one_over_letter else Kind.FACTOR
    return kind, f"Right up to a factor: it is {factor} times the {noun}; {_hint(factor)}."


def with_factor(sentence: str, factor: Factor) -> str:
    """A sentence about a slip, with what else is wrong: a factor."""
    more = "the sign is wrong too" if str(factor) == "−1" else f"a factor is wrong too: it is off by {factor}"
    return f"{sentence.removesuffix('.')}; {more}."


def with_another(kind: Kind, sentence: str, other: str) -> tuple[Kind, str]:
    """Two sentences about slips as one; what is there and what is missing in its place are one slip."""
    factor, function = TOO_MANY.fullmatch(sentence), NO_SLOPE.fullmatch(other)
    if factor and function:
        return Kind.SLOPE, f"{factor[1]} is not the slope of {function[1]}, which belongs there."
    first = other.split()[0]
    other = first[0].lower() + other[1:] if first in BEGINNINGS else other
    return kind, f"{sentence.removesuffix('.')}; besides, {other}"


def _hint(factor: Factor) -> str:
    """Where a factor that is missing may have been lost."""
    missing = factor.inverse
    sign = "" if missing.number > 0 else "the sign is wrong, and "
    text = str(missing).removeprefix("−")
    letters = [letter for letter, _ in missing.powers]
    if text == "2":
        return f"{sign}look for a 2, which a square brings down"
    if letters and text == f"1/{letters[0]}":
        return f"{sign}look for the 1/{letters[0]} of a mean"
    if letters and text == f"2/{letters[0]}":
        return f"{sign}look for the 2 of a square and the 1/{letters[0]} of a mean"
    if letters and text == letters[0]:
        return f"{sign}it is divided by {letters[0]} once too often, as if a mean stood where a sum belongs"
    if text == "1/2":
        return f"{sign}a 2 is there that does not belong, or a ½ is missing"
    return f"{sign}a factor {text} is missing"
