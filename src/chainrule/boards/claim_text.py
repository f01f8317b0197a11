"""Claim text: what a claim is about, and the expression that it states.

`dW1 = …`, `dL/dW1 = …` and `∂L2/∂W1 = …` name a gradient; the expression may use every name of the board, the
letters of shapes as numbers, and cotangents that lie on the way from the cost, such as `dZ` or `∂L/∂Z`.
"""

import ast
import re
from collections.abc import Callable
from dataclasses import dataclass

from chainrule.boards.expressions import FUNCTIONS
from chainrule.boards.faults import Place, did_you_mean, plain, readable, refuse_signs, require_short_line
from chainrule.boards.grammar import NESTED, Whiteboard
from chainrule.boards.literals import DEEPEST, depth
from chainrule.graph.graph import Graph
from chainrule.graph.node import Node
from chainrule.ops.reductions import dimension

EXAMPLE = "a claim is a line such as dW1 = (w2.T @ G) @ X.T"
# as long as ∂ in bytes, so that columns stay where they are, and a d to Python's parser, which normalizes names
PARTIAL, LIKE_D = "∂", "ⅆ"
SLASHED = re.compile(rf"(?<!\w)([d{PARTIAL}]\w+)/([d{PARTIAL}]\w+)(?!\w)")


@dataclass(frozen=True)
class Question:
    """Which derivative a claim is about."""

    cost: str
    name: str

    def __str__(self) -> str:
        return f"∂{self.cost}/∂{self.name}"


@dataclass(frozen=True)
class Claim:
    """A claim that has been read as far as its own text goes."""

    question: Question
    expression: ast.expr
    place: Place


def read_claim(whiteboard: Whiteboard, text: str) -> Claim:
    """The question that a claim answers, and its answer as parsed text."""
    place = Place(1, plain(text.strip()))
    require_short_line(place)
    refuse_signs(place)
    left, sign, right = place.text.partition("=")
    if not sign or right.startswith("=") or not right.strip():
        raise place.fault(EXAMPLE)
    question = _question(whiteboard, left.strip(), place)
    names = whiteboard.graph.all_names

    def joined(match: re.Match[str]) -> str:
        top, below = match.groups()
        return f"{top}_{below}" if top[1:] in names and below[1:] in names else match[0]

    right = SLASHED.sub(joined, right).replace(PARTIAL, LIKE_D)
    source = "_" * len(left.encode()) + "=" + right
    try:
        (statement,) = ast.parse(source).body
    except SyntaxError as error:
        column = min(max((error.offset or 1) - 1, 0), len(place.text))
        raise place.at(column).fault(readable(str(error.msg), place.text)) from None
    except (RecursionError, MemoryError):
        raise place.fault(NESTED) from None
    except ValueError:
        raise place.fault(EXAMPLE) from None
    if not isinstance(statement, ast.Assign) or len(statement.targets) != 1:
        raise place.fault(EXAMPLE)
    if depth(statement.value) > DEEPEST:
        raise place.fault(NESTED)
    return Claim(question, statement.value, place)


def finder(
    whiteboard: Whiteboard, question: Question, cotangent: Callable[[Question], Node]
) -> Callable[[str, Place], Node]:
    """A function that gives the node of a name in a claim; `cotangent` gives those of other derivatives."""
    graph = whiteboard.graph
    letters = {d for leaf in graph.leaves.values() for d in leaf.shape if isinstance(d, str)}

    def find(name: str, place: Place) -> Node:
        if name in graph.all_names:
            return graph.node(name)
        if name in letters:
            return dimension(name)
        if asked := _resolved(graph, question.cost, name):
            if asked == question:
                raise place.fault(f"{name} is what is asked for; state it without itself")
            return cotangent(asked)
        known = [*graph.all_names, *letters]
        hint = f"; {name} is a function: {name}(…)" if name in FUNCTIONS else did_you_mean(name, known)
        raise place.fault(f"{name} does not stand on the board{hint}")

    return find


def _question(whiteboard: Whiteboard, left: str, place: Place) -> Question:
    name = re.sub(r"\s*/\s*", "_", left).replace(PARTIAL, "d")
    question = _resolved(whiteboard.graph, whiteboard.cost, name)
    if question is None:
        names = list(whiteboard.graph.all_names)
        hint = did_you_mean(name, [f"d{one}" for one in names])
        raise place.fault(f"{left} is no derivative by a name of the board; {EXAMPLE}{hint}")
    return question


def _resolved(graph: Graph, cost: str, name: str) -> Question | None:
    """What `dW1` or `dL_dW1` asks for, or None."""
    if not name.startswith("d"):
        return None
    rest = name[1:]
    if rest in graph.all_names:
        return Question(cost, rest)
    for cut in re.finditer("_d", rest):
        top, below = rest[: cut.start()], rest[cut.end() :]
        if top in graph.all_names and below in graph.all_names:
            return Question(top, below)
    return None
