"""Folding: what a loop says step by step, on one line: hₜ = tanh(W hₜ₋₁ + U xₜ) for t = 1 … 3.

Nothing is assumed of a loop. Lines are written for every step first; those that are the same, letter by letter, once
each step is called t, make one line, and so do the terms of a sum.
"""

from collections.abc import Container, Sequence
from dataclasses import replace

from chainrule.graph.passes import Derivative
from chainrule.graph.scopes import LOOP, Scopes
from chainrule.readers.equations.equation import Equation, Equations, Over
from chainrule.readers.equations.partial_sums import joined
from chainrule.readers.notation.alike import Alike, by_last_step
from chainrule.readers.notation.blocks import Blocks
from chainrule.readers.notation.formula import RELATION, SUM, Formula, Infix, Number, Sum, Symbol, Words
from chainrule.readers.notation.formula_parts import mapped, names_in
from chainrule.readers.notation.names import LETTERS_BELOW, read_name

LEAST_TERMS = 3  # behind one Σ; two are said as shortly without
LETTERS = ("t", "s", "i", "j", "τ", "step")  # of a step: where a loop's own is taken: the first that is not


def folded(equations: Equations, blocks: Blocks, known: Container[str]) -> Equations:
    r"""The equations of a board with loops, those of steps that are alike on one line; `known` are its own names.

    >>> import chainrule as cr
    >>> declared = "data x[1..9]\nparams h[0]\n"
    >>> board = cr.whiteboard(declared + "for t in 1..9:\n  h[t] = h[t-1] + x[t]\nL = sum(h[t] for t in 1..9)")
    >>> print(board.equations())
    hₜ = hₜ₋₁ + xₜ    t = 1 … 9
    L = Σ[t = 1 … 9] hₜ
    ∂L/∂h₀ = 9
    """
    if not blocks.steps or equations.derived:
        return equations
    last = by_last_step(blocks.steps)
    summed = _Folding(last, LETTERS[0]).summed
    forward, backward = (joined(lines, known, summed) for lines in (equations.forward, equations.backward))
    equations = replace(equations, forward=forward, backward=backward)
    fold = _Folding(last, _free_letter(equations, blocks.scopes))
    return replace(equations, forward=fold.lines(equations.forward), backward=fold.lines(equations.backward))


def _free_letter(equations: Equations, scopes: Scopes) -> str:
    """A letter that no formula of these has, as a name or a size: that of all loops if they have one, else of ours."""
    loops = {one.name for scope in scopes.values() for one in scope.path if one.kind == LOOP}
    own = [name for name in loops if name in LETTERS_BELOW] if len(loops) == 1 else []
    letters = (*own, *LETTERS)
    formulas = [formula for one in equations.all for formula in (*one.names, *one.sides)]
    taken = {
        read_name(name).letter for formula in formulas for part in names_in(formula) for name in _cost_and_by(part)
    }
    return next(letter for letter in letters if letter not in taken or letter == LETTERS[-1])


def _cost_and_by(name: str) -> tuple[str, ...]:
    return (name.cost, name.by) if isinstance(name, Derivative) else (name,)


class _Folding(Alike):
    """Looks for lines, and terms of sums, that are the same but for their step."""

    def lines(self, equations: Sequence[Equation]) -> tuple[Equation, ...]:
        """Each line, or in the place of the first of a run the one for all of them."""
        families: dict[str, list[int]] = {}
        for place, one in enumerate(equations):
            if (stepped := self.step_of(one.name)) and len(one.sides) == 1:  # numbers are those of one step
                families.setdefault(stepped[0], []).append(place)
        new: dict[int, Equation | None] = dict(enumerate(equations))
        for places in families.values():
            found = [(self._number(equations[place].name), _as_formula(equations[place])) for place in places]
            for start, end, general in self.runs(found):
                line, ends = equations[places[start]], (found[start][0], found[end - 1][0])
                new |= dict.fromkeys(places[start:end])
                name = self.shifted(line.name, ends[0])
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
            numbered = numbered if self.run(numbered)[1] is None else self._numbered(rest)  # many may be no run
            end, general = self.run(numbered)
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
            step = next(map(self.step_of, names_in(term)[apart:]), None)
            if step is None:
                break
            numbered.append((step[1], term))
        return numbered or [(0, terms[0])]

    def _number(self, name: str) -> int:
        stepped = self.step_of(name)
        assert stepped is not None  # noqa: S101
        return stepped[1]


def _as_formula(line: Equation) -> Formula:
    """What makes two lines the same: both sides, and the name that others call it by."""
    return Infix(line.sign, (Words(line.delta), *line.sides), RELATION)


def _sides(formula: Formula) -> tuple[Formula, ...]:
    assert isinstance(formula, Infix)  # noqa: S101
    return formula.operands[1:]
