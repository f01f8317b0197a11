"""Fields of a record that came from JSON, each checked before it is believed."""

import math
import reprlib
from collections.abc import Iterable
from typing import Any, TypeAlias

from chainrule.errors import DataError
from chainrule.wording import listing, quoted

Json: TypeAlias = dict[str, Any]


def record(value: object, keys: Iterable[str]) -> Json:
    """The record, once it has these keys and no others."""
    if not isinstance(value, dict):
        raise damaged("a record", "an object with names", value)
    wrong = sorted(set(keys) ^ {str(key) for key in value})
    if wrong:
        raise DataError(f"the encoding of columns is damaged: {listing(wrong)} missing from it, or unknown")
    return value


def text(fields: Json, key: str) -> str:
    """The text of this name."""
    if not isinstance(fields[key], str):
        raise damaged(key, "a text", fields[key])
    return str(fields[key])


def flag(fields: Json, key: str) -> bool:
    """The true or false of this name."""
    if not isinstance(fields[key], bool):
        raise damaged(key, "true or false", fields[key])
    return bool(fields[key])


def number(fields: Json, key: str) -> float:
    """The finite number of this name."""
    value = fields[key]
    if isinstance(value, bool) or not isinstance(value, int | float) or not _is_finite(value):
        raise damaged(key, "a finite number", value)
    return float(value)


def texts(fields: Json, key: str) -> tuple[str, ...]:
    """The different texts of this name."""
    value = items(fields, key)
    if not all(isinstance(item, str) for item in value) or len(set(value)) < len(value):
        raise damaged(key, "a list of different texts", value)
    return tuple(value)


def items(fields: Json, key: str) -> list[Any]:
    """The list of this name."""
    if not isinstance(fields[key], list):
        raise damaged(key, "a list", fields[key])
    return list(fields[key])


def damaged(key: str, needed: str, found: object) -> DataError:
    """The error that says which field is not what it has to be."""
    return DataError(f"the encoding of columns is damaged: {quoted(key)} must be {needed}, not {reprlib.repr(found)}")


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number of more than 308 digits
        return False
