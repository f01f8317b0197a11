"""Race, and random search: cost curves of runs side by side, as pictures."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from chainrule.readers.movement.ground import Ground, Trail, ground_panel, looks, shares_said
from chainrule.readers.plot.axes import FloatArray, axis_between, axis_for
from chainrule.readers.plot.figure import Figure, Panel
from chainrule.readers.plot.looks import Look
from chainrule.readers.plot.marks import Dots, Line
from chainrule.readers.plot.panels import draw

HEIGHT, GROUND = 150.0, 300.0
MOST_DRAWS = 300  # that have a dot each
DRAWN, BEST, DESCENT = Look("orange", "", "diamond", joined=False), Look("orange", "7 4"), Look("blue", "", "circle")


@dataclass(frozen=True)
class Curve:
    """The cost of one run, and how far it had come in each measure: steps, epochs, examples, seconds."""

    name: str
    cost: FloatArray
    across: Mapping[str, FloatArray]


def race_picture(ground: Ground, trails: Sequence[Trail], curves: Sequence[Curve]) -> str:
    """One landscape with every path, and the same costs over each measure, as SVG text."""
    measures = list(curves[0].across)
    panels = [_panel(curves, measure, ground.scale) for measure in measures]
    rows = [tuple(panels[first : first + 2]) for first in range(0, len(panels), 2)]
    return draw(
        Figure(
            title=f"Race of {len(curves)} from one start",
            subtitle=f"{ground.scale}; curves are of the true cost at each iterate that is shown.{shares_said(trails)}",
            description="; ".join(
                f"{curve.name}: from {curve.cost[0]:.4g} to {curve.cost[-1]:.4g}" for curve in curves
            ),
            rows=((ground_panel(ground, trails, GROUND),), *rows),
        )
    )


def _panel(curves: Sequence[Curve], measure: str, scale: str) -> Panel:
    cost, places = (
        np.concatenate(arrays) for arrays in zip(*((c.cost, c.across[measure]) for c in curves), strict=True)
    )
    lines = [
        Line(curve.name, curve.across[measure], curve.cost, look)
        for curve, look in zip(curves, looks(len(curves)), strict=True)
    ]
    upward = axis_for(cost, 4, title=scale.partition(",")[0])
    across = axis_between(0.0, float(places.max()), 3, title=measure)
    return Panel(across, upward, tuple(lines), height=HEIGHT)


def search_picture(
    drawn: FloatArray, best: FloatArray, evaluations: FloatArray, descent: FloatArray, said: str, scale: str
) -> str:
    """The best of random draws so far beside the cost of descent, over evaluations, as SVG text."""
    counts = np.arange(1.0, len(best) + 1)
    marks = [Line("best draw so far", counts, best, BEST), Line(said, evaluations, descent, DESCENT)]
    few = len(drawn) <= MOST_DRAWS
    points = [Dots("a draw", counts, drawn, DRAWN)] if few else []
    seen = np.concatenate([best, descent, drawn if few else best])
    axis = axis_for(counts, title="evaluations of the cost", scale="linear")
    upward = axis_for(seen, title=scale.partition(",")[0])
    return draw(
        Figure(
            title="Random search beside descent",
            subtitle=f"{scale}. {len(drawn):,} draws; a step of descent evaluates the cost and its gradient once.",
            description=f"The best draw has {best[-1]:.4g}; descent ends at {descent[-1]:.4g}.",
            rows=((Panel(axis, upward, (*points, *marks), height=260.0),),),
        )
    )
