"""An explanation as text of 80 columns: what is worth knowing, the equations, the calculation."""

from collections.abc import Iterator, Sequence
from textwrap import wrap

from chainrule.graph.display import wrapped, write_note
from chainrule.readers.equations import Equations
from chainrule.readers.page import Listing, Sheet
from chainrule.readers.trace import trace

WIDTH = 80
INDENT = "     "  # that of the calculation


def explain_sheet(sheet: Sheet, lines: Equations) -> str:
    """Everything, part by part."""
    title = "derivation" if lines.derived else "equations"
    parts = [sheet.title, *map(_listed, sheet.listings), "\n".join([title, *_folded(lines.text())])]
    parts += [wrapped(write_note(note)) for note in sheet.notes]
    if sheet.values is not None:
        parts.append(trace(sheet.backward, sheet.values, sheet.detail, scopes=sheet.blocks.scopes).text(WIDTH))
    return "\n\n".join(parts)


def _folded(text: str) -> Iterator[str]:
    """Lines that are too long go on below, further in."""
    for line in text.splitlines():
        inner = len(line) - len(line.lstrip())
        first = INDENT + line[:inner]
        yield from wrap(
            line.strip(), WIDTH, initial_indent=first, subsequent_indent=first + "    ", break_on_hyphens=False
        )


def _listed(listing: Listing) -> str:
    rows: Sequence[tuple[str, ...]] = [*([listing.columns] if listing.columns[0] else []), *listing.rows]
    widths = [max(len(row[i]) for row in rows) for i in range(len(listing.columns))]
    widths[0] = min(widths[0], WIDTH - len(INDENT) - sum(widths[1:]) - 2 * (len(widths) - 1))
    lines = [INDENT + "  ".join(_cell(cell, width) for cell, width in zip(row, widths, strict=True)) for row in rows]
    return "\n".join([listing.title.lower(), *(line.rstrip() for line in lines)])


def _cell(text: str, width: int) -> str:
    return (text if len(text) <= width else f"{text[: max(width - 1, 0)]}…").ljust(width)
