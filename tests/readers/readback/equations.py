"""Printed equations, read back: each line is evaluated and held against the numbers that are known."""

import re

import numpy as np

from .arrays import NotReadable, OneHot
from .grammar import read_sides
from .latex import signs_of_latex
from .text import signs_of_text

SLOPE = re.compile(r"∂.+/∂(?P<text>.+)|\\frac\{\\partial .+\}\{\\partial (?P<latex>.+)\}")
CLOSE = 1e-12  # of the largest entry
ROUNDING = 1e-16  # of a number
NOT_FINITE = "not finite"
SMALLEST, LARGEST = 1e-300, 1e300  # that double precision holds


def lines_of_text(printed):
    """The equations of a text, without the shapes and rules of a derivation."""
    lines = [line.split("    ")[0] for line in printed.splitlines() if not (line.startswith(" ") or line.endswith(":"))]
    return [(line.split(" = ")[0], line) for line in lines if " = " in line]


def lines_of_latex(printed):
    r"""The equations of an align* environment."""
    body = printed.removeprefix("\\begin{align*}\n").removesuffix("\n\\end{align*}")
    lines = [line.split(" && ")[0] for line in body.split(" \\\\\n")]
    return [(line.split(" &=")[0], line.replace("&=", "=", 1)) for line in lines if " &=" in line]


def read_back(printed, given, known, latex=False, close=CLOSE):
    """What disagrees: (line, why) for each printed equation that is not true of the known numbers.

    A line reads the names that are given, sizes among them, and those of the lines above it, and no others.
    """
    lines = (lines_of_latex if latex else lines_of_text)(printed)
    signs_of = signs_of_latex if latex else signs_of_text
    names = {*given, *(name for name, _ in lines)} | (set() if latex else {"π"})
    said, moved, wrong = dict(given), {}, []  # `moved` holds what only the lines know, from numbers a little off
    for name, line in lines:
        said.pop(name, None)
        try:
            with np.errstate(all="ignore"):
                signs = signs_of(line, names | {*known})
                sides, stirred = (
                    [_as_large(side, _by(name, said)) for side in read_sides(signs, *numbers) if side is not None]
                    for numbers in ((said,), ({**said, **moved}, _Stirred()))
                )
                wrong += [(line, why) for why in _disagreements(sides, stirred, known.get(name, sides[0]), close)]
            if name not in known:
                moved[name] = stirred[-1]
            said |= {one: known.get(one, sides[-1]) for one in line.split(" = ")[:-1]}
        except NotReadable as error:
            wrong.append((line, str(error)))
            said[name] = known.get(name)
    return wrong


def _by(name, said):
    """What a derivative is by, where the lines above say it."""
    match = SLOPE.fullmatch(name)
    return said.get(match["text"] or match["latex"]) if match else None


def _as_large(side, other):
    """A side with as many classes as fit, which are those of `other`: ∂L/∂u is as large as u."""
    return side.beside(other.shape) if isinstance(side, OneHot) and isinstance(other, np.ndarray) else side


def _disagreements(sides, stirred, expected, close):
    """Why sides are not the number of their name; none where nothing says how many classes that has."""
    if isinstance(expected, OneHot):
        return []
    pairs = ((_like(one, expected), _like(moved, expected)) for one, moved in zip(sides, stirred, strict=True))
    return [why for pair in pairs if (why := _unlike(*pair, expected, close))]


class _Stirred:
    """Numbers a little off, as rounding to double precision would leave them; whole numbers stay."""

    def __init__(self):
        self.rng = np.random.default_rng(0)

    def __call__(self, x):
        if not isinstance(x, np.ndarray) or ((np.abs(x) < 2**53).all() and (x == np.floor(x)).all()):
            return x
        return np.asarray(x * (1 + np.longdouble(ROUNDING) * self.rng.uniform(-1, 1, x.shape)))


def _like(side, expected):
    """A side in the shape of what is expected, where its shape is that one."""
    if isinstance(side, OneHot):
        side = side.beside(expected.shape)
    if not isinstance(side, np.ndarray):
        raise NotReadable("a vector of ones without a size")
    if side.ndim == 0 and side == 0:
        return np.zeros(expected.shape)  # 0 is the zero of any shape
    if _rows(side.shape) != _rows(expected.shape):
        raise NotReadable(f"the shape {side.shape}, not {expected.shape}")
    return side.reshape(expected.shape)


def _unlike(side, moved, expected, close):
    """Why two arrays are not the same, or nothing; what rounding can do a hundred times over is no difference."""
    finite = np.abs(expected) < LARGEST
    if not finite.any():
        return ""
    size = np.abs(expected[finite]).max()
    off = np.abs(side[finite] - expected[finite])
    rounding = np.abs(side[finite] - moved[finite])
    if not (off > close * size + SMALLEST + 100 * np.where(np.isfinite(rounding), rounding, np.inf)).any():
        return "" if np.isfinite(off).all() else f"{NOT_FINITE}, where it is {size}"
    return f"off by {off.max()} of {size}"


def _rows(shape):
    """A shape without axes of size 1 in front: an array of one axis is a row."""
    while shape and shape[0] == 1:
        shape = shape[1:]
    return shape
