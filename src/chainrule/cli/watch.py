"""`chainrule watch`: how a board with data moves: its landscape, a race on it, slices, and an animation."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import click

from chainrule.cli.boards import open_board
from chainrule.cli.console import say
from chainrule.cli.exits import usage_error
from chainrule.cli.movement_files import (
    ANIMATION,
    LANDSCAPE,
    MORE_SLICES,
    RACE,
    SLICES,
    farthest,
    writable_folder,
    write_files,
)
from chainrule.cli.option_types import Count, Name, Number
from chainrule.cli.options import OUTPUT_OPTIONS, with_options
from chainrule.cli.output_files import FORCE_OPTION
from chainrule.errors import SettingError
from chainrule.faces.board import Board
from chainrule.faces.landscapes import view_of
from chainrule.movement.attempt import Settings
from chainrule.movement.landscape import POINTS
from chainrule.movement.race import Race, race
from chainrule.movement.slices import slice_strip
from chainrule.training.optimizers import OPTIMIZERS, find_optimizer
from chainrule.training.record import Record

EPILOG = """\b
Try:
  chainrule watch line.txt --param w --param b
  chainrule watch line.txt --optimizer adam --learning-rate 0.3"""
WATCH_OPTIONS = (
    click.option("--param", "params", multiple=True, metavar="ENTRY",
        help="Two entries such as w or W1[0,1]: the axes of the landscape.  [default: the two there are, or the path]"),
    click.option("--optimizer", type=Name("optimizer", OPTIMIZERS), default="sgd", show_default=True, metavar="NAME",
        help=f"{', '.join(OPTIMIZERS)}."),
    click.option("--learning-rate", type=Number(0, above=True), metavar="RATE", help="[default: the optimizer's]"),
    click.option("--epochs", type=Count(1), default=20, show_default=True, metavar="COUNT",
        help="Passes over the rows, for each batch size of the race."),
    click.option("--points", type=Count(2), default=POINTS, show_default=True, metavar="COUNT",
        help="Of the landscape, along each axis."),
    click.option("--seed", type=Count(0), default=0, show_default=True, metavar="NUMBER",
        help="Of what is drawn at random: parameters without a value, and the order of rows."),
    click.option("--out", type=click.Path(path_type=Path), metavar="FOLDER",
        help="Where the files go.  [default: the board's name, in this folder]"),
    FORCE_OPTION,
    *OUTPUT_OPTIONS,
)  # fmt: skip


@click.command(epilog=EPILOG)
@click.argument("board")
@with_options(WATCH_OPTIONS)
def watch(
    board: str,
    params: tuple[str, ...],
    optimizer: str,
    learning_rate: float | None,
    epochs: int,
    points: int,
    seed: int,
    out: Path | None,
    force: bool,
    quiet: bool,
    debug: bool,  # noqa: ARG001
) -> None:
    """Watch how a BOARD moves whose data stand on it: a landscape, a race, slices and an animation, in a folder.

    The race is lecture 2's: steps of all rows, of a batch, and of single rows, from where the board begins.
    """
    if len(params) not in (0, 2):
        raise usage_error("--param", f"a landscape has two axes, such as --param w --param b, not {len(params)}")
    titled = open_board(board)
    folder = out or Path(Path(titled.title).stem)
    writable_folder("--out", folder, (LANDSCAPE, RACE, SLICES, MORE_SLICES, ANIMATION), force=force)
    rule = find_optimizer(optimizer)
    chosen = rule() if learning_rate is None else rule(learning_rate)
    found = _raced(titled.board, params, {"optimizer": chosen, "epochs": epochs}, seed, points)
    written, reasons = write_files(folder, _makers(found, params))
    if quiet:
        return
    for runner in found.runners:
        say(f"{runner.name}: {found.landscape.scale.partition(',')[0]} {runner.cost[0]:.6g} to {runner.cost[-1]:.6g}")
    for line in (*map(str, written), *reasons):
        say(line)


def _raced(board: Board, params: tuple[str, ...], shared: Settings, seed: int, points: int) -> Race:
    """The race of a board whose data stand on it."""
    try:
        stand = board.stand(seed=seed)
    except SettingError as error:
        raise usage_error("BOARD", f"{error}; data stand on the board, data x (1, m) = [[1, 2, 3]]") from None
    return race(stand, None, shared, view_of(params or None, {"points": points}), stand.theta)


def _makers(found: Race, params: tuple[str, ...]) -> dict[str, Callable[[], str]]:
    """What makes each file: slices are of the first runner, over each entry that was asked for."""
    record = found.runners[0].attempt.record
    entries = params or (farthest(record),)
    slices = {
        name: partial(_slices, record, entry) for name, entry in zip((SLICES, MORE_SLICES), entries, strict=False)
    }
    return {LANDSCAPE: found.landscape.svg, RACE: found.svg, **slices, ANIMATION: found.animation}


def _slices(record: Record, entry: str) -> str:
    return slice_strip(record, entry).svg()
