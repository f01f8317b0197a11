"""Mutants of tables: every entry of every table of the readers and of the tutor, one at a time.

Tables are found by walking. A table is what a module binds to a name when it is imported, where that is a mapping, a
tuple, a list or a set; and each dictionary in a function that is written with constant keys. An entry is what stands
at a key or at a place, within tuples and mappings at each of theirs; numbers without keys, such as the steps of a plot,
are settings that state nothing. Made false, a text becomes that of another entry, and once more the same text with one
word or sign of it turned, or with its first two fields exchanged; a function answers what is false; what stands in a
set is taken out. What the module derives from the table is derived from the false one.
"""

import ast
import inspect
from collections.abc import Collection, Iterator, Mapping, Sequence
from enum import Enum
from importlib import import_module
from types import ModuleType

from .falsehoods import Change, UnfalsifiableError, changes
from .mutant import Mutant, module_names, numbered, position

PACKAGES = ("chainrule.readers", "chainrule.tutor")
FALSE = "false"  # the change of what is only known when it runs


def find() -> list[Mutant]:
    """Every mutant of a table."""
    return numbered(one for package in PACKAGES for name in module_names(package) for one in _in_module(name))


def bent(mutant: Mutant, table: object) -> object:
    """The table of a mutant with its entry made false."""
    return with_false_entry(table, mutant.path, mutant.change)


def _in_module(name: str) -> Iterator[Mutant]:
    module = import_module(name)
    tree = ast.parse(inspect.getsource(module))
    for statement in tree.body:
        yield from _bound(module, statement)
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        for node in ast.walk(function):
            if (
                isinstance(node, ast.Dict)
                and len(node.keys) > 1
                and all(isinstance(k, ast.Constant) for k in node.keys)
            ):
                for place, key in enumerate(node.keys):
                    shown = f"{function.name}, {ast.unparse(key)}"  # type: ignore[arg-type]
                    yield Mutant("tables", name, shown, FALSE, position(node), (place,))


def _bound(module: ModuleType, statement: ast.stmt) -> Iterator[Mutant]:
    """The mutants of the table that a statement binds to a name."""
    match statement:
        case ast.Assign(targets=targets, value=ast.expr() as value):
            names = [target.id for target in targets if isinstance(target, ast.Name)]
        case ast.AnnAssign(target=ast.Name(id=name), value=ast.expr() as value):
            names = [name]
        case _:
            return
    for name in names[:1]:
        if not name.startswith("__"):
            own = [id(one) for called, one in vars(module).items() if called != name and is_table(one)]
            for path, keys, change in _entries(getattr(module, name), own):
                yield Mutant("tables", module.__name__, name + keys, change, position(value), path)


def is_table(value: object) -> bool:
    """Whether something is a table."""
    return isinstance(value, Mapping | tuple | list | set | frozenset)


def _items(table: object) -> list[tuple[object, object]]:
    """What stands in a table, by its key or place."""
    match table:
        case Mapping():
            return list(table.items())
        case set() | frozenset():
            return [(one, one) for one in sorted(table, key=str)]
        case tuple() | list():
            return list(enumerate(table))
    return []


def _entries(table: object, named: Collection[int]) -> Iterator[tuple[tuple[int, ...], str, str]]:
    """Of each entry and each way to make it false: its path, its keys as they are read, the name of the way.

    Tables that have names of their own are mutated by those, and what holds a kind of slip is one of the slips.
    """
    items = _items(table)
    if not isinstance(table, Mapping) and all(type(value) in (int, float) for _, value in items):
        return  # numbers alone are settings, as those that have names of their own
    for place, (key, value) in enumerate(items):
        shown = f"[{chr(key)!r}]" if _is_of_signs(table) else f"[{getattr(key, '__name__', key)!r}]"
        if isinstance(table, set | frozenset):
            yield (place,), shown, "left out"
        elif is_table(value):
            inside = [] if id(value) in named or _is_slip(value) else _entries(value, named)
            for path, keys, change in inside:
                yield (place, *path), shown + keys, change
        else:
            for change in changes(value, _others(items, place)):
                yield (place,), shown, change.name


def _is_slip(value: object) -> bool:
    return isinstance(value, tuple) and any(isinstance(one, Enum) for one in value)


def _others(items: Sequence[tuple[object, object]], place: int) -> list[object]:
    """The other values of a table, the next one first."""
    values = [value for _, value in items]
    return values[place + 1 :] + values[:place]


def _is_of_signs(table: object) -> bool:
    """Whether a table is one of `str.translate`."""
    return isinstance(table, Mapping) and all(isinstance(key, int) for key in table)


def with_false_entry(table: object, path: Sequence[int], change: str) -> object:
    """The same table with the entry at a path made false in the way of this name."""
    items = _items(table)
    key, value = items[path[0]]
    if isinstance(table, set | frozenset):
        return type(table)(one for one in table if one != key)
    if len(path) > 1:
        new = with_false_entry(value, path[1:], change)
    else:
        new = _chosen(changes(value, _others(items, path[0])), change)
    if isinstance(table, Mapping):
        return {**table, key: new}
    values = [new if place == path[0] else old for place, (_, old) in enumerate(items)]
    return type(table)(values)  # type: ignore[call-arg]


def _chosen(found: Sequence[Change], name: str) -> object:
    for change in found:
        if name in (change.name, FALSE):
            return change.value
    raise UnfalsifiableError(name)
