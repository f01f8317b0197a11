"""The kinds of mutants, each found and planted by a module of its own, and what is bent where it stands in a source."""

import ast
import sys
from collections.abc import Iterable, Iterator
from importlib import import_module

from . import rules, slips, tables, vjps
from .mutant import Bender, Mutant, Position

KINDS = {"tables": tables, "vjps": vjps, "rules": rules, "slips": slips}


class Bends:
    """Places that give back what they get, until a mutant is active there."""

    def __init__(self, mutants: Iterable[Mutant], active: Mutant | None = None) -> None:
        mutants = list(mutants)
        positions: dict[str, set[Position]] = {}
        for one in mutants:
            if one.at is not None:
                positions.setdefault(one.module, set()).add(one.at)
        self._active = active
        self._bender = Bender(positions, self._bend)
        self._bender.install()
        for name in dict.fromkeys(
            one.module for one in mutants
        ):  # before pytest reads their examples, for which it has a way of its own
            import_module(name)

    def plant(self, mutant: Mutant) -> None:
        """Make it false where everything has been imported already."""
        self._active = mutant
        if mutant.at is None:
            KINDS[mutant.kind].plant(mutant)  # type: ignore[attr-defined]
        else:
            self._bind_again(mutant.module, mutant.at)

    def _bend(self, module: str, at: Position, value: object) -> object:
        one = self._active
        is_there = one is not None and (one.module, one.at) == (module, at)
        return KINDS[one.kind].bent(one, value) if is_there else value  # type: ignore

    def _bind_again(self, name: str, at: Position) -> None:
        """Let a module bind the table at a position again, and those after it, which may be made from it."""
        module = sys.modules[name]
        names = vars(module)
        for statement in self._bender.bent_tree(name, str(module.__file__)).body:
            table = next((one for one in _bound_by(statement) if tables.is_table(names.get(one))), None)
            if table is None or (statement.end_lineno or 0) < at[0]:
                continue
            old = names[table]
            exec(compile(ast.Module([statement], []), name, "exec"), names)  # noqa: S102
            if isinstance(old, dict):
                new, names[table] = dict(names[table]), old
                old.clear()
                old.update(new)
            else:
                _know_instead(old, names[table])


def _bound_by(statement: ast.stmt) -> Iterator[str]:
    targets = statement.targets if isinstance(statement, ast.Assign) else [getattr(statement, "target", None)]
    yield from (target.id for target in targets if isinstance(target, ast.Name) and not target.id.startswith("__"))


def _know_instead(old: object, new: object) -> None:
    """Whatever module knows the one by a name knows the other."""
    for module in [one for name, one in sys.modules.items() if name.startswith("chainrule")]:
        for called in [called for called, value in vars(module).items() if value is old]:
            setattr(module, called, new)
