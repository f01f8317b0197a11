"""Blocks: a line that begins a loop or a definition, and the lines below it that are moved in."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias

from chainrule.boards.faults import Place
from chainrule.boards.statements import indent_of

DEEPEST = 4
HEAD = re.compile(r"\s*(for|def)\s.*:")
BELOW = "the lines of a block stand below its first line, moved in"


@dataclass(frozen=True)
class Block:
    """`for t in 1..T:` or `def layer(x, W):`, and what stands in it."""

    head: Place
    body: tuple["Line", ...]

    @property
    def is_loop(self) -> bool:
        """Whether it is a loop, and no definition."""
        return self.head.text.lstrip().startswith("for")


Line: TypeAlias = Place | Block


def read_blocks(places: Sequence[Place], depth: int = 0) -> tuple[Line, ...]:
    """The lines of a board, those of a block within it.

    >>> lines = read_blocks([Place(1, "for t in 1..3:"), Place(2, "  h[t] = x"), Place(3, "L = h[3]")])
    >>> [type(line).__name__ for line in lines], len(lines[0].body)
    (['Block', 'Place'], 1)
    """
    found: list[Line] = []
    at = 0
    while at < len(places):
        end = at + 1
        if HEAD.match(places[at].text) is None:
            found.append(places[at])
        else:
            while end < len(places) and _indent(places[end]) > _indent(places[at]):
                end += 1
            found.append(_block(places[at], places[at + 1 : end], depth))
        at = end
    return tuple(found)


def _block(head: Place, below: Sequence[Place], depth: int) -> Block:
    place = head.at(indent_of(head))
    if depth == DEEPEST:
        raise place.fault(f"at most {DEEPEST} loops stand one within the other")
    if not head.text.endswith(":") or not below:
        raise place.fault(BELOW)
    return Block(place, read_blocks(below, depth + 1))


def _indent(place: Place) -> int:
    """How far a line is moved in; a tab reaches to the next multiple of eight, as in Python."""
    return len(place.text.expandtabs()) - len(place.text.expandtabs().lstrip())
