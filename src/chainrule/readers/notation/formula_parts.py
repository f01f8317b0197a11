"""Parts of formulas: what stands in one, and the same formula with other names."""

from collections.abc import Callable, Iterator
from dataclasses import fields, replace
from typing import get_args

from chainrule.readers.notation.formula import Formula, Symbol

# what a formula of each kind is made of
FIELDS = {kind: tuple(one.name for one in fields(kind) if one.init) for kind in get_args(Formula)}


def names_in(formula: Formula) -> list[str]:
    """The names in a formula, from left to right."""
    return [part.name for part in parts_of(formula) if isinstance(part, Symbol)]


def parts_of(formula: Formula) -> Iterator[Formula]:
    """A formula and all that stands in it, what stands in a part right behind it."""
    waiting: list[object] = [formula]
    while waiting:
        part = waiting.pop()
        if isinstance(part, tuple):
            waiting.extend(reversed(part))
        elif type(part) in FIELDS:
            yield part  # type: ignore[misc]
            waiting.extend(getattr(part, name) for name in reversed(FIELDS[type(part)]))


def renamed(formula: Formula, named: Callable[[str], str]) -> Formula:
    """A formula with other names."""
    if isinstance(formula, Symbol):
        return Symbol(named(formula.name))
    return mapped(formula, lambda part: renamed(part, named))


def mapped(formula: Formula, change: Callable[[Formula], Formula]) -> Formula:
    """A formula with its parts changed; itself where none is."""
    new: dict[str, object] = {}
    for name in FIELDS[type(formula)]:
        part = getattr(formula, name)
        if (changed := _changed(part, change)) is not part:
            new[name] = changed
    return replace(formula, **new) if new else formula  # type: ignore[arg-type]


def _changed(part: object, change: Callable[[Formula], Formula]) -> object:
    if isinstance(part, tuple):
        new = tuple(_changed(one, change) for one in part)
        return new if any(one is not old for one, old in zip(new, part, strict=True)) else part
    return change(part) if type(part) in FIELDS else part  # type: ignore[arg-type]
