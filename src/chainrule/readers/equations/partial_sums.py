"""Partial sums: long sums are written in parts, t₂ = t₁ + …; one that can be said in fewer terms is a whole again."""

from collections import Counter
from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import replace

from chainrule.readers.equations.equation import Equation
from chainrule.readers.notation.formula import SUM, Formula, Infix, Symbol
from chainrule.readers.notation.formula_parts import names_in


def joined(
    lines: Sequence[Equation], known: Container[str], summed: Callable[[Formula], Formula]
) -> tuple[Equation, ...]:
    """Lines with sums that were written in parts put together, where `summed` says the whole in fewer terms.

    A part is a line whose name is not `known`, and that one sum reads, once, as its first term.
    """
    read = Counter(name for line in lines for side in line.sides for name in names_in(side))
    made = {
        line.name: terms
        for line in lines
        if line.name not in known and read[line.name] == 1 and (terms := _terms(line))
    }
    new: dict[str, Equation] = {}
    gone: set[str] = set()
    for line in lines:
        taken = list(_taken(line, made))
        whole = [*(term for name in reversed(taken) for term in made[name][name != taken[-1] :]), *_terms(line)[1:]]
        if taken and line.name in known and len(_terms(summed(_sum(whole)))) < len(_terms(line)):
            new[line.name] = replace(line, sides=(_sum(whole),))
            gone.update(taken)
    return tuple(new.get(line.name, line) for line in lines if line.name not in gone)


def _taken(line: Equation, made: Mapping[str, Sequence[Formula]]) -> Iterator[str]:
    """The parts of a sum, the last one first."""
    terms = _terms(line)
    while terms and isinstance(terms[0], Symbol) and terms[0].name in made:
        yield terms[0].name
        terms = made[terms[0].name]


def _terms(thing: Equation | Formula) -> Sequence[Formula]:
    """The terms of a sum, or of the one side of a line; of another formula itself, and of other lines none."""
    if isinstance(thing, Equation):
        return _terms(thing.sides[0]) if len(thing.sides) == 1 and _is_sum(thing.sides[0]) else ()
    return thing.operands if isinstance(thing, Infix) and _is_sum(thing) else (thing,)


def _is_sum(formula: Formula) -> bool:
    return isinstance(formula, Infix) and formula.sign == "+"


def _sum(terms: Sequence[Formula]) -> Formula:
    return Infix("+", tuple(terms), SUM)
