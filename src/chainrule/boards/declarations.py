"""Declarations: `data X (n, m), y (1, m)` and `params W1 (k, n), b (1, 1) = -2`."""

import ast
import keyword
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from chainrule.boards.faults import Place, brief
from chainrule.graph.node import Array
from chainrule.graph.shape import Dimension, Shape, write_shape

KEYWORDS = {"data": "data", "params": "params", "param": "params", "parameters": "params"}
DIGITS = 12  # of a size
ITEM = re.compile(r"\s*(?P<name>\w+)\s*(?P<shape>\([^()]*\))?\s*(?:=\s*(?P<value>.+?))?\s*", re.DOTALL)


@dataclass(frozen=True)
class Declaration:
    """A leaf of a board: its name, its shape (none means one number), and its value where the board gives one."""

    name: str
    shape: Shape
    is_parameter: bool
    value: Array | None
    place: Place


def read_declarations(place: Place) -> list[Declaration] | None:
    """The declarations of a line; None where the line does not begin with `data` or `params`."""
    begins = re.match(r"\s*(\w+)\s+(?=[^\W\d])", place.text)
    if begins is None or begins[1] not in KEYWORDS:
        return None
    is_parameter = KEYWORDS[begins[1]] == "params"
    return [_read_item(item, is_parameter) for item in _items(place, begins.end())]


def _items(place: Place, start: int) -> Iterator[tuple[str, Place]]:
    """The parts between commas that stand outside of brackets."""
    depth, first = 0, start
    for column in range(start, len(place.text) + 1):
        letter = place.text[column : column + 1] or ","
        depth += (letter in "([") - (letter in ")]")
        if letter == "," and (depth == 0 or column == len(place.text)):
            yield place.text[first:column], place.at(first)
            first = column + 1


def _read_item(item: tuple[str, Place], is_parameter: bool) -> Declaration:
    text, place = item
    place = place.at(place.column + len(text) - len(text.lstrip()))
    match = ITEM.fullmatch(text)
    if match is None or match["name"][0].isdigit():
        raise place.fault("a declaration is a name, perhaps a shape, perhaps a value: W1 (k, n) or b (1, 1) = -2")
    if keyword.iskeyword(match["name"]):
        raise place.fault(f"{match['name']} is a word of Python; choose another name")
    shape = _read_shape(match["shape"], place)
    value = None if match["value"] is None else _read_value(match["value"], shape, place)
    if value is not None and match["shape"] is None:
        shape = value.shape
    return Declaration(match["name"], shape, is_parameter, value, place)


def _read_shape(text: str | None, place: Place) -> Shape:
    if text is None:
        return ()
    return tuple(_read_dimension(part.strip(), place) for part in text[1:-1].split(",") if part.strip())


def _read_dimension(text: str, place: Place) -> Dimension:
    if text.isdecimal():
        if len(text) > DIGITS:
            raise place.fault(f"a size has at most {DIGITS} digits; {brief(text)} is more than any array can have")
        return int(text)
    if text.isidentifier():
        return text
    raise place.fault(f"a size is a whole number or a letter, as in (k, n) or (3, 2), not {brief(text)!r}")


def _entries(shape: Shape) -> int:
    """The number of entries; −1 where a letter leaves it open."""
    return math.prod(d for d in shape if isinstance(d, int)) if all(isinstance(d, int) for d in shape) else -1


def _read_value(text: str, shape: Shape, place: Place) -> Array:
    """A number, or rows of numbers in brackets, as an array of the declared shape."""
    try:
        given = np.array(ast.literal_eval(text))
        if given.dtype.kind not in "iuf":
            raise ValueError(text)
        value = given.astype(np.float64)
    except (ValueError, SyntaxError, TypeError):
        raise place.fault(
            f"a value is a number or rows of numbers such as [[1, 2], [3, 4]], not {brief(text)}"
        ) from None
    if not np.isfinite(value).all():
        raise place.fault("a value must be finite")
    if not shape:
        return value
    if value.ndim < len(shape) and value.size == _entries(shape):
        return value.reshape([int(d) for d in shape])  # (1, 3) = [1, 2, 3], and (1, 1) = -2
    fits = value.ndim == len(shape) and all(
        isinstance(d, str) or d == size for d, size in zip(shape, value.shape, strict=True)
    )
    if not fits:
        raise place.fault(f"the value has the shape {write_shape(value.shape)}, not {write_shape(shape)}")
    return value
