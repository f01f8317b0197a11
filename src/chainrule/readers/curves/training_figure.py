"""The figure of a training run: how it went, as a picture.

    cost            each step, the median of many if they are noisy, the mean of each epoch, and validation
    metrics         each epoch
    learning rate   each step, and the batch size, where they vary

The picture is an SVG without scripts, fonts or requests, so it can be mailed, printed and pasted into a page.
A million steps make a file below 200 kB. What is not finite leaves a gap, and the picture counts such values.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from chainrule.readers.curves.batch_sizes import batch_axis, stairs
from chainrule.readers.curves.noise import is_noisy, medians, smoothing_window
from chainrule.readers.curves.run_series import RunSeries, series
from chainrule.readers.curves.training_looks import (
    EPOCH_LOOK,
    FAINT_STEP_LOOK,
    STEP_LOOK,
    STRIP_LOOK,
    VALIDATION_LOOK,
)
from chainrule.readers.curves.training_words import description, subtitle, tick_rows, varies
from chainrule.readers.notation.numbers import format_count, format_number
from chainrule.readers.plot import LOOKS, Axis, Figure, FloatArray, Line, Look, Panel, Upright, axis_for, draw
from chainrule.readers.plot.end_names import NAME_HEIGHT

WIDTH = 800.0
COST_HEIGHT, METRICS_HEIGHT, STRIP_HEIGHT, BATCHES_HEIGHT = 230, 120, 40, 90
TAILS = 0.05  # what is near zero for no more than a moment reads best on a plain axis


@np.errstate(over="ignore")  # costs of a diverging run may add up to infinity, which is drawn as a gap
def training_curves(
    cost: ArrayLike,
    *,
    epoch_ends: ArrayLike = (),
    validation_cost: ArrayLike = (),
    metrics: Mapping[str, ArrayLike] | None = None,
    learning_rate: ArrayLike = (),
    batch_size: ArrayLike = (),
    best_epoch: int | None = None,
    title: str = "Training",
) -> str:
    """SVG of a training run, as text.

    `cost`, `learning_rate` and `batch_size` hold one number per step. `validation_cost` and each of the `metrics`
    hold one per epoch, and `epoch_ends` the number of steps that were done when the epoch ended. `best_epoch`
    counts from 1. An epoch's training cost is the mean of its steps' costs and is drawn in the middle of the
    epoch; validation is drawn at its end.

    >>> training_curves([0.9, 0.5, 0.3, 0.2])[:4]
    '<svg'
    """
    measured = {name: series(name, values) for name, values in (metrics or {}).items()}
    run = RunSeries(
        series("cost", cost),
        series("epoch_ends", epoch_ends),
        series("validation_cost", validation_cost),
        {name: values for name, values in measured.items() if values.size},
        series("learning_rate", learning_rate),
        series("batch_size", batch_size),
    )
    run.check(best_epoch)
    return draw(_figure(run, best_epoch, title))


def _figure(run: RunSeries, kept: int | None, title: str) -> Figure:
    """Figure of the run: all that its picture says; `kept` is the epoch whose theta was kept, if not the last."""
    panels = [*_cost_panel(run, kept), *_metric_panels(run, kept), *_strips(run)]
    if not panels:
        sentence = "No step has been recorded yet."
        return Figure(title, sentence, sentence, (), WIDTH)
    rows = tick_rows(run)
    horizontal = Axis(0.0, float(run.steps), rows[0].places)
    upright = [Upright(float(run.epoch_ends[kept - 1]), "")] if kept is not None else []
    over = [replace(panel, horizontal=horizontal, marks=(*panel.marks, *upright)) for panel in panels]
    if kept is not None:
        named = replace(upright[0], name=f"best: epoch {format_count(kept)}")
        over[0] = replace(over[0], marks=(*panels[0].marks, named))
    over[-1] = replace(over[-1], rows=rows)
    return Figure(title, subtitle(run, kept), description(panels, kept), tuple((panel,) for panel in over), WIDTH)


def _panel(axis: Axis, height: float, lines: Sequence[Line]) -> Panel:
    """Panel without ticks of its own; the horizontal axis, which all share, is put in when all are there."""
    return Panel(Axis(0.0, 1.0, ()), axis, tuple(lines), height=height, rows=(), named=True)


def _cost_panel(run: RunSeries, kept: int | None) -> list[Panel]:
    """Panel of the cost, per step and per epoch, if any cost was recorded."""
    lines = [*_step_lines(run, kept), *_epoch_lines(run, kept)]
    if not lines:
        return []
    axis = axis_for(np.concatenate([line.y for line in lines]), title="cost")
    return [_panel(axis, COST_HEIGHT, lines)]


def _step_lines(run: RunSeries, kept: int | None) -> list[Line]:
    """Cost of each step; a noisy one is faint, with the medians of many steps over it."""
    cost, x = run.cost, np.arange(1.0, len(run.cost) + 1)
    if not cost.size:
        return []
    window = smoothing_window(len(cost))
    if not is_noisy(cost) or len(cost) < 2 * window:
        look = STEP_LOOK if len(cost) > 1 else EPOCH_LOOK  # a line of one point cannot be seen
        last = None if kept is None else int(run.epoch_ends[kept - 1])
        return [_line("training" if len(cost) == run.epochs else "each step", x, cost, look, last)]
    middles = medians(x, window)
    smooth = Line(f"median of {format_count(window)} steps", middles, medians(cost, window), STEP_LOOK)
    return [Line("each step", x, cost, FAINT_STEP_LOOK), smooth]


def _epoch_lines(run: RunSeries, kept: int | None) -> list[Line]:
    """Training and validation cost of each epoch, as far as they say more than the steps."""
    lines = []
    if run.epochs and len(run.cost) > run.epochs:
        lines.append(_line("mean of the epoch", *run.epoch_means(), EPOCH_LOOK, kept))
    if run.validation_cost.size:
        lines.append(_line("validation", run.epoch_ends, run.validation_cost, VALIDATION_LOOK, kept))
    return lines


def _line(name: str, x: FloatArray, y: FloatArray, look: Look, kept: int | None = None) -> Line:
    """Line whose name is followed by its last value, or by that of the step or epoch whose theta was kept."""
    return Line(name, x, y, look, format_number(y[-1 if kept is None else kept - 1], digits=4))


def _metric_panels(run: RunSeries, kept: int | None) -> list[Panel]:
    """One panel for the metrics between 0 and 1, and one for each of the others, whose scales differ."""
    looks = (LOOKS[number % len(LOOKS)] for number in range(len(run.metrics)))
    lines = [
        _line(name.replace("_", " "), run.epoch_ends, values, look, kept)
        for (name, values), look in zip(run.metrics.items(), looks, strict=True)
    ]
    shares = [line for line in lines if ((line.y >= 0) & (line.y <= 1) | ~np.isfinite(line.y)).all()]
    groups = [shares] if shares else []
    groups += [[line] for line in lines if line.name not in {share.name for share in shares}]
    return [_metric_panel(group) for group in groups]


def _metric_panel(lines: Sequence[Line]) -> Panel:
    """Panel of some metrics, high enough for their names."""
    title = lines[0].name if len(lines) == 1 else "metrics"
    axis = axis_for(np.concatenate([line.y for line in lines]), 4, TAILS, title=title)
    if len(lines) == 1:
        return _panel(axis, METRICS_HEIGHT, [replace(lines[0], name="")])
    return _panel(axis, max(METRICS_HEIGHT, NAME_HEIGHT * len(lines)), lines)


def _strips(run: RunSeries) -> list[Panel]:
    """Slim panels of the learning rate and the batch size, where they vary."""
    x = np.arange(1.0, run.steps + 1)
    strips = []
    if varies(run.learning_rate):
        axis = axis_for(run.learning_rate, 2, TAILS, title="learning rate")
        strips.append(_panel(axis, STRIP_HEIGHT, [_line("", x, run.learning_rate, STRIP_LOOK)]))
    if varies(run.batch_size):
        strips.append(_panel(batch_axis(run.batch_size), BATCHES_HEIGHT, [stairs(run.batch_size, STRIP_LOOK)]))
    return strips
