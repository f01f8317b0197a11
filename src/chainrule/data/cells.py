"""The grammar of cells: what is missing, what is a number, and how a number is written.

Python's own `float` reads `1_000`, `infinity` and the digits of every script; a table should not, so a number
here is what a school book calls one: a sign, digits, a point, an exponent.
"""

import re
from collections.abc import Sequence
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

MISSING = frozenset({"", "?", "na", "n/a", "nan", "null"})
# one way only to match any text, so that a hostile cell cannot make the search slow
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
WHOLE = re.compile(r"[+-]?\d{1,18}", re.ASCII)  # 18 digits always fit an int64

Numbers: TypeAlias = NDArray[np.floating | np.integer]


def is_missing(text: str) -> bool:
    """Whether a cell says that there is no value.

    >>> is_missing(" ? "), is_missing("n/a"), is_missing("0")
    (True, True, False)
    """
    return text.strip().lower() in MISSING


def is_number(text: str) -> bool:
    """Whether a cell is a plain decimal number.

    >>> is_number(" -1.5e3 "), is_number("1_000"), is_number("infinity")
    (True, False, False)
    """
    return NUMBER.fullmatch(text.strip()) is not None


def read_numbers(texts: Sequence[str]) -> Numbers | None:
    """The numbers of a column's texts, 0 where missing; None when one of the others is no number.

    >>> read_numbers(["1", " 2 ", "?"])
    array([1, 2, 0])
    >>> read_numbers(["1", "two"]) is None
    True
    """
    present = ["0" if is_missing(text) else text.strip() for text in texts]
    if all(map(WHOLE.fullmatch, present)):
        return np.array([int(text) for text in present], dtype=np.int64)
    if all(map(NUMBER.fullmatch, present)):
        return np.array([float(text) for text in present], dtype=np.float64)
    return None


def number_text(value: np.floating | np.integer) -> str:
    """A number as a person writes it: whole ones without a point, others as short as exact.

    >>> number_text(np.float64(3.0)), number_text(np.float32(0.1))
    ('3', '0.1')
    """
    whole = float(value).is_integer() and abs(value) < 1e16
    return str(int(value)) if whole else str(value)
