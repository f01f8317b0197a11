"""What is told of an evaluation: metrics with intervals, mistakes, calibration, groups of rows, and what was new."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.text import Text

from chainrule.data import Encoding
from chainrule.faces.predicting import probabilities_of
from chainrule.graph.display import WIDTH, Display, Displayed
from chainrule.tables.calibration import Bin, calibration, calibration_error
from chainrule.tables.decision import Decision
from chainrule.tables.dependence import Dependence
from chainrule.tables.evaluation_parts import calibration_table, class_scores, class_table, groups_table, told_decision
from chainrule.tables.evaluation_picture import draw_evaluation
from chainrule.tables.importance import (
    Importance,
    importance_table,
    metric_of_importance,
)
from chainrule.tables.learner import Learner
from chainrule.tables.measures import Measures, measure
from chainrule.tables.report_parts import (
    MOST_CLASSES,
    THESE,
    goal,
    metrics_table,
    plain_text,
    show_confusion,
    unknown_told,
)
from chainrule.tables.reports import SCREEN, report_html
from chainrule.tables.resampling import Interval, intervals
from chainrule.wording import counted


@dataclass(frozen=True, repr=False)
class EvaluationReport(Displayed):
    """What a model is worth on the rows of a table that has the target: metrics, mistakes, and what was new to it."""

    source: str
    encoding: Encoding
    learner: Learner
    truth: NDArray[np.int64] | NDArray[np.float64]  # encoded, as is the output
    output: NDArray[np.floating]
    measures: Measures
    notes: tuple[str, ...]  # on how the table was read, and on cells that the model has no use for
    unknown: tuple[str, ...]  # columns that the model does not know
    by: str = ""  # the column whose values make groups of the rows
    groups: Mapping[str, Measures] | None = None  # the largest ones
    decision: Decision | None = None  # where mistakes have costs
    importance: tuple[Importance, ...] = ()  # of each column, where it was asked for
    dependence: tuple[Dependence, ...] = ()  # on the columns of most importance, where a picture was asked for

    @property
    def rows(self) -> int:
        """The number of rows."""
        return self.measures.rows

    @property
    def metrics(self) -> Mapping[str, float]:
        """The metrics by name: accuracy, balanced_accuracy, log_loss, auc; or rmse, mae, r2 in the target's unit."""
        return self.measures.metrics

    @cached_property
    def intervals(self) -> Mapping[str, Interval]:
        """For each metric where 95 % of the draws of as many rows lie, (low, high)."""
        return intervals(
            lambda rows: measure(self.encoding, self.truth[rows], self.output[rows], self.learner).metrics, self.rows
        )

    @property
    def confusion(self) -> NDArray[np.int64] | None:
        """The rows of each class (down) that were taken for each class (across); None in a regression."""
        counts = self.measures.confusion
        return None if counts is None else counts.astype(np.int64)

    @property
    def scores(self) -> Mapping[str, Mapping[str, float]]:
        """Precision, recall and F1 of each class by its label; nothing in a regression."""
        return {} if self.confusion is None else class_scores(self.encoding.classes or (), self.confusion)

    @cached_property
    def calibration(self) -> tuple[Bin, ...]:
        """What was said and what was: of two classes about the second, of several about the one that was taken."""
        if self.encoding.classes is None or not self.learner.gives_probabilities:
            return ()
        shares, truth = probabilities_of(self.output), self.truth.astype(np.int64)
        if shares.shape[1] == 2:
            return calibration(shares[:, 1], truth == 1)
        taken = shares.argmax(axis=1)
        return calibration(shares[np.arange(len(shares)), taken], taken == truth)

    @property
    def about(self) -> str:
        """What the calibration's probabilities are about; "" in a regression."""
        classes = self.encoding.classes or ()
        return f"that it is {classes[1]!r}" if len(classes) == 2 else "of the class that was taken" * bool(classes)

    def __str__(self) -> str:
        return self.text()

    def text(self, width: int = SCREEN) -> str:
        """The report in so many columns."""
        return plain_text(self.show, width)

    def show(self, console: Console) -> None:
        """Show the metrics, the mistakes, and what was new."""
        rows = counted(self.rows, "row")
        console.print(Text(f"{rows} of {self.source}: {goal(self.encoding)}", style="bold"))
        console.print(metrics_table({THESE: self.measures}, self.intervals))
        classes = self.encoding.classes
        if classes and self.measures.confusion is not None:
            show_confusion(classes, self.measures.confusion, THESE, console)
            if len(classes) <= MOST_CLASSES:
                console.print()
                console.print(class_table(self.scores))
        if self.calibration and classes:
            console.print(f"\nprobability {self.about}: said, and how many were (off by {self.error:.3f} in the mean)")
            console.print(calibration_table(self.calibration))
        if self.groups:
            console.print(f"\nby {self.by!r}")
            console.print(groups_table(self.groups))
        if self.importance:
            console.print("\nwhat is lost when a column is shuffled")
            console.print(importance_table(self.importance, metric_of_importance(self.metrics)))
        if self.decision and classes:
            console.print()
            console.print(told_decision(self.decision, classes[1]), soft_wrap=True)
        sentences = (*self.notes, *unknown_told(self.source, self.unknown))
        if sentences:
            console.print()
        for sentence in sentences:
            console.print(f"note: {sentence}", soft_wrap=True)

    @property
    def error(self) -> float:
        """How far what was said is from what was, in the mean (expected calibration error)."""
        return calibration_error(self.calibration)

    def svg(self) -> str:
        """The picture: predictions against the truth, and importance and dependence where they were asked for."""
        return draw_evaluation(self)

    def record(self) -> dict[str, object]:
        """The same as plain data, of which JSON can be made; what is not a number is None."""
        bounds = {name: [_plain(one) for one in pair] for name, pair in self.intervals.items()}
        groups = {label: {"rows": one.rows, **one.plain} for label, one in (self.groups or {}).items()}
        return {
            "data": self.source,
            "rows": self.rows,
            "metrics": self.measures.plain,
            "intervals": bounds,
            "target": self.encoding.target,
            "task": self.encoding.task,
            "classes": self.encoding.classes,
            "confusion": None if self.confusion is None else self.confusion.tolist(),
            "scores": {label: {name: _plain(one) for name, one in row.items()} for label, row in self.scores.items()},
            "calibration": [vars(one) for one in self.calibration],
            "groups": groups,
            "importance": {one.column: {"mean": one.mean, "sd": one.sd} for one in self.importance},
            "dependence": [vars(one) for one in self.dependence],
            "decision": None if self.decision is None else _plain_decision(self.decision),
            "notes": self.notes,
            "unknown": self.unknown,
        }


def _plain(value: float) -> float | None:
    return value if np.isfinite(value) else None


def _plain_decision(decision: Decision) -> dict[str, float | None]:
    costs = {"alarm": decision.costs.alarm, "miss": decision.costs.miss, "threshold": decision.costs.threshold}
    found = {"usual": decision.usual, "chosen": decision.chosen, "best": decision.best}
    return {**costs, **found, "best_threshold": _plain(decision.best_threshold)}


Displayed.displays[EvaluationReport] = Display(report_html, text=lambda report: report.text(WIDTH))
