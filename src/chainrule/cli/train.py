"""`chainrule train`: from a table to a model file, with a report that says what was done."""

import sys
from pathlib import Path

import click
from rich.console import Console

from chainrule.cli import INTERRUPTED
from chainrule.cli.console import console_on, json_text, say
from chainrule.cli.exits import chosen_as, tidy_notes, usage_error
from chainrule.cli.movement_files import ANIMATION, LANDSCAPE, SLICES, pictures_of, writable_folder, write_files
from chainrule.cli.options import TRAIN_OPTIONS, GroupedCommand, with_options
from chainrule.cli.progress import watch
from chainrule.cli.resuming import model_of, remove_checkpoint, settings_of, writable_checkpoint
from chainrule.cli.training_files import Files, writable_model, write
from chainrule.monitor.monitor import Monitor
from chainrule.tables.report_parts import captured, grid
from chainrule.tables.reports import TrainingReport
from chainrule.tables.source import name_of
from chainrule.tables.table_model import TableModel
from chainrule.training.checkpointing import Checkpointing


@click.command(cls=GroupedCommand)
@click.argument("data")
@with_options(TRAIN_OPTIONS)
def train(
    data: str,
    out: Path | None,
    force: bool,
    json: bool,
    quiet: bool,
    debug: bool,  # noqa: ARG001
    monitor: bool,
    pictures: Path | None,
    resume: Path | None,
    checkpoint_every: float,
    **chosen: object,
) -> int:
    """Train a network, or a board, to predict a column of DATA.

    DATA is a CSV, TSV, Parquet or Arrow file, packed as .gz or .zst or not, a folder of Parquet files, - for standard
    input, or a built-in name: digits, xor, moons, circles, spirals, blobs, line. Folders, and files above 512 MB, are
    read block by block and need not fit into memory. How a text file is read is found in it, and told in the report.
    What is not chosen below is chosen from the number of rows. A board of your own takes the place of the network:
    which of its data are features, and which the target, follows from its cost. Ctrl-C ends the training and saves
    what was learned; --resume goes on with a run that was cut off, however that happened.
    """
    if resume is not None and pictures is not None:
        raise usage_error("--pictures", "these are of a whole run, and --resume knows the rest of one")
    settings = chosen if resume is None else settings_of(resume, chosen)
    model = TableModel(**settings)  # type: ignore[arg-type]
    path = writable_model(model_of(resume, out), name_of(data), force=force)
    checkpoint = writable_checkpoint(path, resume, quiet=quiet)
    if pictures is not None:
        writable_folder("--pictures", pictures, (LANDSCAPE, SLICES, ANIMATION), force=force)
    prepared = model.prepare(data)
    for advice in () if quiet else prepared.advice:
        say(f"note: {advice.told(chosen_as)}", err=True)
    watching = Monitor() if monitor else None
    callbacks = [
        *([watching] if watching else []),
        *([Checkpointing(checkpoint, checkpoint_every)] if checkpoint_every else []),
        *([] if quiet else [watch(console_on(sys.stderr), prepared.encoding.sd)]),
    ]
    with tidy_notes(quiet=quiet):
        model.fit(prepared, callbacks, recorded=pictures is not None, resume=resume)
    report = model.report()
    files = write(model, path)
    remove_checkpoint(checkpoint)
    drawn = _draw(report, pictures, quiet=quiet)
    if not quiet:
        _tell(report, files, watching, json=json)
        for one in drawn:
            say(f"picture  {one}", err=json)
    if json:
        seen: dict[str, object] = {"monitor": watching.sentences} if watching else {}
        seen |= {"pictures": [str(one) for one in drawn]} if pictures is not None else {}
        print(json_text({"model": str(path), "picture": files.picture_path, **report.record(), **seen}))
    if files.picture_fault:
        raise files.picture_fault
    return INTERRUPTED if report.learned.run.interrupted else 0


def _draw(report: TrainingReport, folder: Path | None, *, quiet: bool) -> list[Path]:
    """The pictures of the recorded run, written; what cannot be drawn is told."""
    record = report.learned.run.record
    if folder is None or record is None:
        return []
    written, reasons = write_files(folder, pictures_of(record))
    for reason in () if quiet else reasons:
        say(f"note: {reason}", err=True)
    return written


def _tell(report: TrainingReport, files: Files, monitor: Monitor | None, *, json: bool) -> None:
    """Print the report, on standard error where standard output is for a program."""

    def show(console: Console) -> None:
        report.show(console)
        console.print()
        console.print(grid([("model", str(files.model)), ("picture", str(files.picture_fault or files.picture))]))
        if report.learned.run.interrupted:
            epoch = len(report.learned.run.history.epoch_ends) + 1
            console.print(f"\ninterrupted in epoch {epoch}; what was learned until then is saved")
            console.print(f"--resume {files.model} goes on with it")

    stream = sys.stderr if json else sys.stdout
    print(captured(show, console_on(stream)), file=stream)
    if monitor:
        say(f"\n{monitor}", err=json)
