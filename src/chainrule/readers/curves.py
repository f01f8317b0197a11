"""Curves: how a training run went, as a picture.

    cost            each step, the median of many steps if they are noisy, the mean of each epoch, and validation
    metrics         each epoch
    learning rate   each step, and the batch size, where they vary

The picture is an SVG without scripts, fonts or requests, so it can be mailed, printed and pasted into a page. A
million steps make a file below 100 kB. What is not finite leaves a gap, and the picture counts such values.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike

from chainrule.errors import ShapeError
from chainrule.readers.axes import Axis, FloatArray, axis_for, whole_ticks
from chainrule.readers.figure import Figure, Line, Look, Panel, TickRow
from chainrule.readers.numbers import format_count, format_number
from chainrule.readers.panels import NAME_HEIGHT, draw
from chainrule.readers.polylines import is_noisy, medians, smoothing_window

COST_HEIGHT, METRICS_HEIGHT, STRIP_HEIGHT = 230, 120, 40
MOST_TICKS = 8
NEAREST_TICKS = 0.04  # of the axis' length: closer labels would touch
STEP_LOOK = Look("blue")
FAINT_STEP_LOOK = Look("blue faint")
EPOCH_LOOK = Look("blue", marker="circle", joined=False)
VALIDATION_LOOK = Look("vermillion", "7 4", "square")
STRIP_LOOK = Look("ink")
METRIC_LOOKS = (
    Look("green", "", "triangle"),
    Look("purple", "7 4", "diamond"),
    Look("orange", "2 4", "circle"),
    Look("blue", "10 4 2 4", "square"),
    Look("vermillion", "4 3", "triangle"),
    Look("ink", "1 4", "diamond"),
)


@dataclass(frozen=True)
class Record:
    """The series of one run: one number per step, or one per epoch."""

    cost: FloatArray
    epoch_ends: FloatArray
    validation_cost: FloatArray
    metrics: dict[str, FloatArray]
    learning_rate: FloatArray
    batch_size: FloatArray

    @property
    def steps(self) -> int:
        """How many steps the run took."""
        return len(self.cost) or int(self.epoch_ends.max(initial=0))

    @property
    def epochs(self) -> int:
        """How many epochs the run finished."""
        return len(self.epoch_ends)


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
    """SVG of a training run. `cost`, `learning_rate` and `batch_size` have one number per step, the others per epoch.

    `epoch_ends` holds the step at which each epoch ended, and `best_epoch` counts from 1. An epoch's training cost
    is the mean of its steps' costs, drawn in the middle of the epoch; validation is drawn at its end.

    >>> training_curves([0.9, 0.5, 0.3, 0.2])[:4]
    '<svg'
    """
    series = {name: _series(name, values) for name, values in (metrics or {}).items()}
    record = Record(
        _series("cost", cost),
        _series("epoch_ends", epoch_ends),
        _series("validation_cost", validation_cost),
        {name: values for name, values in series.items() if values.size},
        _series("learning_rate", learning_rate),
        _series("batch_size", batch_size),
    )
    _fit(record, best_epoch)
    return draw(_figure(record, best_epoch, title))


def _series(name: str, values: ArrayLike) -> FloatArray:
    """Values as one row of floats."""
    series = np.asarray(values, dtype=np.float64)
    if series.ndim != 1:
        raise ShapeError(f"{name} needs one number after the other, got shape {series.shape}")
    return series


def _fit(record: Record, best_epoch: int | None) -> None:
    """Refuse series that do not have one number for each step or each epoch."""
    per_step = {"learning_rate": record.learning_rate, "batch_size": record.batch_size}
    per_epoch = {"validation_cost": record.validation_cost, **record.metrics}
    for names, unit, count in ((per_step, "step", record.steps), (per_epoch, "epoch", record.epochs)):
        for name, values in names.items():
            if len(values) not in (0, count):
                raise ShapeError(f"{name} needs one number for each of the {count} {unit}s, got {len(values)}")
    ends = record.epoch_ends
    if (np.diff(ends, prepend=0) <= 0).any() or (ends > record.steps).any():
        raise ShapeError(f"epoch_ends must rise from 1 to at most the number of steps, {record.steps}")
    if best_epoch is not None and not 1 <= best_epoch <= record.epochs:
        raise ShapeError(f"best_epoch must be one of the epochs 1 to {record.epochs}, got {best_epoch}")


def _figure(record: Record, best_epoch: int | None, title: str) -> Figure:
    """What the picture of the run says."""
    if not record.steps:
        sentence = "No step has been recorded yet."
        return Figure(title, sentence, sentence, (), Axis(0.0, 1.0, ()), ())
    panels = (*_cost_panel(record), *_metric_panels(record), *_strips(record))
    rows = _tick_rows(record)
    horizontal = Axis(0.0, float(record.steps), rows[0].places)
    mark = None
    if best_epoch is not None:
        mark = float(record.epoch_ends[best_epoch - 1]), f"best: epoch {format_count(best_epoch)}"
    return Figure(title, _subtitle(record), _description(panels, mark), panels, horizontal, rows, mark)


def _cost_panel(record: Record) -> list[Panel]:
    """Panel of the cost, per step and per epoch, if any cost was recorded."""
    lines = [*_step_lines(record), *_epoch_lines(record)]
    if not lines:
        return []
    axis = axis_for(np.concatenate([line.y for line in lines]))
    title = "cost, logarithmic" if axis.logarithmic else "cost"
    return [Panel(title, COST_HEIGHT, axis, tuple(lines))]


def _step_lines(record: Record) -> list[Line]:
    """Cost of each step; a noisy one is faint, with the medians of many steps over it."""
    cost, x = record.cost, np.arange(1.0, len(record.cost) + 1)
    if not cost.size:
        return []
    window = smoothing_window(len(cost))
    if not is_noisy(cost) or len(cost) < 2 * window:
        return [_line("training" if len(cost) == record.epochs else "each step", x, cost, STEP_LOOK)]
    middles = medians(x, window)
    smooth = Line(f"median of {format_count(window)} steps", middles, medians(cost, window), STEP_LOOK)
    return [Line("each step", x, cost, FAINT_STEP_LOOK), smooth]


def _epoch_lines(record: Record) -> list[Line]:
    """Training and validation cost of each epoch, as far as they say more than the steps."""
    lines = []
    if record.epochs and len(record.cost) > record.epochs:
        starts = np.concatenate([[0], record.epoch_ends[:-1]])
        finite = np.where(np.isfinite(record.cost), record.cost, np.nan)
        spans = zip(starts.astype(int), record.epoch_ends.astype(int), strict=True)
        means = np.array([finite[start:end].mean() for start, end in spans])
        lines.append(_line("mean of the epoch", (starts + 1 + record.epoch_ends) / 2, means, EPOCH_LOOK))
    if record.validation_cost.size:
        lines.append(_line("validation", record.epoch_ends, record.validation_cost, VALIDATION_LOOK))
    return lines


def _line(name: str, x: FloatArray, y: FloatArray, look: Look) -> Line:
    """Line whose name is followed by its last value."""
    return Line(name, x, y, look, format_number(y[-1], digits=4))


def _metric_panels(record: Record) -> list[Panel]:
    """One panel for the metrics between 0 and 1, and one for each of the others, whose scales differ."""
    looks = (METRIC_LOOKS[number % len(METRIC_LOOKS)] for number in range(len(record.metrics)))
    lines = [
        _line(name.replace("_", " "), record.epoch_ends, values, look)
        for (name, values), look in zip(record.metrics.items(), looks, strict=True)
    ]
    shares = [line for line in lines if ((line.y >= 0) & (line.y <= 1) | ~np.isfinite(line.y)).all()]
    groups = [shares] if shares else []
    groups += [[line] for line in lines if not any(line is share for share in shares)]
    return [_metric_panel(group) for group in groups]


def _metric_panel(lines: Sequence[Line]) -> Panel:
    """Panel of some metrics, high enough for their names."""
    axis = axis_for(np.concatenate([line.y for line in lines]), count=4)
    title = lines[0].name if len(lines) == 1 else "metrics"
    return Panel(title, max(METRICS_HEIGHT, NAME_HEIGHT * len(lines)), axis, tuple(lines))


def _strips(record: Record) -> list[Panel]:
    """Slim panels of the learning rate and the batch size, where they vary."""
    named = {"learning rate": record.learning_rate, "batch size": record.batch_size}
    x = np.arange(1.0, record.steps + 1)
    return [
        Panel(name, STRIP_HEIGHT, axis_for(values, count=2), (_line(name, x, values, STRIP_LOOK),))
        for name, values in named.items()
        if values.size and np.ptp(values) > 0
    ]


def _tick_rows(record: Record) -> tuple[TickRow, ...]:
    """Epochs, then steps; one row suffices where each epoch is one step, or where there are no epochs."""
    steps = whole_ticks(record.steps, MOST_TICKS)
    if not record.epochs:
        return (_tick_row("step", steps, np.array(steps), record.steps),)
    epochs = whole_ticks(record.epochs, MOST_TICKS)
    row = _tick_row("epoch", epochs, record.epoch_ends[np.array(epochs) - 1], record.steps)
    if record.epochs == record.steps:
        return (row,)
    return (row, _tick_row("step", steps, np.array(steps), record.steps))


def _tick_row(name: str, counts: Sequence[int], places: FloatArray, steps: int) -> TickRow:
    """Row of ticks, without those that stand too close to the one before."""
    kept: list[tuple[float, str]] = []
    for count, place in zip(counts, places.tolist(), strict=True):
        if not kept or place - kept[-1][0] > NEAREST_TICKS * steps:
            kept.append((float(place), format_count(count)))
    return TickRow(name, tuple(place for place, _ in kept), tuple(label for _, label in kept))


def _subtitle(record: Record) -> str:
    """Size of the run, what stayed constant in it, and how many values are not finite."""
    parts = [_counted(record.steps, "step")]
    if record.epochs:
        parts.append(_counted(record.epochs, "epoch"))
    for name, values in {"learning rate": record.learning_rate, "batch size": record.batch_size}.items():
        if values.size and np.ptp(values) == 0:
            parts.append(f"{name} {format_number(values[0])}")
    drawn = np.concatenate([record.cost, record.validation_cost, *record.metrics.values()])
    if gaps := int((~np.isfinite(drawn)).sum()):
        parts.append(f"{_counted(gaps, 'value')} not finite, left out")
    return " · ".join(parts)


def _counted(count: int, unit: str) -> str:
    """Count and its unit, in the plural unless it is one."""
    return f"{format_count(count)} {unit}{'s' if count != 1 else ''}"


def _description(panels: Sequence[Panel], mark: tuple[float, str] | None) -> str:
    """Where every line starts and ends, in words, for people who do not see the picture."""
    sentences = [
        f"{panel.title}, {line.name}: from {format_number(finite[0], 4)} to {format_number(finite[-1], 4)}, "
        f"least {format_number(finite.min(), 4)}, greatest {format_number(finite.max(), 4)}."
        for panel in panels
        for line in panel.lines
        if (finite := line.y[np.isfinite(line.y)]).size
    ]
    if mark is not None:
        sentences.append(f"Marked {mark[1]}.")
    return " ".join(sentences)
