"""Parts of formulas: what stands in one, and the same formula with other names."""

from collections.abc import Callable, Iterator
from dataclasses import fields, replace

from chainrule.readers.notation.formula import Formula, Symbol


def names_in(formula: Formula) -> list[str]:
    """The names in a formula, from left to right."""
    return [part.name for part in parts_of(formula) if isinstance(part, Symbol)]


def parts_of(formula: Formula) -> Iterator[Formula]:
    """A formula and all that stands in it."""
    found: list[Formula] = []

    def note(part: Formula) -> Formula:
        found.append(part)
        return mapped(part, note)

    note(formula)
    return iter(found)


def renamed(formula: Formula, named: Callable[[str], str]) -> Formula:
    """A formula with other names."""
    if isinstance(formula, Symbol):
        return Symbol(named(formula.name))
    return mapped(formula, lambda part: renamed(part, named))


def mapped(formula: Formula, change: Callable[[Formula], Formula]) -> Formula:
    """A formula with its parts changed."""
    parts = {one.name: getattr(formula, one.name) for one in fields(formula) if one.init}
    return replace(formula, **{name: _changed(part, change) for name, part in parts.items()})  # type: ignore[arg-type]


def _changed(part: object, change: Callable[[Formula], Formula]) -> object:
    if isinstance(part, tuple):
        return tuple(_changed(one, change) for one in part)
    return change(part) if isinstance(part, Formula) else part
