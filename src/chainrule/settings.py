"""Settings: what a person or a file chose, found to be of the kind and in the range that is needed."""

import math
import reprlib
import sys
from collections.abc import Iterable

import numpy as np

from chainrule.errors import SettingError
from chainrule.wording import printable

LARGEST = 2**63 - 1  # of whole numbers: the largest that compiled code can count to


def whole_number(name: str, value: object, low: int, high: int = LARGEST) -> int:
    """A whole number from `low` to `high`.

    >>> whole_number("epochs", 3.0, 0)
    3
    """
    number = plain_number(value)
    if number is None or not math.isfinite(number) or int(number) != number or not low <= number <= high:
        bounds = f"from {low}" if high == LARGEST else f"from {low} to {high}"
        raise SettingError(f"{name} is a whole number {bounds}, not {written(value)}")
    return int(number)


def real_number(
    name: str, value: object, low: float = -math.inf, high: float = math.inf, *, above: bool = False
) -> float:
    """A finite number from `low`, or above it, to below `high`.

    >>> real_number("l2", np.float32(0.5), 0)
    0.5
    """
    number = plain_number(value)
    if number is None or not math.isfinite(number) or not low <= number < high or (above and number == low):
        bounds = "" if low == -math.inf else f" above {low:g}" if above else f" from {low:g}"
        bounds += "" if high == math.inf else f" to below {high:g}"
        raise SettingError(f"{name} is a number{bounds}, not {written(value)}")
    return float(number)


def truth(name: str, value: object) -> bool:
    """True or False.

    >>> truth("average", np.True_)
    True
    """
    if not isinstance(value, bool | np.bool_):
        raise SettingError(f"{name} is True or False, not {written(value)}")
    return bool(value)


def one_text(name: str, value: object) -> str:
    """A text."""
    if not isinstance(value, str):
        raise SettingError(f"{name} is a text, not {written(value)}")
    return value


def real_type(name: str, value: object) -> "np.dtype[np.floating]":
    """A type of real numbers.

    >>> real_type("dtype", "float32")
    dtype('float32')
    """
    try:
        kind = np.dtype(value)  # type: ignore[call-overload]
    except TypeError:
        kind = np.dtype(object)
    if kind.kind != "f":
        raise SettingError(f"{name} is a type of real numbers such as 'float32', not {written(value)}")
    return kind  # type: ignore[no-any-return]


def plain_number(value: object) -> int | float | None:
    """A number as Python has it, one that double precision holds; None for anything else."""
    if isinstance(value, np.integer | np.floating):
        value = value.item()
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return value if isinstance(value, float) or abs(value) <= sys.float_info.max else None


def written(value: object) -> str:
    """What was given instead, as a message quotes it: short and printable."""
    try:
        return printable(reprlib.repr(value))
    except ValueError:  # Python writes no whole number of more than 4,300 digits
        return "a number of thousands of digits"


def several_names(option: str, value: object) -> tuple[str, ...]:
    """Several names; one alone is meant as such.

    >>> several_names("frozen", "W1")
    ('W1',)
    """
    given = (value,) if isinstance(value, str) else tuple(value) if isinstance(value, Iterable) else (value,)
    if not all(isinstance(one, str) for one in given):
        raise SettingError(f"{option} takes names such as ['W1'], not {written(value)}")
    return given
