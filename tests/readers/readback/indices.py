"""Printed equations in indices, read back: every line must be true in every place.

It knows nothing of chainrule but how a name is spelled.
"""

import re
from typing import NamedTuple

import numpy as np

from .arrays import NotReadable
from .grammar import read_sides
from .index_lines import LOW, Entry, read_line
from .index_numbers import Places, disagreements_of_line, names_in, reads_whole, size_of
from .latex import signs_of_latex
from .text import signs_of_text

STEP = np.longdouble(2) ** -10  # of a difference of eighth order, which long doubles bear
SURE = 1e-12
BENT = 0.5  # how much slopes on both sides may differ where there is no corner
WEIGHTS = {1: 4 / np.longdouble(5), 2: -1 / np.longdouble(5), 3: 4 / np.longdouble(105), 4: -1 / np.longdouble(280)}


class Whole(NamedTuple):
    """A line about whole arrays, where no rule says what an entry is made of."""

    side: str
    latex: bool

    def array(self, arrays):
        """What its right side says."""
        numbers = {name: array for name, array in arrays.items() if isinstance(name, str)}
        signs = (signs_of_latex if self.latex else signs_of_text)(self.side, set(numbers))
        return read_sides(signs, numbers)[0]


def read_indices(printed, names, known, close, latex=False):
    """What disagrees in equations in indices; `names` says how each is spelled, `known` has arrays, ∂L/∂x as pairs.

    What only the lines know, such as Z, is taken from its line; a slope is the difference quotient of what is printed
    of its user, through Z where Z has no cotangent of its own.
    """
    printed = _lines(printed, latex)
    spelled = {*names, *(_left_name(line, latex) for line in printed)} - {None}
    arrays, wrong, made_of = dict(known), [], {}
    lines = [_read(line, spelled, known, latex) for line in printed]
    cost = next((left.name[0] for left, _ in lines if left.name in known and isinstance(left.name, tuple)), None)
    spoken_of = {left.name[1] for left, _ in lines if isinstance(left.name, tuple)}
    around = [side for _, line in lines for side in getattr(line, "sides", ()) if names_in(side) <= {*arrays}]
    for left, line in lines:
        if not isinstance(left.name, tuple):
            made_of[left.name] = left, line
        try:
            for pair in {name for name in _read_by(line) if isinstance(name, tuple)} - {*arrays}:
                if pair[0] in made_of and pair[0] != cost:
                    read = _read_by(made_of[pair[0]][1])
                    through = [name for name in read if name in made_of and name not in spoken_of]
                    arrays[pair] = _differences(*pair, arrays, made_of, through)
            if left.name not in arrays:
                arrays[left.name] = _array(left, line, arrays, around)
            wrong += _disagreements(line, arrays[left.name], arrays, close)
        except FloatingPointError:  # beyond the floats within a line there is nothing to compare
            continue
    return wrong


def _disagreements(line, array, arrays, close):
    """What is wrong with one line."""
    if isinstance(line, Whole):
        return [] if _same(line.array(arrays), array, close) else [line.side]
    return disagreements_of_line(line, arrays, close)


def _read(text, spelled, known, latex):
    """The left of a line, and the line."""
    left = text.split(" = ")[0]
    try:
        line = read_line(text, spelled, latex)
    except NotReadable:
        if left not in spelled:
            raise
        return Entry(left, ""), Whole(text.removeprefix(f"{left} = "), latex)
    if (left in known and np.squeeze(known[left]).ndim) or reads_whole(line, known):
        return Entry(left, ""), Whole(text.removeprefix(f"{left} = "), latex)
    return line.sides[0][1], line


def _read_by(line):
    """The names that a line in indices reads."""
    return set() if isinstance(line, Whole) else names_in(line)


def _same(a, b, close):
    a, b = np.squeeze(a), np.squeeze(b)
    finite = np.isfinite(a) & np.isfinite(b)
    return (np.abs(a - b)[finite] <= close * max(np.abs(b[finite]).max(initial=0), 1e-300)).all()


def _lines(printed, latex):
    if latex:
        body = printed.removeprefix("\\begin{align*}\n").removesuffix("\n\\end{align*}")
        return [line.split(" && ")[0].replace("&=", "=", 1) for line in body.split(" \\\\\n") if " &=" in line]
    return [line for line in printed.splitlines() if not line.startswith(" ") and " = " in line]


def _left_name(line, latex):
    """The name of a new array that a line begins with."""
    left = line.split(" = ")[0]
    if left.startswith(("∂", r"\frac")):
        return None
    left = re.sub(r"_\{[a-z](?: [a-z])*\}$" if latex else f"{LOW}$", "", left)
    return left.removeprefix("(").removesuffix(")")


def _array(left, line, arrays, around=()):
    """The array that the last side of a line says."""
    if isinstance(line, Whole):
        return line.array(arrays)
    if isinstance(left.name, tuple):  # a cotangent
        shape = np.squeeze(arrays[left.name[1]]).shape
    elif left.name in arrays:
        shape = np.squeeze(arrays[left.name]).shape
    else:
        shape = [size_of(line.sides[1:], letter, arrays, around) for letter in left.letters]
    return Places(line, arrays, left.letters, tuple(shape)).number(line.sides[-1])


def _differences(of, by, arrays, made_of, through):
    """∂of/∂by for every entry of both; NaN where two steps say two things, for there is a corner or no digit left."""
    x = np.squeeze(np.asarray(arrays[by])).astype(np.longdouble)

    def moved(place, step):
        there = x.copy()
        there[place] += step
        changed = {**arrays, by: there.reshape(np.shape(arrays[by]))}
        for name in through:
            changed[name] = _array(*made_of[name], changed)
        return np.squeeze(_array(*made_of[of], changed))

    def slope(place, step):
        both = ((weight, moved(place, i * step) - moved(place, -i * step)) for i, weight in WEIGHTS.items())
        return sum(weight * difference for weight, difference in both) / step

    slopes = np.zeros((*np.shape(np.squeeze(arrays[of])), *x.shape), dtype=np.longdouble)
    for place in np.ndindex(*x.shape):
        one, other = slope(place, STEP), slope(place, STEP / 4)
        size = np.maximum(np.abs(one).max(initial=0), np.abs(other))
        here = moved(place, 0)
        sides = (moved(place, STEP) - here) / STEP, (here - moved(place, -STEP)) / STEP
        bent = np.abs(sides[0] - sides[1]) > BENT * (size + 1e-15 * np.abs(here))
        sure = (np.abs(one - other) <= SURE * size) & ~bent
        slopes[(..., *place)] = np.where(sure, other, np.nan)
    return slopes
