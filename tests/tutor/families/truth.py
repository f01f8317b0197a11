"""The truth about a claim, without chainrule: the board's text as NumPy, its derivatives by a complex step.

f(x + ih) = f(x) + ih f′(x) − …, so that the imaginary part over h is the derivative, with no difference taken and none
of its digits lost.
"""

import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from functools import cache

import numpy as np

from .boards import BINARY, ONE_HOT, Board, Fact
from .functions import computed, names_in, number, softmax

PLACES = 12  # so many that both sides of a corner are seen
STEP = np.longdouble("1e-60")
SCALES = (1.0, 0.5, 1.5)
SAME, DIFFERENT = 1e-14, 1e-11  # of the largest entry; what lies between is too close to be told
NOWHERE: frozenset[Fact] = frozenset()

Numbers = dict[str, np.ndarray]


class Truth(Enum):
    """What a claim is."""

    RIGHT = "right"
    COPIED = "right once it is copied to the shape of the gradient"
    WRONG = "wrong"
    CLOSE = "too close to be told"


# ---- a board's text -----------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Lines:
    """What a board's text says: shapes of the leaves, and assignments in order."""

    shapes: Mapping[str, tuple[int | str, ...]]
    assignments: tuple[tuple[str, str], ...]

    @property
    def letters(self) -> list[str]:
        """The sizes that have no number."""
        return sorted({d for shape in self.shapes.values() for d in shape if isinstance(d, str)})

    @property
    def cost(self) -> str:
        """The last assignment that nothing uses."""
        used = {name for _, expression in self.assignments for name in names_in(expression)}
        return [name for name, _ in self.assignments if name not in used][-1]


@cache
def lines(board: Board) -> Lines:
    """What the text of a board says."""
    shapes: dict[str, tuple[int | str, ...]] = {}
    assignments = []
    for line in board.text.splitlines():
        if declared := re.match(r"\s*(?:data|params)\s+(.*)", line):
            for name, shape in re.findall(r"(\w+)\s*(?:\(([^)]*)\))?(?:,\s*|$)", declared[1]):
                sizes = [size.strip() for size in shape.split(",") if size.strip()]
                shapes[name] = tuple(int(size) if size.isdecimal() else size for size in sizes)
        elif line.strip():
            name, _, expression = line.partition("=")
            assignments.append((name.strip(), expression.strip()))
    if not shapes:  # without declarations every unknown name is a number
        assigned = {name for name, _ in assignments}
        shapes = {name: () for _, expression in assignments for name in names_in(expression) if name not in assigned}
    return Lines(shapes, tuple(assignments))


@cache
def leaves(board: Board, place: int, facts: frozenset[Fact]) -> Numbers:
    """Random numbers for every leaf and letter of a board, obeying facts about labels."""
    rng = np.random.default_rng([place, *board.name.encode()])
    read = lines(board)
    taken = {d for shape in read.shapes.values() for d in shape}
    free = [size for size in range(2, 9 + len(taken)) if size not in taken]
    sizes = dict(zip(read.letters, rng.permutation(free[: len(read.letters) + 2]).tolist(), strict=False))
    found = {letter: number(size) for letter, size in sizes.items()}
    for name, shape in read.shapes.items():
        drawn = SCALES[place % len(SCALES)] * rng.normal(size=[sizes.get(d, d) for d in shape])
        found[name] = number(0.1 + np.abs(drawn) if name in board.positive else drawn)
    for fact in facts:
        found[fact.name] = obeying(fact, found[fact.name])
    return found


def obeying(fact: Fact, drawn: np.ndarray) -> np.ndarray:
    """Random labels made to obey a fact."""
    if fact.kind == BINARY:
        return number(drawn > np.median(drawn)) if drawn.size > 1 else number(drawn > 0)
    if fact.kind == ONE_HOT:
        return number(drawn == drawn.max(axis=fact.axis, keepdims=True))
    return softmax(drawn, fact.axis)


@cache
def values(board: Board, place: int, facts: frozenset[Fact] = NOWHERE) -> Numbers:
    """Every name of a board at a random point."""
    names = dict(leaves(board, place, facts))
    for name, expression in lines(board).assignments:
        names[name] = computed(expression, names)
    return names


