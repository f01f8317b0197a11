"""Live numbers: equations and steps in which every number has the key that a page finds it by."""

import re

import numpy as np

import chainrule as cr
from chainrule.readers.equations import equations
from chainrule.readers.notation.live_numbers import LiveValues
from chainrule.readers.notation.numbers import format_number

BOARD = "data X (2, m)\nparams w (1, 2)\nyhat = w @ X\nL = mean(yhat**2)"
NUMBERS = {"X": np.array([[1.0, -2, 3], [0.5, 4, -1]]), "w": np.array([[2.0, -1]])}


def live(board: cr.Board) -> LiveValues:
    """The board's numbers, each under its name."""
    names = {node: name for name, node in board.backward().all_names.items()}
    return LiveValues(board.backward(), NUMBERS, lambda node: names.get(node, ""))


def test_every_number_has_the_key_of_its_array_and_place():
    """What stands under a key is the number of that entry, as it is written."""
    board = cr.whiteboard(BOARD)
    values = live(board)
    text = equations(board.backward(), "named", values).mathml()
    found = re.findall(r'data-name="(.+?)\[(\d),(\d)\]">(.+?)</mn>', text)
    assert {key for key, *_ in found} == {"w", "X", "yhat", "∂L/∂yhat", "∂L/∂w"}
    for key, i, j, written in found:
        assert written == format_number(values[key][int(i), int(j)]).replace("-", "−")


def test_a_number_has_parentheses_for_the_time_when_it_is_negative():
    """They are there for a positive number too, and marked as not needed; a dot keeps two positive ones apart."""
    board = cr.whiteboard("data x\nparams w\nL = w * x")
    values = LiveValues(board.backward(), {"x": -2.0, "w": 3.0}, lambda node: node.name if node.is_leaf else "L")
    text = equations(board.backward(), "named", values).mathml()
    positive = '<mrow class="filled"><mo>(</mo><mn data-name="w">3</mn><mo>)</mo></mrow>'
    negative = '<mrow class="filled fenced"><mo>(</mo><mn data-name="x">−2</mn><mo>)</mo></mrow>'
    assert f"{positive}<mo>·</mo>{negative}" in text
