"""How what is foreign is spoken of: names, paths and labels printable, shortened, with the nearest other name."""

import unicodedata
from collections.abc import Iterable, Sequence
from difflib import get_close_matches

LONGEST_NAME = 60
MOST_NAMES = 12
LINES = str.maketrans(dict.fromkeys("\n\t", "\N{REPLACEMENT CHARACTER}"))
MOST_COMPARED = 2000  # comparing is slow, and a table may have a million columns


def printable(text: str) -> str:
    r"""A text without signs that steer a terminal or turn the direction of writing; lines, tabs and spaces stay.

    >>> printable("a\x1b[31mb")
    'a�[31mb'
    """
    if text.isprintable():
        return text
    return "".join(sign if sign.isprintable() or sign in "\n\t" else _shown(sign) for sign in text)


def _shown(sign: str) -> str:
    """A space where the sign is one of another width, or one that breaks no line."""
    return " " if unicodedata.category(sign) == "Zs" else "\N{REPLACEMENT CHARACTER}"


def quoted(text: str) -> str:
    """A text from a file in quotes: printable, so that it cannot steer a terminal, and short.

    >>> quoted("age")
    "'age'"
    """
    return f"'{plain(text)}'"


def plain(text: str) -> str:
    """A text from a file without quotes: printable and short all the same.

    >>> plain("age")
    'age'
    """
    shown = printable(text[:LONGEST_NAME]).translate(LINES)
    return shown if len(text) <= LONGEST_NAME else shown[:-1] + "…"


def listing(names: Sequence[str]) -> str:
    """The names in a row, at most a dozen of them.

    >>> listing(["a", "b"])
    "'a', 'b'"
    """
    shown = ", ".join(quoted(name) for name in names[:MOST_NAMES])
    left = len(names) - MOST_NAMES
    return f"{shown} and {left:,} more" if left > 0 else shown


def closest(word: str, names: Iterable[str]) -> str | None:
    """The name that was probably meant, or None.

    >>> closest("Incme", ["age", "income"])
    'income'
    """
    compared = {name.lower(): name for name in list(names)[:MOST_COMPARED] if len(name) <= 2 * LONGEST_NAME}
    found = get_close_matches(word.lower()[: 2 * LONGEST_NAME], list(compared), n=1)
    return compared[found[0]] if found else None


def counted(count: int, noun: str, plural: str = "") -> str:
    """A count with its noun.

    >>> counted(1, "row"), counted(2000, "row")
    ('1 row', '2,000 rows')
    """
    return f"{count:,} {noun if count == 1 else plural or noun + 's'}"
