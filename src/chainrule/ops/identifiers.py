"""Names of variables in printed source: a graph's own, made into identifiers of which no two are the same."""

import keyword
import re
import unicodedata
from collections.abc import Iterable

from chainrule.graph.passes import Derivative

SPECIAL = re.compile(r"__\w*__")  # names of Python's own; __debug__ cannot even be assigned


def identifier(name: str) -> str:
    """A graph's name as a variable of Python source.

    >>> identifier(Derivative("L", "W1")), identifier("lambda"), identifier("ŷ"), identifier("__file__")
    ('dW1', 'lambda_', 'ŷ', '__file___')
    """
    name = f"d{name.by}" if isinstance(name, Derivative) else name
    name = re.sub(r"\W", "_", unicodedata.normalize("NFKC", name))  # as Python reads it
    name = name if name[:1].isidentifier() else f"_{name}"
    return f"{name}_" if keyword.iskeyword(name) or SPECIAL.fullmatch(name) else name


class Names:
    """The names that are taken; who asks for a fresh one gets another."""

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._numbers = dict.fromkeys(taken, 1)  # for each, the first number behind it that may be free

    def take(self, names: Iterable[str]) -> None:
        """Take these names too."""
        self._numbers = {**dict.fromkeys(names, 1), **self._numbers}

    def fresh(self, name: str) -> str:
        """The name, or the first of name1, name2, … that is not taken; it is from now on.

        >>> names = Names(["a", "a1"])
        >>> names.fresh("a"), names.fresh("a"), names.fresh("b")
        ('a2', 'a3', 'b')
        """
        new = name
        while new in self._numbers:
            new = f"{name}{self._numbers[name]}"
            self._numbers[name] += 1
        self._numbers[new] = 1
        return new
