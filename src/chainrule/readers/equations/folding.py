"""Folding: what a loop says step by step, on one line: hₜ = tanh(W hₜ₋₁ + U xₜ) for t = 1 … 3.

Nothing is assumed of a loop. Lines are written for every step first; those that are the same, letter by letter, once
each step is called t, make one line, and so do the terms of a sum.
"""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from chainrule.graph.passes import Derivative
from chainrule.readers.equations.equation import Equation, Equations, Over
from chainrule.readers.equations.partial_sums import joined
from chainrule.readers.notation.formula import RELATION, SUM, Formula, Infix, Number, Sum, Symbol, Words
from chainrule.readers.notation.formula_parts import mapped, names_in, parts_of, renamed
from chainrule.readers.notation.names import EntryName, StepName, read_name

LEAST_TERMS = 3  # behind one Σ; two are said as shortly without
LETTERS = ("t", "s", "i", "j", "τ", "step")  # the first that nothing else is called

Steps = Mapping[str, tuple[str, tuple[int, ...]]]  # of each name at steps: what stands in front, and they


def folded(equations: Equations, steps: Steps, known: Container[str]) -> Equations:
    r"""The equations of a board with loops, those of steps that are alike on one line; `known` are its own names.

    >>> import chainrule as cr
    >>> board = cr.whiteboard("for t in 1..9:\n  h[t] = h[t-1] + x[t]\nL = sum(h[t] for t in 1..9)")
    >>> print(board.equations())
    hₜ = hₜ₋₁ + xₜ    t = 1 … 9
    L = Σ[t = 1 … 9] hₜ
    ∂L/∂h₀ = 9
    """
    if not steps or equations.derived:
        return equations
    last = {name: ("_".join([base, *map(str, at[:-1])]), at[-1]) for name, (base, at) in steps.items()}
    summed = _Folding(last, LETTERS[0]).summed
    forward, backward = (joined(lines, known, summed) for lines in (equations.forward, equations.backward))
    equations = replace(equations, forward=forward, backward=backward)
    fold = _Folding(last, _free_letter(equations))
    return replace(equations, forward=fold.lines(equations.forward), backward=fold.lines(equations.backward))


def _free_letter(equations: Equations) -> str:
    """A letter that no formula of these has, as a name or a size."""
    formulas = [formula for one in equations.all for formula in (*one.names, *one.sides)]
    taken = {
        read_name(name).letter for formula in formulas for part in names_in(formula) for name in _cost_and_by(part)
    }
    return next(letter for letter in LETTERS if letter not in taken or letter == LETTERS[-1])


def _cost_and_by(name: str) -> tuple[str, ...]:
    return (name.cost, name.by) if isinstance(name, Derivative) else (name,)


