"""`chainrule predict`: the rows of a table with what a model predicts for them."""

import sys
from collections.abc import Iterator, Sequence
from pathlib import Path

import click
from rich.console import Console

from chainrule.cli.console import console_on, output, say
from chainrule.cli.exits import usage_error
from chainrule.cli.option_types import Number
from chainrule.cli.options import FORM_OPTIONS, OUTPUT_OPTIONS, reading_for, with_options
from chainrule.cli.output_files import FORCE_OPTION, require_free
from chainrule.data import read_row, require_format, with_columns, write_blocks, write_rows
from chainrule.data.columns import Column
from chainrule.data.content import STANDARD_INPUT
from chainrule.errors import DataError
from chainrule.tables.by_blocks import Tally, Truth
from chainrule.tables.predictions import predicted_columns, prediction_name, without_probabilities, without_threshold
from chainrule.tables.report_parts import THESE, metrics_table, unknown_told
from chainrule.tables.table_model import TableModel
from chainrule.wording import counted, quoted


@click.command()
@click.argument("model", type=click.Path(path_type=Path))
@click.argument("data")
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="A .csv, .tsv, .parquet, .arrow or .feather file, packed where .gz or .zst stands behind; without it, or "
    "for -, CSV goes to standard output.",
)
@click.option("--probabilities", is_flag=True, help="Add the probability of each class.")
@click.option(
    "--threshold",
    type=Number(0),
    metavar="SHARE",
    help="Take the second of two classes where its probability reaches this.  [default: the more probable one]",
)
@with_options((*FORM_OPTIONS, FORCE_OPTION, *OUTPUT_OPTIONS))
def predict(
    model: Path,
    data: str,
    out: Path | None,
    probabilities: bool,
    threshold: float | None,
    force: bool,
    quiet: bool,
    debug: bool,  # noqa: ARG001
    **form: object,
) -> None:
    """Predict a column for each row of DATA with a MODEL that `chainrule train` wrote.

    The rows come with a column NAME_predicted added. Columns are found by their names, in whatever order they stand.
    Where DATA has the true values, too, the metrics are told on standard error. Large files, and folders of Parquet
    files, are read and written block by block.
    """
    out = None if out == Path(STANDARD_INPUT) else out
    if out is not None:
        _require_other(out, data)
    learned = TableModel.load(model)
    if out is not None:
        prediction = prediction_name(learned.encoding)
        require_free("--out", out, force=force, remade=lambda path: prediction in read_row(path, 0))
    if probabilities and learned.classes is None:
        raise usage_error("--probabilities", f"{model} predicts numbers, not classes")
    if threshold is not None and (why := without_threshold(learned.learner, learned.encoding)):
        raise usage_error("--threshold", why)
    if probabilities and (why := without_probabilities(learned.learner, learned.encoding)):
        raise usage_error("--probabilities", why)
    tally, truth = Tally(learned.encoding), Truth(learned.encoding)
    names = list[str]()
    tables = tally.passed(learned.blocks(data, reading_for(learned.encoding.reading, form), whole=True))

    def predicted() -> Iterator[Sequence[Column]]:
        """The rows with what is predicted for them, block by block."""
        for table in tables:
            output = learned.output(table)
            added = predicted_columns(
                learned.encoding, output, table.names, with_probabilities=probabilities, threshold=threshold
            )
            truth.add(table, output)
            names[:] = added
            yield with_columns(table, added)

    _write(out, predicted())
    if quiet:
        return
    console = console_on(sys.stderr)
    for sentence in (*tally.reading, *(note.sentence for note in tally.notes)):
        say(f"note: {sentence}", err=True)
    _tell(tally, names, out, console)
    if truth.lacking:
        console.print(f"no metrics: {truth.lacking}", soft_wrap=True)
    elif (measures := truth.measures(learned.learner)) is not None:
        part = THESE if truth.rows == tally.rows else f"first {counted(truth.rows, 'row')}"
        console.print(metrics_table({part: measures}))


def _require_other(out: Path, data: str) -> None:
    """Nothing, or a usage error when a file has no format, or is where the data comes from."""
    try:
        require_format(out)
    except DataError as error:
        raise usage_error("--out", str(error)) from None
    if out.resolve() == Path(data).resolve():
        raise usage_error("--out", f"{out} is the data itself; choose another name")


def _write(out: Path | None, blocks: Iterator[Sequence[Column]]) -> None:
    if out is not None:
        write_blocks(out, blocks)
        return
    for place, columns in enumerate(blocks):
        write_rows(output(), columns, header=not place)


def _tell(tally: Tally, names: Sequence[str], out: Path | None, console: Console) -> None:
    prediction, *rest = names
    more = f" and {counted(len(rest), 'probability', 'probabilities')}" if rest else ""
    where = f", written to {out}" if out else ""
    console.print(f"{counted(tally.rows, 'row')} with {quoted(prediction)}{more} added{where}", soft_wrap=True)
    for sentence in unknown_told(tally.source, tally.unknown):
        console.print(sentence, soft_wrap=True)
