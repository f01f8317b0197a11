"""Scopes: in which loop, at which of its steps, and in which call of a definition a node was written."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeAlias

from chainrule.graph.node import Node

LOOP, STEP, CALL = "loop", "step", "call"


@dataclass(frozen=True, eq=False)
class Scope:
    """A loop, a step of one, or a call of a definition, which may lie within another scope.

    `name` is the letter of the loop or what the definition is called. `steps` are the first and the last of a loop,
    and the one of a step; a call has its operands, by the names that they have in the definition.
    """

    kind: str
    name: str
    steps: tuple[int, ...] = ()
    within: "Scope | None" = None
    operands: tuple[tuple[str, Node], ...] = ()
    line: tuple[str, tuple[int, ...]] = ("", ())  # what the line assigns that calls, and at which steps

    @property
    def label(self) -> str:
        """What is written on it.

        >>> Scope(LOOP, "t", (1, 3)).label, Scope(STEP, "t", (2,)).label, Scope(CALL, "attention").label
        ('t = 1 … 3', 't = 2', 'attention')
        """
        return f"{self.name} = {' … '.join(map(str, self.steps))}" if self.steps else self.name

    @property
    def path(self) -> tuple["Scope", ...]:
        """The scopes that it lies in, the outermost first, and itself."""
        found = [self]
        while (outer := found[-1].within) is not None:
            found.append(outer)
        return tuple(reversed(found))


Scopes: TypeAlias = Mapping[Node, Scope]  # the innermost scope of each node that was written in one
THEN = "then"  # what stands over the lines that are in none, behind those that are in one


def where(scopes: Scopes, node: Node) -> str:
    """The step, and the call in it, that a node stands in, as in `t = 2, cell`; "" where it is in none."""
    scope = scopes.get(node)
    return ", ".join(one.label for one in scope.path if one.kind != LOOP) if scope else ""


def headings(places: Iterable[str]) -> Iterator[str]:
    """What is written over each of some lines, which stand in these steps and calls: where it begins to be another.

    >>> list(headings(["t = 1", "t = 1", "t = 2", ""]))
    ['t = 1', '', 't = 2', 'then']
    """
    before = ""
    for place in places:
        yield (place or THEN) if place != before else ""
        before = place
