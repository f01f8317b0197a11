"""A mutant: one thing in chainrule that has been made false, by its name; and how a module is bent at its import."""

import ast
import sys
from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from importlib import import_module
from importlib.abc import MetaPathFinder
from importlib.machinery import ModuleSpec, PathFinder, SourceFileLoader
from pathlib import Path
from pkgutil import walk_packages
from types import CodeType, ModuleType

BENT = "__bent__"  # what a bent module calls with what an expression gives
Position = tuple[int, int, int, int]
Bend = Callable[[str, Position, object], object]  # of a module, a position, and what the expression there gives


@dataclass(frozen=True)
class Mutant:
    """One thing made false: of which kind, in which module, at which place, in which way."""

    kind: str
    module: str
    place: str
    change: str
    at: Position | None = None  # of an expression in the source of the module
    path: tuple[int, ...] = ()  # of an entry in the table that stands there, of an operand, of a rule

    @property
    def name(self) -> str:
        """What reasons call it."""
        return f"{self.module.removeprefix('chainrule.')}: {self.place}: {self.change}"


def numbered(mutants: Iterable[Mutant]) -> list[Mutant]:
    """The mutants, those of one name told apart by a number."""
    seen: dict[str, int] = {}
    result = []
    for one in mutants:
        seen[one.name] = count = seen.get(one.name, 0) + 1
        result.append(replace(one, place=f"{one.place} ({count})") if count > 1 else one)
    return result


def module_names(package: str) -> list[str]:
    """A package and all modules in it, by name; those that are programs aside."""
    root = import_module(package)
    inside = [one.name for one in walk_packages(root.__path__, f"{package}.")]
    return sorted([package, *(name for name in inside if not name.endswith("__main__"))])


def position(node: ast.expr) -> Position:
    """Where an expression stands in the source."""
    return node.lineno, node.col_offset, node.end_lineno or 0, node.end_col_offset or 0


class _Bending(ast.NodeTransformer):
    """Puts a call around each of the expressions at some positions."""

    def __init__(self, positions: Collection[Position]) -> None:
        self.positions = positions
        self.found: list[Position] = []

    def visit(self, node: ast.AST) -> ast.AST:
        """Bend what is inside first; the parts of a text have no positions of their own."""
        new = node if isinstance(node, ast.JoinedStr) else self.generic_visit(node)
        is_read = isinstance(getattr(node, "ctx", ast.Load()), ast.Load)
        if isinstance(node, ast.expr) and is_read and position(node) in self.positions:
            self.found.append(position(node))
            at = ast.Constant(position(node))
            return ast.copy_location(ast.Call(ast.Name(BENT, ast.Load()), [at, new], []), node)  # type: ignore
        return new


class Bender(MetaPathFinder):
    """Finds some modules and bends them: what expressions at some positions give goes through a function first.

    Whoever imports such a module sees what is false, and so does what the module itself derives from it.
    """

    def __init__(self, positions: Mapping[str, Collection[Position]], bend: Bend) -> None:
        self.positions, self.bend = positions, bend
        self._trees: dict[str, ast.Module] = {}

    def find_spec(self, name: str, path: object = None, target: ModuleType | None = None) -> ModuleSpec | None:
        """The module with another loader, if it is one of them."""
        if name not in self.positions:
            return None
        spec = PathFinder.find_spec(name, path, target)  # type: ignore[arg-type]
        assert spec is not None
        spec.loader = _Loader(name, str(spec.origin), self)
        return spec

    def install(self) -> None:
        """Let the modules be found here first; none of them must be imported yet."""
        imported = sorted(sys.modules.keys() & self.positions.keys())
        assert not imported, imported
        sys.meta_path.insert(0, self)

    def bent_tree(self, name: str, path: str) -> ast.Module:
        """The bent source of a module, as it was when it was read first."""
        if name not in self._trees:
            positions = set(self.positions[name])
            bending = _Bending(positions)
            tree = bending.visit(ast.parse(Path(path).read_bytes()))
            assert sorted(bending.found) == sorted(positions), (name, positions.difference(bending.found))
            self._trees[name] = ast.fix_missing_locations(tree)
        return self._trees[name]


class _Loader(SourceFileLoader):
    def __init__(self, name: str, path: str, bender: Bender) -> None:
        super().__init__(name, path)
        self.bender = bender

    def get_code(self, fullname: str) -> CodeType:
        """The code of the bent source; never that of a file of compiled code."""
        return compile(self.bender.bent_tree(fullname, self.path), self.path, "exec")

    def exec_module(self, module: ModuleType) -> None:
        """Run it, where it finds the function."""
        setattr(module, BENT, lambda at, value: self.bender.bend(self.name, at, value))
        super().exec_module(module)
