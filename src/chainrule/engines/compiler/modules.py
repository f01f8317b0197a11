"""Modules as they are read: functions by name, and what the other names in them mean."""

import ast
import builtins
import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import numpy as np

from chainrule.engines.compiler.kinds import UnsupportedError

KERNELS = "chainrule.engines.kernels."
FOLDER = Path(__file__).parent.parent / "kernels"
INSTRUCTIONS = ("instructions", "windows")  # of Numba's; here they are spelled out
KNOWN = {name: getattr(builtins, name) for name in ("float", "int", "abs", "min", "max", "range")}


@dataclass(frozen=True, eq=False)
class Function:
    """A function, and the module that it stands in."""

    node: ast.FunctionDef
    names: Mapping[str, object] = field(repr=False)

    @property
    def is_inlined(self) -> bool:
        """Whether it is so small that it becomes part of who calls it."""
        return any(isinstance(one, ast.Name) and one.id == "inlined" for one in self.node.decorator_list)


@dataclass(frozen=True)
class Builtin:
    """An instruction, by name."""

    name: str


def read_module(tree: ast.Module) -> dict[str, object]:
    """What each name of a module means; nothing but numbers at its top is computed."""
    names: dict[str, object] = dict(KNOWN)
    for statement in tree.body:
        match statement:
            case ast.FunctionDef():
                names[statement.name] = Function(statement, names)
            case ast.Import(names=[ast.alias(name="math" | "numpy" as module, asname=other)]):
                names[other or module] = {"math": math, "numpy": np}[module]
            case ast.ImportFrom(module="math", names=found):
                names.update({one.name: getattr(math, one.name) for one in found})
            case ast.ImportFrom(module=str(module), names=found) if module.startswith(KERNELS):
                names.update({one.name: _kernel(module.removeprefix(KERNELS), one.name) for one in found})
            case ast.Assign():
                code = ast.Module([statement], [])
                exec(compile(code, "<constants>", "exec"), {"tuple": tuple, "map": map}, _Own(names))  # noqa: S102
            case ast.Expr(ast.Constant()):
                pass
            case _:
                raise UnsupportedError(ast.unparse(statement))
    return names


class _Own(dict[str, object]):
    """The names of a module, for its own assignments."""

    def __init__(self, names: dict[str, object]) -> None:
        self._names = names

    def __getitem__(self, name: str) -> object:
        return self._names[name]

    def __setitem__(self, name: str, value: object) -> None:
        self._names[name] = value


def _kernel(module: str, name: str) -> object:
    if module == "decorators":
        return None
    if module in INSTRUCTIONS:
        return Builtin(name)
    return _kernels(module)[name]


@cache
def _kernels(module: str) -> dict[str, object]:
    return read_module(ast.parse((FOLDER / f"{module}.py").read_text(encoding="utf-8")))
