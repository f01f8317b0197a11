"""`chainrule predict`: the rows of a table with what a model predicts for them."""

import csv
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path

import click
from rich.console import Console

from chainrule.cli.console import console_on, output, say
from chainrule.cli.exits import usage_error
from chainrule.cli.measures import Measures
from chainrule.cli.options import OUTPUT_OPTIONS, with_options
from chainrule.cli.predictions import Values, load_model, measured, predicted_columns
from chainrule.cli.report import metrics_table
from chainrule.cli.source import open_source
from chainrule.cli.written import FORCE_OPTION, require_free
from chainrule.data import Table, read_row, require_format, write_table
from chainrule.data.columns import Column, array_column
from chainrule.errors import DataError
from chainrule.wording import counted, listing, quoted


@click.command()
@click.argument("model", type=click.Path(path_type=Path))
@click.argument("data")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A .csv, .tsv, .parquet, .arrow or .feather file; without it, CSV goes to standard output.",
)
@click.option("--probabilities", is_flag=True, help="Add the probability of each class.")
@with_options((FORCE_OPTION, *OUTPUT_OPTIONS))
def predict(
    model: Path,
    data: str,
    out: Path | None,
    probabilities: bool,
    force: bool,
    quiet: bool,
    debug: bool,  # noqa: ARG001
) -> None:
    """Predict a column for each row of DATA with a MODEL that `chainrule train` wrote.

    The rows come with a column NAME_predicted added. Columns are found by their names, in whatever order they stand.
    Where DATA has the true values, too, the metrics are told on standard error.
    """
    if out is not None:
        _require_other(out, data)
    learned = load_model(model)
    if out is not None:
        prediction = f"{learned.encoding.target}_predicted"
        require_free("--out", out, force=force, remade=lambda path: prediction in read_row(path, 0))
    if probabilities and learned.encoding.classes is None:
        raise usage_error("--probabilities", f"{model} predicts numbers, not classes")
    table = open_source(data).table
    output = learned.output(table)
    added = predicted_columns(learned.encoding, output, table.names, with_probabilities=probabilities)
    _write(out, table, added)
    if not quiet:
        console = console_on(sys.stderr)
        for note in learned.encoding.notes(table):
            say(f"note: {note.sentence}", err=True)
        _tell(table, added, learned.encoding.match(table), out, console)
        if learned.encoding.target in table:
            _tell_measures(measured(learned.encoding, table, output), console)


def _require_other(out: Path, data: str) -> None:
    """Nothing, or a usage error when a file has no format, or is where the data comes from."""
    try:
        require_format(out)
    except DataError as error:
        raise usage_error("--out", str(error)) from None
    if out.resolve() == Path(data).resolve():
        raise usage_error("--out", f"{out} is the data itself; choose another name")


def _write(out: Path | None, table: Table, added: Mapping[str, Values]) -> None:
    if out is not None:
        write_table(out, table, added)
        return
    columns: tuple[Column, ...] = (*table.columns, *(array_column(name, values) for name, values in added.items()))
    writer = csv.writer(output(), lineterminator="\n")
    writer.writerow([column.name for column in columns])
    writer.writerows(zip(*(column.written() for column in columns), strict=True))


def _tell(table: Table, added: Mapping[str, Values], extra: Sequence[str], out: Path | None, console: Console) -> None:
    prediction, *rest = added
    more = f" and {counted(len(rest), 'probability', 'probabilities')}" if rest else ""
    where = f", written to {out}" if out else ""
    console.print(f"{counted(table.row_count, 'row')} with {quoted(prediction)}{more} added{where}", soft_wrap=True)
    if extra:
        told = f"{table.source} has {counted(len(extra), 'column')} that the model does not know"
        console.print(f"{told}, not used: {listing(extra)}", soft_wrap=True)


def _tell_measures(measures: Mapping[str, Measures] | str, console: Console) -> None:
    if isinstance(measures, str):
        console.print(f"no metrics: {measures}", soft_wrap=True)
    else:
        console.print(metrics_table(measures))
