"""The words of a training run's picture: its ticks, its subtitle, and what is told to people who do not see it."""

from collections.abc import Sequence

import numpy as np

from chainrule.readers.curves.run_series import RunSeries
from chainrule.readers.notation.numbers import format_count, format_number
from chainrule.readers.plot import FloatArray, Line, Panel, TickRow
from chainrule.readers.plot.axes import whole_ticks

MOST_TICKS = 8
NEAREST_TICKS = 0.04  # of the axis' length: closer labels would touch


def varies(values: FloatArray) -> bool:
    """Whether the values are not all the same."""
    return bool((values != values[:1]).any())


def tick_rows(run: RunSeries) -> tuple[TickRow, ...]:
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


def subtitle(run: RunSeries, kept: int | None) -> str:
    """Size of the run, what stayed constant in it, how many values are not finite, and whose the numbers beside are."""
    parts = [_counted(run.steps, "step")]
    if run.epochs:
        parts.append(_counted(run.epochs, "epoch"))
    for name, values in {"learning rate": run.learning_rate, "batch size": run.batch_size}.items():
        if values.size and not varies(values):
            parts.append(f"{name} {format_number(values[0])}")
    drawn = np.concatenate([run.cost, run.validation_cost, *run.metrics.values()])
    if gaps := int((~np.isfinite(drawn)).sum()):
        parts.append(f"{_counted(gaps, 'value')} not finite, left out")
    if kept is not None and kept < run.epochs:
        parts.append(f"the numbers beside the lines are those of epoch {format_count(kept)}, which was kept")
    return " · ".join(parts)


def _counted(count: int, unit: str) -> str:
    """Count and its unit, in the plural unless it is one."""
    return f"{format_count(count)} {unit}{'s' if count != 1 else ''}"


def description(panels: Sequence[Panel], kept: int | None) -> str:
    """Where every line starts and ends, in words, for people who do not see the picture."""
    sentences = [
        f"{', '.join(filter(None, (panel.vertical.title, line.name)))}: "
        f"from {format_number(finite[0], 4)} to {format_number(finite[-1], 4)}, "
        f"least {format_number(finite.min(), 4)}, greatest {format_number(finite.max(), 4)}."
        for panel in panels
        for line in panel.marks
        if isinstance(line, Line) and (finite := line.y[np.isfinite(line.y)]).size
    ]
    if kept is not None:
        sentences.append(f"Marked best: epoch {format_count(kept)}.")
    return " ".join(sentences)
