"""Shapes that mix numbers and letters: X (n, m) needs no numbers to be differentiated and printed."""

import numpy as np

from chainrule.errors import ShapeError

Dimension = int | str  # a number, or a letter such as "m" that gets its number with the data
Shape = tuple[Dimension, ...]

MOST_AXES = 64  # of an array of NumPy


def write_shape(shape: Shape) -> str:
    """A shape as mathematics writes it.

    >>> write_shape((3, "m")), write_shape(("m",)), write_shape(())
    ('(3, m)', '(m,)', '()')
    """
    return "(" + ", ".join(map(str, shape)) + (",)" if len(shape) == 1 else ")")


def as_shape(shape: Shape | Dimension) -> Shape:
    """`shape` as a tuple of whole numbers and letters, or a ShapeError."""
    dimensions = shape if isinstance(shape, tuple) else (shape,)
    if len(dimensions) > MOST_AXES:
        raise ShapeError(f"an array has at most {MOST_AXES} axes, not {len(dimensions)}")
    for dimension in dimensions:
        is_number = isinstance(dimension, int | np.integer) and not isinstance(dimension, bool) and dimension >= 0
        if not is_number and not (isinstance(dimension, str) and dimension.isidentifier()):
            raise ShapeError(f'a dimension is a whole number from 0 or a letter such as "m", not {dimension!r}')
    return tuple(d if isinstance(d, str) else int(d) for d in dimensions)
