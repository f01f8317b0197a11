"""What stands above a line of a script is true of the number that the line computes."""

import re
from itertools import islice

import numpy as np
import pytest

import chainrule as cr
from chainrule.readers.typeset.text import write_name

from .random_boards import random_board
from .readback.boards import drawn_numbers
from .readback.equations import read_back
from .test_readback import KINDS

GONE_PAST = {  # boards whose cost is computed past a name, or where two names are one number
    "a square in a product": "params w\nz = w**2\nq = z*3\nL = z*w",
    "a second name": "params w\nz = w**2\ns = z\nL = z*z",
    "two equal squares": "params x (n, 1)\na = x**2\nc = x**2\nL = sum(a*c)",
    "two equal exponentials": "params x (n, 1)\na = exp(x)\nc = exp(x)\nL = sum(a*c)",
    "a cotangent that is a unit": "params w (n, 1), z (n, 1)\nh = relu(z)\nL = sum(w*h)",
    "roots of squares": "params x (n, 1)\na = x**2\nb = sqrt(a)\nL = sum(a*b*x)",
    "a transpose and back": "params W (n, m)\nV = W.T\nU = V.T\nL = sum(U*W)",
}
CLOSE = 1e-9  # of the largest entry, in double precision


def commented(text):
    """Each comment of a script that is an equation, on one line, and the variable of the code below it."""
    whole = re.sub(r"\n#     +", " ", text)
    return re.findall(r"^# ([^\n]* = [^\n]*)\n(\w+) = ", whole, re.MULTILINE)


def untrue(board, seed=0):
    """The comments of the script of a board that disagree with its variables, and how many there are in all."""
    numbers, sizes = drawn_numbers(board, np.random.default_rng(seed))
    values = board.bind(**numbers)
    made = board.script(values)
    space = {"print": lambda *_: None}
    exec(made.text, space)  # noqa: S102
    comments = commented(made.text)
    known = {write_name(name): np.asarray(values[name], np.longdouble) for name in values.graph.all_names}
    known |= {line.split(" = ")[0]: np.asarray(space[variable], np.longdouble) for line, variable in comments}
    known |= {form: np.asarray(np.longdouble(size)) for d, size in sizes.items() for form in (d, write_name(d))}
    return [one for line, _ in comments for one in read_back(line, known, known, close=CLOSE)], len(comments)


# written in words that the reader does not know, or computed from what lies in the script's folder
NOT_READ = {"means of windows", *(kind for kind in KINDS if "convolution" in kind)}


@pytest.mark.parametrize("kind", GONE_PAST)
def test_comments_are_true_where_the_code_goes_past_a_name(kind):
    """Every right side is the number that the code below it assigns, also where z is no part of L = w³ any more."""
    wrong, count = untrue(cr.whiteboard(GONE_PAST[kind]))
    assert count >= 3
    assert wrong == []


def of_every_kind():
    """Boards of all kinds, made by hand and at random."""
    yield from (cr.whiteboard(text) for kind, text in KINDS.items() if kind not in NOT_READ)
    yield from (random_board(seed)[0] for seed in range(40))


def test_comments_are_true_on_some_boards():
    """So they are where code and equations come from one graph: losses, layers, random boards."""
    found = [untrue(board) for board in islice(of_every_kind(), 3, None, 12)]
    assert sum(count for _, count in found) > 60
    assert [one for wrong, _ in found for one in wrong] == []


@pytest.mark.slow
def test_comments_are_true_on_boards_of_every_kind():
    """And on all of them, recurrent networks too."""
    found = [untrue(board) for board in of_every_kind()]
    assert sum(count for _, count in found) > 900
    assert [one for wrong, _ in found for one in wrong] == []
