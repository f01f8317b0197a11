"""Exports: a page's board in other forms, as its readers write them, with a hole for each number that moves."""

from collections.abc import Iterable, Iterator, Mapping

from chainrule.architecture.description import describe
from chainrule.architecture.layers import Architecture
from chainrule.live.lesson import Lesson
from chainrule.readers.page.sheet_equations import equations_of
from chainrule.readers.script import script
from chainrule.readers.script.board_script import HOLE

Export = Mapping[str, str]  # name, file and text
BOARD = '''"""{title}"""

import chainrule as cr

board = cr.whiteboard("""
{text}
""")
values = board.bind(
{numbers}
)
print(board.equations())
print(board.trace(values))
print(board.check(values))
'''
NETWORK = '''"""{title}"""

import numpy as np

import chainrule as cr

network = cr.Network(
{settings}
    dtype="float64",
)
network.set_theta(
{parameters}
)
X = np.array({inputs}).T
y = {targets}
print(network.explain(X, y))
print(network.check(X, y))
'''


def exports(lesson: Lesson) -> list[Export]:
    """A script for chainrule, one that needs NumPy alone, and the equations as LaTeX."""
    return [{"name": name, "file": file, "text": text} for name, file, text in _texts(lesson)]


def _texts(lesson: Lesson) -> Iterator[tuple[str, str, str]]:
    sheet, network = lesson.sheet, _network(lesson)
    assert sheet.values is not None  # noqa: S101 - a lesson has numbers
    own = _of_network(lesson, network) if network else _of_board(lesson)
    yield "Python script", "network.py" if network else "board.py", own
    yield "NumPy script", "numbers.py", script(sheet.backward, sheet.values, holes=True).text
    yield "LaTeX", "equations.tex", equations_of(sheet).latex() + "\n"


def _network(lesson: Lesson) -> Architecture | None:
    known = lesson.pace.stand.checkpoint.trainable if lesson.pace else None
    return known if isinstance(known, Architecture) else None


def _of_board(lesson: Lesson) -> str:
    title, text = _inside(lesson.sheet.title), _inside(lesson.text.strip("\n"))
    return BOARD.format(title=title, text=text, numbers=_holes(lesson.sheet.graph.leaves))


def _of_network(lesson: Lesson, network: Architecture) -> str:
    """The network, its parameters, and the rows that are in every picture."""
    leaves = lesson.sheet.graph.leaves
    described = "\n".join(f"    {name}={value!r}," for name, value in describe(network).items() if name != "sizes")
    return NETWORK.format(
        title=_inside(lesson.sheet.title),
        settings=f"    {list(network.sizes)},\n{described}",
        parameters=_holes(network.layout.shapes),
        inputs=HOLE.format("X"),
        targets=f"np.array({HOLE.format('Y')}).T" if "Y" in leaves else _labels(lesson),
    )


def _labels(lesson: Lesson) -> str:
    """Labels by their places among the classes."""
    assert lesson.pace is not None  # noqa: S101 - networks have one
    known, examples = lesson.pace.stand.checkpoint.classes, lesson.pace.stand.examples.classes
    classes = known if known is not None else examples
    assert classes is not None  # noqa: S101 - there are labels
    return f"np.array({classes.tolist()!r})[np.array({HOLE.format('labels')}, dtype=int)[0]]"


def _holes(names: Iterable[str]) -> str:
    return "\n".join(f"    {name}={HOLE.format(name)}," for name in names)


def _inside(text: str) -> str:
    """A text that may stand between three quotation marks."""
    return text.replace("\\", "\\\\").replace('"""', '\\"\\"\\"')
