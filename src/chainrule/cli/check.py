"""`chainrule check`: the gradients of a board or a model against finite differences, or a person's own against them."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

import click
import numpy as np
from numpy.typing import NDArray

from chainrule.boards.random_values import complete_values
from chainrule.cli.assignments import read_assignments
from chainrule.cli.boards import Titled, open_board, random_values
from chainrule.cli.console import say
from chainrule.cli.exits import CHECK_FAILED, usage_error
from chainrule.cli.option_types import Count
from chainrule.cli.options import OUTPUT_OPTIONS, with_options
from chainrule.cli.output_files import FORCE_OPTION, require_free, write_text
from chainrule.cli.targets import AT_OPTION, SEED_OPTION, TargetCommand, is_model
from chainrule.cli.training_files import SUFFIX
from chainrule.data import NoRowError
from chainrule.errors import ChainruleError, GraphError, NoValueError
from chainrule.graph.display import wrapped, write_note
from chainrule.graph.graph import Graph
from chainrule.graph.node import Array
from chainrule.readers.check.report_text import write_check
from chainrule.readers.equations import equations
from chainrule.readers.typeset.text import to_text
from chainrule.tables.learning import load_learner
from chainrule.tables.row_sheet import units_of
from chainrule.tables.source import open_row
from chainrule.tables.table_model import TableModel
from chainrule.tutor.verdicts import Verdict
from chainrule.wording import counted

EPILOG = """\b
Try:
  chainrule check board.txt
  chainrule check "(w*x - y)**2" --claim "dw = 2*(w*x - y)*x"
  chainrule check people.safetensors --claim "dW2 = dZ2 @ A1.T"
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
    click.option("--row", type=Count(1), metavar="N", help="Of a model: this row alone, counted from 1."),
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
    seed: int | None,
    data: str | None,
    row: int | None,
    quiet: bool,
    debug: bool,  # noqa: ARG001
) -> int:
    """Check every gradient of TARGET, a board's file, an expression or a model, or your own gradients by --claim.

    Letters in shapes get random sizes, and what has no value gets random numbers; a model is checked at the first
    rows of --data. Claims on a model have its names: W1, Z1, A1 and the columns Y of its targets, or those of its
    board; claims made of numbers are judged at --data. The exit code is 0 when all is right and 5 when a gradient or
    a claim is wrong.
    """
    if reveal and not claims:
        raise usage_error("--reveal", "there is nothing to reveal without a --claim")
    if growth is not None:
        require_free("--growth", growth, force=force)
    if is_model(target):
        _refuse({"--growth": growth, "--at": at, "--seed": seed}, "boards; a model is checked at rows of --data")
        if row is not None and data is None:
            raise usage_error("--row", "of which table? give --data too")
        path = Path(target)
        right, said = _judged_model(path, data, row, claims, reveal=reveal) if claims else _check_model(path, data, row)
    else:
        _refuse({"--data": data, "--row": row}, f"models, whose names end in {SUFFIX}")
        titled = _opened(target)
        if claims and seed is not None:
            raise usage_error("--seed", "this is for a check; claims are judged at points of their own")
        given = read_assignments(at, titled.board.graph)
        right, said = (
            _judged_board(titled, claims, given, reveal=reveal) if claims else _checked(titled, given, seed or 0)
        )
        if growth is not None:
            said = f"{said}\n\n{_measured(titled, growth)}"
    if not quiet:
        say(said)
    return 0 if right else CHECK_FAILED


def _refuse(options: Mapping[str, object], meant: str) -> None:
    """Nothing, or a usage error for the first of these options that is given, which are for something else."""
    for option, value in options.items():
        if value is not None and value != ():
            raise usage_error(option, f"this is for {meant}")


def _opened(target: str) -> Titled:
    titled = open_board(target)
    if not titled.board.wrt:
        raise usage_error("TARGET", "there is no name in it to differentiate by")
    return titled


@dataclass(frozen=True)
class Rows:
    """Rows that a model is looked at, as it takes them, and which ones they are."""

    model: TableModel
    X: NDArray[np.floating]
    y: NDArray[np.int64] | NDArray[np.float64]
    told: str


def _open_rows(path: Path, data: str, row: int | None) -> Rows:
    """The first rows of a table, or one of them."""
    model = TableModel.load(path)
    if row is None:
        table = model.read(data)
        places = np.arange(min(table.row_count, MOST_ROWS))
        some = "all" if len(places) == table.row_count else f"the first {len(places):,} of"
        told = f"At {some} {counted(table.row_count, 'row')} of {table.source}."
    else:
        try:
            table, place = open_row(data, row - 1, model.encoding.texts, model.encoding.reading)
        except NoRowError as error:
            raise usage_error("--row", str(error)) from None
        places, told = np.array([place]), f"At row {row} of {table.source}."
    return Rows(model, *model.arrays(table, places, np.float64), told)


def _check_model(path: Path, data: str | None, row: int | None) -> tuple[bool, str]:
    if data is None:
        raise usage_error("--data", "a model is checked at rows of a table; name one that has them")
    rows = _open_rows(path, data, row)
    report = rows.model.learner.check(rows.X, rows.y)
    return report.right, f"{write_check(report)}\n\n{rows.told}"


def _judged_model(
    path: Path, data: str | None, row: int | None, claims: tuple[str, ...], *, reveal: bool
) -> tuple[bool, str]:
    if data is None:
        return _judged(load_learner(path, None).claim, claims, "--data DATA has some", reveal=reveal)
    rows = _open_rows(path, data, row)
    right, said = _judged(lambda claim: rows.model.learner.claim(claim, rows.X, rows.y), claims, "", reveal=reveal)
    units = [wrapped(write_note(note)) for note in units_of(rows.model)]
    return right, "\n".join([said, "", *units, rows.told])


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


def _judged_board(
    titled: Titled, claims: tuple[str, ...], given: Mapping[str, Array], *, reveal: bool
) -> tuple[bool, str]:
    right, said = _judged(lambda claim: titled.board.claim(claim, given), claims, "--at gives some", reveal=reveal)
    return right, "\n".join([said, *(wrapped(write_note(note)) for note in titled.board.notes)])


def _judged(
    judge: Callable[[str], Verdict], claims: tuple[str, ...], numbers: str, *, reveal: bool
) -> tuple[bool, str]:
    """Whether all claims are right, and what is said of each; `numbers` says who has some."""
    try:
        verdicts = list(map(judge, claims))
    except NoValueError as error:
        raise usage_error("--claim", f"{error}; {numbers}") from None
    except ChainruleError as error:
        raise usage_error("--claim", str(error)) from None
    lines = [line for verdict in verdicts for line in _told(verdict, reveal=reveal)]
    return all(verdict.right for verdict in verdicts), "\n".join(lines)


def _told(verdict: Verdict, *, reveal: bool) -> list[str]:
    """The verdict, and the gradient where it is asked for."""
    if verdict.right or not reveal:
        return [str(verdict)]
    backward = verdict.backward
    alone = Graph({verdict.name: verdict.reveal}, backward.names, backward.unused)
    shown = next(one for one in equations(alone).backward if one.name == verdict.name)
    return [str(verdict), f"  {to_text(shown.formula)}"]
