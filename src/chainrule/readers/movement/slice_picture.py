"""Slices: the cost over one weight, or along a direction, with the point where theta is, its tangent, and the step.

    tangent   C(w) + C′(w)·(v − w)          step   w → w − η·C′(w)          the update that was made   w → w + Δw

A strip of slices over the steps of a run is lecture 1's sequence of slides; ŷ stands beside y, as there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from chainrule.graph.display import Displayed, shortened
from chainrule.readers.notation.numbers import format_number
from chainrule.readers.plot import (
    Arrow,
    Axis,
    Dots,
    Figure,
    FloatArray,
    Line,
    Look,
    NumberColumn,
    NumberColumns,
    Panel,
    axis_between,
    axis_for,
    draw,
)

HEIGHT, STRIP_HEIGHT = 240.0, 150.0
REACH = 0.22  # of the width of the slice: how far the tangent goes to each side
AGREE = 1e-5  # of the update: the step −η·slope is the update, up to the rounding of training
COST_LOOK, TANGENT_LOOK = Look("blue"), Look("vermillion", "5 3")
STEP_LOOK, UPDATE_LOOK = Look("green"), Look("purple", "2 3")
HERE_LOOK, LANDED_LOOK = Look("ink", marker="square"), Look("green", marker="circle")


@dataclass(frozen=True)
class Slice(Displayed):
    """The cost over w, one entry of theta or the length of a way along a direction, all else as it is."""

    name: str  # of what varies: an entry, or a direction
    scale: str  # of the cost: "L, the mean over 4 examples"
    w: FloatArray = field(repr=False)  # (k,)
    cost: FloatArray = field(repr=False)  # (k,)
    here: float  # where theta is
    here_cost: float
    slope: float  # of the cost over these examples
    learning_rate: float | None = None
    landed: float | None = None  # here − η·slope
    landed_cost: float | None = None  # on this slice
    updated: float | None = None  # where the recorded update of this entry leads
    made: int | None = None  # steps before this one

    def __repr__(self) -> str:
        return shortened(f"<slice over {self.name}: cost {self.here_cost:.6g}, slope {self.slope:.6g}>")

    @property
    def tangent(self) -> tuple[FloatArray, FloatArray]:
        """Two places around here, and the heights of the tangent there."""
        reach = REACH * float(np.ptp(self.w)) / max(1.0, self._steepness)
        places = np.array([self.here - reach, self.here + reach])
        return places, self.here_cost + self.slope * (places - self.here)

    @property
    def _steepness(self) -> float:
        """The slope in the unit of the picture: 1 goes from corner to corner."""
        height = float(np.ptp(self.cost[np.isfinite(self.cost)], axis=0)) if np.isfinite(self.cost).any() else 0.0
        return abs(self.slope) * float(np.ptp(self.w)) / height if height else 0.0

    @property
    def differs(self) -> bool:
        """Whether the recorded update is another than −η·slope: of another batch, or of another rule than descent."""
        if self.updated is None:
            return False
        if self.landed is None:
            return True
        return abs(self.updated - self.landed) > AGREE * abs(self.updated - self.here)

    def svg(self) -> str:
        """The slice as a picture, on a linear scale."""
        vertical = axis_for(self.cost, 5, scale="linear", title=self.scale)
        panel = slice_panel(self, _across(self, 6), vertical, HEIGHT)
        return draw(Figure(f"Cost over {self.name}", said(self), _told(self), ((panel,),)))


@dataclass(frozen=True)
class SliceStrip(Displayed):
    """Slices over the steps of a run, with predictions and truth at each; both are empty where none are known."""

    slices: tuple[Slice, ...]
    predictions: FloatArray = field(repr=False)  # (slices, m)
    truth: FloatArray = field(repr=False)  # (m,)

    def __repr__(self) -> str:
        made = ", ".join(str(one.made) for one in self.slices)
        return shortened(f"<slices over {self.slices[0].name} after {made} steps>")

    @property
    def w(self) -> FloatArray:
        """Where theta was at each slice: (slices,)."""
        return np.array([one.here for one in self.slices])

    def svg(self) -> str:
        """A row for each slice, all with the same axes: the slice, then ŷ and y as columns."""
        first = self.slices[0]
        costs = np.concatenate([one.cost for one in self.slices])
        vertical = axis_for(costs, 4, scale="linear", title=first.scale)
        rows: list[tuple[Panel | NumberColumns, ...]] = [
            (slice_panel(one, _across(one, 4), vertical, STRIP_HEIGHT, _step_title(one)), *self._columns(number))
            for number, one in enumerate(self.slices)
        ]
        told = " ".join(_told(one) for one in self.slices)
        subtitle = "Each slice holds all else as it was before that step."
        return draw(Figure(f"Cost over {first.name}, step by step", subtitle, told, tuple(rows)))

    def _columns(self, number: int) -> Sequence[NumberColumns]:
        if not self.truth.size:
            return ()
        one = self.slices[number]
        title = f"slope {format_number(one.slope, 4)}"
        columns = (NumberColumn("ŷ", self.predictions[number], 2), NumberColumn("y", self.truth, 2))
        return (NumberColumns(columns, title, most=7),)


def slice_panel(one: Slice, horizontal: Axis, vertical: Axis, height: float, title: str = "") -> Panel:
    """The cost as a line, its tangent, the step as an arrow at the height of the point, and where it lands."""
    marks: list[Line | Dots | Arrow] = [
        Line("cost", one.w, one.cost, COST_LOOK),
        Line("tangent", *one.tangent, TANGENT_LOOK),
    ]
    if one.updated is not None and one.differs:
        marks.append(
            Arrow("update that was made", (one.here, one.here_cost), (one.updated, one.here_cost), UPDATE_LOOK)
        )
    if one.landed is not None and one.landed_cost is not None:
        marks.append(Arrow("step −η·slope", (one.here, one.here_cost), (one.landed, one.here_cost), STEP_LOOK))
        marks.append(Dots("where it lands", np.array([one.landed]), np.array([one.landed_cost]), LANDED_LOOK))
    marks.append(Dots("present point", np.array([one.here]), np.array([one.here_cost]), HERE_LOOK))
    return Panel(horizontal, vertical, tuple(marks), title=title, height=height)


def said(one: Slice) -> str:
    """The numbers of a slice in one line."""
    parts = [f"at {format_number(one.here, 4)} the cost is {format_number(one.here_cost, 4)}"]
    parts.append(f"its slope {format_number(one.slope, 4)}")
    if one.learning_rate is not None and one.landed is not None:
        parts.append(
            f"−η·slope = {format_number(one.landed - one.here, 4)} with η = {format_number(one.learning_rate)}"
        )
    if one.differs and one.updated is not None:
        parts.append(f"the update that was made is {format_number(one.updated - one.here, 4)}")
    return "; ".join(parts)


def _told(one: Slice) -> str:
    when = "" if one.made is None else f"After {one.made} steps: "
    return f"{when}{said(one)}."


def _step_title(one: Slice) -> str:
    return "" if one.made is None else f"after {one.made} step{'s' if one.made != 1 else ''}"


def _across(one: Slice, count: int) -> Axis:
    return axis_between(float(one.w[0]), float(one.w[-1]), count, title=one.name)


def places_around(points: NDArray[np.float64], count: int, least: float) -> FloatArray:
    """Places that hold all the points, with room on both sides, at least `least` wide to each."""
    finite = points[np.isfinite(points)]
    low, high = float(finite.min()), float(finite.max())
    room = max(least, (high - low) / 2)
    return np.linspace(low - room, high + room, count)
