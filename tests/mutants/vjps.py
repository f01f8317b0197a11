"""Mutants of VJPs: what each op hands back to each of its operands, turned, doubled and lost.

Ops are found by walking: every `Op` with a VJP that a module of `chainrule` binds to a name, alone or in a tuple, a
list or a mapping. The false VJP is put into the op itself before anything but the alphabet is imported, so that
whoever reads a derivative reads the false one: the backward pass, the printed slopes, the tutor.
"""

import inspect
import sys
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any

import numpy as np

from .mutant import Mutant, module_names, numbered

PACKAGES = ("chainrule.graph", "chainrule.ops")
CHANGES: Mapping[str, Callable[[Any], object]] = {
    "turned": lambda part: -part,
    "doubled": lambda part: 2 * part,
    "lost": lambda part: None,
}
GIVEN = "handed on"  # to an operand that gets nothing


def find() -> list[Mutant]:
    """Every mutant of a VJP."""
    return numbered(
        Mutant("vjps", module, f"{name}, operand {position}", change, path=(position,))
        for name, (module, op) in sorted(ops("chainrule").items())
        for position, is_given in enumerate(_given(op))
        if position not in _left_alone(op)
        for change in (CHANGES if is_given else (GIVEN,))
    )


def plant(mutant: Mutant) -> None:
    """Put the false VJP into the op."""
    found: dict[str, tuple[str, Any]] = {}
    for package in PACKAGES:
        found |= ops(package)
    _, op = found[mutant.place.split(",")[0]]
    object.__setattr__(op, "vjp", false(op.vjp, mutant.path[0], mutant.change))


def false(vjp: Callable[..., tuple[Any, ...]], position: int, change: str) -> Callable[..., tuple[Any, ...]]:
    """A VJP with what it hands back to one operand changed."""

    def hand_back(node: object, cotangent: object) -> tuple[Any, ...]:
        parts = vjp(node, cotangent)
        if position >= len(parts):
            return parts
        new = cotangent if change == GIVEN else None if parts[position] is None else CHANGES[change](parts[position])
        return (*parts[:position], new, *parts[position + 1 :])

    return hand_back


def ops(package: str) -> dict[str, tuple[str, Any]]:
    """Every op with a VJP by its name, with the module that binds it first."""
    names = module_names(package)
    for name in names:
        if not name.endswith("__main__"):
            import_module(name)
    from chainrule.graph.node import Op

    found: dict[str, tuple[str, Any]] = {}
    seen = set()
    for name in sorted(name for name in names if name in sys.modules):
        for value in vars(sys.modules[name]).values():
            for op in _inside(value):
                if isinstance(op, Op) and op.vjp is not None and id(op) not in seen:
                    seen.add(id(op))
                    found[_apart(op.name, found)] = (op.vjp.__module__, op)
    return found


def _apart(name: str, found: Mapping[str, object]) -> str:
    """The name of an op; with a number where another one is called so."""
    same = sum(one.split(" ")[0] == name for one in found)
    return f"{name} {same + 1}" if same else name


def _inside(value: object) -> Iterator[object]:
    match value:
        case Mapping():
            yield from value.values()
        case tuple() | list():
            yield from value
    yield value


def _left_alone(op: Any) -> set[int]:
    """The operands by which nobody differentiates: places and labels, and the maps that say where a maximum stands."""
    from tests.ops.cases import SAMPLERS

    from chainrule.graph.node import input

    if op.entrywise or op.name not in SAMPLERS:
        return set()
    node = SAMPLERS[op.name](np.random.default_rng(0)).node
    parts = op.vjp(node, input("g", node.shape))
    indices = {position for position, one in enumerate(node.operands) if one.attributes.get("kind") == "index"}
    return indices | {position for position, part in enumerate(parts) if part is None}


def _given(op: Any) -> list[bool]:
    """Of each operand, whether the VJP hands it something; optional ones are given too."""
    from chainrule.graph.node import input

    parameters = [one for one in inspect.signature(op.shape).parameters.values() if one.kind is not one.KEYWORD_ONLY]
    positions = [one for one in parameters if one.kind in (one.POSITIONAL_ONLY, one.POSITIONAL_OR_KEYWORD)]
    count = len(positions) or 2  # of any number of operands, two
    if not op.entrywise:
        return [True] * count
    leaves = [input(f"x{i}") for i in range(count)]
    return [part is not None for part in op.vjp(op(*leaves), input("g"))]
