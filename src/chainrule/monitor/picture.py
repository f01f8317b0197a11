"""The picture of a monitor: what it measured, over the steps of the run, a panel for each question.

noise scale     how many examples a batch needs to be seen, beside how many it has
update/weight   how much of itself a step changes, for each layer; about 0.001 is usual
curvature       the largest eigenvalue of H, beside what the learning rate bears, and how far the smallest is below 0
units           the share of each layer's units that never fire, or of its activations that are saturated
"""

from collections.abc import Iterator, Mapping

import numpy as np

from chainrule.graph.node import Array
from chainrule.monitor.findings import USUAL_RATIO
from chainrule.monitor.look import Looks
from chainrule.readers.notation.numbers import format_count, format_number
from chainrule.readers.plot import LOOKS, Axis, Figure, Line, Panel, axis_between, axis_for, draw

HEIGHT, WIDTH = 110.0, 540.0


def picture(looks: Looks, title: str = "Monitor") -> str:
    """The SVG, as text."""
    steps = looks.steps
    if not steps.size:
        return draw(Figure(title, "Nothing has been looked at yet.", "Nothing has been looked at yet.", ()))
    panels = tuple((panel,) for panel in _panels(looks))
    count = f"{format_count(len(steps))} looks, at {format_count(looks.looks[-1].rows)} examples each"
    told = f"After step {format_count(int(steps[-1]))} the cost was {looks.looks[-1].cost:.4g}."
    return draw(Figure(title, count, told, panels, WIDTH))


def _panels(looks: Looks) -> Iterator[Panel]:
    across = axis_between(0.0, max(float(looks.steps[-1]), 1.0), title="step")
    noise = {"noise scale": looks.of_run("noise_scale"), "batch": looks.of_run("batch_size")}
    yield _panel(looks.steps, across, noise, "examples", "logarithmic")
    usual = {"usual": np.full(len(looks.steps), USUAL_RATIO)}
    ratios = looks.of_layers("update_ratio")
    yield _panel(looks.steps, across, {**ratios, **usual}, "update/weight of a step", "logarithmic")
    seen, largest = looks.of_curvature("largest")
    limit, rate = looks.of_curvature("limit")[1], looks.of_run("learning_rate")[np.isin(looks.steps, seen)]
    bends = {"λmax": largest, "rate bears": largest * limit / rate, "−λmin": -looks.of_curvature("smallest")[1]}
    yield _panel(seen, across, bends, "curvature", "logarithmic")
    shares = {**_asleep(looks, "dead", "dead"), **_asleep(looks, "saturated", "saturated")}
    if shares:
        yield _panel(looks.steps, across, shares, "share of units", axis_between(0, 1, title="share of units"))


def _asleep(looks: Looks, name: str, called: str) -> dict[str, Array]:
    columns = looks.of_layers(name)
    return {f"{layer} {called}": values for layer, values in columns.items() if np.isfinite(values).any()}


def _panel(x: Array, across: Axis, columns: Mapping[str, Array], title: str, scale: str | Axis) -> Panel:
    lines = tuple(
        Line(name, x, values, LOOKS[number % len(LOOKS)], format_number(float(values[-1]), digits=3))
        for number, (name, values) in enumerate(columns.items())
        if np.isfinite(values).any()
    )
    numbers = np.concatenate([np.zeros(0), *(line.y for line in lines)])
    upward = scale if isinstance(scale, Axis) else axis_for(numbers, scale=scale, title=title)
    return Panel(across, upward, lines, height=HEIGHT, named=True)