@cache
def moving_with(board: Board, name: str) -> tuple[tuple[str, str], ...]:
    """The assignments whose numbers change when a name's do, in order."""
    moving, found = {name}, []
    for other, expression in lines(board).assignments:
        if moving.intersection(names_in(expression)):
            moving.add(other)
            found.append((other, expression))
    return tuple(found)


def bumped(board: Board, place: int, facts: frozenset[Fact], name: str, bump: np.ndarray) -> Numbers:
    """Every name of a board where something is added to one of them, wherever that comes from."""
    names = dict(values(board, place, facts))
    names[name] = names[name] + bump
    for other, expression in moving_with(board, name):
        names[other] = computed(expression, names)
    return names


@cache
def gradient(board: Board, place: int, facts: frozenset[Fact], cost: str, name: str) -> np.ndarray:
    """The derivative of a cost by a name, entry by entry, by a complex step."""
    at = values(board, place, facts)[name]
    found = np.zeros(at.shape, dtype=np.longdouble)
    for index in np.ndindex(at.shape):
        bump = np.zeros(at.shape, dtype=np.clongdouble)
        bump[index] = 1j * STEP
        found[index] = (bumped(board, place, facts, name, bump)[cost].imag / STEP).sum()
    return found


# ---- a claim ------------------------------------------------------------------------------------------------------


def question(board: Board, left: str) -> tuple[str, str] | None:
    """The cost and the name that `dW`, `dL/dW`, `∂L/∂W` or `dL_dW` asks about."""
    known = [*lines(board).shapes, *(name for name, _ in lines(board).assignments)]
    text = re.sub(r"\s*/\s*", "_", left.strip()).replace("∂", "d")
    if text[:1] == "d" and text[1:] in known:
        return lines(board).cost, text[1:]
    asked = ((cost, name) for cost in known for name in known if text == f"d{cost}_d{name}")
    return next(asked, None)


def asked(board: Board, claim: str) -> tuple[str, str]:
    """The cost and the name that a claim is about."""
    found = question(board, claim.partition("=")[0])
    assert found is not None, claim
    return found


def claimed(board: Board, claim: str, place: int, facts: frozenset[Fact]) -> np.ndarray:
    """The number that a claim states at a random point."""
    _, _, expression = claim.partition("=")
    names = dict(values(board, place, facts))
    for name in names_in(expression):
        if name not in names:
            found = question(board, name)
            assert found is not None, f"{name} does not stand on the board: {claim}"
            names[name] = gradient(board, place, facts, *found)
    return number(computed(expression, names))


def comparisons(board: Board, claim: str, facts: frozenset[Fact]) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """What a claim states and what is true, at each random point."""
    for place in range(PLACES):
        yield claimed(board, claim, place, facts), gradient(board, place, facts, *asked(board, claim))


def truth(board: Board, claim: str, facts: frozenset[Fact] = NOWHERE) -> Truth:
    """Whether a claim is right where the facts hold."""
    worst, copied = 0.0, False
    try:
        for found, true in comparisons(board, claim, facts):
            if found.shape != true.shape and not found.size == true.size == 1:
                if math.prod(np.broadcast_shapes(found.shape, true.shape)) != true.size:
                    return Truth.WRONG
                copied = found.size != true.size
            worst = max(worst, difference(found, true))
            if worst > DIFFERENT:
                return Truth.WRONG
    except (ValueError, TypeError, AttributeError, np.exceptions.AxisError):
        return Truth.WRONG  # NumPy cannot make it fit either
    return Truth.CLOSE if worst > SAME else Truth.COPIED if copied else Truth.RIGHT


def difference(found: np.ndarray, true: np.ndarray) -> float:
    """The largest difference of two arrays, as a share of the largest entry of the true one."""
    size = np.abs(true).max()
    error = np.abs(found.reshape(true.shape) - true if found.size == true.size else found - true).max()
    share = float(error / size) if size else float(error > 0)
    return share if np.isfinite(share) else 1.0
