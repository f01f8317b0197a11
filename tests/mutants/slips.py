"""Mutants of slips: every slip of the tutor with another kind, with an empty sentence, and leading elsewhere.

Slips are found in the source of `chainrule.tutor`: wherever a kind is named, it becomes another kind; and wherever a
kind stands first in a tuple or a call, what follows is the sentence and what the slip leads to. A false sentence says
nothing, and where a false slip leads is twice what it should be.
"""

import ast
import inspect
from collections.abc import Iterator
from dataclasses import replace
from importlib import import_module

from .falsehoods import answering_falsely, false_answer
from .mutant import Mutant, module_names, numbered, position

PACKAGE = "chainrule.tutor"
KIND, SENTENCE, LEADS = "another kind", "empty sentence", "leads elsewhere"
EMPTY = "Something is wrong."


def find() -> list[Mutant]:
    """Every mutant of a slip."""
    return numbered(one for name in module_names(PACKAGE) for one in _in_module(name))


def bent(mutant: Mutant, thing: object) -> object:
    """What stands at the place of a mutant, made false."""
    return {KIND: _another_kind, SENTENCE: lambda _: EMPTY, LEADS: _elsewhere}[mutant.change](thing)


def _another_kind(kind: object) -> object:
    kinds = list(type(kind))  # type: ignore[call-overload]
    return kinds[(kinds.index(kind) + 1) % len(kinds)]


def _elsewhere(thing: object) -> object:
    return answering_falsely(thing) if callable(thing) else false_answer(thing)


def _in_module(name: str) -> Iterator[Mutant]:
    module = import_module(name)
    tree = ast.parse(inspect.getsource(module))
    called = {one.name: one.value for one in getattr(module, "Kind", ())}
    for one in _in_scope(name, tree, _table_names(tree), ""):
        scope, kind = one.place.rsplit(", ", 1)
        yield replace(one, place=f"{scope}, {called[kind]}")


def _table_names(tree: ast.Module) -> dict[ast.AST, str]:
    """The name that each statement of a module binds."""
    found: dict[ast.AST, str] = {}
    for statement in tree.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id=name), *_]) | ast.AnnAssign(target=ast.Name(id=name)):
                found[statement] = name
    return found


def _in_scope(module: str, node: ast.AST, tables: dict[ast.AST, str], scope: str) -> Iterator[Mutant]:
    for child in ast.iter_child_nodes(node):
        inner = scope
        if isinstance(child, ast.FunctionDef | ast.ClassDef):
            inner = f"{scope}.{child.name}".lstrip(".")
        inner = tables.get(child, inner)
        yield from _of(module, child, inner)
        yield from _in_scope(module, child, tables, inner)


def _of(module: str, node: ast.AST, scope: str) -> Iterator[Mutant]:
    if _is_kind(node):
        yield Mutant("slips", module, f"{scope}, {node.attr}", KIND, position(node))  # type: ignore
    parts = node.elts if isinstance(node, ast.Tuple) else node.args if isinstance(node, ast.Call) else []
    kinds = [i for i, part in enumerate(parts) if _is_kind(part)]
    if len(kinds) == 1:
        kind = parts[kinds[0]].attr
        for index, part in enumerate(parts[kinds[0] + 1 :]):
            if not (isinstance(part, ast.Dict) and not part.keys):
                change = SENTENCE if index == 0 else LEADS
                yield Mutant("slips", module, f"{scope}, {kind}", change, position(part))


def _is_kind(node: ast.AST) -> bool:
    return isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "Kind"
