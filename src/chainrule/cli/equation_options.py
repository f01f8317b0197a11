"""Options for equations: how much detail, and whether numbers are plugged in."""

from dataclasses import replace

import click

from chainrule.cli.exits import usage_error
from chainrule.cli.option_types import Name
from chainrule.errors import SettingError
from chainrule.readers.equations import DETAILS, Equations
from chainrule.readers.equations.closed_blocks import CLOSED_DETAILS
from chainrule.readers.notation.blocks import closed_names
from chainrule.readers.page import Sheet
from chainrule.readers.page.sheet_equations import equations_of

EQUATION_OPTIONS = (
    click.option("--equations", "lines", type=Name("detail", DETAILS), metavar="NAME",
        help=f"final, named, derivation (each step with its rule), indices (entry by entry).  [default: {DETAILS[0]}]"),
    click.option("--numbers/--no-numbers", default=None,
        help="Equations go on: = numbers = result. Or nothing is shown in numbers, although there are some."),
    click.option("--closed", multiple=True, metavar="NAME",
        help="A definition whose calls stay as they are; in the circuit a box, as is a loop by its letter."),
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
    return equations_of(sheet, detail or DETAILS[0], sheet.values if numbers else None, folded=not unfolded)


def closed_in(sheet: Sheet, names: tuple[str, ...], detail: str | None, *, numbers: bool | None) -> Sheet:
    """The sheet with what is to be closed, or a usage error for what it has not, or what closed calls have not."""
    try:
        closed_names(names, sheet.blocks.scopes.values(), otherwise=False)
    except SettingError as error:
        raise usage_error("--closed", str(error)) from None
    if names and numbers:
        raise usage_error("--numbers", "closed calls show no numbers; leave out one of the two")
    if names and detail not in (None, *CLOSED_DETAILS):
        raise usage_error("--equations", f"closed calls stand in equations that are {' or '.join(CLOSED_DETAILS)}")
    return replace(sheet, closed=names) if names else sheet
