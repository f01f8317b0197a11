"""`chainrule evaluate`: what a model is worth on a table that has the true values."""

import sys
from pathlib import Path

import click

from chainrule.cli.console import console_on, json_text, say
from chainrule.cli.option_types import Number
from chainrule.cli.options import FORM_OPTIONS, JSON_OPTION, OUTPUT_OPTIONS, reading_for, with_options
from chainrule.cli.output_files import FORCE_OPTION, require_free, write_text
from chainrule.cli.training_files import picture_note
from chainrule.tables.report_parts import captured
from chainrule.tables.table_model import TableModel

EPILOG = """\b
Try:
  chainrule train people.csv --target income
  chainrule evaluate people.safetensors test.csv
  chainrule evaluate people.safetensors test.csv --picture people-test.svg"""


@click.command(epilog=EPILOG)
@click.argument("model", type=click.Path(path_type=Path))
@click.argument("data")
@click.option("--by", default="", metavar="COLUMN", help="Measure the rows of each value of this column, too.")
@click.option(
    "--costs",
    nargs=2,
    type=Number(0, above=True),
    metavar="ALARM MISS",
    help="What it costs to take a row for the second of two classes by mistake, and to miss one: asks for a threshold.",
)
@click.option("--importance", is_flag=True, help="Shuffle the cells of each column, and tell what is lost.")
@click.option(
    "--picture",
    type=click.Path(path_type=Path),
    metavar="FILE",
    help="An SVG: calibration, or predictions against the truth; what each column is worth, what is made of it.",
)
@FORCE_OPTION
@with_options((*FORM_OPTIONS, JSON_OPTION, *OUTPUT_OPTIONS))
def evaluate(
    model: Path,
    data: str,
    by: str,
    costs: tuple[float, float] | None,
    importance: bool,
    picture: Path | None,
    force: bool,
    json: bool,
    quiet: bool,
    debug: bool,  # noqa: ARG001
    **form: object,
) -> None:
    """Measure a MODEL that `chainrule train` wrote on the rows of DATA, which have the column that is predicted.

    The report has the metrics, with what 95 % of bootstrap draws say of them, the mistakes, precision, recall and F1,
    the calibration of probabilities, and for each column what training did not show.
    """
    if picture is not None:
        require_free("--picture", picture, force=force)
    learned = TableModel.load(model)
    reading = reading_for(learned.encoding.reading, form)
    report = learned.evaluate(data, by, costs, importance=importance, dependence=picture is not None, reading=reading)
    if picture is not None:
        write_text(picture, report.svg())
    if not quiet:
        stream = sys.stderr if json else sys.stdout
        print(captured(report.show, console_on(stream)), file=stream)
        if note := picture_note(model):
            say(f"note: {note}", err=True)
    if json:
        print(json_text({"model": str(model), **report.record()}))
