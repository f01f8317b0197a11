"""Mutants of the rules of `simplify`: each rule of each op answers what is false, and each is left out.

Rules are found in the module of the Simplifier: every mapping from ops to rules that it knows. A false rule applies
where the true one does, and adds 1 to its answer. A rule that several ops have is false for one of them at a time, and
is left out of all at once.
"""

import sys
from collections.abc import Callable, Iterator, Mapping
from importlib import import_module
from typing import Any

from .mutant import Mutant, numbered

MODULE = "chainrule.transforms.simplify"
FALSE, LEFT_OUT = "false answer", "left out"


def find() -> list[Mutant]:
    """Every mutant of a rule."""
    return numbered(
        Mutant("rules", module, f"{op.name}, rule {position + 1}{_called(rule)}", change, path=(position,))
        for module, rules in tables()
        for op, of_op in rules.items()
        for position, rule in enumerate(of_op)
        for change in ((FALSE, LEFT_OUT) if _first_with(rule, rules) is op else (FALSE,))
    )


def _first_with(rule: Callable[..., object], rules: Mapping[Any, tuple[Callable[..., object], ...]]) -> object:
    """The first op that has a rule; where several have it, it is left out of all."""
    return next(op for op, of_op in rules.items() if rule in of_op)


def _called(rule: Callable[..., object]) -> str:
    """The name of a rule that has one."""
    return "" if rule.__name__ == "<lambda>" else f", {rule.__name__.strip('_')}"


def plant(mutant: Mutant) -> None:
    """Exchange the rule, in the tables themselves."""
    name = mutant.place.split(",")[0]
    for rules in [rules for module, rules in tables() if module == mutant.module]:
        (of_op,) = (of_op for op, of_op in rules.items() if op.name == name)
        old = of_op[mutant.path[0]]
        new = _silent if mutant.change == LEFT_OUT else _false(old)
        for op in [op for op in rules if op.name == name or mutant.change == LEFT_OUT]:
            rules[op] = tuple(new if rule is old else rule for rule in rules[op])


def tables() -> Iterator[tuple[str, dict[Any, tuple[Callable[..., Any], ...]]]]:
    """The tables from ops to rules that the Simplifier's own module knows, each with its module's name."""
    import_module(MODULE)
    from chainrule.graph.node import Op
    from chainrule.transforms import simplify

    module = simplify.Simplifier.__module__
    for value in vars(sys.modules[module]).values():
        if isinstance(value, dict) and value and all(isinstance(op, Op) for op in value):
            yield module, value


def _false(rule: Callable[..., object]) -> Callable[..., object]:
    def false(node: object, *operands: object) -> object:
        answer = rule(node, *operands)
        return None if answer is None or answer is node else answer + 1  # type: ignore[operator]

    return false


def _silent(node: object, *operands: object) -> None:
    """A rule that has nothing to say."""
