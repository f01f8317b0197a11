"""Words: how the tutor speaks of a node and of a factor."""

from collections.abc import Callable

from chainrule.boards.factors import Factor
from chainrule.boards.verdicts import Kind
from chainrule.graph.graph import Graph
from chainrule.graph.node import Node


def words_for(graph: Graph) -> Callable[[Node], str]:
    """A function that gives the word for a node: its name on the board, else what it is."""
    return lambda node: graph.name_of(node) or f"the {node.op.called}"


def about_factor(factor: Factor) -> tuple[Kind, str]:
    """The kind of a factor that a claim is off by, and the sentence about it."""
    missing = str(factor.inverse)
    if missing == "−1":
        return Kind.SIGN, "Right up to the sign, which is the other one."
    one_over_letter = factor.number == 1 and [power for _, power in factor.powers] == [-1]
    kind = Kind.MEAN if one_over_letter else Kind.FACTOR
    return kind, f"Right up to a factor: it is {factor} times the gradient; {_hint(factor)}."


def with_factor(sentence: str, factor: Factor) -> str:
    """A sentence about a slip, with what else is wrong: a factor."""
    more = "the sign is wrong too" if str(factor) == "−1" else f"a factor is wrong too: it is off by {factor}"
    return f"{sentence.removesuffix('.')}; {more}."


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
