"""`chainrule predict`: the rows of a table with what a model predicts for them."""

import csv
import sys
from collections.abc import Collection, Mapping
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray
from rich.console import Console

from chainrule.cli.exits import usage_error
from chainrule.cli.measures import Measures, measure, probabilities
from chainrule.cli.options import OUTPUT_OPTIONS, with_options
from chainrule.cli.report import metrics_table
from chainrule.cli.results import require_folder
from chainrule.cli.source import open_source
from chainrule.data import Encoding, Table, write_table
from chainrule.data.cells import number_text, read_numbers
from chainrule.data.columns import array_column
from chainrule.data.wording import counted, listing, quoted
from chainrule.errors import DataError, ModelFileError
from chainrule.faces.network import Network

Values = NDArray[np.generic]


@click.command(no_args_is_help=True)
@click.argument("model", type=click.Path(path_type=Path))
@click.argument("data")
@click.option("--out", type=click.Path(path_type=Path), metavar="FILE",
    help="A .csv, .tsv, .parquet, .arrow or .feather file; CSV on standard output without it.")
@click.option("--probabilities", "with_probabilities", is_flag=True, help="Add a column for each class.")
@with_options(OUTPUT_OPTIONS)
def predict(model: Path, data: str, out: Path | None, with_probabilities: bool, quiet: bool, debug: bool) -> None:
    """Predict a column for each row of DATA with a MODEL that `chainrule train` wrote.

    The rows come with a column NAME_predicted added. Columns are found by their names, in whatever order they stand.
    Where DATA has the column that is predicted, the metrics are told on standard error.
    """
    if out is not None:
        require_folder(out)
        if out.resolve() == Path(data).resolve():
            raise usage_error("--out", f"{out} is the data itself; choose another name")
    network, encoding = load_model(model)
    if with_probabilities and encoding.classes is None:
        raise usage_error("--probabilities", f"{model} predicts numbers, which have none")
    table = open_source(data).table
    extra = encoding.match(table)
    output = network.predict(encoding.features(table, dtype=network.theta.dtype))
    ...


