"""Ground: a landscape as a picture: contours on log levels, the iterates of runs, true costs beside the plane's."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from chainrule.readers.plot.axes import FloatArray, axis_between, axis_for
from chainrule.readers.plot.figure import Figure, Panel
from chainrule.readers.plot.looks import LOOKS, Look
from chainrule.readers.plot.marks import Contours, Dots, Heat, Line, Mark
from chainrule.readers.plot.panels import draw

LEVELS, RATIO, DIGITS = 14, 1.6, 3
EVERY = 3  # levels from one whose number is written to the next
HEIGHT, BELOW = 360.0, 130.0
EXACT = 1e-9  # of the path's costs: a plane that gives them is the whole space of what moved
TRUE_LOOK, PLANE_LOOK = Look("vermillion", "", "square"), Look("blue", "7 4", "circle")


@dataclass(frozen=True)
class Ground:
    """A cost over a plane: `cost[i, j]` is that at a[j] and b[i]; what the axes and the cost are called."""

    names: tuple[str, str]
    a: FloatArray
    b: FloatArray
    cost: FloatArray
    scale: str


@dataclass(frozen=True)
class Trail:
    """The iterates of a run: nearest places on the plane, true costs, the plane's, and the share that it explains."""

    name: str
    steps: FloatArray
    a: FloatArray
    b: FloatArray
    cost: FloatArray
    plane_cost: FloatArray
    share: float

    @property
    def is_off(self) -> bool:
        """Whether true costs differ from the plane's."""
        finite = np.isfinite(self.cost) & np.isfinite(self.plane_cost)  # of a run that diverged not all are
        cost, shadow = self.cost[finite], self.plane_cost[finite]
        return bool((np.abs(cost - shadow) > EXACT * np.abs(cost).max(initial=0)).any())


def ground_picture(ground: Ground, trails: Sequence[Trail]) -> str:
    """The landscape as SVG text; below it, for each trail that leaves the plane, both its costs over the steps."""
    below = [_costs_panel(trail, ground) for trail in trails if trail.is_off]
    return draw(
        Figure(
            title=f"Landscape of {ground.scale.partition(',')[0]}",
            subtitle=f"{ground.scale}. {_levels_said(ground)}{shares_said(trails)}",
            description=f"Contours of the cost, and {len(trails)} paths with a dot at each iterate that is shown.",
            rows=((ground_panel(ground, trails),), *((panel,) for panel in below)),
        )
    )


def ground_panel(ground: Ground, trails: Sequence[Trail], height: float = HEIGHT) -> Panel:
    """The landscape as a panel, each trail with a look of its own."""
    levels = levels_of(ground.cost)
    signed = bool(np.nanmin(ground.cost) < 0)
    marks: list[Mark] = [
        Heat(ground.scale, ground.a, ground.b, ground.cost, levels, diverging=signed),
        *(
            Contours("level", ground.a, ground.b, ground.cost, some, Look("ink"), labelled=labelled)
            for some, labelled in ((_but(levels[::-EVERY], levels), False), (levels[::-EVERY], True))
        ),
    ]
    for trail, look in zip(trails, looks(len(trails)), strict=True):
        marks += [Line(trail.name, trail.a, trail.b, look), Dots(trail.name, trail.a, trail.b, look)]
    across = axis_between(float(ground.a[0]), float(ground.a[-1]), title=ground.names[0])
    upward = axis_between(float(ground.b[0]), float(ground.b[-1]), title=ground.names[1])
    return Panel(across, upward, tuple(marks), height=height)


def _but(these: Sequence[float], levels: Sequence[float]) -> tuple[float, ...]:
    return tuple(level for level in levels if level not in these)


def looks(count: int) -> list[Look]:
    """So many looks, in turn."""
    return [LOOKS[place % len(LOOKS)] for place in range(count)]


def levels_of(cost: FloatArray) -> tuple[float, ...]:
    """Levels that lie above the least cost by the whole range over 1.6, 1.6², …; where costs change sign, around 0.

    >>> levels_of(np.array([[1.0, 257.0]]))[-3:]
    (63.5, 101.0, 161.0)
    """
    finite = cost[np.isfinite(cost)]
    low, high = (float(finite.min()), float(finite.max())) if finite.size else (0.0, 0.0)
    if low < 0:
        rungs = max(-low, high) / RATIO ** np.arange(1, LEVELS // 2 + 1)
        found = [*-rungs, 0.0, *rungs]
    else:
        found = (low + (high - low) / RATIO ** np.arange(1, LEVELS + 1)).tolist()
    rounded = {float(f"{level:.{DIGITS}g}") for level in found}
    return tuple(sorted(level for level in rounded if low < level < high))


def _costs_panel(trail: Trail, ground: Ground) -> Panel:
    lines = [
        Line("true cost", trail.steps, trail.cost, TRUE_LOOK),
        Line("cost of the nearest place on the plane", trail.steps, trail.plane_cost, PLANE_LOOK),
    ]
    upward = axis_for(np.concatenate([trail.cost, trail.plane_cost]), 4, title=ground.scale.partition(",")[0])
    return Panel(axis_for(trail.steps, title="steps"), upward, tuple(lines), title=trail.name, height=BELOW)


def _levels_said(ground: Ground) -> str:
    if np.nanmin(ground.cost) < 0:
        return f"From line to line the cost's size grows {RATIO:g}-fold; dashed where it is below 0."
    return f"From line to line the height above the least grows {RATIO:g}-fold."


def shares_said(trails: Sequence[Trail]) -> str:
    """What the plane explains of each path, as a sentence."""
    off = [trail for trail in trails if trail.is_off]
    if not trails:
        return ""
    if not off:
        return " All iterates lie on the plane."
    shares = ", ".join(f"{trail.share:.1%}" for trail in trails)
    return f" The plane explains {shares} of the path{'s' if len(trails) > 1 else ''}."
