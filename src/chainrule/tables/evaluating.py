"""Evaluating: a model's output on a table is measured, whole and in groups, and its columns are asked about."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

import numpy as np
from numpy.typing import NDArray

from chainrule.data import Encoding, Table
from chainrule.faces.predicting import probabilities_of
from chainrule.tables.by_blocks import Tally
from chainrule.tables.decision import Costs, decide
from chainrule.tables.dependence import MOST_COLUMNS, Dependence, dependences
from chainrule.tables.evaluations import EvaluationReport
from chainrule.tables.importance import (
    LOWER_IS_BETTER,
    MOST_ROWS,
    Importance,
    importances,
    metric_of_importance,
)
from chainrule.tables.learner import Learner
from chainrule.tables.measures import Measures, measure

MOST_GROUPS = 20


@dataclass(frozen=True)
class Questions:
    """What is asked of an evaluation beside its metrics."""

    by: str = ""  # a column whose values are measured one by one
    costs: Costs | None = None  # of mistakes
    importance: bool = False  # of columns
    dependence: bool = False  # on the columns of most importance

    @property
    def is_of_columns(self) -> bool:
        """Whether it takes the whole table at once."""
        return bool(self.by) or self.importance or self.dependence


def evaluation(
    encoding: Encoding,
    tables: Iterable[Table],
    output_of: Callable[[Table], NDArray[np.floating]],
    learner: Learner,
    asked: Questions,
) -> EvaluationReport:
    """What a model's output (m, out) is worth on a table that comes in blocks; whole, where columns are asked about."""
    tally, truths, outputs = Tally(encoding), list[NDArray[np.generic]](), list[NDArray[np.floating]]()
    for table in tally.passed(tables):
        truths.append(encoding.targets(table))
        outputs.append(output_of(table))
    truth, output = np.concatenate(truths), np.concatenate(outputs)
    measures = measure(encoding, truth, output, learner)
    importance, dependence = _of_columns(encoding, table, learner, metric_of_importance(measures.metrics), asked)
    return EvaluationReport(
        tally.source,
        encoding,
        learner,
        truth,
        output,
        measures,
        (*tally.reading, *(note.sentence for note in tally.notes)),
        tuple(name for name in tally.unknown if name != asked.by),
        asked.by,
        _groups(encoding, table, truth, output, learner, asked.by) if asked.by else None,
        None if asked.costs is None else decide(asked.costs, probabilities_of(output)[:, 1], truth == 1),
        importance,
        dependence,
    )


def _groups(
    encoding: Encoding,
    table: Table,
    truth: NDArray[np.generic],
    output: NDArray[np.floating],
    learner: Learner,
    by: str,
) -> dict[str, Measures]:
    """The measures of the rows of each value of a column, the most frequent first."""
    labels, places = table.column(by).categories(np.arange(table.row_count))
    counts = np.bincount(places, minlength=len(labels))
    groups = {}
    for one in np.argsort(-counts, kind="stable")[:MOST_GROUPS].tolist():
        rows = np.flatnonzero(places == one)
        if len(rows):
            groups[labels[one] or "(missing)"] = measure(encoding, truth[rows], output[rows], learner)
    return groups


def _of_columns(
    encoding: Encoding, table: Table, learner: Learner, metric: str, asked: Questions
) -> tuple[tuple[Importance, ...], tuple[Dependence, ...]]:
    """What shuffling each column costs and what is made of the most important, on some rows where there are many."""
    if not (asked.importance or asked.dependence):
        return (), ()
    rows = np.random.default_rng(0).permutation(table.row_count)[:MOST_ROWS]
    X, truth = encoding.features(table, rows, learner.face.theta.dtype), encoding.targets(table, rows)
    sign = 1.0 if metric in LOWER_IS_BETTER else -1.0
    found = importances(
        encoding, X, learner.output, lambda output: sign * measure(encoding, truth, output, learner).metrics[metric]
    )
    if not asked.dependence:
        return found, ()
    most = [one.column for one in found[:MOST_COLUMNS]]
    return found, dependences(encoding, table, rows, most, partial(told_output, encoding, learner), X)


def told_output(encoding: Encoding, learner: Learner, X: NDArray[np.floating]) -> NDArray[np.floating]:
    """What a reader is told of a prediction: of two classes the probability of the second, numbers in their unit."""
    output = learner.output(X)
    if encoding.classes is None:
        return encoding.restored(output)
    return output[:, 1:] if output.shape[1] == 2 else output
