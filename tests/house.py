"""The modules of chainrule, what each imports, and the floors that docs/rooms.md gives them."""

import ast
import re
from collections.abc import Callable, Iterable
from functools import cache
from pathlib import Path

import chainrule

SOURCE = Path(chainrule.__file__).parent
ROOMS = Path(__file__).parent.parent / "docs" / "rooms.md"
MODULES = sorted(SOURCE.rglob("*.py"))


def floors(heading: str) -> list[tuple[str, ...]]:
    """The rooms of each floor in the table below a heading of docs/rooms.md, the highest floor first."""
    below = ROOMS.read_text("utf-8").split(f"\n## {heading}\n")[1].split("\n## ")[0]
    rows = [line.split("|")[1] for line in below.splitlines() if line.startswith("| `")]
    return [tuple(re.findall(r"`(\w+)`", row)) for row in rows]


def goes_down(rooms: list[tuple[str, ...]], source: str, target: str) -> bool:
    """Whether a module of one room may import from another: from its own, and from those on lower floors."""
    floor = {room: number for number, row in enumerate(rooms) for room in row}
    return source == target or floor[source] < floor[target]


@cache
def tree(path: Path) -> ast.Module:
    """A module, parsed."""
    return ast.parse(path.read_text("utf-8"))


@cache
def nodes(path: Path) -> tuple[ast.AST, ...]:
    """Everything that is in a module."""
    return tuple(ast.walk(tree(path)))


def offenders(wrong: Callable[[Path], Iterable[object]]) -> dict[str, list[object]]:
    """What is wrong with each module, by its file; those with which nothing is are left out.

    One test asks all modules: a test for each would cost more than what it looks at.
    """
    found = {str(path.relative_to(SOURCE)): list(wrong(path)) for path in MODULES}
    return {file: faults for file, faults in found.items() if faults}


def dotted(path: Path) -> str:
    """The name by which a module is imported; a package's own is that of its `__init__`."""
    return ".".join(("chainrule", *path.relative_to(SOURCE).with_suffix("").parts)).removesuffix(".__init__")


def imported(node: ast.AST, package: str = "") -> list[str]:
    """The dotted names that an import statement in a module of `package` may mean, `from a import b` as a.b."""
    if isinstance(node, ast.Import):
        return [alias.name for alias in node.names]
    if isinstance(node, ast.ImportFrom):
        above = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
        module = ".".join([*above, *filter(None, [node.module])])
        return [f"{module}.{alias.name}" for alias in node.names]
    return []


def imports(path: Path) -> list[str]:
    """Everything that a module imports, wherever in it."""
    package = dotted(path if path.stem == "__init__" else path.parent / "__init__.py")
    return [name for node in nodes(path) for name in imported(node, package)]