@dataclass(frozen=True)
class _Folding:
    """Looks for lines, and terms of sums, that are the same but for their step."""

    steps: Mapping[str, tuple[str, int]]  # of each name at a step: the name without it, and the last step
    letter: str

    def lines(self, equations: Sequence[Equation]) -> tuple[Equation, ...]:
        """Each line, or in the place of the first of a run the one for all of them."""
        families: dict[str, list[int]] = {}
        for place, one in enumerate(equations):
            if (stepped := self._step_of(one.name)) and len(one.sides) == 1:  # numbers are those of one step
                families.setdefault(stepped[0], []).append(place)
        new: dict[int, Equation | None] = dict(enumerate(equations))
        for places in families.values():
            found = [(self._number(equations[place].name), _as_formula(equations[place])) for place in places]
            for start, end, general in self._runs(found):
                line, ends = equations[places[start]], (found[start][0], found[end - 1][0])
                new |= dict.fromkeys(places[start:end])
                name = self._shifted(line.name, ends[0])
                new[places[start]] = replace(line, name=name, sides=_sides(general), over=Over(self.letter, *ends))
        return tuple(self._with_sums(line) for line in new.values() if line is not None)

    def _with_sums(self, line: Equation) -> Equation:
        alone = line.over is None and len(line.sides) == 1
        return replace(line, sides=tuple(map(self.summed, line.sides))) if alone else line

    def summed(self, formula: Formula) -> Formula:
        """A formula in which terms of a sum that are alike, step by step, are one term behind Σ."""
        formula = mapped(formula, self.summed)
        if not isinstance(formula, Infix) or formula.sign != "+":
            return formula
        terms: list[Formula] = []
        rest = formula.operands
        while rest:
            numbered = self._numbered(rest[:2])
            numbered = numbered if self._run(numbered)[1] is None else self._numbered(rest)  # many may be no run
            end, general = self._run(numbered)
            if general is None or end < LEAST_TERMS:
                end = 1
                terms.append(rest[0])
            else:
                first, last = sorted((numbered[0][0], numbered[end - 1][0]))
                below = Infix("=", (Symbol(self.letter), Number(str(first))), RELATION)
                terms.append(Sum(general, below, Number(str(last))))
            rest = rest[end:]
        return terms[0] if len(terms) == 1 else Infix("+", tuple(terms), SUM)

    def _numbered(self, terms: Sequence[Formula]) -> list[tuple[int, Formula]]:
        """Terms with their steps: those of the first name that the second term has at another step than the first."""
        names = [names_in(term) for term in terms[:2]]
        apart = next((i for i, pair in enumerate(zip(*names, strict=False)) if len({*pair}) > 1), None)
        numbered: list[tuple[int, Formula]] = []
        for term in terms if apart is not None else ():
            step = next(map(self._step_of, names_in(term)[apart:]), None)
            if step is None:
                break
            numbered.append((step[1], term))
        return numbered or [(0, terms[0])]

    def _runs(self, found: Sequence[tuple[int, Formula]]) -> Iterator[tuple[int, int, Formula]]:
        """Where formulas whose numbers follow each other are alike, two or more, and the formula of them all."""
        start = 0
        while start < len(found):
            end, general = self._run(found[start:])
            if general is not None:
                yield start, start + end, general
            start += end

    def _run(self, found: Sequence[tuple[int, Formula]]) -> tuple[int, Formula | None]:
        """How many formulas from the first on are alike and a step apart, and the one for them all; 1 and None else."""
        if len(found) < 2 or abs(way := found[1][0] - found[0][0]) != 1:
            return 1, None
        general = self._general(found[0][1], found[1][1], found[0][0])
        end = 0
        while (
            general is not None
            and end < len(found)
            and found[end][0] == found[0][0] + way * end
            and renamed(general, self._at(found[end][0])) == found[end][1]
        ):
            end += 1
        return (end, general) if end > 1 else (1, None)

    def _general(self, formula: Formula, other: Formula, number: int) -> Formula | None:
        """A formula in which what another one names at another step is at step t; None for what is of another form."""
        if [type(part) for part in parts_of(formula)] != [type(part) for part in parts_of(other)]:
            return None
        others = iter(names_in(other))
        return renamed(formula, lambda name: name if name == next(others) else self._shifted(name, number))

    def _shifted(self, name: str, number: int) -> str:
        """A name at a step as it is called where step `number` is called t."""
        if isinstance(name, Derivative):
            return Derivative(name.cost, self._shifted(name.by, number))
        if isinstance(name, EntryName):
            return EntryName(self._shifted(name.array, number), name.indices)
        if name not in self.steps:
            return name
        base, at = self.steps[name]
        return StepName(base, self.letter, at - number)

    def _at(self, number: int) -> Callable[[str], str]:
        """What a name at step t is called where t is a number."""

        def named(name: str) -> str:
            if isinstance(name, Derivative):
                return Derivative(name.cost, named(name.by))
            if isinstance(name, EntryName):
                return EntryName(named(name.array), name.indices)
            return name.at(number) if isinstance(name, StepName) else name

        return named

    def _step_of(self, name: str) -> tuple[str, int] | None:
        """The base and the step of a name, or of what a cotangent is by."""
        if isinstance(name, Derivative):
            stepped = self.steps.get(name.by)
            return (f"∂{name.cost}/∂{stepped[0]}", stepped[1]) if stepped else None
        if isinstance(name, EntryName):
            return self._step_of(name.array)
        return self.steps.get(name)

    def _number(self, name: str) -> int:
        stepped = self._step_of(name)
        assert stepped is not None  # noqa: S101
        return stepped[1]


def _as_formula(line: Equation) -> Formula:
    """What makes two lines the same: both sides, and the name that others call it by."""
    return Infix(line.sign, (Words(line.delta), *line.sides), RELATION)


def _sides(formula: Formula) -> tuple[Formula, ...]:
    assert isinstance(formula, Infix)  # noqa: S101
    return formula.operands[1:]
