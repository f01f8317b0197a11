"""`chainrule check`: the gradients of a board or a model against finite differences, or a person's own against them."""

from collections.abc import Mapping
from pathlib import Path

import click
import numpy as np

from chainrule.boards.random_values import complete_values
from chainrule.cli.assignments import read_assignments
from chainrule.cli.boards import Titled, open_board, random_values
from chainrule.cli.console import say
from chainrule.cli.exits import CHECK_FAILED, usage_error
from chainrule.cli.options import OUTPUT_OPTIONS, with_options
from chainrule.cli.output_files import FORCE_OPTION, require_free, write_text
from chainrule.cli.targets import AT_OPTION, SEED_OPTION, TargetCommand, is_model
from chainrule.cli.training_files import SUFFIX
from chainrule.data import Table
from chainrule.errors import ChainruleError, GraphError
from chainrule.graph.display import wrapped, write_note
from chainrule.graph.graph import Graph
from chainrule.graph.node import Array
from chainrule.readers.check.report_text import write_check
from chainrule.readers.equations import equations
from chainrule.readers.typeset.text import to_text
from chainrule.tables.source import open_source
from chainrule.tables.table_model import TableModel
from chainrule.tutor.verdicts import Verdict
from chainrule.wording import counted

EPILOG = """\b
Try:
  chainrule check board.txt
  chainrule check "(w*x - y)**2" --claim "dw = 2*(w*x - y)*x"
  chainrule check people.safetensors --data people.csv"""
MOST_ROWS = 64  # of a table that a model is checked at: every number of theta takes two evaluations over them
CHECK_OPTIONS = (
    click.option("--claim", "claims", multiple=True, metavar='"dW = …"',
        help="A gradient, value or step of your own, to be judged; may be repeated."),
    click.option("--reveal", is_flag=True, help="With a claim that is wrong, show the gradient."),
    click.option("--growth", type=click.Path(path_type=Path), metavar="FILE",
        help="Time a backward pass and one of the 2m evaluations of differences over m; the plot goes to FILE."),
    FORCE_OPTION,
    AT_OPTION,
    SEED_OPTION,
    click.option("--data", metavar="DATA", help="Of a model: the table, or built-in name, with rows to check at."),
    *OUTPUT_OPTIONS,
)  # fmt: skip


@click.command(cls=TargetCommand, epilog=EPILOG)
@click.argument("target")
@with_options(CHECK_OPTIONS)
def check(
    target: str,
    claims: tuple[str, ...],
    reveal: bool,
    growth: Path | None,
    force: bool,
    at: tuple[str, ...],
    seed: int,
    data: str | None,
    quiet: bool,
    debug: bool,  # noqa: ARG001
) -> int:
    """Check every gradient of TARGET, a board's file, an expression or a model, or your own gradients by --claim.

    Letters in shapes get random sizes, and what has no value gets random numbers; a model is checked at the first
    rows of --data. The exit code is 0 when all is right and 5 when a gradient or a claim is wrong.
    """
    if reveal and not claims:
        raise usage_error("--reveal", "there is nothing to reveal without a --claim")
    if growth is not None:
        require_free("--growth", growth, force=force)
    if is_model(target):
        _refuse({"--claim": claims, "--growth": growth, "--at": at}, "boards; a model is checked at rows of --data")
        right, said = _check_model(Path(target), data)
    else:
        _refuse({"--data": data}, f"models, whose names end in {SUFFIX}")
        titled = _opened(target)
        given = read_assignments(at, titled.board.graph)
        right, said = _judged(titled, claims, given, reveal=reveal) if claims else _checked(titled, given, seed)
        if growth is not None:
            said = f"{said}\n\n{_measured(titled, growth)}"
    if not quiet:
        say(said)
    return 0 if right else CHECK_FAILED


def _refuse(options: Mapping[str, object], meant: str) -> None:
    """Nothing, or a usage error for the first of these options that is given, which are for something else."""
    for option, value in options.items():
        if value:
            raise usage_error(option, f"this is for {meant}")


def _opened(target: str) -> Titled:
    titled = open_board(target)
    if not titled.board.wrt:
        raise usage_error("TARGET", "there is no name in it to differentiate by")
    return titled


def _check_model(path: Path, data: str | None) -> tuple[bool, str]:
    if data is None:
        raise usage_error("--data", "a model is checked at rows of a table; name one that has them")
    model, table = TableModel.load(path), open_source(data).table
    rows = np.arange(min(table.row_count, MOST_ROWS))
    report = model.network.check(*model.arrays(table, rows, np.float64))
    return report.right, f"{write_check(report)}\n\n{_rows_told(table, len(rows))}"


def _rows_told(table: Table, rows: int) -> str:
    some = "all" if rows == table.row_count else f"the first {rows:,} of"
    return f"At {some} {counted(table.row_count, 'row')} of {table.source}."


def _measured(titled: Titled, path: Path) -> str:
    try:
        growth = titled.board.growth()
    except GraphError as error:
        raise usage_error("--growth", str(error)) from None
    write_text(path, growth.svg())
    return f"{growth}\nThe plot is in {path}."


def _checked(titled: Titled, given: dict[str, Array], seed: int) -> tuple[bool, str]:
    known = {**titled.board.whiteboard.values, **given}
    values = random_values(titled, known, seed, complete_values)
    report = titled.board.check(values)
    sizes = ", ".join(f"{letter} = {size}" for letter, size in sorted(values.sizes.items()))
    return report.right, "\n\n".join([write_check(report), *([f"Sizes: {sizes}."] if sizes else [])])


def _judged(titled: Titled, claims: tuple[str, ...], given: dict[str, Array], *, reveal: bool) -> tuple[bool, str]:
    try:
        verdicts = [titled.board.claim(claim, **given) for claim in claims]
    except ChainruleError as error:
        raise usage_error("--claim", str(error)) from None
    lines = [line for verdict in verdicts for line in _told(verdict, reveal=reveal)]
    lines += [wrapped(write_note(note)) for note in titled.board.notes]
    return all(verdict.right for verdict in verdicts), "\n".join(lines)


def _told(verdict: Verdict, *, reveal: bool) -> list[str]:
    """The verdict, and the gradient where it is asked for."""
    if verdict.right or not reveal:
        return [str(verdict)]
    backward = verdict.backward
    alone = Graph({verdict.name: verdict.reveal}, backward.names, backward.unused)
    shown = next(one for one in equations(alone).backward if one.name == verdict.name)
    return [str(verdict), f"  {to_text(shown.formula)}"]
