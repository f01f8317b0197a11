"""Options for equations: how much detail, and whether numbers are plugged in."""

from dataclasses import replace

import click

from chainrule.cli.exits import usage_error
from chainrule.cli.option_types import Name
from chainrule.readers.equations import DETAILS, Equations, equations, with_running
from chainrule.readers.equations.folding import folded
from chainrule.readers.page import Sheet

EQUATION_OPTIONS = (
    click.option("--equations", "lines", type=Name("detail", DETAILS), metavar="NAME", show_default=DETAILS[0],
        help="final, named, derivation (each step with its rule), indices (entry by entry)."),
    click.option("--numbers/--no-numbers", default=None,
        help="Equations go on: = numbers = result. Or nothing is shown in numbers, although there are some."),
    click.option("--unfolded", is_flag=True, help="A line of equations for every step of a loop."),
)  # fmt: skip


def without(sheet: Sheet, numbers: bool | None) -> Sheet:
    """The sheet as it was opened, or without its numbers where that is what was asked for."""
    return replace(sheet, values=None) if numbers is False else sheet


def sheet_equations(sheet: Sheet, detail: str | None, *, numbers: bool | None, unfolded: bool = False) -> Equations:
    """The equations of a sheet, with its numbers where they are asked for."""
    if numbers and sheet.values is None:
        why = sheet.why_no_values or "there are none"
        raise usage_error("--numbers", f"{why}; --at, --random or --data gives some")
    if numbers and detail == "indices":
        raise usage_error("--numbers", "equations in indices hold for every entry, and show no numbers")
    lines = equations(sheet.backward, detail or DETAILS[0], sheet.values if numbers else None)
    lines = lines if unfolded else folded(lines, sheet.steps, sheet.backward.all_names)
    return with_running(lines, sheet.backward)
