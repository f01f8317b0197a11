"""JSON that a file brings, believed field by field: a strict parser, and readers that say what is not as it must be."""

import json
import math
import reprlib
from collections.abc import Iterable
from typing import Any, TypeAlias, TypeVar

from chainrule.wording import quoted

Json: TypeAlias = dict[str, Any]
Kind = TypeVar("Kind")

MOST_PARTS = 500_000  # fields and items of a text; each takes about two hundred bytes once it is read
MOST_DIGITS = 20  # of a whole number: those of 64 bits


class FieldError(ValueError):
    """A field that is not there, or is not what it has to be."""


def parse(content: str | bytes) -> object:
    """What a JSON text says; FieldError for names that stand twice, NaN, infinity, endless numbers, lists and depths.

    >>> parse('{"rows": [1, 2.5, null]}')
    {'rows': [1, 2.5, None]}
    """
    try:
        text = content if isinstance(content, str) else content.decode()
        if sum(text.count(sign) for sign in ",[{") > MOST_PARTS:
            raise FieldError(f"it has more than {MOST_PARTS:,} parts")
        return json.loads(
            text, object_pairs_hook=_object, parse_constant=_refuse, parse_int=_whole, parse_float=_double
        )
    except FieldError:
        raise
    except (ValueError, RecursionError):
        raise FieldError("it is not JSON, or nested too deeply") from None


def record(value: object, what: str, keys: Iterable[str]) -> Json:
    """The record of this name, once it has these keys and no others."""
    if not isinstance(value, dict):
        raise not_this(what, "an object with names", value)
    missing, unknown = sorted(set(keys) - set(value)), sorted(set(value) - set(keys))
    if missing:
        raise FieldError(f"{what} lacks {quoted(missing[0])}")
    if unknown:
        raise FieldError(f"{what} has {quoted(unknown[0])}, which is not known")
    return value


def text(fields: Json, key: str) -> str:
    """The text of this name."""
    return _of_kind(fields, key, str, "a text")


def flag(fields: Json, key: str) -> bool:
    """The true or false of this name."""
    return _of_kind(fields, key, bool, "true or false")


def items(fields: Json, key: str) -> list[Any]:
    """The list of this name."""
    return _of_kind(fields, key, list, "a list")


def number(fields: Json, key: str) -> float:
    """The finite number of this name."""
    value = fields[key]
    if isinstance(value, bool) or not isinstance(value, int | float) or not _is_finite(value):
        raise not_this(quoted(key), "a finite number", value)
    return float(value)


def count(fields: Json, key: str) -> int:
    """The whole number from 0 on of this name."""
    value = fields[key]
    if not _is_count(value):
        raise not_this(quoted(key), "a whole number from 0", value)
    return int(value)


def counts(fields: Json, key: str, most: int) -> tuple[int, ...]:
    """The list of this name, of `most` whole numbers from 0 on at the most."""
    value = items(fields, key)
    if len(value) > most or not all(_is_count(item) for item in value):
        raise not_this(quoted(key), f"a list of whole numbers from 0, {most} at the most", value)
    return tuple(value)


def numbers(fields: Json, key: str) -> tuple[float, ...]:
    """The list of this name, of finite numbers."""
    return tuple(number({key: item}, key) for item in items(fields, key))


def texts(fields: Json, key: str) -> tuple[str, ...]:
    """The different texts of this name."""
    value = items(fields, key)
    if not all(isinstance(item, str) for item in value) or len(set(value)) < len(value):
        raise not_this(quoted(key), "a list of different texts", value)
    return tuple(value)


def not_this(what: str, needed: str, found: object) -> FieldError:
    """The error that says which field is not what it has to be."""
    return FieldError(f"{what} must be {needed}, not {reprlib.repr(found)}")


def _is_finite(value: float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number of more than 308 digits
        return False


def _is_count(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 2**63


def _of_kind(fields: Json, key: str, kind: type[Kind], needed: str) -> Kind:
    value = fields[key]
    if not isinstance(value, kind):
        raise not_this(quoted(key), needed, value)
    return value


def _object(pairs: list[tuple[str, object]]) -> dict[str, object]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise FieldError("a name stands twice in it")
    return found


def _refuse(text: str) -> object:
    raise FieldError(f"{text} is no number of JSON")


def _whole(text: str) -> int:
    if len(text.lstrip("-")) > MOST_DIGITS:
        raise FieldError(f"a whole number has {len(text)} digits, more than 64 bits hold")
    return int(text)


def _double(text: str) -> float:
    value = float(text)
    if not math.isfinite(value):
        raise FieldError("a number is too large for double precision")
    return value
