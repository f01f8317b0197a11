"""Slipped: what a gradient would be after one slip, as a program, so that a page can say which slip a learner made."""

from collections.abc import Mapping
from dataclasses import dataclass

from chainrule import tutor
from chainrule.boards.whiteboard import Whiteboard
from chainrule.graph.graph import Graph
from chainrule.graph.node import Node
from chainrule.graph.passes import Derivative
from chainrule.live.lesson import Lesson
from chainrule.live.programs import Passes, print_passes

MOST_SLIPS, MOST_GRADIENTS = 20, 10  # more would make a page heavy


@dataclass(frozen=True)
class Slipped:
    """The program of the slips, and the sentences about those of each gradient, by their keys in it."""

    program: Passes
    sentences: Mapping[str, Mapping[str, str]]


def slipped(lesson: Lesson) -> Slipped | None:
    """The likely slips of every gradient of a board; None where the board is not known, or no gradient has any."""
    if lesson.whiteboard is None or not lesson.sheet.wrt:
        return None
    wrong: dict[str, Node] = {}
    sentences: dict[str, dict[str, str]] = {}
    for name in _asked(lesson, lesson.whiteboard)[:MOST_GRADIENTS]:
        slips = tutor.slips_by(lesson.whiteboard, name.by, MOST_SLIPS)
        keys = {f"{name} {place}": slip for place, slip in enumerate(slips, start=1)}
        wrong |= {key: slip.gradient for key, slip in keys.items()}
        sentences[name] = {key: slip.sentence for key, slip in keys.items()}
    whole = Graph(wrong, {}, tuple(lesson.sheet.graph.leaves.values()))
    return Slipped(print_passes(whole, {}, lesson.sizes), sentences) if wrong else None


def _asked(lesson: Lesson, whiteboard: Whiteboard) -> list[Derivative]:
    """The gradients that have a name: by parameters first, then by what lies between."""
    names = [name for name in lesson.sheet.backward.all_names if isinstance(name, Derivative)]
    own = [name for name in names if name.cost == whiteboard.cost]
    return sorted(own, key=lambda name: name.by not in lesson.sheet.graph.leaves)
