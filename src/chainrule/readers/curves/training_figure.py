"""The figure of a training run: how it went, as a picture.

    cost            each step, the median of many if they are noisy, the mean of each epoch, and validation
    metrics         each epoch
    learning rate   each step, and the batch size, where they vary

The picture is an SVG without scripts, fonts or requests, so it can be mailed, printed and pasted into a page.
A million steps make a file below 100 kB. What is not finite leaves a gap, and the picture counts such values.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import ArrayLike

from chainrule.readers.curves.axes import Axis, FloatArray, axis_for, whole_ticks
from chainrule.readers.curves.figure import (
    EPOCH_LOOK,
    FAINT_STEP_LOOK,
    METRIC_LOOKS,
    STEP_LOOK,
    STRIP_LOOK,
    VALIDATION_LOOK,
    Figure,
    Line,
    Look,
    Panel,
    TickRow,
)
from chainrule.readers.curves.panels import NAME_HEIGHT, draw
from chainrule.readers.curves.polylines import is_noisy, medians, smoothing_window
from chainrule.readers.curves.run_series import RunSeries, series
from chainrule.readers.notation.numbers import format_count, format_number

COST_HEIGHT, METRICS_HEIGHT, STRIP_HEIGHT = 230, 120, 40
TAILS = 0.05  # what is near zero for no more than a moment reads best on a plain axis
MOST_TICKS = 8
NEAREST_TICKS = 0.04  # of the axis' length: closer labels would touch


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


def _figure(run: RunSeries, best_epoch: int | None, title: str) -> Figure:
    """Figure of the run: all that its picture says."""
    panels = (*_cost_panel(run), *_metric_panels(run), *_strips(run))
    if not panels:
        sentence = "No step has been recorded yet."
        return Figure(title, sentence, sentence, (), Axis(0.0, 1.0, ()), ())
    rows = _tick_rows(run)
    horizontal = Axis(0.0, float(run.steps), rows[0].places)
    mark = None
    if best_epoch is not None:
        mark = float(run.epoch_ends[best_epoch - 1]), f"best: epoch {format_count(best_epoch)}"
    return Figure(title, _subtitle(run), _description(panels, mark), panels, horizontal, rows, mark)


def _cost_panel(run: RunSeries) -> list[Panel]:
    """Panel of the cost, per step and per epoch, if any cost was recorded."""
    lines = [*_step_lines(run), *_epoch_lines(run)]
    if not lines:
        return []
    return [Panel("cost", COST_HEIGHT, axis_for(np.concatenate([line.y for line in lines])), tuple(lines))]


def _step_lines(run: RunSeries) -> list[Line]:
    """Cost of each step; a noisy one is faint, with the medians of many steps over it."""
    cost, x = run.cost, np.arange(1.0, len(run.cost) + 1)
    if not cost.size:
        return []
    window = smoothing_window(len(cost))
    if not is_noisy(cost) or len(cost) < 2 * window:
        look = STEP_LOOK if len(cost) > 1 else EPOCH_LOOK  # a line of one point cannot be seen
        return [_line("training" if len(cost) == run.epochs else "each step", x, cost, look)]
    middles = medians(x, window)
    smooth = Line(f"median of {format_count(window)} steps", middles, medians(cost, window), STEP_LOOK)
    return [Line("each step", x, cost, FAINT_STEP_LOOK), smooth]


def _epoch_lines(run: RunSeries) -> list[Line]:
    """Training and validation cost of each epoch, as far as they say more than the steps."""
    lines = []
    if run.epochs and len(run.cost) > run.epochs:
        lines.append(_line("mean of the epoch", *run.epoch_means(), EPOCH_LOOK))
    if run.validation_cost.size:
        lines.append(_line("validation", run.epoch_ends, run.validation_cost, VALIDATION_LOOK))
    return lines


def _line(name: str, x: FloatArray, y: FloatArray, look: Look) -> Line:
    """Line whose name is followed by its last value."""
    return Line(name, x, y, look, format_number(y[-1], digits=4))


def _metric_panels(run: RunSeries) -> list[Panel]:
    """One panel for the metrics between 0 and 1, and one for each of the others, whose scales differ."""
    looks = (METRIC_LOOKS[number % len(METRIC_LOOKS)] for number in range(len(run.metrics)))
    lines = [
        _line(name.replace("_", " "), run.epoch_ends, values, look)
        for (name, values), look in zip(run.metrics.items(), looks, strict=True)
    ]
    shares = [line for line in lines if ((line.y >= 0) & (line.y <= 1) | ~np.isfinite(line.y)).all()]
    groups = [shares] if shares else []
    groups += [[line] for line in lines if line.name not in {share.name for share in shares}]
    return [_metric_panel(group) for group in groups]


def _metric_panel(lines: Sequence[Line]) -> Panel:
    """Panel of some metrics, high enough for their names."""
    axis = axis_for(np.concatenate([line.y for line in lines]), 4, TAILS)
    if len(lines) == 1:
        return Panel(lines[0].name, METRICS_HEIGHT, axis, (replace(lines[0], name=""),))
    return Panel("metrics", max(METRICS_HEIGHT, NAME_HEIGHT * len(lines)), axis, tuple(lines))


def _strips(run: RunSeries) -> list[Panel]:
    """Slim panels of the learning rate and the batch size, where they vary."""
    named = {"learning rate": run.learning_rate, "batch size": run.batch_size}
    x = np.arange(1.0, run.steps + 1)
    return [
        Panel(name, STRIP_HEIGHT, axis_for(values, 2, TAILS), (_line("", x, values, STRIP_LOOK),))
        for name, values in named.items()
        if _varies(values)
    ]


def _varies(values: FloatArray) -> bool:
    """Whether the values are not all the same."""
    return bool((values != values[:1]).any())


def _tick_rows(run: RunSeries) -> tuple[TickRow, ...]:
    """Epochs, then steps; one row suffices where each epoch is one step, or where there are no epochs."""
    steps = whole_ticks(run.steps, MOST_TICKS)
    if not run.epochs:
        return (_tick_row("step", steps, np.array(steps), run.steps),)
    epochs = whole_ticks(run.epochs, MOST_TICKS)
    row = _tick_row("epoch", epochs, run.epoch_ends[np.array(epochs) - 1], run.steps)
    if run.epochs == run.steps:
        return (row,)
    return (row, _tick_row("step", steps, np.array(steps), run.steps))


def _tick_row(name: str, counts: Sequence[int], places: FloatArray, steps: int) -> TickRow:
    """Row of ticks, without those that stand too close to the one before."""
    kept: list[tuple[float, str]] = []
    for count, place in zip(counts, places.tolist(), strict=True):
        if not kept or place - kept[-1][0] > NEAREST_TICKS * steps:
            kept.append((float(place), format_count(count)))
    return TickRow(name, tuple(place for place, _ in kept), tuple(label for _, label in kept))


def _subtitle(run: RunSeries) -> str:
    """Size of the run, what stayed constant in it, and how many values are not finite."""
    parts = [_counted(run.steps, "step")]
    if run.epochs:
        parts.append(_counted(run.epochs, "epoch"))
    for name, values in {"learning rate": run.learning_rate, "batch size": run.batch_size}.items():
        if values.size and not _varies(values):
            parts.append(f"{name} {format_number(values[0])}")
    drawn = np.concatenate([run.cost, run.validation_cost, *run.metrics.values()])
    if gaps := int((~np.isfinite(drawn)).sum()):
        parts.append(f"{_counted(gaps, 'value')} not finite, left out")
    return " · ".join(parts)


def _counted(count: int, unit: str) -> str:
    """Count and its unit, in the plural unless it is one."""
    return f"{format_count(count)} {unit}{'s' if count != 1 else ''}"


def _description(panels: Sequence[Panel], mark: tuple[float, str] | None) -> str:
    """Where every line starts and ends, in words, for people who do not see the picture."""
    sentences = [
        f"{', '.join(filter(None, (panel.title, line.name)))}: "
        f"from {format_number(finite[0], 4)} to {format_number(finite[-1], 4)}, "
        f"least {format_number(finite.min(), 4)}, greatest {format_number(finite.max(), 4)}."
        for panel in panels
        for line in panel.lines
        if (finite := line.y[np.isfinite(line.y)]).size
    ]
    if mark is not None:
        sentences.append(f"Marked {mark[1]}.")
    return " ".join(sentences)
