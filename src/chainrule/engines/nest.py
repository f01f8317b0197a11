"""Loop nests: a loop over many entries as records that no language has spelled yet.

A nest is a small function of arrays and numbers. Its arguments are x1, x2, … (the arrays it reads), y1, … (those it
only writes), s1, … (numbers) and k1, … (the keys of dropout masks); before them the lengths n1, … of the axes, where no
array has all of them. It says nothing about sizes and names of a graph, so that loops which compute the same are equal.
All entries are read before any is written: an array may be written over entry by entry.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

# ---- what has a value ----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Index:
    """Where an array is read or written along one axis: at the counter of a loop, if it has one, and so far beyond."""

    counter: int | None
    offset: int = 0


@dataclass(frozen=True)
class Entry:
    """One entry of an array."""

    array: str
    place: tuple[Index, ...]


@dataclass(frozen=True)
class Literal:
    """A number that is known now."""

    value: float


@dataclass(frozen=True)
class Variable:
    """What an argument is, or what stands in a variable of the nest."""

    name: str


@dataclass(frozen=True)
class Counter:
    """Where a loop stands, counted from 0."""

    axis: int


@dataclass(frozen=True)
class Call:
    """An op of single numbers. `details` are whole numbers that its spelling asks for."""

    op: str
    operands: tuple["Value", ...]
    details: Mapping[str, int] = field(default_factory=dict)


Value = Entry | Literal | Variable | Counter | Call

# ---- what is done --------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Let:
    """A variable for a value; one that is `brief` may be written where it is read instead, as long as it is short."""

    name: str
    value: Value
    brief: bool = False


@dataclass(frozen=True)
class Begin:
    """The start of a sum or a maximum, in a variable of its own; one that is `wide` has double precision."""

    name: str
    op: str
    wide: bool


@dataclass(frozen=True)
class Fill:
    """The start of a sum or a maximum in an entry of an array."""

    target: Entry
    op: str


@dataclass(frozen=True)
class Reduce:
    """One more term."""

    target: Variable | Entry
    op: str
    value: Value


@dataclass(frozen=True)
class Widen:
    """The sum of a row, added to a total in double precision."""

    total: str
    row: str


@dataclass(frozen=True)
class Store:
    """A value, written to an entry."""

    target: Entry
    value: Value


@dataclass(frozen=True)
class For:
    """What is done for each place along an axis."""

    axis: int
    body: tuple["Statement", ...]


Statement = Let | Begin | Fill | Reduce | Widen | Store | For


@dataclass(frozen=True)
class Nest:
    """A function: its arguments by kind, what it does, and the values that it returns."""

    rank: int
    whole: str  # an array that has all axes; without one their lengths are handed in
    arrays: tuple[str, ...]
    numbers: tuple[str, ...]
    keys: tuple[str, ...]
    body: tuple[Statement, ...]
    results: tuple[Value, ...]

    @property
    def arguments(self) -> tuple[str, ...]:
        """The names of all arguments, in order."""
        lengths = () if self.whole else tuple(length_name(axis) for axis in range(self.rank))
        return (*lengths, *self.arrays, *self.numbers, *self.keys)


def length_name(axis: int) -> str:
    """The argument that holds the length of an axis.

    >>> length_name(0)
    'n1'
    """
    return f"n{axis + 1}"


def sum_of(result: Value) -> str:
    """The variable of a sum or a maximum that a nest returns, in the type that arrays have."""
    match result:
        case Call("narrow", (Variable(name),)):
            return name
    raise AssertionError(result)
