"""Pieces of HTML for notebooks: they stand alone, take the colours around them, and escape what a person wrote."""

from collections.abc import Iterable, Iterator, Sequence
from html import escape

from chainrule.graph.display import write_note
from chainrule.graph.scopes import headings
from chainrule.graph.shape import write_shape
from chainrule.readers.equations import Equation, Equations
from chainrule.readers.notation.constants import write_constant
from chainrule.readers.notation.formula import RELATION, Formula, Infix, Symbol
from chainrule.readers.trace import Step, Trace
from chainrule.readers.trace.printed_steps import MOST_ENTRIES, summary
from chainrule.readers.typeset.mathematics_style import mathematics_style
from chainrule.readers.typeset.mathml import to_mathml

STYLE = """
.chainrule-display{max-width:100%;overflow-x:auto}
.chainrule-display h4{margin:.8em 0 .3em;font-weight:600}
.chainrule-display p{margin:.3em 0}
.chainrule-display .quiet{opacity:.75;margin-left:2em}
.chainrule-display math{math-style:normal}
.chainrule-display table{border-collapse:collapse}
.chainrule-display th,.chainrule-display td{text-align:left;padding:.15em .7em;border-bottom:1px solid #8886}
"""


def display(*parts: str) -> str:
    """The parts as one piece with its style, and with the font of mathematics where there is some."""
    style = STYLE + mathematics_style(".chainrule-display ") if any("<math" in part for part in parts) else STYLE
    return "\n".join(['<div class="chainrule-display">', f"<style>{style}</style>", *parts, "</div>"])


def heading(text: str) -> str:
    """A heading."""
    return f"<h4>{escape(text)}</h4>"


def paragraph(text: str, css: str = "") -> str:
    """A sentence."""
    return f'<p class="{css}">{escape(text)}</p>' if css else f"<p>{escape(text)}</p>"


def code(text: str) -> str:
    """Text in which every space counts."""
    return f"<pre>{escape(text)}</pre>"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table with a row of headings."""
    titles = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in head)
    body = "".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in rows)
    return f"<table><thead><tr>{titles}</tr></thead><tbody>{body}</tbody></table>"


# ---- mathematics --------------------------------------------------------------------------------------------------


def show_equations(equations: Equations) -> Iterator[str]:
    """The equations of both passes, each on a line of its own."""
    for title, lines in (("forward", equations.forward), ("backward", equations.backward)):
        if lines:
            yield heading(title) if equations.backward else ""
            for line, begins in zip(lines, headings(one.where for one in lines), strict=True):
                yield paragraph(begins) if begins else ""
                yield from _show_line(line, derived=equations.derived)
    yield from (paragraph(write_note(note)) for note in equations.notes)


def _show_line(line: Equation, *, derived: bool) -> Iterator[str]:
    """An equation; in a derivation with its shape, and the rules below it."""
    shape = f" &#8195;{escape(write_shape(line.shape))}" if derived else ""
    over = f" &#8195;{escape(line.over.text())}" if line.over else ""
    yield f"<p>{to_mathml(line.formula)}{shape}{over}</p>"
    yield from (paragraph(rule, "quiet") for rule in line.rules)


def show_formula(formula: Formula) -> str:
    """A formula on a line of its own."""
    return f"<p>{to_mathml(formula)}</p>"


def show_trace(trace: Trace) -> Iterator[str]:
    """The steps of each phase, numbered, each with its numbers and its sentence."""
    numbered = 0
    for phase in dict.fromkeys(step.phase for step in trace.steps):
        steps = trace.phase(phase)
        yield heading(phase)
        if phase == "given":
            yield from (f"<p>{_calculation(step)}</p>" for step in steps)
            continue
        yield f'<ol start="{numbered + 1}">'
        for step, begins in zip(steps, headings(one.where for one in steps), strict=True):
            where = paragraph(begins) if begins else ""
            yield f"<li>{where}{_calculation(step)}{paragraph(step.sentence, 'quiet')}</li>"
        yield "</ol>"
        numbered += len(steps)


def _calculation(step: Step) -> str:
    """Name, formula, numbers and result; a result of many numbers is summed up in words."""
    few = 0 < step.result.size <= MOST_ENTRIES
    sides = [step.formula, step.numbers, write_constant(step.result) if few else None]
    kept: list[Formula] = [Symbol(step.name)]
    for side in sides:
        if side is not None and side != kept[-1]:
            kept.append(side)
    first = "←" if step.rule == "gradient descent" else "="
    formula = Infix(first, (kept[0], Infix("=", tuple(kept[1:]), RELATION)), RELATION) if kept[1:] else kept[0]
    return to_mathml(formula) + ("" if few else f" = {escape(summary(step.result))}")
