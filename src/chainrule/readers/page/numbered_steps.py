"""Numbered steps: a calculation and a derivation on a page, each step with its formula and its sentence."""

from collections.abc import Iterable, Iterator

from chainrule.graph.scopes import headings
from chainrule.graph.shape import write_shape
from chainrule.readers.drawing.svg_text import escaped
from chainrule.readers.equations import Equation, Equations
from chainrule.readers.notation.formula import Formula, Symbol
from chainrule.readers.page.html_parts import flow, number_or_summary, unfolding, written_sides
from chainrule.readers.trace import Step, Trace
from chainrule.readers.trace.printed_steps import MOST_ROWS_BETWEEN
from chainrule.readers.trace.step import GIVEN, PHASES
from chainrule.readers.typeset.mathml import to_mathml
from chainrule.readers.typeset.text_blocks import to_block

TITLES = {GIVEN: "Given", "forward": "Forward, number by number", "backward": "Backward, number by number",
          "update": "Update"}  # fmt: skip


def write_calculation(trace: Trace) -> str:
    """Every phase, to be unfolded; steps are numbered through."""
    parts, start = [], 1
    for phase in PHASES:
        own = trace.phase(phase)
        if own:
            items = [_given(step) for step in own] if phase == GIVEN else _steps(own, start)
            start += 0 if phase == GIVEN else len(own)
            parts.append(unfolding(TITLES[phase], _list(items), is_open=phase == "forward"))
    return "\n".join(parts)


def write_derivation(derivation: Equations) -> str:
    """A line for each step, with its shape and the rules that it used."""
    given = [line for line in derivation.forward if not line.sides]
    steps = [line for line in derivation.all if line.sides]
    begins = [*map(_heading, headings(line.where for line in steps))]
    items = [_item(number, begins[number - 1] + _line(line)) for number, line in enumerate(steps, start=1)]
    title = "Derivation, a step on each line, with its rules"
    return unfolding(title, flow(*map(_line, given), css="given"), _list(items))


def _heading(heading: str) -> str:
    return f'<p class="where">{escaped(heading)}</p>' if heading else ""


def _line(line: Equation) -> str:
    shape = f'<span class="shape">{escaped(write_shape(line.shape))}</span>'
    rules = "".join(f"<p>{escaped(rule)}</p>" for rule in line.rules)
    return _flow(to_mathml(line.formula, block=True), shape) + rules


def _steps(steps: Iterable[Step], start: int) -> Iterator[str]:
    steps = [*steps]
    for number, (step, heading) in enumerate(zip(steps, headings(s.where for s in steps), strict=True), start):
        result, words = number_or_summary(step.result)
        sides = [side for side in (step.formula, _short(step.numbers), result) if side is not None]
        sign = "←" if step.rule == "gradient descent" else "="
        said = f"<p>= {escaped(words)}</p>" if words else ""
        sentence = f"<p>{escaped(step.sentence)}</p>"
        line = _flow(*written_sides((Symbol(step.name),), sides, sign))
        yield _item(number, _heading(heading) + line + said + sentence)


def _short(numbers: Formula | None) -> Formula | None:
    """Numbers between a formula and its result, unless they are taller than what they explain."""
    return numbers if numbers is not None and len(to_block(numbers).lines) <= MOST_ROWS_BETWEEN else None


def _given(step: Step) -> str:
    result, words = number_or_summary(step.result)
    if result is not None:
        return f"<li>{_flow(*written_sides((Symbol(step.name),), [result]))}</li>"
    return f"<li>{to_mathml(step.formula)} = {escaped(words)}</li>"


def _flow(*parts: str) -> str:
    """Parts in a row; what is wider than the screen scrolls, but is no stop for keys: a page has too many of them."""
    return flow(*parts, css="wide flow")


def _item(number: int, inside: str) -> str:
    return f'<li><span class="number">{number}</span><div class="step">{inside}</div></li>'


def _list(items: Iterable[str]) -> str:
    return '<ol class="steps">\n' + "\n".join(items) + "\n</ol>"
