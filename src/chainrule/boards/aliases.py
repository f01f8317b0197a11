"""Aliases: one name in two spellings, `theta` and θ, `yhat` and ŷ, `W1` and `W_1`."""

import re
import unicodedata
from collections.abc import Iterable

MARKS = {"\N{COMBINING CIRCUMFLEX ACCENT}": "hat", "\N{COMBINING TILDE}": "tilde", "\N{COMBINING MACRON}": "bar"}
SPELLED = {"lamda": "lambda"}  # by Unicode
SHORT = {"lam": "lambda"}  # by people, to whom Python leaves no other way


def spelled_out(name: str) -> str:
    """A name in Latin letters: what its signs are called, without underscores.

    >>> spelled_out("θ_1"), spelled_out("ŷ"), spelled_out("lam")
    ('theta1', 'yhat', 'lambda')
    """
    letters = name if name.isascii() else "".join(map(_letters, unicodedata.normalize("NFD", name)))
    plain = re.sub(r"(?<!\d)_|_(?!\d)", "", letters)  # h_1_2 is not h_12
    return SHORT.get(plain, plain)


def _letters(sign: str) -> str:
    if sign in MARKS:
        return MARKS[sign]
    called = unicodedata.name(sign, "").split()
    if called[:2] not in (["GREEK", "SMALL"], ["GREEK", "CAPITAL"]) or called[2:3] != ["LETTER"]:
        return sign
    word = SPELLED.get(called[-1].lower(), called[-1].lower())
    return word.capitalize() if called[1] == "CAPITAL" else word


class Spellings:
    """The names of a board by how they are spelled out.

    >>> Spellings(["y", "yhat"]).other("ŷ")
    'yhat'
    """

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._names: dict[str, set[str]] = {}
        for name in names:
            self.add(name)

    def add(self, name: str) -> None:
        """One more name."""
        self._names.setdefault(spelled_out(name), set()).add(name)

    def other(self, name: str) -> str:
        """The name that this is in another spelling, where there is exactly one; else nothing."""
        same = self._names.get(spelled_out(name), set()) - {name}
        return next(iter(same)) if len(same) == 1 else ""
