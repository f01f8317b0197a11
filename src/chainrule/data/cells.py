"""The grammar of cells: what is missing, what is a number, what is one category, and how a number is written.

Python's own `float` reads `1_000`, `infinity` and the digits of every script; a table should not, so a number
here is what a school book calls one: a sign, digits, a point, an exponent.
"""

import re
from collections.abc import Sequence
from decimal import Context, DecimalException
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

MISSING = frozenset({"", "?", "na", "n/a", "nan", "null", "#n/a", "#na", "<na>", "nat"})
# what stands for a missing number among numbers; among texts it may be a category, such as None beside Mild and Severe
NO_NUMBER = MISSING | {
    "none",
    "nil",
    ":",
    "-",
    "--",
    "---",
    ".",
    "..",
    "...",
    "…",
    "–",
    "—",
    "-nan",
    "1.#ind",
    "1.#qnan",
}
NO_NUMBER |= {"#n/a n/a", "#div/0!", "#value!", "#ref!", "#num!", "#null!", "#name?"}
TRUTH = frozenset({"true", "false"})
# one way only to match any text, so that a hostile cell cannot make the search slow
NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?", re.ASCII)
WHOLE = re.compile(r"[+-]?\d+", re.ASCII)
LONGEST_NUMERAL = 30  # digits of a number that is written without an exponent
NUMERALS = b"0123456789+-.eE"  # of texts in these, Python's `float` and `int` read exactly the numbers

Numbers: TypeAlias = NDArray[np.floating | np.integer]


def is_missing(text: str, words: frozenset[str] = MISSING) -> bool:
    """Whether a cell says that there is no value; among numbers with `NO_NUMBER`.

    >>> is_missing(" ? "), is_missing("n/a"), is_missing("0"), is_missing("-"), is_missing("-", NO_NUMBER)
    (True, True, False, False, True)
    """
    return text.strip().lower() in words


def category_of(text: str) -> str:
    """The category that a cell means: True is true, and numerals that are equal as numbers are one.

    >>> category_of(" TRUE "), category_of("1.0"), category_of("+1e0"), category_of("Red")
    ('true', '1', '1', 'Red')
    """
    text = text.strip()
    if text.lower() in TRUTH:
        return text.lower()
    if not is_number(text):
        return text
    try:
        number = Context(prec=len(text)).create_decimal(text).normalize(Context(prec=len(text)))
    except DecimalException:  # an exponent beyond all exponents
        return text
    return format(number + 0, "f") if abs(number.adjusted()) < LONGEST_NUMERAL else str(number)


def is_number(text: str) -> bool:
    """Whether a cell is a plain decimal number.

    >>> is_number(" -1.5e3 "), is_number("1_000"), is_number("infinity")
    (True, False, False)
    """
    return NUMBER.fullmatch(text.strip()) is not None


def read_numbers(texts: Sequence[str]) -> tuple[Numbers | None, NDArray[np.bool_]]:
    """The numbers of a column's texts, 0 where missing, or None when one is no number; and which are missing then.

    >>> read_numbers(["1", " 2 ", "?"])
    (array([1, 2, 0]), array([False, False,  True]))
    >>> read_numbers(["1", "two"])
    (None, array([False, False]))
    """
    numbers = _plain_numbers(texts)
    if numbers is not None:
        return numbers, np.zeros(len(texts), dtype=np.bool_)
    missing = [is_missing(text, NO_NUMBER) for text in texts]
    if all(missing) and not all(map(is_missing, texts)):  # where there is no number, None may be a category
        return None, np.array(missing, dtype=np.bool_)
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
