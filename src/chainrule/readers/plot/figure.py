"""Figure: what a picture says, before anything is drawn: its words, and a grid of panels and columns of numbers."""

from collections.abc import Sequence
from dataclasses import dataclass

from chainrule.readers.plot.axes import Axis, FloatArray
from chainrule.readers.plot.marks import Mark

NARROW = 480.0  # with letters of 12, still read on a screen of 390 pixels


@dataclass(frozen=True)
class TickRow:
    """Named ticks under a panel, each a place on the horizontal axis and its text."""

    name: str
    places: tuple[float, ...]
    labels: tuple[str, ...]


@dataclass(frozen=True)
class Panel:
    """Marks over two axes; below stand the rows of ticks, those of the horizontal axis where none are given.

    The lines are named where they end if `named`; else the figure's legend names them.
    """

    horizontal: Axis
    vertical: Axis
    marks: tuple[Mark, ...]
    title: str = ""
    height: float = 200.0
    rows: tuple[TickRow, ...] | None = None
    named: bool = False


@dataclass(frozen=True)
class NumberColumn:
    """A vector as a column: numbers in brackets, or plain texts."""

    heading: str
    entries: FloatArray | Sequence[str]
    digits: int = 3


@dataclass(frozen=True)
class NumberColumns:
    """Columns of numbers side by side, as predictions stand beside truth; a long one shows both its ends."""

    columns: tuple[NumberColumn, ...]
    title: str = ""
    most: int = 12  # entries that are shown


@dataclass(frozen=True)
class Figure:
    """All that a picture says; each row of the grid shares the width of the picture."""

    title: str
    subtitle: str
    description: str
    rows: tuple[tuple[Panel | NumberColumns, ...], ...]
    width: float = NARROW
