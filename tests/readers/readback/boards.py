"""Boards whose printed equations are read back: their numbers, in more digits than the equations need."""

from functools import lru_cache
from itertools import count
from typing import NamedTuple

import numpy as np

from chainrule.boards.random_values import require_small
from chainrule.errors import GraphError
from chainrule.graph.passes import Derivative
from chainrule.graph.values import Values
from chainrule.ops.undefined import undefined_in
from chainrule.readers.equations import DETAILS
from chainrule.readers.typeset.latex import write_name as in_latex
from chainrule.readers.typeset.text import write_name as in_text

from .arrays import NotReadable
from .equations import CLOSE, NOT_FINITE, read_back
from .indices import read_indices

TRIES = 4
SIX_DIGITS = 2e-4  # what is left of six digits behind a few differences
WAYS = [(detail, latex) for detail in DETAILS if detail != "indices" for latex in (False, True)]


class Disagreement(NamedTuple):
    """A printed line that is not true, or could be read in two ways."""

    detail: str
    line: str
    why: str


def disagreements(board, seed):
    """What is wrong with the equations of a board, at random numbers."""
    ends_in_a_number = all(dimension == 1 for dimension in board.graph.node(board.whiteboard.cost).shape)
    graph = board.backward() if ends_in_a_number else board.graph
    numbers, sizes = _where_defined(board, np.random.default_rng(seed))
    wrong = of_graph(graph, lambda detail: _equations(board, detail), numbers, sizes)
    is_defined = np.isfinite(Values(board.graph, numbers)[board.whiteboard.cost]).all()
    return [one for one in wrong if is_defined or not one.why.startswith(NOT_FINITE)]  # no slopes where no cost is


@lru_cache(maxsize=4)  # they are the same at all numbers, and in text and LaTeX
def _equations(board, detail):
    return board.equations(detail, False, folded=False)


def disagreements_in_numbers(board, seed):
    """What is wrong with its equations where numbers of six digits are plugged in."""
    numbers, sizes = _where_defined(board, np.random.default_rng(seed))
    values = board.bind(**numbers)
    return of_graph(board.backward(), lambda detail: board.equations(detail, values), numbers, sizes, SIX_DIGITS)


def disagreements_in_indices(board, seed):
    """What is wrong with its equations in indices, at random numbers."""
    numbers, sizes = drawn_numbers(board, np.random.default_rng(seed))
    values = Values(board.backward(), numbers, np.longdouble)
    double = Values(values.graph, numbers)
    if not all(_same(values[name], double[name]) for name in values.graph.all_names):
        return []  # double precision has no digits left
    equations = board.equations("indices")
    return [one for latex in (False, True) for one in _in_indices(equations, values, sizes, latex)]


def _in_indices(equations, values, sizes, latex):
    write, printed = (in_latex, equations.latex()) if latex else (in_text, equations.text())
    known = {form: np.asarray(np.longdouble(size)) for d, size in sizes.items() for form in (d, write(d))}
    for name in values.graph.all_names:
        is_slope = isinstance(name, Derivative)
        known[(write(name.cost), write(name.by)) if is_slope else write(name)] = np.asarray(values[name])
    try:
        return read_indices(printed, {name for name in known if isinstance(name, str)}, known, CLOSE, latex)
    except NotReadable as error:
        return [str(error)]


def has_numbers(board):
    """Whether there are any for it: no function in it may be any, and no array is larger than a computer."""
    try:
        require_small(board.graph.order, drawn_numbers(board, np.random.default_rng(0))[1])
    except (GraphError, MemoryError):
        return False
    return not undefined_in(board.graph.order)


def of_graph(graph, equations, numbers, sizes, close=CLOSE):
    """What is wrong with the equations of a graph, at these numbers of its leaves."""
    values, double = Values(graph, numbers, np.longdouble), Values(graph, numbers)
    if not all(_same(values[name], double[name]) for name in graph.all_names):
        return []  # double precision has no digits left
    wrong, details = [], {detail: equations(detail) for detail in dict(WAYS)}
    for detail, latex in WAYS:
        write, printed = (in_latex, details[detail].latex()) if latex else (in_text, details[detail].text())
        known = {write(name): np.asarray(values[name]) for name in graph.all_names}
        given = {write(name): known[write(name)] for name in graph.leaves}
        given |= {form: np.asarray(np.longdouble(size)) for d, size in sizes.items() for form in (d, write(d))}
        wrong += [Disagreement(detail, *one) for one in read_back(printed, given, known, latex, close)]
    return wrong


def drawn_numbers(board, rng, signs=(1,)):
    """Numbers for the leaves of a board, each array with one of the signs.

    Each letter has a size of its own, which no number on the board is, so that shapes tell sizes apart.
    """
    leaves = board.graph.leaves
    letters = sorted({size for leaf in leaves.values() for size in leaf.shape if isinstance(size, str)})
    taken = {size for node in board.graph.order for size in node.shape}
    free = (size for size in count(2) if size not in taken)
    sizes = dict(zip(rng.permutation(letters).tolist(), free, strict=False))
    given = board.whiteboard.values
    for name, value in given.items():
        sizes |= {d: n for d, n in zip(leaves[name].shape, value.shape, strict=True) if isinstance(d, str)}
    shapes = {name: tuple(sizes.get(d, d) for d in leaf.shape) for name, leaf in leaves.items()}
    drawn = {name: given.get(name, rng.choice(signs) * rng.uniform(0.3, 1.5, shape)) for name, shape in shapes.items()}
    return board.whiteboard.obeying(drawn, given), sizes


def _where_defined(board, rng):
    """Numbers at which the cost of a board is one, as far as a few tries with other signs find some."""
    tries = [drawn_numbers(board, rng, signs) for signs in ((1,), (-1,), *[(-1, 1)] * TRIES)]
    costs = (Values(board.graph, numbers)[board.whiteboard.cost] for numbers, _ in tries)
    return next((one for one, cost in zip(tries, costs, strict=True) if np.isfinite(cost).all()), tries[0])


def _same(a, b):
    """Whether two arrays are the same to six digits, where both are finite."""
    finite = np.isfinite(a) & np.isfinite(b)
    return np.allclose(a[finite], b[finite], rtol=1e-6, atol=1e-6 * np.abs(b[finite]).max(initial=0))
