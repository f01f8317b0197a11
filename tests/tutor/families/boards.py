"""Sixty boards in ten families, and right answers to them in the spellings of learners and of public sources.

A family is a text file beside this one. A board begins with `== its name`, behind which may stand `; positive` and
such leaves; below `--` stand right claims. What a claim rests on and where it is written so stand behind `#`:

    dS = (P - Y)/N    # where every row of Y sums to 1; CS231n
"""

import re
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

FOLDER = Path(__file__).parent
CLAUSE = re.compile(
    r"(?:every (?P<line>column|row) of )?(?P<names>\w+(?:(?:, | and )\w+)*) "
    r"(?P<kind>sums? to 1|is one-hot|are one-hot|is 0 or 1|are 0 or 1)"
)
SUMS, ONE_HOT, BINARY = "sums to 1", "is one-hot", "is 0 or 1"


class Fact(NamedTuple):
    """What is known of labels: along `axis` they sum to 1 or are one-hot, or each is 0 or 1 (then without an axis)."""

    name: str
    kind: str
    axis: int | None


@dataclass(frozen=True)
class Claim:
    """A right claim: its text, the facts that it rests on, and the public source that writes it so, if one does."""

    text: str
    facts: frozenset[Fact]
    source: str


@dataclass(frozen=True, eq=False)  # one is itself: what is known of it is kept by identity
class Board:
    """A board of a family, its right claims, and the leaves that are positive."""

    family: str
    name: str
    text: str
    right: tuple[Claim, ...]
    positive: frozenset[str]

    @property
    def facts(self) -> frozenset[frozenset[Fact]]:
        """Everything that one of its claims rests on."""
        return frozenset(claim.facts for claim in self.right)


def facts_in(sentence: str) -> frozenset[Fact]:
    """The facts that a sentence names: `every row of Y sums to 1`, `y is 0 or 1`."""
    found = set()
    for clause in CLAUSE.finditer(sentence):
        kind = SUMS if "sum" in clause["kind"] else ONE_HOT if "hot" in clause["kind"] else BINARY
        axis = {"column": 0, "row": 1, None: None}[clause["line"]]
        found |= {Fact(name, kind, axis) for name in re.split(r", | and ", clause["names"])}
    return frozenset(found)


@cache
def families() -> dict[str, tuple[Board, ...]]:
    """The boards of each family."""
    return {path.stem: tuple(_boards(path)) for path in sorted(FOLDER.glob("*.txt"))}


def boards() -> tuple[Board, ...]:
    """All boards, family by family."""
    return tuple(board for family in families().values() for board in family)


def _boards(path: Path) -> list[Board]:
    found = []
    for part in path.read_text(encoding="utf-8").split("\n== ")[1:]:
        title, _, rest = part.partition("\n")
        name, _, positive = title.partition("; positive ")
        text, _, claims = rest.partition("\n--\n")
        right = tuple(_claim(line) for line in claims.splitlines() if line.strip())
        found.append(Board(path.stem, name, text.strip(), right, frozenset(positive.split())))
    return found


def _claim(line: str) -> Claim:
    text, _, remarks = line.partition("#")
    parts = [part.strip() for part in remarks.split(";") if part.strip()]
    source = " ".join(part for part in parts if not part.startswith("where "))
    return Claim(text.strip(), facts_in(" ".join(part for part in parts if part.startswith("where "))), source)
