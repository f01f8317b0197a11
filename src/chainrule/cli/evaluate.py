"""`chainrule evaluate`: what a model is worth on a table that has the true values."""

import sys
from pathlib import Path

import click

from chainrule.cli.console import console_on, json_text, say
from chainrule.cli.options import JSON_OPTION, OUTPUT_OPTIONS, with_options
from chainrule.cli.training_files import picture_note
from chainrule.tables.report_parts import captured
from chainrule.tables.table_model import TableModel

EPILOG = """\b
Try:
  chainrule train people.csv --target income
  chainrule evaluate people.safetensors test.csv"""


@click.command(epilog=EPILOG)
@click.argument("model", type=click.Path(path_type=Path))
@click.argument("data")
@with_options((JSON_OPTION, *OUTPUT_OPTIONS))
def evaluate(model: Path, data: str, json: bool, quiet: bool, debug: bool) -> None:  # noqa: ARG001
    """Measure a MODEL that `chainrule train` wrote on the rows of DATA, which have the column that is predicted.

    The report has the metrics, the mistakes, and for each column what training did not show.
    """
    report = TableModel.load(model).evaluate(data)
    if not quiet:
        stream = sys.stderr if json else sys.stdout
        print(captured(report.show, console_on(stream)), file=stream)
        if note := picture_note(model):
            say(f"note: {note}", err=True)
    if json:
        print(json_text({"model": str(model), **report.record()}))
