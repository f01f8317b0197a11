"""Parts of a page: small pieces of HTML, with everything that came from outside escaped."""

from collections.abc import Iterable, Sequence

from chainrule.graph.node import Array
from chainrule.readers.drawing.svg_text import escaped
from chainrule.readers.equations import Equation
from chainrule.readers.notation.constants import write_constant
from chainrule.readers.notation.formula import RELATION, Formula, Infix
from chainrule.readers.page.sheet import Listing
from chainrule.readers.trace.printed_steps import MOST_ENTRIES, MOST_ROWS, summary
from chainrule.readers.typeset.mathml import to_mathml
from chainrule.readers.typeset.text import to_text


def section(title: str, *parts: str) -> str:
    """A section, or nothing where it would be empty."""
    inside = "\n".join(filter(None, parts))
    return f"<section>\n<h2>{escaped(title)}</h2>\n{inside}\n</section>" if inside else ""


def unfolding(title: str, *parts: str, is_open: bool = False) -> str:
    """What is shown when its title is clicked."""
    inside = "\n".join(filter(None, parts))
    opened = " open" if is_open else ""
    return f'<details{opened}>\n<summary>{escaped(title)}</summary>\n<div class="inside">\n{inside}\n</div>\n</details>'


def scrolling(inside: str, label: str, css: str = "wide") -> str:
    """A box that scrolls where its content is wider than the screen, also by keys."""
    return f'<div class="{css}" tabindex="0" role="region" aria-label="{escaped(label)}">{inside}</div>'


def formulas(lines: Iterable[Equation], label: str) -> str:
    """Equations one below the other; where the screen is narrow, the sides of one too."""
    written = (flow(*written_sides(line.names, line.sides, line.sign), *_over(line)) for line in lines)
    return scrolling("\n".join(written), label)


def _over(line: Equation) -> list[str]:
    """The steps of a loop that a line stands for."""
    return [f"<span>{escaped(line.over.text())}</span>"] if line.over else []


def flow(*parts: str, css: str = "flow") -> str:
    """Parts in a row, or below each other where the screen is narrow."""
    return f'<div class="{css}">{"".join(parts)}</div>'


def written_sides(names: Sequence[Formula], sides: Sequence[Formula], sign: str = "=") -> list[str]:
    """`name = first side`, `= second side`, …, each by itself; one that says what the one before says is left out."""
    texts = ["", *map(to_text, sides)]
    first, *others = (side for side, text, before in zip(sides, texts[1:], texts, strict=False) if text != before)
    start = '<math display="block">'
    more = (to_mathml(side, block=True).replace(start, f"{start}<mo>=</mo>", 1) for side in others)
    return [to_mathml(Infix(sign, (*names, first), RELATION), block=True), *more]


def number_or_summary(array: Array) -> tuple[Formula | None, str]:
    """A small array as a formula, a large one as words."""
    rows = array.shape[0] if array.ndim == 2 else 1
    if 0 < array.size <= MOST_ENTRIES and rows <= MOST_ROWS and array.ndim <= 2:
        return write_constant(array), ""
    return None, summary(array)


def table(listing: Listing, marked: Sequence[str] = ()) -> str:
    """A table; cells that are one of the words in `marked` stand out."""
    head = "".join(f'<th scope="col">{escaped(name)}</th>' for name in listing.columns)
    rows = "".join(f"<tr>{''.join(_cell(cell, marked) for cell in row)}</tr>\n" for row in listing.rows)
    whole = f"<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}</tbody>\n</table>"
    return scrolling(whole, listing.title)


def _cell(cell: str, marked: Sequence[str]) -> str:
    css = f' class="{escaped(cell)}"' if cell in marked else ""
    return f"<td{css}>{escaped(cell)}</td>"
