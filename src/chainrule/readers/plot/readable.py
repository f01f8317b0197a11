"""Numbers that stand in a picture as attributes, so that whoever has the picture has the numbers too.

data-name="cost" data-x="1 2 3" data-y="0.9 0.5 0.31"       a mark: its name and its numbers, rows apart by ;
"""

import numpy as np
from numpy.typing import ArrayLike

from chainrule.readers.drawing.svg_text import escaped
from chainrule.readers.notation.numbers import format_number

DIGITS = 6


def attributes(name: str, digits: int = DIGITS, **numbers: ArrayLike) -> str:
    """The attributes of a mark: data-name, and one for each array of numbers.

    >>> attributes("cost", x=[1, 2], y=[0.5, 0.25])
    ' data-name="cost" data-x="1 2" data-y="0.5 0.25"'
    """
    parts = [f' data-{key}="{written(values, digits)}"' for key, values in numbers.items()]
    return f' data-name="{escaped(name)}"{"".join(parts)}'


def written(values: ArrayLike, digits: int = DIGITS) -> str:
    """Numbers apart by spaces, the rows of a matrix by semicolons.

    >>> written([[1, 2], [3, 0.25]])
    '1 2;3 0.25'
    """
    rows = np.atleast_2d(np.asarray(values, dtype=np.float64))
    return ";".join(" ".join(format_number(value, digits) for value in row) for row in rows.tolist())
