"""Falsehoods: for a value of a table, or what a function answers, others of its type that are false."""

import re
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass, replace
from typing import NamedTuple

# what a person mistakes for one another; the first that stands in a text is turned
_TURNS = (
    ("+", "−"), ("−", "+"), ("×", "/"), ("/", "×"), ("·", "/"), ("≥", "≤"), ("≤", "≥"), ("½", "¼"), ("¼", "½"),
    ("more", "less"), ("less", "more"), ("larger", "smaller"), ("largest", "smallest"), ("smaller", "larger"),
    ("above", "below"), ("below", "above"), ("most", "least"), ("least", "most"), ("up", "down"), ("down", "up"),
    ("rows", "columns"), ("row", "column"), ("column", "row"), ("left", "right"), ("right", "left"),
    ("sum", "product"), ("product", "sum"), ("divided", "multiplied"), ("same", "other"), ("whole", "half"),
    ("forward", "backward"), ("backward", "forward"), ("not ", ""), ("positive", "negative"),
    ("negative", "positive"), ("before", "after"), ("after", "before"), ("0", "1"), ("1", "0"), ("2", "3"),
    ("²", "³"),
)  # fmt: skip
_TURNED = dict(_TURNS)
_WORDS = re.compile("|".join(rf"\b{re.escape(old)}" if old[0].isalpha() else re.escape(old) for old, _ in _TURNS))
_FIELD = re.compile(r"\{[^{}]*\}")


class Change(NamedTuple):
    """A way to make something false, by name, and what comes out."""

    name: str
    value: object


class UnfalsifiableError(Exception):
    """Of such a value no false one is known."""


def changes(value: object, others: Sequence[object] = ()) -> list[Change]:
    """Each way to make a value false; the others are those of its table.

    >>> changes("1 + {0}", ["2 − {0}"])
    [Change(name="another's", value='2 − {0}'), Change(name='turned', value='0 + {0}')]
    """
    alike = (other for other in others if type(other) is type(value) and repr(other) != repr(value))
    found = [Change("another's", other) for other in alike][:1]
    if isinstance(value, str):
        found = found or [Change("lost", "" if value else "?")]
        found += [Change("turned", text) for text in [turned(value)] if text not in (value, found[0].value)]
        found += [Change("swapped", text) for text in [_swapped(value)] if text != value]
    elif isinstance(value, bool):
        found = [Change("turned", not value)]
    elif isinstance(value, int | float):
        found = found or [Change("twice", 2 * value or type(value)(1))]
    elif callable(value) and not isinstance(value, type):
        found = [Change("false answers", answering_falsely(value))]
    elif not found and is_dataclass(value) and not isinstance(value, type):
        first = fields(value)[0].name
        found = [Change(first, replace(value, **{first: changes(getattr(value, first))[0].value}))]
    if not found:
        raise UnfalsifiableError(f"no false value is known for {value!r}")
    return found


def turned(text: str) -> str:
    """A text with one word or sign in it turned, outside of its fields; the same where there is none to turn."""
    fields_at = [match.span() for match in _FIELD.finditer(text)]
    for match in _WORDS.finditer(text):
        if not any(start <= match.start() < stop for start, stop in fields_at):
            return text[: match.start()] + _TURNED[match[0]] + text[match.end() :]
    return text


def _swapped(text: str) -> str:
    """A text with its first two fields exchanged."""
    names = list(dict.fromkeys(_FIELD.findall(text)))
    if len(names) < 2:
        return text
    return _FIELD.sub(lambda match: {names[0]: names[1], names[1]: names[0]}.get(match[0], match[0]), text)


def answering_falsely(function: Callable[..., object]) -> Callable[..., object]:
    """A function that answers what is false where another answers something."""

    def answer(*operands: object, **attributes: object) -> object:
        return false_answer(function(*operands, **attributes))

    return answer


def false_answer(answer: object) -> object:
    """Twice a node or a number, minus a formula, another text; of several things, each is false."""
    from chainrule.graph.node import Node

    match answer:
        case None:
            return None
        case Node():
            return 2 * answer
        case _ if callable(answer):
            return answering_falsely(answer)
        case _ if hasattr(answer, "strength"):  # a formula, beside whose kind stands that of −x
            return vars(sys.modules[type(answer).__module__])["Minus"](answer)
        case tuple():
            return tuple(map(false_answer, answer))
        case Iterator():
            return map(false_answer, answer)
        case Mapping():
            return {key: false_answer(value) for key, value in answer.items()}
    return changes(answer)[0].value
