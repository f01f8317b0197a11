"""Literals: numbers as a person types them, alone or in rows of brackets."""

import ast
from collections.abc import Iterator
from typing import TypeAlias

import numpy as np

from chainrule.graph.node import Array
from chainrule.graph.shape import MOST_AXES

DEEPEST = 120  # parts of a line, one within the other; who reads it recurses, and nobody writes more
TOO_DEEP = "is nested too deeply"
TOO_LARGE = "a number is at most about 1.8e308"

Nested: TypeAlias = "float | list[Nested]"


def read_array(text: str) -> Array | None:
    """A number, or rows of numbers in brackets; None where there is anything else, ValueError where there is too much.

    >>> read_array("[[1, -2], [3, 4]]").tolist(), read_array("one")
    ([[1.0, -2.0], [3.0, 4.0]], None)
    """
    try:
        part = ast.parse(text.strip(), mode="eval").body
    except (RecursionError, MemoryError):
        raise ValueError(TOO_DEEP) from None
    except (SyntaxError, ValueError):
        return None
    if depth(part) > MOST_AXES:
        raise ValueError(TOO_DEEP)
    try:
        numbers = np.array(_read(part), dtype=np.float64)
    except (_OtherThanNumbersError, ValueError):
        return None
    if not np.isfinite(numbers).all():
        raise ValueError(f"is not finite; {TOO_LARGE}")
    return numbers


def depth(part: ast.expr) -> int:
    """How many parts of an expression stand one within the other, at the deepest place."""
    levels, level = 0, [part]
    while level:
        levels, level = levels + 1, [inner for outer in level for inner in _parts(outer)]
    return levels


def _parts(outer: ast.AST) -> Iterator[ast.expr]:
    for inner in ast.iter_child_nodes(outer):
        if isinstance(inner, ast.expr):
            yield inner
        elif isinstance(inner, ast.keyword):
            yield inner.value


def read_number(value: float) -> float:
    """A number of Python as one of 64 bits, infinite where it is too large."""
    try:
        return float(value)
    except OverflowError:
        return np.inf


class _OtherThanNumbersError(Exception):
    """There is something else than numbers and brackets."""


def _read(part: ast.expr) -> Nested:
    match part:
        case ast.Constant(value=int() | float() as value) if not isinstance(value, bool):
            return read_number(value)
        case ast.UnaryOp(op=ast.USub() | ast.UAdd() as sign, operand=operand):
            number = _read(operand)
            if isinstance(number, float):
                return -number if isinstance(sign, ast.USub) else number
        case ast.List(elts=parts) | ast.Tuple(elts=parts):
            return [_read(one) for one in parts]
    raise _OtherThanNumbersError
