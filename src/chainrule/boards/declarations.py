"""Declarations: `data X (n, m), Y (K, m) one-hot`, `params W (k, n) ~ he, b (k, 1) = 0` and `upstream dout (N, D)`."""

import ast
import keyword
import math
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TypedDict, TypeVar
from unicodedata import normalize

import numpy as np

from chainrule.boards.calls import POINT
from chainrule.boards.facts import Fact, read_fact
from chainrule.boards.faults import Place, brief, word_of_python
from chainrule.boards.literals import read_array
from chainrule.boards.starts import Drawn, Start, read_drawn, read_start
from chainrule.boards.step_declarations import with_steps
from chainrule.boards.steps import Counting
from chainrule.graph.node import Array, Node, input, parameter
from chainrule.graph.shape import MOST_AXES, Dimension, Shape, write_shape
from chainrule.ops.running_averages import RUNNING, running

GIVEN = ("data", "given", "input", "constant", "const", "label", "target", "hyperparameter", "hyperparam")
LEARNED = ("params", "param", "parameter", "weight", "trainable")
# the words that a line may begin with, in the plural as well; a board's own are data and params
IS_PARAMETER = {f"{word}{end}": word in LEARNED for word in (*GIVEN, *LEARNED) for end in ("", "s")}
UPSTREAM = "upstream"  # for the cotangent that is handed to a layer, in place of a cost
KINDS = {UPSTREAM: "it is handed in by whoever comes next", RUNNING: "it is an average that a batch norm keeps"}
IS_PARAMETER |= dict.fromkeys(KINDS, False)
NEITHER = ("let", "var", "variable", "variables")
DIGITS = 12  # of a size
MOST_ENTRIES = 10**6  # that one number is written out for as the board is read
NAMED = re.compile(r"(?P<name>[^\s()]+)\s*(?P<shape>\([^()]*\))?(?P<fact>[^()]*)")
OF_LETTERS = re.compile(r"(?:[^\W\d]\w*|\d{1,9})(?:\s*[+*-]\s*(?:[^\W\d]\w*|\d{1,9})){1,9}")  # n+1, 4*k
FORM = "a declaration is a name, perhaps a shape, a fact, a value: W1 (k, n), Y (K, m) one-hot, b (1, 1) = -2"
EITHER = "what is drawn, as in W (k, n) ~ he, has no value and no fact; write one of them"
Read = TypeVar("Read")


@dataclass(frozen=True)
class Declaration:
    """A leaf of a board: its name, its shape (none means one number), what is known of it, its value if it has one.

    A value of one number is that of all entries. A `start` says how a parameter is drawn before it is trained, and
    `drawn` how data is, at each step of training.
    """

    name: str
    shape: Shape
    is_parameter: bool
    value: Array | None
    fact: Fact | None
    start: Start | None
    drawn: Drawn | None
    place: Place
    step: tuple[str, int] | None = None  # the base of its name, and where it stands, as in h[0]
    is_upstream: bool = False
    is_running: bool = False

    def leaf(self) -> Node:
        """The leaf that is declared, which knows along which axis it sums to 1."""
        if self.is_running:
            return running(self.name, self.shape)
        if self.is_parameter:
            return parameter(self.name, self.shape)
        if self.fact is not None and self.fact.kind == "index":
            return input(self.name, self.shape, kind="index")
        return input(self.name, self.shape, unit_axis=None if self.fact is None else self.fact.axis)


class Said(TypedDict):
    """What a board's declarations say of its leaves, by name."""

    values: Mapping[str, Array]
    fills: Mapping[str, float]
    starts: Mapping[str, Start]
    drawn: Mapping[str, Drawn]
    facts: Mapping[str, Fact]


def said_of(declared: Mapping[str, Declaration]) -> Said:
    """What all declarations say together; what is drawn is its mean where nothing is trained."""
    given = {name: one.value for name, one in declared.items() if one.value is not None and not one.is_running}
    values = {name: value for name, value in given.items() if value.ndim == len(declared[name].shape)}
    drawn = {name: one.drawn for name, one in declared.items() if one.drawn is not None}
    return {
        "values": values,
        "fills": {name: float(value) for name, value in given.items() if name not in values}
        | {name: one.mean for name, one in drawn.items()},
        "starts": {name: one.start for name, one in declared.items() if one.start is not None},
        "drawn": drawn,
        "facts": {name: one.fact for name, one in declared.items() if one.fact is not None},
    }


