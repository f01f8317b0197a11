"""The check as text of less than 80 columns: a line for each parameter, the corners, the cost, the error curve."""

from collections.abc import Iterator

from chainrule.graph.display import WIDTH, wrapped, write_note
from chainrule.readers.check.corners import write_index
from chainrule.readers.check.report import CheckReport, ParameterCheck
from chainrule.readers.notation.numbers import format_count, format_number

DIGITS = 5  # the error says how far both agree; the lines stay short
HEADINGS = ("gradient", "shape", "entries", "worst at", "analytic", "difference", "error", "")


def write_check(report: CheckReport) -> str:
    """The report as a person reads it in a terminal.

    >>> import chainrule as cr
    >>> from chainrule.readers.check.report import check
    >>> x = cr.parameter("x")
    >>> print(write_check(check(cr.differentiate(cr.Graph({"L": x * x})), {"x": 3.0})).splitlines()[0])
    The gradient of L agrees with central differences.
    """
    noted = map(write_note, report.notes)
    parts = ([verdict(report)], _table(report), _corners(report), _price(report), _curve(report), noted)
    return wrapped("\n\n".join(filter(None, map("\n".join, parts))))


def verdict(report: CheckReport) -> str:
    """Whether the gradients are right, in a sentence."""
    wrong = [one.label for one in report.parameters if not one.right]
    if wrong:
        return f"Wrong: {', '.join(wrong)} {'does' if len(wrong) == 1 else 'do'} not agree with central differences."
    if not any(one.smooth for one in report.parameters):
        return f"Not judged: every entry of the gradient of {report.cost} stands at a corner."
    return f"The gradient of {report.cost} agrees with central differences."


def _table(report: CheckReport) -> Iterator[str]:
    """A row for each parameter; a sentence where there is no room for rows."""
    rows = [HEADINGS, *(parameter_row(one) for one in report.parameters)]
    widths = [max(len(row[column]) for row in rows) for column in range(len(HEADINGS))]
    lines = ["  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows]
    yield from lines if max(map(len, lines)) <= WIDTH else map(_sentence, rows[1:])


def _sentence(row: tuple[str, ...]) -> str:
    label, shape, entries, worst, analytic, difference, error, word = row
    at = f" at {worst}" if worst else ""
    numbers = f"; the worst{at}: analytic {analytic}, difference {difference}, error {error}" if error else ""
    return f"{label} {shape}, entries {entries}: {word}{numbers}"


def parameter_row(one: ParameterCheck) -> tuple[str, ...]:
    """What stands under the headings for one parameter."""
    total, checked = 1, len(one.entries)
    for size in one.shape:
        total *= size
    entries = format_count(total) if checked == total else f"{format_count(checked)} of {format_count(total)}"
    if not one.entries:
        return one.label, _shape(one.shape), entries, "", "", "", "", "empty"
    worst = one.worst
    numbers = (
        format_number(worst.analytic, DIGITS),
        format_number(worst.difference, DIGITS),
        f"{worst.relative_error:.1e}",
    )
    word = ("right" if one.right else "wrong") if one.smooth else "corner"
    return one.label, _shape(one.shape), entries, write_index(worst.index), *numbers, word


def _shape(shape: tuple[int, ...]) -> str:
    return write_index(shape) or "()"


def _corners(report: CheckReport) -> Iterator[str]:
    """The corners, each with the entry that moves it."""
    for one in report.parameters:
        for corner in (corner for entry in one.entries for corner in entry.corners):
            yield f"{corner}"
            yield f"  moved by {one.name} {write_index(corner.moved)}".rstrip() + f": {corner.slopes}"
    if report.corners:
        yield "At a corner there is no derivative, so these entries are not judged."


def _price(report: CheckReport) -> Iterator[str]:
    numbers = f"{format_count(report.numbers)} number{'s' if report.numbers != 1 else ''}"
    more = report.evaluations - 2 * report.numbers
    yield f"{format_count(2 * report.numbers)} evaluations of {report.cost}, two for each of {numbers},"
    yield f"{f'and {format_count(more)} more to look closer, ' if more else ''}against one backward pass."


def _curve(report: CheckReport) -> Iterator[str]:
    curve = report.curve
    yield f"Relative error at {curve.parameter} {write_index(curve.entry)}".rstrip() + ", for each step ε:"
    yield from curve.lines()
