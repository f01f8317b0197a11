"""The check as text of less than 80 columns: a line for each parameter, the corners, the cost, the error curve."""

from collections.abc import Iterator

from chainrule.graph.display import WIDTH, wrapped, write_note
from chainrule.readers.check.corners import write_index
from chainrule.readers.check.entry_check import INFINITE, TOO_SMALL
from chainrule.readers.check.report import CheckReport, ParameterCheck
from chainrule.readers.notation.numbers import format_count, format_number
from chainrule.wording import counted

DIGITS = 5  # the error says how far both agree; the lines stay short
HEADINGS = ("gradient", "shape", "entries", "worst at", "analytic", "difference", "error", "")

HIDDEN = {
    INFINITE: "for {cost} or its slope is not finite there",
    TOO_SMALL: "for the slope is too small to be measured by differences of {cost}",
}
WHY = {
    "corner": "stands at a corner",
    "jump": "stands at a jump",
    INFINITE: "stands where {cost} or its slope is not finite",
    TOO_SMALL: "is too small to be measured",
}


def write_check(report: CheckReport) -> str:
    """The report as a person reads it in a terminal.

    >>> import chainrule as cr
    >>> from chainrule.readers.check.report import check
    >>> x = cr.parameter("x")
    >>> print(write_check(check(cr.differentiate(cr.Graph({"L": x * x})), {"x": 3.0})).splitlines()[0])
    The gradient of L agrees with central differences.
    """
    noted = map(write_note, report.notes)
    parts = (
        [verdict(report)],
        _table(report),
        _corners(report),
        _hidden(report),
        _price(report),
        _curve(report),
        noted,
    )
    return wrapped("\n\n".join(filter(None, map("\n".join, parts))))


def verdict(report: CheckReport) -> str:
    """Whether the gradients are right, in a sentence."""
    wrong = [one.label for one in report.parameters if not one.right]
    if wrong:
        return f"Wrong: {', '.join(wrong)} {'does' if len(wrong) == 1 else 'do'} not agree with central differences."
    if not any(one.judged for one in report.parameters):
        reasons = " or ".join(WHY[why].format(cost=report.cost) for why in _reasons(report))
        return f"Not judged: every entry of the gradient of {report.cost} {reasons}."
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
    worst, difference, error = one.worst, "", ""
    if one.judged:  # elsewhere a quotient is no slope
        difference, error = format_number(worst.difference, DIGITS), f"{worst.relative_error:.1e}"
    numbers = (format_number(worst.analytic, DIGITS), difference, error)
    word = ("right" if one.right else "wrong") if one.judged else next(iter(one.unjudged))
    return one.label, _shape(one.shape), entries, write_index(worst.index), *numbers, word


def _shape(shape: tuple[int, ...]) -> str:
    return write_index(shape) or "()"


def _corners(report: CheckReport) -> Iterator[str]:
    """The corners, each with the entries that move it."""
    moved: dict[str, list[str]] = {}
    for one in report.parameters:
        for corner in (corner for entry in one.entries for corner in entry.corners):
            by = f"  moved by {one.name} {write_index(corner.moved)}".rstrip()
            moved.setdefault(str(corner), []).append(f"{by}: {corner.slopes}")
    for corner_text, lines in moved.items():
        yield from (corner_text, *lines)
    if report.corners:
        kinds = " or ".join(f"a {kind}" for kind in dict.fromkeys(corner.kind for corner in report.corners))
        yield f"At {kinds} there is no derivative, so these entries are not judged."


def _hidden(report: CheckReport) -> Iterator[str]:
    """How many entries have no slope to compare with beside those at corners, and why."""
    for one in report.parameters:
        for why, count in one.unjudged.items():
            if why in HIDDEN:
                because = HIDDEN[why].format(cost=report.cost)
                yield f"{one.label}: {counted(count, 'entry', 'entries')} not judged, {because}."


def _reasons(report: CheckReport) -> list[str]:
    return list(dict.fromkeys(why for one in report.parameters for why in one.unjudged))


def _price(report: CheckReport) -> Iterator[str]:
    numbers = f"{format_count(report.numbers)} number{'s' if report.numbers != 1 else ''}"
    more = report.evaluations - 2 * report.numbers
    yield f"{format_count(2 * report.numbers)} evaluations of {report.cost}, two for each of {numbers},"
    yield f"{f'and {format_count(more)} more to look closer, ' if more else ''}against one backward pass."


def _curve(report: CheckReport) -> Iterator[str]:
    if not any(one.judged for one in report.parameters):
        return
    curve = report.curve
    yield f"Relative error at {curve.parameter} {write_index(curve.entry)}".rstrip() + ", for each step ε:"
    yield from curve.lines()
