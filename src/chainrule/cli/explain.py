"""`chainrule explain`: equations and every number of a board, an expression or a model at a row."""

from pathlib import Path

import click

from chainrule.cli.console import say
from chainrule.cli.equation_options import EQUATION_OPTIONS, closed_in, sheet_equations, without
from chainrule.cli.explanation_text import explain_sheet
from chainrule.cli.option_types import Name
from chainrule.cli.options import OUTPUT_OPTIONS, with_options
from chainrule.cli.output_files import FORCE_OPTION, require_free, write_text
from chainrule.cli.pages import sheet_page
from chainrule.cli.targets import NUMBER_OPTIONS, Given, TargetCommand, is_model, open_target
from chainrule.cli.training_files import picture_note
from chainrule.graph.display import wrapped
from chainrule.ops.undefined import any_function, undefined_in
from chainrule.readers.page import Sheet
from chainrule.readers.trace.tracing import DETAILS

EPILOG = """\b
Try:
  chainrule explain board.txt --equations derivation
  chainrule explain "1/(1+exp(-x))" --at x=1
  chainrule explain people.safetensors --data people.csv --row 3"""
EXPLAIN_OPTIONS = (
    *NUMBER_OPTIONS,
    click.option("--detail", type=Name("detail", DETAILS), metavar="NAME",
        help=f"Of the calculation: {', '.join(DETAILS)}.  [default: operations; layers of a network]"),
    *EQUATION_OPTIONS,
    click.option("--html", type=click.Path(path_type=Path), metavar="FILE",
        help="Write a page with equations, circuit and calculation; with numbers it computes and trains."),
    FORCE_OPTION,
    *OUTPUT_OPTIONS,
)  # fmt: skip


@click.command(cls=TargetCommand, epilog=EPILOG)
@click.argument("target")
@with_options(EXPLAIN_OPTIONS)
def explain(
    target: str,
    at: tuple[str, ...],
    random: bool,
    seed: int | None,
    data: str | None,
    row: int | None,
    detail: str | None,
    lines: str | None,
    numbers: bool | None,
    closed: tuple[str, ...],
    unfolded: bool,
    html: Path | None,
    force: bool,
    quiet: bool,
    debug: bool,  # noqa: ARG001
) -> None:
    """Show the forward and backward pass of TARGET as equations and, where it has numbers, as a calculation.

    TARGET is a board in a text file, an expression, or a model that `chainrule train` wrote.
    """
    if html is not None:
        require_free("--html", html, force=force)
    sheet = without(open_target(target, Given(at, random, seed, data, row), detail or ""), numbers)
    sheet = closed_in(sheet, closed, lines, numbers=numbers)
    if html is not None:
        write_text(html, sheet_page(target, sheet))
    if quiet:
        return
    say(explain_sheet(sheet, sheet_equations(sheet, lines, numbers=numbers, unfolded=unfolded)))
    if is_model(target) and (note := picture_note(Path(target))):
        say(f"note: {note}", err=True)
    if sheet.values is None and numbers is not False:
        say(f"\n{wrapped(_without_numbers(sheet, is_model(target)))}.")


def _without_numbers(sheet: Sheet, model: bool) -> str:
    """Why there are no numbers, and what gives some."""
    if functions := undefined_in(sheet.graph.order):
        return f"No numbers: {any_function(functions[0])}"
    if model:
        return "No numbers: --data DATA --row N shows a row"
    if why := sheet.why_no_values:
        return f"{why}, so there are no numbers; --at gives one, --random the rest"
    return "No numbers: --at NAME=VALUE gives some, --random draws them"
