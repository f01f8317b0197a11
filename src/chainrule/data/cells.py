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
WHOLE = re.compile(r"[+-]?\d+", re.ASCII)
NUMERALS = b"0123456789+-.eE"  # of texts in these, Python's `float` and `int` read exactly the numbers

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


def read_numbers(texts: Sequence[str]) -> tuple[Numbers | None, NDArray[np.bool_]]:
    """The numbers of a column's texts, 0 where missing, or None when one is no number; and which are missing.

    >>> read_numbers(["1", " 2 ", "?"])
    (array([1, 2, 0]), array([False, False,  True]))
    >>> read_numbers(["1", "two"])
    (None, array([False, False]))
    """
    numbers = _plain_numbers(texts)
    if numbers is not None:
        return numbers, np.zeros(len(texts), dtype=np.bool_)
    missing = [is_missing(text) for text in texts]
    present = ["0" if absent else text.strip() for text, absent in zip(texts, missing, strict=True)]
    return _plain_numbers(present), np.array(missing, dtype=np.bool_)


def _plain_numbers(texts: Sequence[str]) -> Numbers | None:
    if "".join(texts).encode().translate(None, NUMERALS):
        return None
    for number, dtype in ((int, np.int64), (float, np.float64)):
        try:
            return np.array(list(map(number, texts)), dtype=dtype)
        except (ValueError, OverflowError):  # not of this kind, or beyond 64 bits
            continue
    return None


def number_text(value: np.floating | np.integer) -> str:
    """A number as a person writes it: whole ones without a point, others as short as exact.

    >>> number_text(np.float64(3.0)), number_text(np.float32(0.1))
    ('3', '0.1')
    """
    whole = float(value).is_integer() and abs(value) < 1e16
    return str(int(value)) if whole else str(value)
