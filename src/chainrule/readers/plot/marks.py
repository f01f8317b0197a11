"""Marks: what stands in a panel, in the coordinates of its axes; each has a name by which its numbers are read back."""

from dataclasses import dataclass

from chainrule.readers.drawing.svg_text import Span
from chainrule.readers.plot.axes import FloatArray
from chainrule.readers.plot.looks import Look


@dataclass(frozen=True)
class Line:
    """A named series of points, and the text of its last value; the name is empty where the panel says it."""

    name: str
    x: FloatArray
    y: FloatArray
    look: Look
    value: str = ""


@dataclass(frozen=True)
class Dots:
    """Points that are never joined and never left out, each with the marker of the look."""

    name: str
    x: FloatArray
    y: FloatArray
    look: Look


@dataclass(frozen=True)
class Arrow:
    """From one point (x, y) to another."""

    name: str
    start: tuple[float, float]
    end: tuple[float, float]
    look: Look


@dataclass(frozen=True)
class Bars:
    """Columns that stand on `base`, `width` wide in the unit of the horizontal axis."""

    name: str
    x: FloatArray
    y: FloatArray
    look: Look
    width: float = 0.8
    base: float = 0.0


@dataclass(frozen=True)
class Heat:
    """Cells around the places x (n,), y (m,), the darker the more of `levels`, which rise, lie below z (m, n).

    A diverging one counts the levels between 0 and z: what is below 0 is blue, what is above it orange.
    """

    name: str
    x: FloatArray
    y: FloatArray
    z: FloatArray
    levels: tuple[float, ...]
    diverging: bool = False
    digits: int = 4


@dataclass(frozen=True)
class Contours:
    """Lines along which z (m, n) over the places x (n,), y (m,) has each of the levels; below 0 they are dashed."""

    name: str
    x: FloatArray
    y: FloatArray
    z: FloatArray
    levels: tuple[float, ...]
    look: Look
    labelled: bool = False


@dataclass(frozen=True)
class Note:
    """Words at a point; a number among them is a span with a name and a value."""

    x: float
    y: float
    spans: tuple[Span, ...]
    anchor: str = "start"


@dataclass(frozen=True)
class Upright:
    """A dotted line from the bottom to the top of the panel, named above it."""

    x: float
    name: str = ""


Mark = Line | Dots | Arrow | Bars | Heat | Contours | Note | Upright
