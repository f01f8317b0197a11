"""Cross-validation: every row is measured once, by a model that has not seen it.

A row's fold is drawn, class by class; of groups, all rows of one are in one fold. In time there is no drawing: each
fold is measured by a model of all that came before.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np
from rich.console import Console
from rich.table import Table as Grid

from chainrule.data import Target, split_rows
from chainrule.data.columns import Rows
from chainrule.data.kept_together import group_codes, times_of
from chainrule.data.split import STREAM
from chainrule.data.table import Table
from chainrule.errors import ArgumentError
from chainrule.graph.display import Displayed
from chainrule.tables.learning import learn
from chainrule.tables.measures import Measures, measure, metric_text, metric_word
from chainrule.tables.parts import VALIDATION, Meant, encoded
from chainrule.tables.report_parts import plain_text
from chainrule.tables.table_settings import TableSettings
from chainrule.wording import counted

FEWEST = 2


@dataclass(frozen=True, repr=False)
class FoldsReport(Displayed):
    """What models are worth on the folds that they have not seen."""

    measures: tuple[Measures, ...]  # of each fold

    @property
    def metrics(self) -> Mapping[str, tuple[float, float]]:
        """Mean and standard deviation over the folds by the metric's name."""
        found = {name: [one.metrics[name] for one in self.measures] for name in self.measures[0].metrics}
        return {name: (float(np.mean(values)), float(np.std(values, ddof=1))) for name, values in found.items()}

    @property
    def pooled(self) -> Measures:
        """All folds as one: the mean of each metric, and the classes that every row was taken for."""
        counts = [one.confusion for one in self.measures if one.confusion is not None]
        means = {name: mean for name, (mean, _) in self.metrics.items()}
        return Measures(sum(one.rows for one in self.measures), means, np.sum(counts, axis=0) if counts else None)

    def __str__(self) -> str:
        return plain_text(self.show, 80)

    def show(self, console: Console) -> None:
        """Show the metrics of each fold, and what they have in common."""
        table = Grid(box=None, pad_edge=False, padding=(0, 2, 0, 0))
        for name in ("", *(str(place + 1) for place in range(len(self.measures))), "mean", "sd"):
            table.add_column(name, justify="right" if name else "left")
        for name, (mean, sd) in self.metrics.items():
            each = [metric_text(name, one.metrics[name]) for one in self.measures]
            table.add_row(metric_word(name), *each, metric_text(name, mean), metric_text(name, sd))
        rows = counted(sum(one.rows for one in self.measures), "row")
        console.print(f"{counted(len(self.measures), 'fold')}, {rows} measured by models that have not seen them")
        console.print(table)

    def record(self) -> dict[str, object]:
        """The same as plain data."""
        return {
            "rows": [one.rows for one in self.measures],
            "metrics": [one.plain for one in self.measures],
            "mean": {name: mean if np.isfinite(mean) else None for name, (mean, _) in self.metrics.items()},
            "sd": {name: sd if np.isfinite(sd) else None for name, (_, sd) in self.metrics.items()},
        }


def measured(known: Meant, settings: TableSettings) -> FoldsReport:
    """What models of all folds but one are worth on that one."""
    return FoldsReport(tuple(measured_folds(known, settings, settings.folds or FEWEST)))


def measured_folds(known: Meant, settings: TableSettings, count: int) -> Iterator[Measures]:
    """The measures of each fold, once a model was trained on the others."""
    for test, rest in fold_rows(known.table, known.target, settings, count):
        training, validation = _without(rest, known, settings)
        prepared = encoded(known, settings, {"training": training, "validation": validation, "test": test})
        learned, part = learn(prepared, settings), prepared.parts["test"]
        yield measure(prepared.encoding, part.y, learned.learner.output(part.X), learned.learner)


def fold_rows(table: Table, target: Target, settings: TableSettings, count: int) -> list[tuple[Rows, Rows]]:
    """For each fold its rows, and those that a model may learn from."""
    if not FEWEST <= count <= table.row_count:
        raise ArgumentError("folds", f"from {FEWEST} to {table.row_count:,} folds can be made, not {count}")
    rows = np.arange(table.row_count)
    if settings.time is not None:
        order = np.argsort(times_of(table, settings.time), kind="stable")
        parts = np.array_split(order, count + 1)
        return [(parts[place], np.concatenate(parts[:place])) for place in range(1, count + 1)]
    fold = _folds(table, target, settings, count)
    return [(rows[fold == place], rows[fold != place]) for place in range(count)]


def _folds(table: Table, target: Target, settings: TableSettings, count: int) -> Rows:
    """The fold of each row."""
    dice = np.random.default_rng([settings.seed, STREAM])
    if settings.group is not None:
        codes = group_codes(table, settings.group)
        if codes.max() + 1 < count:
            raise ArgumentError("folds", f"{counted(int(codes.max()) + 1, 'group')} cannot be in {count} folds")
        of_group: Rows = dice.permutation(int(codes.max()) + 1) % count
        return of_group[codes]
    order = dice.permutation(table.row_count)
    if target.classes is not None:  # one class after the other, so that each fold has its share of all
        order = order[np.argsort(target.values[order], kind="stable")]
    fold = np.empty(table.row_count, dtype=np.int64)
    fold[order] = np.arange(table.row_count) % count
    return fold


def _without(rest: Rows, known: Meant, settings: TableSettings) -> tuple[Rows, Rows]:
    """The rows to learn from, and those to stop by: the last in time, else drawn."""
    share = VALIDATION if settings.validation is None else settings.validation
    if settings.time is not None:
        cut = len(rest) - round(share * len(rest))
        return rest[:cut], rest[cut:]
    if settings.group is not None:
        codes = group_codes(known.table, settings.group)[rest]
        groups = np.random.default_rng([settings.seed, STREAM]).permutation(np.unique(codes))
        watched = np.isin(codes, groups[: round(share * len(groups))])
        return rest[~watched], rest[watched]
    stratify = known.target.classes is not None
    training, validation = split_rows(known.target.values[rest], share, settings.seed, stratify=stratify)
    return rest[training], rest[validation]
