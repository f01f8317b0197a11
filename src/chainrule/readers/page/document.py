"""The document: a sheet as one HTML page, with its sections in the order in which one asks for them."""

from collections.abc import Iterator

from chainrule.graph.display import write_note
from chainrule.readers.check.report import check
from chainrule.readers.check.report_text import HEADINGS, parameter_row, verdict
from chainrule.readers.diagram import MOST_PARTS, diagram
from chainrule.readers.drawing.svg_text import escaped
from chainrule.readers.equations import Equations, equations
from chainrule.readers.notation.numbers import format_count
from chainrule.readers.page.html_parts import formulas, scrolling, section, table, unfolding
from chainrule.readers.page.numbered_steps import write_calculation, write_derivation
from chainrule.readers.page.page_style import STYLE
from chainrule.readers.page.sheet import Listing, Sheet
from chainrule.readers.page.sheet_equations import equations_of
from chainrule.readers.trace import trace
from chainrule.readers.typeset.mathematics_style import mathematics_style
from chainrule.readers.typeset.text import write_name
from chainrule.transforms.expand import expand
from chainrule.transforms.scalarize import gate_count

POLICY = "default-src 'none'; style-src 'unsafe-inline'; font-src data:"
CHECK = "Check against finite differences"
CHECKED = 25  # entries of each gradient that are checked; more would take longer than reading about them
ZOOMS = {"layers": "Layers", "operations": "Operations", "gates": "Gates: single numbers, upstream × local"}


def page(sheet: Sheet) -> str:
    """The whole file, as text.

    >>> import chainrule as cr
    >>> board = cr.whiteboard("f = 1 / (1 + exp(-x))")
    >>> page(Sheet("a gate", board.graph, board.backward(), "f", board.bind(x=1)))[:15]
    '<!DOCTYPE html>'
    """
    title = escaped(sheet.title)
    body = [
        *(section(one.title, table(one)) for one in sheet.listings),
        section("Equations", _equations(sheet)),
        *(f"<p>{escaped(write_note(note))}</p>" for note in sheet.notes),
        section("Circuit", *_circuits(sheet)),
        section("Calculation", _calculation(sheet)),
        section(CHECK, _check(sheet)),
    ]
    return "\n".join(
        [
            "<!DOCTYPE html>",
            '<html lang="en">',
            "<head>",
            '<meta charset="utf-8">',
            f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">',
            '<meta name="viewport" content="width=device-width, initial-scale=1">',
            '<meta name="color-scheme" content="light dark">',
            f"<title>{title}</title>",
            f"<style>{STYLE}{mathematics_style()}</style>",
            "</head>",
            "<body>",
            "<main>",
            f"<h1>{title}</h1>",
            *filter(None, body),
            "</main>",
            "</body>",
            "</html>\n",
        ]
    )


def explained(sheet: Sheet) -> Iterator[tuple[str, str]]:
    """What a page says of one set of numbers, each part under its title: tables, calculation, derivation, check."""
    yield from ((one.title, table(one)) for one in sheet.listings)
    yield "Calculation", _calculation(sheet) + "\n" + _derivation(sheet)
    if said := _check(sheet):
        yield CHECK, said


def _equations(sheet: Sheet) -> str:
    final = equations_of(sheet)
    title = "With every cotangent by its name" + (", and in numbers" if sheet.values and not sheet.closed else "")
    named = unfolding(title, *_passes(equations_of(sheet, "named", sheet.values)))
    return "\n".join([*_passes(final), named, _derivation(sheet)])


def _derivation(sheet: Sheet) -> str:
    return write_derivation(equations(sheet.backward, "derivation", scopes=sheet.blocks.scopes))


def _passes(both: Equations) -> Iterator[str]:
    for title, lines in (("Forward", both.forward), ("Backward", both.backward)):
        if lines:
            yield f"<h3>{title}</h3>\n" + formulas(lines, f"{title.lower()} equations")


def _circuits(sheet: Sheet) -> Iterator[str]:
    """The zoom that suits the graph, and the others to be unfolded."""
    for zoom in sorted(_zooms(sheet), key=lambda zoom: zoom != sheet.zoom):
        picture = diagram(
            sheet.graph,
            sheet.values,
            zoom=zoom,
            cost=sheet.cost,
            steps=zoom == "gates",
            title=f"{ZOOMS[zoom].split(':')[0]} of {write_name(sheet.cost)}",
            prefix=f"circuit-{zoom}",
            blocks=sheet.blocks,
            closed=sheet.closed if zoom == "operations" else None,
        )
        box = scrolling(picture, f"circuit, {zoom}", "wide circuit")
        yield box if zoom == sheet.zoom else unfolding(ZOOMS[zoom], box)


def _zooms(sheet: Sheet) -> Iterator[str]:
    """The zooms that say something different about this graph."""
    if sheet.zoom == "layers" or any(leaf.rank for leaf in sheet.graph.leaves.values()):
        yield "layers"
    yield "operations"
    if sheet.values is not None and gate_count(expand(sheet.graph), sheet.values.sizes) <= MOST_PARTS:
        yield "gates"


def _calculation(sheet: Sheet) -> str:
    if sheet.values is None:
        return ""
    return write_calculation(trace(sheet.backward, sheet.values, sheet.detail, scopes=sheet.blocks.scopes))


def _check(sheet: Sheet) -> str:
    if sheet.values is None or not sheet.wrt:
        return ""
    report = check(sheet.backward, sheet.values, CHECKED)
    rows = [(write_name(one.label), *parameter_row(one)[1:]) for one in report.parameters]
    price = f"{format_count(report.evaluations)} evaluations of {write_name(report.cost)}, against one backward pass."
    said = f"<p>{escaped(verdict(report))} {escaped(price)}</p>"
    return said + "\n" + table(Listing("check", HEADINGS, rows), marked=("right", "wrong"))