def read_declarations(place: Place, counting: Counting) -> list[Declaration] | None:
    """The declarations of a line, one for each step; None where the line does not begin with `data` or `params`."""
    begins = re.match(r"\s*(\w+)(?:\s*:)?\s+(?=[^\W\d])", place.text)
    word = begins[1].lower() if begins else ""
    if word == "noise":
        raise place.fault("noise that each step draws anew is data: data eps (k, m) ~ normal")
    if word in NEITHER:
        raise place.fault(f"a line begins with data for what is given, or with params for what is learned, not {word}")
    if begins is None or word not in IS_PARAMETER:
        return None
    found = []
    for item in _items(place, begins.end()):
        for text, step, at in with_steps(item, counting):
            one = _read_item((text, at), IS_PARAMETER[word], counting)
            counted = _counted(one, counting.sizes)
            found.append(counted if step is None else replace(counted, step=step))
    return [_of_kind(one, word) for one in found] if word in KINDS else found


def _counted(one: Declaration, sizes: Mapping[str, int]) -> Declaration:
    """The declaration, with the number of each letter of its shape that has one."""
    if not sizes:
        return one
    shape = tuple(sizes.get(d, d) if isinstance(d, str) else d for d in one.shape)
    given = () if one.value is None else one.value.shape
    if any(isinstance(d, int) and d != size for d, size in zip(shape, given, strict=False)):
        raise one.place.fault(f"the value has the shape {write_shape(given)}, not {write_shape(shape)}")
    value = None if one.value is None else _shaped(one.value, shape, one.place)
    return replace(one, shape=shape, value=value)


def _of_kind(one: Declaration, word: str) -> Declaration:
    if one.fact is not None or one.drawn is not None:
        raise one.place.fault(f"nothing is known of {one.name} but its shape: {KINDS[word]}")
    return replace(one, is_upstream=word == UPSTREAM, is_running=word == RUNNING)


def _items(place: Place, start: int) -> Iterator[tuple[str, Place]]:
    """The parts between commas that stand outside of brackets."""
    depth, first = 0, start
    for column in range(start, len(place.text) + 1):
        letter = place.text[column : column + 1] or ","
        depth += (letter in "([{") - (letter in ")]}")
        if letter == "," and (depth == 0 or column == len(place.text)):
            yield place.text[first:column], place.at(first)
            first = column + 1


def _read_item(item: tuple[str, Place], is_parameter: bool, counting: Counting) -> Declaration:
    text, place = item
    place = place.at(place.column + len(text) - len(text.lstrip()))
    named, sign, written = map(str.strip, text.partition("="))
    named, tilde, drawn = map(str.strip, named.partition("~"))
    match = NAMED.fullmatch(named)
    name = normalize("NFKC", match["name"]) if match else ""  # as Python's parser reads it elsewhere
    if text.strip()[:1].isdigit() and re.search(r"\d,$", place.text[: place.column]):
        raise place.fault(POINT)
    if match is None or not name.isidentifier() or (sign and not written):
        raise place.fault(FORM)
    refuse_word(name, place)
    shape = None if match["shape"] is None else _read_shape(match["shape"], place, counting)
    value = _read_value(written, place) if sign else None
    if value is not None:
        value, shape = (value, value.shape) if shape is None else (_shaped(value, shape, place), shape)
    fact = _read_fact(match["fact"], shape or (), place.at(place.column + match.start("fact")))
    if fact is not None and is_parameter:
        kind = "an index" if fact.kind == "index" else fact.kind
        raise place.fault(f"only data is known to be {kind}, and {name} is a parameter; declare it on a data line")
    if fact is not None and value is not None and (violation := fact.violation(name, value)):
        raise place.fault(violation)
    if fact is not None and fact.kind == "index" and value is not None:
        value = value.astype(np.int64)
    if tilde and (value is not None or fact is not None):
        raise place.fault(EITHER)
    start = _drawn(read_start, drawn, place) if tilde and is_parameter else None
    anew = _drawn(read_drawn, drawn, place) if tilde and not is_parameter else None
    return Declaration(name, shape or (), is_parameter, value, fact, start, anew, place)


