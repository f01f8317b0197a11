"""Given numbers: what a person hands over as an array, or a sentence about why it is none."""

from numbers import Real

import numpy as np

from chainrule.errors import GraphError
from chainrule.settings import written

Given = np.ndarray[tuple[int, ...], np.dtype[np.generic]]


def given_array(value: object, what: str) -> Given:
    """Anything as an array, if its rows have one length and its numbers fit 64 bits."""
    try:
        array = np.asarray(value)
    except ValueError:
        raise GraphError(f"{what} needs rows of one length, not {written(value)}") from None
    if array.dtype.kind != "O" or not all(isinstance(one, Real) for one in array.ravel().tolist()):
        return array
    try:  # fractions, or very large whole numbers
        return array.astype(np.float64)
    except OverflowError:
        raise GraphError(f"{what} needs numbers up to about 1.8e308, not {written(value)}") from None


def number_array(value: object, what: str) -> Given:
    """A number, or numbers in rows of one length, as an array; `what` they are is told where they are not.

    >>> number_array([[1, 2], [3, 4]], "X").shape
    (2, 2)
    """
    array = given_array(value, what)
    if array.dtype.kind not in "buif":
        raise GraphError(f"{what} is a number or an array of numbers, not {written(value)}")
    return array
