"""TARGET: a board's file, an expression, or a model's file; and the options that give it numbers."""

import re
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import click

from chainrule.cli.assignments import read_assignments
from chainrule.cli.boards import board_sheet, board_values, open_board
from chainrule.cli.exits import usage_error
from chainrule.cli.option_types import Count
from chainrule.cli.training_files import SUFFIX
from chainrule.data import NoRowError
from chainrule.readers.page import Sheet
from chainrule.tables.learning import load_learner
from chainrule.tables.row_sheet import model_sheet, row_sheet
from chainrule.tables.table_model import TableModel
from chainrule.wording import plain

AT_OPTION = click.option(
    "--at", multiple=True, metavar="NAME=VALUE", help="A number, or rows [[1,2],[3,4]]; may be repeated."
)
SEED_OPTION = click.option("--seed", type=Count(0), metavar="COUNT", help="Decides random numbers.  [default: 0]")
NUMBER_OPTIONS = (
    AT_OPTION,
    click.option("--random", is_flag=True, help="Random numbers for whatever has none."),
    SEED_OPTION,
    click.option("--data", metavar="DATA", help="Of a model: the table, or built-in name, that holds the row."),
    click.option("--row", type=Count(1), metavar="N", help="Of a model: the row, counted from 1."),
)


_OPTION = re.compile(r"--[^\W\d_][\w-]*(=.*)?", re.DOTALL)


class TargetCommand(click.Command):
    """A command on a TARGET, which may begin with a minus: `-2*x*y` is an expression, `--at` and `--att` are not."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Read the options, expressions put behind them where click takes everything as it is."""
        options = [param for param in self.get_params(ctx) if isinstance(param, click.Option)]
        known = {name for option in options for name in option.opts}
        valued = {name for option in options if not option.is_flag for name in option.opts}
        words, ours, targets = iter(args), list[str](), list[str]()
        for word in words:
            if word == "--":
                targets.extend(words)
            elif word.startswith("-") and len(word) > 1 and word not in known and not _OPTION.fullmatch(word):
                targets.append(word)
            else:
                value = list(islice(words, int(word in valued)))
                ours += [word, *value]
                if word in valued and not value:  # click says so
                    return super().parse_args(ctx, ours)
        return super().parse_args(ctx, [*ours, "--", *targets])


@dataclass(frozen=True)
class Given:
    """What was said about numbers."""

    at: tuple[str, ...]
    random: bool
    seed: int | None
    data: str | None
    row: int | None


def is_model(target: str) -> bool:
    """Whether a target is a model's file."""
    return Path(target).suffix == SUFFIX


def open_target(target: str, given: Given, detail: str = "", zoom: str = "") -> Sheet:
    """The sheet of a target, with the numbers that were given."""
    if is_model(target):
        return _open_model(target, given, detail, zoom)
    for option, value in (("--data", given.data), ("--row", given.row)):
        if value is not None:
            raise usage_error(option, f"this is for models, whose names end in {SUFFIX}")
    if given.seed is not None and not given.random:
        raise usage_error("--seed", "nothing is drawn without --random; give it too")
    titled = open_board(target)
    numbers = read_assignments(given.at, titled.board.graph)
    values = board_values(titled, numbers, (given.seed or 0) if given.random else None)
    return board_sheet(titled, values, numbers, detail, zoom)


def _open_model(target: str, given: Given, detail: str, zoom: str) -> Sheet:
    for option, said in (("--at", given.at), ("--random", given.random or None), ("--seed", given.seed)):
        if said is not None and said != ():
            raise usage_error(option, "this is for boards; a model takes its numbers from --data FILE --row N")
    if given.row is not None and given.data is None:
        raise usage_error("--row", "of which table? give --data too")
    path, title = Path(target), plain(Path(target).name)
    if given.data is None:
        return model_sheet(load_learner(path, None), title, detail, zoom)
    try:
        return row_sheet(TableModel.load(path), given.data, given.row or 1, title, detail, zoom)
    except NoRowError as error:
        raise usage_error("--row", str(error)) from None
