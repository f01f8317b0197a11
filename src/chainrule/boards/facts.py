"""Facts: what a declaration says is known of data, `Y (K, m) one-hot`, `y (1, m) binary` or `t (m,) index`.

Columns are examples, so that a fact is about every column unless it says rows. What a fact allows to be simplified is
the business of those who read it; here it is read, told, checked against numbers, and imposed on random ones.
"""

import re
from dataclasses import dataclass
from typing import Literal, TypeAlias

import numpy as np

from chainrule.graph.node import Array
from chainrule.graph.shape import Shape, write_shape

Kind: TypeAlias = Literal["one-hot", "sums to 1", "binary", "signs", "index"]

LARGEST_PLACE = 2.0**53  # of whole numbers from there on, floats know not each
KNOWN = "one-hot, columns sum to 1, one-hot rows, rows sum to 1, binary, signs, index"
OTHERS = ("write binary, or one-hot rows", "write binary, or one-hot columns")
ROUNDING = 1e-6  # in the sum of numbers that may have been written with seven digits
_LINES = r"(?:columns?|rows?)"
_SPELLINGS: tuple[tuple[Kind, str], ...] = (
    ("one-hot", rf"(?:(?:each|every)\s+)?(?:{_LINES}\s+)?(?:is\s+|are\s+)?one[-\s]?hot(?:\s+{_LINES})?"),
    ("sums to 1", rf"(?:(?:each|every)\s+)?(?:{_LINES}\s+)?sums?\s+to\s+(?:1|one)"),
    ("binary", r"binary|0\s*(?:or|/)\s*1|(?:in|∈)\s*\{\s*0\s*,\s*1\s*\}"),
    ("signs", r"signs?|±\s*1|[-−]1\s*(?:or|/)\s*\+?1|\+?1\s*(?:or|/)\s*[-−]1|(?:in|∈)\s*\{\s*[-−]1\s*,\s*\+?1\s*\}"),
    ("index", r"index|indices|indexes|integers?|ints?|whole(?:\s+numbers?)?"),
)
_ENTRIES: dict[Kind, tuple[float, float]] = {"one-hot": (0, 1), "binary": (0, 1), "signs": (-1, 1)}


@dataclass(frozen=True)
class Fact:
    """What is known of a leaf; `axis` is the one that sums to 1: 0 in every column, 1 in every row, None for entries.

    >>> Fact("one-hot", 0).about("Y"), Fact("binary").about("y"), Fact("signs").about("t")
    ('every column of Y is one-hot', 'y is 0 or 1', 't is −1 or 1')
    """

    kind: Kind
    axis: int | None = None

    def about(self, name: str) -> str:
        """The fact as a clause: what stands behind "Right, where …"."""
        if self.kind == "index":
            return f"{name} holds whole numbers from 0"
        if self.axis is None:
            return f"{name} is {'−1' if self.kind == 'signs' else 0} or 1"
        return f"every {('column', 'row')[self.axis]} of {name} {'is one-hot' if self.kind == 'one-hot' else self.kind}"

    def violation(self, name: str, value: Array) -> str:
        """Where numbers are not as declared, counted from 1; nothing where they are.

        >>> Fact("sums to 1", 0).violation("Y", np.array([[1.0, 0.5], [0.0, 0.75]]))
        'column 2 of Y sums to 1.25, and every column of Y sums to 1, as declared'
        """
        for number, line in enumerate(self._lines(value), 1):
            if wrong := self._wrong(line):
                place = name if self.axis is None else f"{('column', 'row')[self.axis]} {number} of {name}"
                return f"{place} {wrong}, and {self.about(name)}, as declared"
        return ""

    def imposed(self, drawn: Array) -> Array:
        """Random numbers made to obey: the largest is the one of a one-hot column, shares are a softmax.

        >>> Fact("one-hot", 1).imposed(np.array([[0.5, 2.0], [0.3, -1.0]])).tolist()
        [[0.0, 1.0], [1.0, 0.0]]
        """
        if self.kind == "index":
            return np.floor(np.abs(drawn))
        if self.axis is None:
            return np.where(drawn > 0, 1.0, -1.0 if self.kind == "signs" else 0.0)
        if self.kind == "one-hot":
            obeying = np.zeros_like(drawn)
            np.put_along_axis(obeying, np.expand_dims(drawn.argmax(self.axis), self.axis), 1, self.axis)
            return obeying
        shares = np.exp(drawn - drawn.max(self.axis, keepdims=True))
        return np.asarray(shares / shares.sum(self.axis, keepdims=True))

    def _lines(self, value: Array) -> Array:
        """What the fact is about, one after the other: columns, rows, or all entries at once."""
        if self.axis is None:
            return value.reshape(1, -1)
        return np.moveaxis(value, self.axis, -1).reshape(-1, value.shape[self.axis])

    def _wrong(self, line: Array) -> str:
        """What a column, a row or all entries are where they are not as they should be."""
        if self.kind in _ENTRIES or self.kind == "index":
            is_place = (line >= 0) & (line % 1 == 0) & (line < LARGEST_PLACE)
            allowed = np.isin(line, _ENTRIES[self.kind]) if self.kind in _ENTRIES else is_place
            others = line[~allowed]
            if others.size:
                return f"has the entry {others[0]:g}"
        if self.axis is not None and not abs(line.sum() - 1) <= ROUNDING:
            return f"sums to {line.sum():g}"
        return ""


def read_fact(text: str, shape: Shape) -> Fact:
    """The fact that stands behind a name and its shape; ValueError where there is none, or none for this shape.

    >>> read_fact("one-hot rows", ("N", "K"))
    Fact(kind='one-hot', axis=1)
    """
    kind = next((kind for kind, spelling in _SPELLINGS if re.fullmatch(spelling, text.strip().lower())), None)
    if kind is None:
        raise ValueError(f"what is known of data is {KNOWN}")
    if kind in ("binary", "signs", "index"):
        return Fact(kind)
    axis = 1 if re.search(r"\brows?\b", text.lower()) else 0
    if len(shape) > 2 or axis >= len(shape):
        raise ValueError(f"{write_shape(shape)} has no {('columns', 'rows')[axis]} that could be {kind}")
    if shape[axis] == 1:
        raise ValueError(
            f"a {('column', 'row')[axis]} of {write_shape(shape)} is one number and would be 1; {OTHERS[axis]}"
        )
    return Fact(kind, axis)
