"""The equations of a sheet: steps of a loop that are alike on one line, and calls closed where that was asked for."""

from chainrule.graph.values import Values
from chainrule.readers.equations import DETAILS, Equations, equations, with_running
from chainrule.readers.equations.closed_blocks import closed_equations
from chainrule.readers.equations.folding import folded as fold
from chainrule.readers.notation.blocks import closed_names
from chainrule.readers.page.sheet import Sheet


def equations_of(
    sheet: Sheet, detail: str = DETAILS[0], values: Values | None = None, *, folded: bool = True
) -> Equations:
    """Both passes in a detail, with values in numbers too; closed calls have no numbers, and no other detail."""
    shut = closed_names(sheet.closed, sheet.blocks.scopes.values(), otherwise=False)
    calls = closed_names(True, sheet.blocks.scopes.values(), otherwise=True, loops=False) & shut
    if calls:
        lines = closed_equations(sheet.graph, sheet.blocks, calls, sheet.wrt, sheet.cost, detail, folded=folded)
    else:
        lines = equations(sheet.backward, detail, values, scopes=sheet.blocks.scopes)
        lines = fold(lines, sheet.blocks, sheet.backward.all_names) if folded else lines
    return with_running(lines, sheet.backward)
