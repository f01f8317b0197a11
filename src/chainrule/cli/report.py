"""The report of a training, to be read by people: at most 80 columns wide where the screen is."""

from collections import Counter
from collections.abc import Iterable, Mapping

import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.table import Table
from rich.text import Text

from chainrule.cli.measures import Measures, metric_text, metric_word
from chainrule.cli.results import Results
from chainrule.data import ColumnReport, Encoding
from chainrule.faces.display import name_of
from chainrule.faces.network import Network
from chainrule.readers.numbers import format_count, format_seconds
from chainrule.training.run import Run
from chainrule.wording import counted, plain, quoted

MOST_CLASSES = 12  # that fit into a matrix
NARROWEST_LABEL = 6  # of a class beside a matrix, its number and a few letters
MOST_COLUMNS = 24  # that are told one by one
WORST = 10


def report(results: Results, console: Console) -> str:
    """The report as it is to be printed on this console, without spaces at the ends of its lines."""
    with console.capture() as captured:
        _show(results, console)
    return "\n".join(line.rstrip() for line in captured.get().splitlines())


def _show(results: Results, console: Console) -> None:
    console.print(Text(f"{results.name}: {_goal(results.encoding)}", style="bold"))
    console.print(_grid(_facts(results)))
    console.print()
    console.print(_metrics(results.measures))
    part = "test" if results.measures["test"].rows else "training"
    if part == "training":
        console.print("no rows were held out: this does not say how good it is on new ones")
    confusion = results.measures[part].confusion
    if results.encoding.classes and confusion is not None:
        _show_confusion(results.encoding.classes, confusion, part, console)
    _show_columns(results.encoding, console)
    console.print()
    console.print(_grid([("model", str(results.model)), ("picture", str(results.picture_fault or results.picture))]))
    if results.fitted.run.interrupted:
        console.print(f"\ninterrupted in epoch {results.fitted.run.epochs + 1}; what was learned until then is saved")


def metrics_table(measures: Mapping[str, Measures]) -> Table:
    """A line for each metric and a column for each part of the rows."""
    table = Table(box=None, pad_edge=False, padding=(0, 2, 0, 0))
    table.add_column("")
    for part in measures:
        table.add_column(part, justify="right")
    for name in next(iter(measures.values())).metrics:
        table.add_row(metric_word(name), *(metric_text(name, part.metrics[name]) for part in measures.values()))
    return table


def _goal(encoding: Encoding) -> str:
    if encoding.classes is None:
        return f"{plain(encoding.target)}, a number"
    return f"{plain(encoding.target)}, {len(encoding.classes)} classes"


def _facts(results: Results) -> list[tuple[str, str]]:
    run, rows = results.fitted.run, results.measures
    counts = ", ".join(f"{format_count(part.rows)} {name}" for name, part in rows.items())
    speed = f"{counted(run.steps, 'step')} in {format_seconds(run.seconds)}"
    return [
        ("network", _network(results.fitted.network)),
        ("rows", counts),
        ("batches", run.batches),
        ("training", f"{_epochs(results)}, {speed}"),
        ("engine", _engine(run)),
    ]


def _network(network: Network) -> str:
    r"""The network in two lines.

    >>> _network(Network([2, 3, 1], output="sigmoid"))
    '2-3-1, relu, then sigmoid\n13 parameters (float32), loss logistic'
    """
    made = network.architecture
    hidden = f"{', '.join(dict.fromkeys(map(name_of, made.hidden)))}, then " if made.hidden else ""
    extras = [f"{word} {value:g}" for word, value in (("dropout", made.dropout), ("L2", made.l2)) if value]
    parameters = f"{counted(network.layout.size, 'parameter')} ({network.theta.dtype.name})"
    first = f"{'-'.join(map(str, made.sizes))}, {hidden}{name_of(made.output)}"
    return f"{first}\n{', '.join([parameters, f'loss {name_of(made.loss)}', *extras])}"


def _engine(run: Run) -> str:
    """The engine, why it was taken, and its threads where a person chose."""
    threads = f", {counted(run.threads, 'thread')}" if run.threads else ""
    return f"{run.engine}: {run.why}{threads}"


def _epochs(results: Results) -> str:
    fitted = results.fitted
    done = counted(fitted.run.epochs, "epoch")
    if fitted.run.epochs < fitted.pace.epochs:
        done = f"{fitted.run.epochs} of {counted(fitted.pace.epochs, 'epoch')}"
    kept = f" (kept epoch {fitted.best_epoch}, the best on validation rows)" if fitted.best_epoch else ""
    return done + kept


def _metrics(measures: Mapping[str, Measures]) -> Table:
    """The metrics of the parts that have rows."""
    return metrics_table({name: part for name, part in measures.items() if part.rows})


def _show_confusion(classes: tuple[str, ...], confusion: NDArray[np.float64], part: str, console: Console) -> None:
    console.print()
    counts = confusion.astype(np.int64)
    if len(classes) <= MOST_CLASSES and _counts_width(counts) + NARROWEST_LABEL <= console.width:
        console.print(f"{part} rows by class (down) and by what they were taken for (across)")
        console.print(_matrix(classes, counts, console.width))
        return
    console.print(f"most frequent mistakes on the {part} rows")
    console.print(_grid(_mistakes(classes, counts)))


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


def _show_columns(encoding: Encoding, console: Console) -> None:
    columns = encoding.report()
    console.print(f"\n{counted(len(columns), 'column')} became {counted(len(encoding.feature_names), 'input')}")
    if len(columns) <= MOST_COLUMNS:
        console.print(_grid((plain(column.column), plain_done(column)) for column in columns))
        return
    console.print(_grid(_kinds(columns)))
    for reason, names in encoding.dropped.items():
        console.print(Text(f"  dropped, {reason}: {', '.join(map(quoted, names))}"))


def plain_done(column: ColumnReport) -> str:
    """What is done with a column, printable."""
    return "".join(letter if letter.isprintable() else "\N{REPLACEMENT CHARACTER}" for letter in column.done)


def _kinds(columns: Iterable[ColumnReport]) -> list[tuple[str, str]]:
    """How many columns had the same done to them, numbers apart."""
    kinds = Counter(plain_done(column).partition(" (")[0] for column in columns)
    return [(counted(count, "column"), kind) for kind, count in kinds.most_common()]


def _grid(rows: Iterable[tuple[str, str]]) -> Table:
    """Two columns, the first as wide as it needs to be."""
    grid = Table.grid(padding=(0, 2))
    grid.add_column(no_wrap=True, overflow="ellipsis", max_width=30)
    grid.add_column(overflow="fold")
    for name, text in rows:
        grid.add_row(f"  {name}", text)
    return grid
