"""Options for equations: how much detail, and whether numbers are plugged in."""

import click

from chainrule.cli.exits import usage_error
from chainrule.cli.kinds import Name
from chainrule.readers.equations import DETAILS, Equations, equations
from chainrule.readers.page import Sheet

EQUATION_OPTIONS = (
    click.option("--equations", "lines", type=Name("detail", DETAILS), default=DETAILS[0], metavar="NAME",
        show_default=True, help=f"{', '.join(DETAILS)} (each step with its rule)."),
    click.option("--numbers", is_flag=True, help="Equations go on: = numbers = result."),
)  # fmt: skip


def sheet_equations(sheet: Sheet, detail: str, *, numbers: bool) -> Equations:
    """The equations of a sheet, with its numbers where they are asked for."""
    if numbers and sheet.values is None:
        raise usage_error("--numbers", "there are none; --at, --random or --data gives some")
    return equations(sheet.backward, detail, sheet.values if numbers else None)
