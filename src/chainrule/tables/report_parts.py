"""The pieces of a report, to be read by people: at most 80 columns wide where the screen is."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from io import StringIO

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from rich.text import Text

from chainrule.data import ColumnReport, Encoding
from chainrule.tables.measures import Measures, metric_text, metric_word
from chainrule.tables.resampling import Interval
from chainrule.training.run import Run
from chainrule.wording import counted, listing, plain, printable, quoted

MOST_CLASSES = 12  # that fit into a matrix
NARROWEST_LABEL = 6  # of a class beside a matrix, its number and a few letters
MOST_COLUMNS = 24  # that are told one by one
WORST = 10
THESE = "these rows"


def captured(show: Callable[[Console], None], console: Console) -> str:
    """What is shown on a console, as it is to be printed there, without spaces at the ends of its lines."""
    with console.capture() as text:
        show(console)
    return "\n".join(line.rstrip() for line in text.get().splitlines())


def plain_text(show: Callable[[Console], None], width: int) -> str:
    """What is shown, without colours, in so many columns."""
    console = Console(
        file=StringIO(), width=width, markup=False, highlight=False, emoji=False, force_jupyter=False, _environ={}
    )
    return printable(captured(show, console))


def metrics_table(measures: Mapping[str, Measures], intervals: Mapping[str, Interval] | None = None) -> Table:
    """A line for each metric and a column for each part of the rows, and one for intervals where there are some."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("")
    for part in measures:
        table.add_column(part, justify="right")
    if intervals is not None:
        table.add_column("95 % of draws", justify="right")
    for name in next(iter(measures.values())).metrics:
        told = [metric_text(name, part.metrics[name]) for part in measures.values()]
        bounds = [] if intervals is None else [" to ".join(metric_text(name, one) for one in intervals[name])]
        table.add_row(metric_word(name), *told, *bounds)
    return table


def unknown_told(source: str, unknown: tuple[str, ...]) -> tuple[str, ...]:
    """A sentence on columns that a model does not know, where there are some."""
    told = f"{source} has {counted(len(unknown), 'column')} that the model does not know, not used: {listing(unknown)}"
    return (told,) if unknown else ()


def goal(encoding: Encoding) -> str:
    """What is predicted."""
    if encoding.classes is None:
        return f"{plain(encoding.target)}, a number"
    return f"{plain(encoding.target)}, {len(encoding.classes)} classes"


def engine_text(run: Run) -> str:
    """The engine, why it was taken, and its threads where a person chose."""
    threads = f", {counted(run.threads, 'thread')}" if run.threads else ""
    return f"{run.engine}: {run.why}{threads}"


def show_confusion(classes: tuple[str, ...], confusion: NDArray[np.float64], rows: str, console: Console) -> None:
    """Show which classes of some rows, such as "test rows", were taken for which."""
    console.print()
    counts = confusion.astype(np.int64)
    if len(classes) <= MOST_CLASSES and _counts_width(counts) + NARROWEST_LABEL <= console.width:
        console.print(f"{rows} by class (down) and by what they were taken for (across)")
        console.print(_matrix(classes, counts, console.width))
        return
    console.print(f"most frequent mistakes on {rows if rows == THESE else f'the {rows}'}")
    console.print(grid(_mistakes(classes, counts)))


def _counts_width(confusion: NDArray[np.int64]) -> int:
    """The columns that a matrix takes right of its labels, classes across by number."""
    return sum(2 + max(len(str(one)) for one in (*column, len(confusion))) for column in confusion.T.tolist())


def _matrix(classes: tuple[str, ...], confusion: NDArray[np.int64], width: int) -> Table:
    """Classes across by name, or by number where the names are too long for the width."""
    labels = [plain(label) for label in classes]
    across = labels
    if sum(map(len, labels)) + max(map(len, labels)) + 2 * len(labels) > width:
        across = [str(number) for number in range(1, len(labels) + 1)]
        labels = [f"{number}  {label}" for number, label in zip(across, labels, strict=True)]
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("", no_wrap=True, overflow="ellipsis")
    for label, counts in zip(across, confusion.T, strict=True):
        table.add_column(label, justify="right", min_width=max(len(str(count)) for count in counts))
    for position, (label, row) in enumerate(zip(labels, confusion.tolist(), strict=True)):
        cells = [Text(str(count), style="bold" if place == position else "") for place, count in enumerate(row)]
        table.add_row(label, *cells)
    return table


def _mistakes(classes: tuple[str, ...], confusion: NDArray[np.int64]) -> list[tuple[str, str]]:
    wrong = confusion * (1 - np.eye(len(classes), dtype=np.int64))
    order = np.argsort(-wrong, axis=None, kind="stable")[:WORST]
    places = [divmod(int(place), len(classes)) for place in order]
    return [
        (f"{wrong[i, j]} of {confusion[i].sum()}", f"{quoted(classes[i])} taken for {quoted(classes[j])}")
        for i, j in places
        if wrong[i, j]
    ] or [("none", "")]


def show_columns(encoding: Encoding, console: Console) -> None:
    """Show what is done with each column; of many columns, with how many."""
    columns = encoding.report()
    console.print(f"\n{counted(len(columns), 'column')} became {counted(len(encoding.feature_names), 'input')}")
    if len(columns) <= MOST_COLUMNS:
        console.print(grid((plain(column.column), _done(column)) for column in columns))
        return
    console.print(grid(_kinds(columns)))
    for reason, names in encoding.dropped.items():
        console.print(Text(f"  dropped, {reason}: {', '.join(map(quoted, names))}"))


def _done(column: ColumnReport) -> str:
    """What is done with a column, printable."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in column.done)


def _kinds(columns: Iterable[ColumnReport]) -> list[tuple[str, str]]:
    """How many columns had the same done to them, numbers apart."""
    kinds = Counter(_done(column).partition(" (")[0] for column in columns)
    return [(counted(count, "column"), kind) for kind, count in kinds.most_common()]


def grid(rows: Iterable[tuple[str, str]]) -> Table:
    """Two columns, the first as wide as it needs to be."""
    made = Table.grid(padding=(0, 2))
    made.add_column(no_wrap=True, overflow="ellipsis", max_width=30)
    made.add_column(overflow="fold")
    for name, text in rows:
        made.add_row(f"  {name}", text)
    return made
