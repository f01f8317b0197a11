"""Values: what an expression is while its code is written."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from chainrule.engines.compiler.kinds import LLVM, UnsupportedError, kind_of


@dataclass(frozen=True)
class Number:
    """A number that the code computes: its kind, and what LLVM calls it."""

    kind: str
    text: str


@dataclass(frozen=True)
class Known:
    """A number that is known while the code is written; a plain number of Python's, or one with a type."""

    value: float
    kind: str


@dataclass(frozen=True)
class View:
    """An array: where it begins, how long its axes are, and how many entries apart neighbours lie.

    Its order is C (the last axis is contiguous), F (the first one), or A (neither is known).
    """

    kind: str
    pointer: str
    shape: tuple["Single", ...]
    strides: tuple["Single", ...]
    order: str

    @property
    def rank(self) -> int:
        """How many axes it has."""
        return len(self.shape)


@dataclass(frozen=True)
class Several:
    """A tuple."""

    items: tuple["Value", ...]


@dataclass(frozen=True)
class Thing:
    """What is no number: a function, a type, a module of Python's, nothing."""

    value: object


Single = Number | Known
Value = Single | View | Several | Thing
ONE = Known(1, "i64")
NOTHING = Thing(None)


def signature(value: Value) -> tuple[object, ...]:
    """What code for this value depends on: all that is known now."""
    match value:
        case Number(kind, _):
            return ("number", kind)
        case Known(known, kind):
            return ("known", kind, repr(known))
        case View(kind, _, shape, _, order):
            return ("view", kind, len(shape), order)
        case Several(items):
            return ("several", *map(signature, items))
        case Thing(thing):
            return ("thing", id(thing))


def single(value: Value) -> Single:
    """A value that has to be a number."""
    if isinstance(value, Number | Known):
        return value
    raise UnsupportedError(f"{value} where a number is needed")


def view(value: Value) -> View:
    """A value that has to be an array."""
    if isinstance(value, View):
        return value
    raise UnsupportedError(f"{value} where an array is needed")


def known(value: Value) -> int:
    """A whole number that has to be known."""
    if isinstance(value, Known):
        return int(value.value)
    raise UnsupportedError(f"{value} where a known number is needed")


# ---- what is handed over ----


def returns_as(value: Value) -> str:
    """What a function returns in LLVM's language: nothing, a number, or several."""
    if isinstance(value, Thing):
        return "void"
    kinds = [llvm_type(one) for one in flat([value])]
    return kinds[0] if isinstance(value, Number) else f"{{{', '.join(kinds)}}}"


def llvm_type(number: Number) -> str:
    """What LLVM calls the kind of a number, or of an address."""
    return LLVM.get(number.kind, number.kind)


def flat(values: Sequence[Value]) -> list[Number]:
    """The numbers and addresses that are handed over for these values; what is known is not."""
    found: list[Number] = []
    for value in values:
        match value:
            case Number():
                found.append(value)
            case View(_, pointer, shape, strides, order):
                found.append(Number("ptr", pointer))
                found += flat(shape if order in "CF" else (*shape, *strides))
            case Several(items):
                found += flat(items)
    return found


# ---- what things of Python's are ----


def as_value(thing: object) -> Value:
    """What a thing of Python's is to the compiler."""
    if thing is None:
        return NOTHING
    if isinstance(thing, bool):
        return Known(thing, "b1")
    if isinstance(thing, int | float) and not isinstance(thing, np.generic):
        return Known(thing, "i64" if isinstance(thing, int) else "f64")
    if isinstance(thing, np.generic):
        return Known(thing.item(), kind_of(thing.dtype))
    if isinstance(thing, tuple):
        return Several(tuple(map(as_value, thing)))
    return Thing(thing)


def items_of(value: Value) -> list[Single]:
    """The numbers of a tuple, or the one number."""
    return list(map(single, value.items)) if isinstance(value, Several) else [single(value)]
