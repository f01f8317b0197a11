"""Reading back: the numbers of a board as each surface shows them, by name."""

import contextlib
import io
import re
import xml.etree.ElementTree as ET
from typing import NamedTuple
from unicodedata import combining

import numpy as np

from chainrule.cli.boards import Titled, board_sheet
from chainrule.readers.notation.formula import Symbol
from chainrule.readers.notation.numbers import format_number
from chainrule.readers.page import page
from chainrule.readers.trace import Trace
from chainrule.readers.typeset.text import write_name

from .pictures import SVG, parsed

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
    return _of_equations(equations, tree.iter("math"))


def _of_equations(equations, formulas):
    """The last side of each formula, by the name of its equation."""
    found = {one.name: _last_side(formula) for one, formula in zip(equations, formulas, strict=True)}
    second = {one.name: one.sides[0].name for one in equations if isinstance(one.sides[-1], Symbol)}
    return {write_name(name): found[second.get(name, name)] for name in found}


def _last_side(math):
    """What stands right of the last equals sign of a formula: rows of digits."""
    last = math[0] if len(math) == 1 else math  # `= result` alone is no row
    rows = list(last[-1].iter("mtr")) or [last[-1:]]
    return [["".join(entry.itertext()) for entry in row] for row in rows]


class OnPage(NamedTuple):
    """What a page says in its equations, in its calculation and in its circuit, each by name."""

    equations: dict
    calculation: dict
    circuit: dict


def from_page(board, values):
    """The numbers of the page that the command line writes."""
    text = page(board_sheet(Titled("a board", board), values))
    tree = parsed(re.search(r"<main>.*</main>", text, re.DOTALL)[0].replace("<details open>", "<details>"))
    sections = {section[0].text: section for section in tree.iter("section")}
    named, *_ = sections["Equations"].iter("details")
    lines = [flow for flow in named.iter("div") if flow.get("class") == "flow"]
    equations = _of_equations(board.equations("named", values).all, [line[-1] for line in lines])
    items = [item for item in sections["Calculation"].iter("li") if item[0].get("class") == "number"]
    steps = [step for step in board.trace(values).steps if step.phase != "given"]
    calculation = {
        write_name(step.name): _last_side(item.findall(".//math")[-1]) for step, item in zip(steps, items, strict=True)
    }
    picture = next(box for box in sections["Circuit"].iter("div") if box.get("aria-label") == "circuit, operations")
    return OnPage(equations, calculation, _of_circuit(picture))


def from_trace(board, values, learning_rate=None):
    """What each step of the printed trace ends with, by name: all that stands right of its last equals sign."""
    found = {}
    for step in board.trace(values, learning_rate=learning_rate).steps:
        text = Trace((step,)).text(WIDE).replace(step.sentence, "").rstrip()
        lines = ["".join(sign for sign in line if not combining(sign)) for line in text.splitlines()]  # as wide as seen
        start = max(line.rfind(" = ") for line in lines) + 3
        rows = [row for line in lines if (row := BRACKETS.sub(" ", line[start:]).split())]
        found[write_name(step.name)] = rows
    return found


def from_circuit(board, values):
    """The numbers of the picture in full, by name; every digit that is shown is that of the one format."""
    return _of_circuit(parsed(board.diagram(values)))


def _of_circuit(picture):
    for span in picture.iter(f"{SVG}tspan"):
        if "data-value" in span.attrib:
            assert span.text == format_number(float(span.get("data-value")), 4).replace("-", "−")
    return {
        part.get("data-name"): float(part.get("data-value")) for part in picture.iter() if "data-value" in part.attrib
    }


def from_script(board, values, **settings):
    """The variables of the script after it ran."""
    space = {}
    with contextlib.redirect_stdout(io.StringIO()):
        exec(board.script(values, **settings).text, space)  # noqa: S102
    return space


def entries(name, array):
    """Each entry of an array with the name that a picture gives it."""
    for index in np.ndindex(array.shape):
        yield (f"{name}[{','.join(map(str, index))}]" if index else name), float(array[index])


def computed(board):
    """The names of the board's own arrays and of all cotangents that it names."""
    return [name for name in board.backward().all_names if name not in board.graph.leaves]
