"""Misfits: claims whose shapes do not fit, read as they would fit, so that the slip gets its own name.

`D @ X`, where D is (k, m) and X is (n, m), may be meant as `D @ X.T`. Each way to make an operator fit is tried, and
the one that leads to the gradient tells what went wrong.
"""

import ast
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from itertools import product

from chainrule.boards.expressions import Reader
from chainrule.boards.faults import Place
from chainrule.boards.operators import Operator, quoted
from chainrule.boards.steps import Counting
from chainrule.errors import ShapeError, WhiteboardError
from chainrule.graph.node import Node
from chainrule.tutor.edits import Edit
from chainrule.tutor.effort import Effort, SpentError
from chainrule.tutor.verdicts import Kind

MOST_MENDS = 2  # who makes three such slips should look at the shapes again

Mend = tuple[Kind, str, Callable[[Node, Node], Node]]

FIRST, SECOND = "{a} has to be transposed for this product.", "{b} has to be transposed for this product."
SWAPPED = "{a} and {b} are the wrong way round in a matrix product."
MATRIX = "Between {a} and {b}, a matrix product belongs, @ and not *."
ENTRIES = "Between {a} and {b}, a product entry by entry belongs, * and not @."

PRODUCT_MENDS: tuple[Mend, ...] = (
    (Kind.UNTRANSPOSED, SECOND, lambda a, b: a @ b.T),
    (Kind.UNTRANSPOSED, FIRST, lambda a, b: a.T @ b),
    (Kind.ORDER, SWAPPED, lambda a, b: b @ a),
    (Kind.PRODUCT, ENTRIES, lambda a, b: a * b),
    (Kind.UNTRANSPOSED, FIRST, lambda a, b: b @ a.T),
    (Kind.UNTRANSPOSED, SECOND, lambda a, b: b.T @ a),
)
TIMES_MENDS: tuple[Mend, ...] = (
    (Kind.PRODUCT, MATRIX, lambda a, b: a @ b),
    (Kind.PRODUCT, MATRIX, lambda a, b: b @ a),
    (Kind.UNTRANSPOSED, SECOND, lambda a, b: a * b.T),
    (Kind.UNTRANSPOSED, FIRST, lambda a, b: a.T * b),
    (Kind.PRODUCT, MATRIX, lambda a, b: a @ b.T),
    (Kind.PRODUCT, MATRIX, lambda a, b: a.T @ b),
)
MENDS: Mapping[str, tuple[Mend, ...]] = {"@": PRODUCT_MENDS, "*": TIMES_MENDS}
CHOICES = max(map(len, MENDS.values()))


def mends(reading: "MendingReader", part: ast.expr, line: Place, effort: Effort) -> Iterator[Edit]:
    """The claim as it would read with one or two of its operators made to fit, each with the slip that explains it."""
    with suppress(SpentError):
        yield from _mends(reading, part, line, effort)


def _mends(reading: "MendingReader", part: ast.expr, line: Place, effort: Effort) -> Iterator[Edit]:
    fit: set[tuple[int, ...]] = set()  # choices that leave nothing to mend
    for count in range(1, MOST_MENDS + 1):
        for choices in product(range(CHOICES), repeat=count):
            effort.take()
            if choices[:-1] in fit:
                continue
            reader = MendingReader(reading.find, choices, reading.counting)
            try:
                node = reader.read(part, line)
            except WhiteboardError:
                continue
            fit.add(choices)
            if len(reader.made) == count:
                yield Edit(*reader.made[0], node)


class MendingReader(Reader):
    """Makes operators fit whose shapes do not: the first one in the first chosen way, and so on."""

    def __init__(
        self, find: Callable[[str, Place], Node], choices: tuple[int, ...] = (), counting: Counting | None = None
    ) -> None:
        super().__init__(find, counting=counting)
        self.find, self.counting = find, counting
        self._choices = choices
        self.made: list[tuple[Kind, str]] = []
        self.misfit = False

    def combined(self, sign: str, operator: Operator, left: Node, right: Node) -> Node:
        """The node of an operator, mended where it does not fit and a choice is left."""
        try:
            return operator(left, right)
        except ShapeError:
            self.misfit = True
            mends = MENDS.get(sign, ())
            if len(self.made) == len(self._choices) or self._choices[len(self.made)] >= len(mends):
                raise
            kind, sentence, mended = mends[self._choices[len(self.made)]]
            self.made.append((kind, sentence.format(a=self._text(left), b=self._text(right))))
            return mended(left, right)

    def _text(self, node: Node) -> str:
        """A side of the operator as it was written, in brackets where it needs them."""
        return quoted(self.parts[node])
