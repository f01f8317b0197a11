"""Walked: the steps of a walk as a page shows them, one at a time: formula, numbers, result, and the sentence."""

from chainrule.graph.passes import Derivative
from chainrule.graph.scopes import headings
from chainrule.live.linked import linked
from chainrule.live.zooms import Zoom, gate_of
from chainrule.readers.drawing.svg_text import escaped
from chainrule.readers.notation.constants import write_constant
from chainrule.readers.notation.formula import Formula, Symbol
from chainrule.readers.page.html_parts import flow, written_sides
from chainrule.readers.trace.printed_steps import MOST_ENTRIES, MOST_ROWS
from chainrule.readers.trace.step import Step


def walked(zoom: Zoom) -> str:
    """All steps of a zoom, hidden; the page shows the one whose turn it is."""
    begins = headings(step.where for step in zoom.steps)
    items = "\n".join(_item(zoom, *one) for one in zip(zoom.steps, begins, strict=True))
    return f'<ol class="walk" data-walk="{zoom.name}">{linked(items, zoom.parts, zoom.cost)}</ol>' if items else ""


def _item(zoom: Zoom, step: Step, heading: str) -> str:
    shown = (step.formula, step.numbers, _result(step))
    first, *others = written_sides((Symbol(step.name),), [side for side in shown if side is not None])
    sides = flow(first, *(f'<span class="plugged">{side}</span>' for side in others))
    told = {
        "phase": step.phase,
        "gate": zoom.parts.get(gate_of(step), ""),
        "key": step.key,
        "ends": str(_found(step) in zoom.named).lower(),
    }
    data = " ".join(f'data-{name}="{escaped(text)}"' for name, text in told.items())
    where = f'<p class="where">{escaped(heading)}</p>' if heading else ""
    says = f'<p class="says">{escaped(step.sentence)}</p>'
    return f"<li hidden {data}>{where}{sides}{says}</li>"


def _found(step: Step) -> str:
    """What a step finds the number, or the cotangent, of."""
    return step.name.by if isinstance(step.name, Derivative) else step.name


def _result(step: Step) -> Formula | None:
    """What comes out, where it is small enough to be read."""
    array = step.result
    rows = array.shape[0] if array.ndim == 2 else 1
    if 0 < array.size <= MOST_ENTRIES and rows <= MOST_ROWS and array.ndim <= 2:
        return write_constant(array, key="" if step.rule == "start" else step.key)
    return None
