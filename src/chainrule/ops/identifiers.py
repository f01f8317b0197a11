"""Names of variables in printed source: a graph's own, made into identifiers of which no two are the same."""

import keyword
import re
import unicodedata
from itertools import count


def identifier(name: str) -> str:
    """A graph's name as a variable of Python source.

    >>> identifier("∂L/∂W1"), identifier("lambda"), identifier("ŷ")
    ('dW1', 'lambda_', 'ŷ')
    """
    name = re.sub(r"\W", "_", re.sub(r"^∂\w+/∂", "d", unicodedata.normalize("NFKC", name)))  # as Python reads it
    name = name if name[:1].isidentifier() else f"_{name}"
    return f"{name}_" if keyword.iskeyword(name) else name


def fresh(name: str, taken: set[str]) -> str:
    """The name, or the first of name1, name2, … that is not taken."""
    candidates = (f"{name}{number}" for number in count(1))
    fresh = name if name not in taken else next(c for c in candidates if c not in taken)
    taken.add(fresh)
    return fresh