def _read_fact(text: str, shape: Shape, place: Place) -> Fact | None:
    if not text.strip():
        return None
    if re.match(r"\s*([\[:]|(∈|in)\s*[Rℝ]\b)", text):
        raise place.fault("a shape stands in parentheses, as in X (n, m)")
    try:
        return read_fact(text, shape)
    except ValueError as error:
        raise place.at(place.column + len(text) - len(text.lstrip())).fault(str(error)) from None


def _drawn(read: Callable[[str], Read], text: str, place: Place) -> Read:
    try:
        return read(text)
    except ValueError as error:
        raise place.fault(str(error)) from None


def refuse_word(name: str, place: Place) -> None:
    """Nothing, or the error for a name that Python keeps for itself."""
    if keyword.iskeyword(name):
        raise place.fault(word_of_python(name))


def _read_shape(text: str, place: Place, counting: Counting) -> Shape:
    sizes = [part.strip() for part in text[1:-1].split(",") if part.strip()]
    if len(sizes) > MOST_AXES:
        raise place.fault(f"a shape has at most {MOST_AXES} sizes, not {len(sizes):,}")
    return tuple(_read_dimension(size, place, counting) for size in sizes)


def _read_dimension(text: str, place: Place, counting: Counting) -> Dimension:
    if text.isdecimal():
        if len(text) > DIGITS:
            raise place.fault(f"a size has at most {DIGITS} digits; {brief(text)} is more than any array can have")
        if not int(text):
            raise place.fault("a size is at least 1; nothing can be computed from an array without entries")
        return int(text)
    if text.isidentifier():
        refuse_word(text, place)
        return normalize("NFKC", text)
    if OF_LETTERS.fullmatch(text):
        if (index := counting.index(ast.parse(text, mode="eval").body)) and index[0] > 0:
            return index[0]
        told = f"{brief(text)} is a size where its letters have numbers, by a line such as sizes n = 4"
        raise place.fault(f"{told}; else give it a letter of its own")
    raise place.fault(f"a size is a whole number or a letter, as in (k, n) or (3, 2), not {brief(text)!r}")


def _entries(shape: Shape) -> int:
    """The number of entries; −1 where a letter leaves it open."""
    return math.prod(d for d in shape if isinstance(d, int)) if all(isinstance(d, int) for d in shape) else -1


def _read_value(text: str, place: Place) -> Array:
    """A number, or rows of numbers in brackets."""
    try:
        value = read_array(text)
    except ValueError as error:
        raise place.fault(f"the value {brief(text)} {error}") from None
    if value is None and (filled := re.match(r"(?:\w+\.)*(zeros|ones|rand\w*|eye)\b", text)):
        drawn = "what is drawn stands behind ~, as in W (k, n) ~ normal"
        told = drawn if filled[1].startswith("rand") else "one number stands for all entries, as in b (k, 1) = 0"
        raise place.fault(f"{told}; not {brief(text)}")
    if value is None:
        raise place.fault(f"a value is a number or rows of numbers such as [[1, 2], [3, 4]], not {brief(text)}")
    if not value.size:
        raise place.fault(f"a value has at least one number, not {brief(text)}")
    return value


def _shaped(value: Array, shape: Shape, place: Place) -> Array:
    """A value in the declared shape; one number stays one for many entries, or where letters leave open how many."""
    if value.ndim == 0:
        return value if not 0 <= _entries(shape) <= MOST_ENTRIES else np.full([int(d) for d in shape], value)
    if value.ndim < len(shape) and value.size == _entries(shape):
        return value.reshape([int(d) for d in shape])  # (1, 3) = [1, 2, 3], and (1, 1) = -2
    fits = value.ndim == len(shape) and all(
        isinstance(d, str) or d == size for d, size in zip(shape, value.shape, strict=True)
    )
    if not fits:
        raise place.fault(f"the value has the shape {write_shape(value.shape)}, not {write_shape(shape)}")
    return value
