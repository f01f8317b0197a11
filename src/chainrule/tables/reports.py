"""What is told of a training: to people as text, to programs as a record, and as a picture."""

from collections.abc import Mapping
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

from chainrule.data import Encoding
from chainrule.faces.html import code, display
from chainrule.graph.display import WIDTH, Display, Displayed
from chainrule.readers.curves import training_curves
from chainrule.readers.notation.numbers import format_count, format_seconds
from chainrule.tables.by_blocks import MOST_MEASURED
from chainrule.tables.folds import FoldsReport
from chainrule.tables.learning import Learned
from chainrule.tables.measures import Measures, measure
from chainrule.tables.parts import Prepared
from chainrule.tables.report_parts import (
    engine_text,
    goal,
    grid,
    metrics_table,
    plain_text,
    show_columns,
    show_confusion,
)
from chainrule.tables.shortfall import shortfall
from chainrule.wording import counted

SCREEN = 80  # columns


@dataclass(frozen=True, repr=False)
class TrainingReport(Displayed):
    """How a table was learned from: `print` shows it, `record()` is the same for programs, `curves()` a picture."""

    name: str  # of the table
    encoding: Encoding
    learned: Learned
    measures: Mapping[str, Measures]  # of the training, validation and test rows
    reading: tuple[str, ...] = ()  # how the table was read, where that is not as of the plainest file
    folds: FoldsReport | None = None  # where rows were measured by models that have not seen them

    @property
    def metrics(self) -> Mapping[str, float]:
        """The metrics of the test rows by name; NaN where none were held out."""
        return self.measures["test"].metrics

    def __str__(self) -> str:
        return self.text()

    def text(self, width: int = SCREEN) -> str:
        """The report in so many columns."""
        return plain_text(self.show, width)

    def show(self, console: Console) -> None:
        """Show what was trained and how, what it is worth, and what was done with each column."""
        console.print(Text(f"{self.name}: {goal(self.encoding)}", style="bold"))
        console.print(grid(self._facts()))
        console.print()
        console.print(metrics_table({name: part for name, part in self.measures.items() if part.rows}))
        part = "test" if self.measures["test"].rows else "training"
        if self.folds:
            console.print()
            self.folds.show(console)
        elif part == "training":
            console.print("no rows were held out: this does not say how good it is on new ones")
        if self.shortfall:
            console.print(Text(self.shortfall, style="bold yellow"))
        confusion = self.measures[part].confusion
        if self.encoding.classes and confusion is not None:
            show_confusion(self.encoding.classes, confusion, f"{part} rows", console)
        show_columns(self.encoding, console)

    def record(self) -> dict[str, object]:
        """The same as plain data, of which JSON can be made; what is not a number is None."""
        run, learner = self.learned.run, self.learned.learner
        parts = {("train" if name == "training" else name): part for name, part in self.measures.items()}
        return {
            "engine": run.engine,
            "why": run.why,
            "threads": run.threads,
            "rows": {name: part.rows for name, part in parts.items()},
            "metrics": parts["test"].plain,
            "training_metrics": parts["train"].plain,
            "validation_metrics": parts["validation"].plain,
            "seconds": run.seconds,
            "target": self.encoding.target,
            "task": self.encoding.task,
            "classes": self.encoding.classes,
            "sizes": learner.sizes,
            "parameters": learner.parameters,
            "columns": {column.column: column.done for column in self.encoding.report()},
            "reading": self.reading,
            "folds": None if self.folds is None else self.folds.record(),
            "chosen": {one.name: one.plain for one in self.learned.decisions},
            "batches": run.batches,
            "epochs": len(run.history.epoch_ends),
            "best_epoch": self.learned.best_epoch,
            "steps": run.history.steps,
            "outcome": run.outcome,
            "shortfall": self.shortfall or None,
        }

    @property
    def shortfall(self) -> str:
        """That the result is no better than the mean or the largest class, and what to try; "" where it is."""
        training = self.measures["training"]
        if self.folds:
            return shortfall(self.encoding, training, self.folds.pooled, "rows of the folds")
        part = "test" if self.measures["test"].rows else "training"
        return shortfall(self.encoding, training, self.measures[part], f"{part} rows")

    def curves(self) -> str:
        """The picture of the run as an SVG, its RMSE in the target's own unit."""
        history = self.learned.run.history
        units = {"rmse": self.encoding.sd}
        metrics = {
            name: [value * units.get(name, 1.0) for value in column]
            for name, column in history.epochs.items()
            if name != "validation_cost"
        }
        return training_curves(
            history.cost,
            epoch_ends=history.epoch_ends,
            validation_cost=history.epochs.get("validation_cost", ()),
            metrics=metrics,
            learning_rate=history.learning_rate,
            batch_size=history.batch_size,
            best_epoch=self.learned.best_epoch,
            title=f"{self.name}: {self.encoding.target}",
        )

    def _facts(self) -> list[tuple[str, str]]:
        run, learner = self.learned.run, self.learned.learner
        counts = ", ".join(f"{format_count(part.rows)} {name}" for name, part in self.measures.items())
        steps, before = run.history.steps, run.history.steps - run.steps
        resumed = f", resumed after {counted(before, 'step')}" if before else ""
        speed = f"{counted(steps, 'step')}{resumed} in {format_seconds(run.seconds)}"
        return [
            (learner.what, learner.told()),
            *(("read", sentence) for sentence in self.reading),
            ("rows", counts),
            ("chosen", "\n".join(one.sentence for one in self.learned.decisions)),
            ("batches", run.batches),
            ("training", f"{self._epochs()}, {speed}"),
            ("engine", engine_text(run)),
        ]

    def _epochs(self) -> str:
        done, planned, best = (
            len(self.learned.run.history.epoch_ends),
            self.learned.pace.epochs,
            self.learned.best_epoch,
        )
        told = counted(done, "epoch") if done == planned else f"{done} of {counted(planned, 'epoch')}"
        return told + (f" (kept epoch {best}, the best on validation rows)" if best else "")


def training_report(prepared: Prepared, learned: Learned, folds: FoldsReport | None) -> TrainingReport:
    """The report of what was learned, measured on each part of the rows."""
    encoding, learner = prepared.encoding, learned.learner
    parts = [(name, part.first(MOST_MEASURED)) for name, part in prepared.parts.items()]
    measures = {name: measure(encoding, part.y, learner.output(part.X), learner) for name, part in parts}
    return TrainingReport(prepared.name, encoding, learned, measures, prepared.notes, folds)


def report_html(report: Displayed) -> str:
    """What a notebook shows of a report: its text."""
    return display(code(str(report)))


Displayed.displays[TrainingReport] = Display(report_html, text=lambda report: report.text(WIDTH))
