"""Arrays as Python source: small ones as a person types them, large ones in a file beside the script."""

import re
from dataclasses import dataclass, field
from textwrap import wrap

import numpy as np

from chainrule.graph.display import Displayed
from chainrule.graph.node import Array

WIDE = 88  # characters in a line
MOST_ENTRIES = 200  # of an array that is typed out


@dataclass(frozen=True, repr=False)
class Script(Displayed):
    """A script: its text, and the arrays that it reads from an `.npz` file of its own name where there are some."""

    text: str
    arrays: dict[str, Array] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.text


def write_array(value: Array) -> str:
    """An array as an expression, row by row where one line is too short.

    >>> import numpy as np
    >>> write_array(np.array([[1.0, 2.0]]))
    'np.array([[1.0, 2.0]])'
    """
    value = np.asarray(value)
    kind = "" if value.dtype in (np.float64, np.int64) else f", dtype=np.{value.dtype.name}"
    if value.size == 0:
        return f"np.zeros({value.shape}{kind})"
    line = f"np.array({_digits(value.tolist())}{kind})"
    if len(line) <= WIDE - 10:
        return line
    if value.ndim == 1:
        rows = wrap(_digits(value.tolist())[1:-1], WIDE, initial_indent="    ", subsequent_indent="    ")
    else:
        rows = [f"    {_digits(row)}," for row in value.tolist()]
    return "\n".join(["np.array([", *rows, f"]{kind})"])


def write_or_store(name: str, value: Array, stored: dict[str, Array]) -> str:
    """An array as an expression; a large one is put into `stored` and read from there."""
    if value.size <= MOST_ENTRIES:
        return write_array(value)
    stored[name] = value
    return f"stored[{name!r}]"


def _digits(numbers: object) -> str:
    return re.sub(r"\b(inf|nan)\b", r"np.\1", repr(numbers))
