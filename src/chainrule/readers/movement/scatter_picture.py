"""Scatter and boundary as a picture: rows by class, the line of no decision, and lecture 1's table z0, z1, z2, y."""

from dataclasses import dataclass, field
from itertools import cycle

import numpy as np

from chainrule.graph.display import Displayed, shortened
from chainrule.readers.notation.numbers import format_count
from chainrule.readers.plot import (
    Contours,
    Dots,
    Figure,
    FloatArray,
    Heat,
    Look,
    NumberColumn,
    NumberColumns,
    Panel,
    axis_between,
    draw,
)

HEIGHT = 300.0
MOST_ROWS = 2000  # that have a dot each
SHADES = (-0.4, -0.3, -0.2, -0.1, 0.0, 0.1, 0.2, 0.3, 0.4)
LOOKS = (
    Look("blue", marker="circle"),
    Look("vermillion", marker="square"),
    Look("green", marker="triangle"),
    Look("purple", marker="diamond"),
    Look("ink", marker="circle"),
    Look("orange", marker="square"),
)
LINE = Look("ink")


@dataclass(frozen=True)
class Handed:
    """What the last hidden layer hands on, (m, units), beside the class of each row."""

    name: str
    values: FloatArray = field(repr=False)
    classes: FloatArray = field(repr=False)


@dataclass(frozen=True)
class Scatter(Displayed):
    """Rows over two inputs by class, and by how much the model prefers each class over the grid x (n,), y (k,)."""

    axes: tuple[str, str]
    places: FloatArray = field(repr=False)  # (m, 2)
    classes: FloatArray = field(repr=False)  # (m,) places among the names
    names: tuple[str, ...]
    x: FloatArray = field(repr=False)
    y: FloatArray = field(repr=False)
    margins: FloatArray = field(repr=False)  # (1, k, n): p − ½; or (classes, k, n): p minus the best other
    handed: Handed | None = None
    said: str = ""  # of the inputs that do not vary

    def __repr__(self) -> str:
        rows = f"{format_count(len(self.places))} rows of {len(self.names)} classes"
        return shortened(f"<scatter of {rows} over {' and '.join(self.axes)}>")

    def svg(self) -> str:
        """The scatter with the boundary; below it the table of what the last hidden layer hands on."""
        shown = f"The first {format_count(MOST_ROWS)} of {format_count(len(self.places))} rows. " * (
            len(self.places) > MOST_ROWS
        )
        rows: list[tuple[Panel | NumberColumns, ...]] = [(self._panel(),)]
        if self.handed is not None:
            rows.append((_table(self.handed),))
        words = f"{shown}Thick: no class is more probable than another. {self.said}".strip()
        return draw(Figure("Rows and the boundary between classes", words, self._told(), tuple(rows)))

    def _panel(self) -> Panel:
        across = axis_between(float(self.x[0]), float(self.x[-1]), 5, title=self.axes[0])
        upward = axis_between(float(self.y[0]), float(self.y[-1]), 5, title=self.axes[1])
        return Panel(across, upward, (*self._fields(), *self._dots()), height=HEIGHT)

    def _fields(self) -> list[Heat | Contours]:
        """Of two classes the probability as colour and its line at ½; of several the line around each."""
        if len(self.margins) == 1:
            (margin,) = self.margins
            heat = Heat("p − ½", self.x, self.y, margin, SHADES, diverging=True, digits=3)
            return [heat, Contours("p − ½", self.x, self.y, margin, (0.0,), LINE)]
        return [
            Contours(f"margin of {name}", self.x, self.y, margin, (0.0,), LINE)
            for name, margin in zip(self.names, self.margins, strict=False)
        ]

    def _dots(self) -> list[Dots]:
        dots = []
        classes, places = self.classes[:MOST_ROWS], self.places[:MOST_ROWS]
        for number, (name, look) in enumerate(zip(self.names, cycle(LOOKS), strict=False)):
            x, y = places[classes == number].T
            dots.append(Dots(name, x, y, look))
        return dots

    def _told(self) -> str:
        counts = [f"{int((self.classes == number).sum())} of {name}" for number, name in enumerate(self.names)]
        return f"{format_count(len(self.places))} rows: {', '.join(counts)}. {self.said}".strip()


def _table(handed: Handed) -> NumberColumns:
    """Lecture 1: given Z, predict y."""
    columns = [NumberColumn(f"z{unit}", column, 2) for unit, column in enumerate(np.asarray(handed.values).T)]
    title = f"{handed.name}, which the last layer reads, and y"
    return NumberColumns((*columns, NumberColumn("y", handed.classes, 2)), title, most=10)
