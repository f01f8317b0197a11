"""Literals that are no part of the code: sizes, places and rates, which are handed to it.

So one compiled module serves every width, rate and probability of dropout. What is a matter of structure stays: a zero,
a one, the axis of an index, an exponent.
"""

import ast
from collections.abc import Sequence
from dataclasses import dataclass

KEPT = frozenset({0.0, 0.5, 1.0, 2.0})  # and their negatives: an instruction may be simpler with them
PLACES = {"cut": slice(1, None), "length": slice(0, None), "unfold": slice(1, 2), "fold": slice(1, 2)}  # arguments
SIZED = frozenset({"slots"})  # arrays that are read at places that differ with sizes


@dataclass(frozen=True)
class Parted:
    """A module without its numbers, and the numbers."""

    tree: ast.Module
    numbers: Sequence[float]

    @property
    def key(self) -> str:
        """What is left: equal for modules that differ in their numbers alone."""
        return ast.dump(self.tree)


def parted(text: str, driver: str) -> Parted:
    """The module with this text, of which the function `driver` calls all others."""
    tree = ast.parse(text)
    parting = _Parting()
    for function in (node for node in tree.body if isinstance(node, ast.FunctionDef)):
        parting.is_driver = function.name == driver
        parting.visit(function)
    return Parted(tree, parting.numbers)


class _Parting(ast.NodeVisitor):
    """A walk through functions that takes numbers out."""

    def __init__(self) -> None:
        self.numbers: list[float] = []
        self.is_driver = False

    def _take(self, node: ast.AST, *kinds: type) -> None:
        for one in ast.walk(node):
            if isinstance(one, ast.Constant) and type(one.value) in kinds and not hasattr(one, "place"):
                one.place = len(self.numbers)  # type: ignore[attr-defined]
                self.numbers.append(one.value)  # type: ignore[arg-type]
                one.value = one.value * 0 if one.value == one.value else 0.0  # type: ignore[operator]
                one.kind = "handed in"

    def visit_Call(self, node: ast.Call) -> None:
        """Sizes and where memory begins."""
        if isinstance(node.func, ast.Name):
            for argument in node.args[PLACES.get(node.func.id, slice(0, 0))]:
                self._take_sizes(argument)
            if node.func.id == "stays":
                self._take(node.args[3], int)
        self.generic_visit(node)

    def _take_sizes(self, node: ast.expr) -> None:
        match node:
            case ast.Constant() | ast.Tuple():
                for one in node.elts if isinstance(node, ast.Tuple) else [node]:
                    if isinstance(one, ast.Constant):
                        self._take(one, int)

    def visit_BinOp(self, node: ast.BinOp) -> None:
        """The share of dropout is a number whatever it is; an exponent is none."""
        match node:
            case ast.BinOp(left=ast.Call(args=[ast.Call(func=ast.Name(id="stays"))]), op=ast.Mult(), right=right):
                self._take(right, float)
            case ast.BinOp(op=ast.Pow(), left=left):
                self.visit(left)
                return
        self.generic_visit(node)

    def visit_Subscript(self, node: ast.Subscript) -> None:
        """Where parts of arrays begin and end."""
        if isinstance(node.value, ast.Name) and node.value.id in SIZED:
            self._take(node.slice, int)
        elif not isinstance(node.value, ast.Attribute):
            for index in node.slice.elts if isinstance(node.slice, ast.Tuple) else [node.slice]:
                self._take_place(index)
        self.generic_visit(node)

    def _take_place(self, index: ast.expr) -> None:
        match index:
            case ast.Slice(lower=lower, upper=upper):
                for one in (lower, upper):
                    if isinstance(one, ast.Constant):
                        self._take(one, int)
            case ast.BinOp(op=ast.Add(), right=ast.Constant(value=int()) as offset) if not self.is_driver:
                self._take(offset, int)
            case ast.Constant(value=int() as place) if place and not self.is_driver:
                self._take(index, int)

    def visit_Constant(self, node: ast.Constant) -> None:
        """Numbers with a point; in loops only such that are no simple ones."""
        if isinstance(node.value, float) and (self.is_driver or abs(node.value) not in KEPT):
            self._take(node, float)
