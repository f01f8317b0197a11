"""What is written behind --at: names and their numbers, such as `x=1, W=[[1, 2], [3, 4]]`."""

import re
from collections.abc import Iterable
from unicodedata import normalize

import numpy as np

from chainrule.boards.faults import plain
from chainrule.boards.literals import read_array
from chainrule.cli.exits import usage_error
from chainrule.errors import ChainruleError
from chainrule.graph.evaluate import bind_leaf
from chainrule.graph.graph import Graph, without_brackets
from chainrule.graph.node import Array
from chainrule.wording import closest, listing, quoted

AT = "--at"
_SEPARATOR = re.compile(r",(?=\s*\w+(?:\[[\d, ]+\])?\s*=)")  # a comma before the next name; others stand in a matrix


def read_assignments(texts: Iterable[str], graph: Graph) -> dict[str, Array]:
    """The numbers that a person gives to leaves of a graph.

    >>> import chainrule as cr
    >>> read_assignments(["x=1, y=-2"], cr.whiteboard("f = x * y").graph)
    {'x': array(1.), 'y': array(-2.)}
    """
    values: dict[str, Array] = {}
    for part in (part for text in texts for part in _SEPARATOR.split(plain(text))):
        name, sign, written = (piece.strip() for piece in part.partition("="))
        name = without_brackets(normalize("NFKC", name))  # as Python's parser reads it on the board
        if not sign or not name:
            raise usage_error(AT, f"a name and its number such as x=1 are needed, not {quoted(part.strip())}")
        if name in values:
            raise usage_error(AT, f"{name} has two values")
        if name not in graph.leaves:
            nearest = closest(name, graph.leaves)
            hint = f"did you mean {nearest}?" if nearest else f"there are {listing(tuple(graph.leaves))}"
            raise usage_error(AT, f"there is no {quoted(name)[1:-1]} to be given a value; {hint}")
        values[name] = _read(name, written)
        try:
            bind_leaf(graph.leaves[name], values[name], np.float64)
        except ChainruleError as error:
            raise usage_error(AT, str(error)) from None
    return values


def _read(name: str, written: str) -> Array:
    """A number, or a matrix as a list of rows."""
    try:
        array = read_array(written)
    except ValueError as error:
        raise usage_error(AT, f"the value {quoted(written)} of {name} {error}") from None
    if array is None:
        raise usage_error(AT, f"{name} needs a number, or rows such as [[1, 2], [3, 4]], not {quoted(written)}")
    return array
