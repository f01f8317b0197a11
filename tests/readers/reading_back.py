"""Reading back: the numbers of a board as each surface shows them, by name."""

import contextlib
import io
import re
import xml.etree.ElementTree as ET
from unicodedata import combining

import numpy as np

from chainrule.graph.graph import topological
from chainrule.readers.formula import Symbol
from chainrule.readers.numbers import format_number
from chainrule.readers.trace import Trace
from chainrule.readers.trace.build import forward_pass
from chainrule.readers.typeset.text import write_name

from .pictures import SVG, parsed, read

WIDE = 10_000  # columns, so that a step stands on one line or on the lines of one row of matrices
BRACKETS = re.compile(r"[⎡⎢⎣⎤⎥⎦\[\]]")


def digits(array):
    """An array as rows of text in the one format, with the minus sign of print."""
    array = np.asarray(array, dtype=float)
    rows = array.reshape(1, -1) if array.ndim < 2 else array
    return [[format_number(entry).replace("-", "−") for entry in row] for row in rows]


def number(text):
    """A number as it is printed."""
    return float(text.replace("−", "-"))


def from_equations(board, values):
    """The last side of each equation as text, by name: rows of digits."""
    found = {}
    for line in board.equations("named", values).text().splitlines():
        name, *_, result = line.split(" = ")
        found[name] = [row.split() for row in result.strip("[]").split(";")]
    return {name: found.get(rows[0][0], rows) for name, rows in found.items()}  # the second name of an array


def from_notebook(board, values):
    """The last side of each equation that a notebook shows, by name, in the order of the equations."""
    equations = board.equations("named", values).all
    tree = ET.fromstring(board.equations("named", values)._repr_html_())  # noqa: S314
    found = {}
    for math, equation in zip(tree.iter("math"), equations, strict=True):
        rows = list(math[0][-1].iter("mtr")) or [math[0][-1:]]
        found[equation.name] = [[entry.text for part in row for entry in part.iter("mn")] for row in rows]
    second = {one.name: one.sides[0].name for one in equations if isinstance(one.sides[-1], Symbol)}
    return {write_name(name): found[second.get(name, name)] for name in found}


def from_trace(board, values):
    """What each step of the printed trace ends with, by name: all that stands right of its last equals sign."""
    found = {}
    for step in board.trace(values).steps:
        text = Trace((step,)).text(WIDE).replace(step.sentence, "").rstrip()
        lines = ["".join(sign for sign in line if not combining(sign)) for line in text.splitlines()]  # as wide as seen
        start = max(line.rfind(" = ") for line in lines) + 3
        rows = [row for line in lines if (row := BRACKETS.sub(" ", line[start:]).split())]
        found[write_name(step.name)] = rows
    return found


def from_circuit(board, values):
    """The numbers of the picture in full, by name; every digit that is shown is that of the one format."""
    svg = board.diagram(values)
    for span in parsed(svg).iter(f"{SVG}tspan"):
        if "data-value" in span.attrib:
            assert span.text == format_number(float(span.get("data-value")), 4).replace("-", "−")
    return read(svg)


def from_script(board, values):
    """The variables of the script after it ran."""
    space = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(board.script(values).text, space)  # noqa: S102
    return space


def entries(name, array):
    """Each entry of an array with the name that a picture gives it."""
    for index in np.ndindex(array.shape):
        yield (f"{name}[{','.join(map(str, index))}]" if index else name), float(array[index])


def computed(board):
    """The names of the board's own arrays and of all cotangents that it names."""
    return [name for name in board.backward().all_names if name not in board.graph.leaves]


def folded(board):
    """Cotangents of what `simplify` no longer computes with, such as of −A where it moved the sign elsewhere."""
    forward = forward_pass(board.backward())
    path = topological([forward.node(board.whiteboard.cost)])
    return {f"∂L/∂{name}" for name, node in forward.names.items() if node not in path}
