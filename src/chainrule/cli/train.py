"""`chainrule train`: from a table to a model file, with a report that says what was done."""

import sys

import click

from chainrule.cli import INTERRUPTED
from chainrule.cli.console import console_on, say
from chainrule.cli.exits import tidy_notes
from chainrule.cli.fitting import Fitted, fit
from chainrule.cli.measures import Measures, measure
from chainrule.cli.options import TRAIN_OPTIONS, GroupedCommand, Settings, with_options
from chainrule.cli.progress import watch
from chainrule.cli.report import report
from chainrule.cli.results import Results, as_json, writable_model, write
from chainrule.cli.source import choose_target, open_source
from chainrule.cli.splitting import Prepared, prepare


@click.command(cls=GroupedCommand)
@click.argument("data")
@with_options(TRAIN_OPTIONS)
def train(data: str, **chosen: object) -> int:
    """Train a network to predict a column of DATA.

    DATA is a CSV, TSV, Parquet or Arrow file, or a built-in name: digits, xor, moons, circles, spirals, blobs, line.
    What is not chosen below is chosen from the number of rows. Ctrl-C ends the training and saves what was learned.
    """
    settings = Settings(**chosen)  # type: ignore[arg-type]
    source = open_source(data)
    model = writable_model(settings.out, source.name, force=settings.force)
    target, task = choose_target(source, settings)
    prepared = prepare(source.table, target, task, settings)
    if prepared.hint and not settings.quiet:
        say(f"note: {prepared.hint}; --task classes if they are classes", err=True)
    callbacks = [] if settings.quiet else [watch(console_on(sys.stderr), prepared.encoding.sd)]
    with tidy_notes(quiet=settings.quiet):
        fitted = fit(prepared, settings, callbacks)
    results = write(Results(source.name, prepared.encoding, fitted, _measured(fitted, prepared), model))
    _tell(results, settings)
    if results.picture_fault:
        raise results.picture_fault
    return INTERRUPTED if fitted.run.interrupted else 0


def _measured(fitted: Fitted, prepared: Prepared) -> dict[str, Measures]:
    return {
        name: measure(prepared.encoding, part.y, fitted.network.predict(part.X))
        for name, part in prepared.parts.items()
    }


def _tell(results: Results, settings: Settings) -> None:
    if not settings.quiet:
        stream = sys.stderr if settings.json else sys.stdout
        print(report(results, console_on(stream)), file=stream)
    if settings.json:
        print(as_json(results))
