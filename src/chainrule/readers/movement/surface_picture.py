"""Surfaces as pictures: the sum of each neuron over two inputs: below 0 blue, above it orange, a thick line at 0.

For a sigmoid that line is where it says ½; for a relu it is the edge behind which the neuron is silent.
"""

from dataclasses import dataclass, field

import numpy as np

from chainrule.graph.display import Displayed, shortened
from chainrule.readers.plot import Axis, Contours, Figure, FloatArray, Heat, Look, Panel, axis_between, draw

SHADES = 4  # to each side of 0
ACROSS = 4  # panels side by side, at most
HIGHEST, HEIGHTS = 300.0, 380.0  # of a panel, and of as many side by side, which are about as high as they are wide
DIGITS = 3


@dataclass(frozen=True)
class Moment:
    """Every neuron's sum over the grid, at one theta."""

    title: str
    values: FloatArray = field(repr=False)  # (neurons, k, n)


@dataclass(frozen=True)
class Surfaces(Displayed):
    """The sums of neurons over two inputs x (n,), y (k,), at some moments."""

    names: tuple[str, ...]  # of the neurons: Z1[0], …
    axes: tuple[str, str]
    x: FloatArray = field(repr=False)
    y: FloatArray = field(repr=False)
    moments: tuple[Moment, ...]
    said: str = ""  # of the inputs that do not vary

    def __repr__(self) -> str:
        moments = ", ".join(moment.title for moment in self.moments)
        return shortened(f"<surfaces of {len(self.names)} neurons over {' and '.join(self.axes)}: {moments}>")

    def svg(self) -> str:
        """A row for each moment, or several where there are many neurons; one neuron has one scale at all moments."""
        levels = [self._levels(number) for number in range(len(self.names))]
        rows = []
        for moment in self.moments:
            panels = [self._panel(moment, number, levels[number]) for number in range(len(self.names))]
            rows += [tuple(panels[first : first + ACROSS]) for first in range(0, len(panels), ACROSS)]
        subtitle = f"Below 0 is blue, and dashed; above 0 is orange; thick is 0. {self.said}".strip()
        return draw(Figure("Surfaces of the neurons' sums", subtitle, self._told(), tuple(rows)))

    def _levels(self, number: int) -> tuple[float, ...]:
        values = np.stack([moment.values[number] for moment in self.moments])
        finite = np.abs(values[np.isfinite(values)])
        reach = float(finite.max(initial=0)) or 1.0
        return tuple((np.arange(-SHADES, SHADES + 1) * (reach / (SHADES + 0.5))).tolist())

    def _panel(self, moment: Moment, number: int, levels: tuple[float, ...]) -> Panel:
        name, values = self.names[number], moment.values[number]
        heat = Heat(name, self.x, self.y, values, levels, diverging=True, digits=DIGITS)
        lines = Contours(f"{name} level", self.x, self.y, values, levels[1::3], Look("ink"))
        title = f"{name} {moment.title}"
        horizontal, vertical = self._axes()
        height = min(HIGHEST, HEIGHTS / min(ACROSS, len(self.names)))
        return Panel(horizontal, vertical, (heat, lines), title=title, height=height)

    def _axes(self) -> tuple[Axis, Axis]:
        across = axis_between(float(self.x[0]), float(self.x[-1]), 3, title=self.axes[0])
        return across, axis_between(float(self.y[0]), float(self.y[-1]), 3, title=self.axes[1])

    def _told(self) -> str:
        shares = [
            f"{name} {moment.title}: above 0 on {100 * float((values > 0).mean()):.0f}% of the plane."
            for moment in self.moments
            for name, values in zip(self.names, moment.values, strict=True)
        ]
        return " ".join([*shares, self.said]).strip()
