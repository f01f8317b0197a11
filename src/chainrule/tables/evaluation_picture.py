"""An evaluation as a picture: whether what was said came true, which columns are needed, and what is made of them."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import cycle
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from chainrule.readers.plot import (
    LOOKS,
    Axis,
    Dots,
    Figure,
    FloatArray,
    Line,
    Look,
    Panel,
    TickRow,
    axis_between,
    axis_for,
    draw,
)
from chainrule.readers.plot.words import short
from chainrule.tables.calibration import Bin
from chainrule.tables.dependence import Dependence
from chainrule.tables.importance import SHUFFLES, Importance, metric_of_importance
from chainrule.tables.measures import metric_word
from chainrule.tables.report_parts import goal
from chainrule.wording import counted, plain

if TYPE_CHECKING:
    from chainrule.tables.evaluations import EvaluationReport

MOST_DOTS = 1000  # rows
MOST_BARS = 15  # columns
LONGEST_NAME, LONGEST_CATEGORY = 18, 12  # characters
ROW = 18.0  # pixels of a column's line
SIDE, LOW = 220.0, 120.0  # pixels of a panel
MOST_OUTPUTS = 1 + len(LOOKS)
IDEAL = Look("ink", "2 4")
FOUND = Look("blue", "", "circle", joined=False)
CURVE = Look("blue", "", "circle")
SPREAD = Look("blue")


def draw_evaluation(report: "EvaluationReport") -> str:
    """The picture of an evaluation: what was said and what was, then what was asked about columns."""
    rows: list[tuple[Panel, ...]] = [(one,) for one in _judged(report)]
    if report.importance:
        loss = metric_word(metric_of_importance(report.metrics))
        rows.append((_importance_panel(report.importance, loss),))
    classes, target = report.encoding.classes or (), plain(report.encoding.target)
    names = classes[1:] if len(classes) == 2 else classes or (target,)
    words = f"mean probability of {plain(names[0])}" if len(names) == 1 and classes else "mean probability"
    rows += _in_pairs(_dependence_panels(report.dependence, names, words if classes else f"mean {target}"))
    title = f"{counted(report.rows, 'row')} of {plain(Path(report.source).name)}: {goal(report.encoding)}"
    return draw(Figure(title, _metrics(report), _told(report), tuple(rows)))


def _metrics(report: "EvaluationReport") -> str:
    """The metrics in a line."""
    return ", ".join(f"{metric_word(name)} {value:.4g}" for name, value in report.metrics.items())


def _told(report: "EvaluationReport") -> str:
    """The picture in words, for people who do not see it."""
    told = [f"Calibration: {len(report.calibration)} bins, off by {report.error:.3f} in the mean."]
    worth = [f"{plain(one.column)} {one.mean:.3g}" for one in report.importance[:MOST_BARS]]
    made = [plain(one.column) for one in report.dependence]
    return " ".join(
        [
            *(told if report.calibration else ()),
            *([f"What is lost without a column: {', '.join(worth)}."] if worth else ()),
            *([f"Mean predictions over {', '.join(made)}."] if made else ()),
        ]
    )


def _judged(report: "EvaluationReport") -> list[Panel]:
    """Probabilities beside shares, or numbers beside numbers."""
    if report.calibration:
        return [_calibration_panel(report.calibration, report.about)]
    if report.encoding.classes is not None:
        return []
    told = report.encoding.restored
    return [_truth_panel(told(report.truth.astype(np.float64)), told(report.output[:, 0]), report.encoding.target)]


def _calibration_panel(bins: Sequence[Bin], about: str) -> Panel:
    """What was said against what was; on the dotted line both are the same."""
    across = axis_between(0.0, 1.0, 6, title=f"probability {plain(about)}: said")
    said, were = np.array([one.said for one in bins]), np.array([one.were for one in bins])
    ends = np.array([0.0, 1.0])
    marks = (Line("as said", ends, ends, IDEAL), Dots("a tenth of the rows", said, were, FOUND))
    return Panel(across, axis_between(0.0, 1.0, 6, title="how many were"), marks, "Calibration", SIDE)


def _truth_panel(truth: FloatArray, predicted: FloatArray, target: str) -> Panel:
    """Predictions against the truth of some rows; on the dotted line both are the same."""
    shown = np.random.default_rng(0).permutation(len(truth))[:MOST_DOTS]
    axis = axis_for(np.concatenate([truth, predicted]), scale="linear")
    ends = np.array([axis.low, axis.high])
    marks = (Line("as it was", ends, ends, IDEAL), Dots("a row", truth[shown], predicted[shown], FOUND))
    across, upward = replace(axis, title=f"{plain(target)}: as it was"), replace(axis, title="predicted")
    return Panel(across, upward, marks, "Predictions", SIDE)


def _importance_panel(found: Sequence[Importance], loss: str) -> Panel:
    """What is lost without each column, the largest above, with the standard deviation over the shuffles."""
    shown = found[:MOST_BARS]
    height = np.arange(len(shown), 0, -1, dtype=np.float64)
    means, sds = np.array([one.mean for one in shown]), np.array([one.sd for one in shown])
    gap = np.full(len(shown), np.nan)
    spread = np.stack([means - sds, means + sds, gap], axis=1).ravel()
    names = tuple(short(plain(one.column), LONGEST_NAME) for one in shown)
    upward = Axis(0.25, len(shown) + 0.75, tuple(height.tolist()), names=names)
    across = replace(axis_for(np.array([0.0, *spread]), scale="linear"), title=f"{loss} lost with its cells shuffled")
    marks = (
        Line(f"± standard deviation of {SHUFFLES} shuffles", spread, np.repeat(height, 3), SPREAD),
        Dots("mean", means, height, FOUND),
    )
    rest = f": the first {len(shown)} of {len(found)}" if len(shown) < len(found) else ""
    return Panel(across, upward, marks, f"What each column is worth{rest}", ROW * (len(shown) + 0.5))


def _dependence_panels(found: Sequence[Dependence], names: Sequence[str], title: str) -> list[Panel]:
    """The mean prediction over the cells of each column, on one scale: lines over numbers, dots over categories."""
    means = np.array([mean for one in found for means in one.means for mean in means])
    upward = replace(axis_for(means, 4, scale="linear"), title=title)
    names = names if len(names) > 1 else ("",)  # the axis says it
    return [_dependence_panel(one, names, upward) for one in found]


def _dependence_panel(found: Dependence, names: Sequence[str], upward: Axis) -> Panel:
    places, title = np.array(found.at), plain(found.column)
    means = [np.array(means) for means in found.means][:MOST_OUTPUTS]
    looks = cycle((CURVE, *LOOKS))
    if found.categories:
        labels = tuple(short(plain(one), LONGEST_CATEGORY) for one in found.categories)
        across = Axis(-0.5, len(places) - 0.5, found.at)
        dots = (
            Dots(plain(name), places, y, replace(look, joined=False))
            for name, look, y in zip(names, looks, means, strict=False)
        )
        return Panel(across, upward, tuple(dots), title, LOW, rows=(TickRow("", found.at, labels),))
    across = axis_between(float(places[0]), float(places[-1]), 5, title=found.unit)
    lines = (Line(plain(name), places, y, look) for name, look, y in zip(names, looks, means, strict=False))
    return Panel(across, upward, tuple(lines), title, LOW)


def _in_pairs(panels: Sequence[Panel]) -> list[tuple[Panel, ...]]:
    """Rows of two."""
    return [tuple(panels[place : place + 2]) for place in range(0, len(panels), 2)]
