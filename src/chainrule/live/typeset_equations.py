"""Typeset equations of a live page: three details of both passes, each line in names, in numbers, and what comes out.

The numbers have a key each, and a page fills in those of its moment.
"""

from collections.abc import Iterable, Iterator
from functools import cache

from chainrule.graph.passes import Derivative
from chainrule.graph.scopes import headings
from chainrule.graph.shape import write_shape
from chainrule.graph.values import Values
from chainrule.live.controls import choice, chosen
from chainrule.live.lesson import Lesson
from chainrule.live.linked import linked
from chainrule.readers.drawing.svg_text import escaped
from chainrule.readers.equations import Equation, Equations
from chainrule.readers.page.html_parts import flow, scrolling, written_sides
from chainrule.readers.page.sheet_equations import equations_of
from chainrule.readers.typeset.text import write_name
from chainrule.training.optimizers import OPTIMIZERS, Optimizer
from chainrule.training.update_equations import optimizer_equations

DETAILS = {
    "final": "final: each gradient in names of the forward pass",
    "named": "named: every cotangent by its name",
    "derivation": "derivation: a step on each line, with its rule",
}
NUMBERS = '<label><input type="checkbox" name="numbers" checked>numbers</label>'


def typeset_equations(lesson: Lesson, values: Values) -> Iterator[str]:
    """What chooses the detail, and below it the lines of each; those of an update stand last."""
    yield choice("detail", "Detail", DETAILS, NUMBERS)
    names = lesson.sheet.backward.all_names
    parts = {name: str(name.by) if isinstance(name, Derivative) else name for name in names}
    for detail in DETAILS:
        lines = equations_of(lesson.sheet, detail, None if lesson.sheet.closed else values)
        inside = "\n".join(_passes(lines))
        yield chosen("detail", detail, linked(inside, parts), is_first=detail == next(iter(DETAILS)))
    if lesson.pace:
        own, cost = lesson.pace.optimizer, lesson.sheet.cost
        yield f'<div data-optimizer="{own.name}">{_update(own, cost)}</div>'
        for name in OPTIMIZERS:
            if name != own.name:
                yield f'<div data-optimizer="{name}" hidden>{_usual_update(name, cost)}</div>'


@cache
def _usual_update(name: str, cost: str) -> str:
    """The lines of an optimizer as it is without settings: the same on every page, and somebody may wait for one."""
    return _update(OPTIMIZERS[name](), cost)


def _update(optimizer: Optimizer, cost: str) -> str:
    title = f"Update by {type(optimizer).__name__}, g = ∂{write_name(cost)}/∂θ"
    return _lines(title, optimizer_equations(optimizer).forward, "update equations")


def _passes(both: Equations) -> Iterator[str]:
    for title, lines in (("Forward", both.forward), ("Backward", both.backward)):
        if lines:
            yield _lines(title, lines, f"{title.lower()} equations", derived=both.derived)


def _lines(title: str, lines: Iterable[Equation], label: str, *, derived: bool = False) -> str:
    lines = [*lines]
    begins = (
        f'<p class="where">{escaped(heading)}</p>' if heading else "" for heading in headings(x.where for x in lines)
    )
    written = [begin + _line(line, derived=derived) for begin, line in zip(begins, lines, strict=True)]
    return f"<h3>{title}</h3>\n" + scrolling("\n".join(written), label)


def _line(line: Equation, *, derived: bool) -> str:
    """A line, those of its sides that are numbers apart, and what is said of it."""
    if not line.sides:
        return flow(*written_sides(line.names[:-1], line.names[-1:], line.sign), _said(write_shape(line.shape)))
    first, *others = written_sides(line.names, line.sides, line.sign)
    numbers = [f'<span class="plugged">{side}</span>' for side in others]
    said = [line.over.text()] if line.over else [write_shape(line.shape)] if derived else []
    rules = "".join(f'<p class="rule">{escaped(rule)}</p>' for rule in line.rules)
    return flow(first, *numbers, *map(_said, said)) + rules


def _said(text: str) -> str:
    return f'<span class="shape">{escaped(text)}</span>'
