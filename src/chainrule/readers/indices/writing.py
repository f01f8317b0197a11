"""Sums of terms as formulas: numbers and sizes first, then what a sum does not reach, then Σ and what it does."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from decimal import Decimal
from fractions import Fraction as Ratio
from functools import reduce

from chainrule.graph.node import input
from chainrule.graph.passes import Derivative
from chainrule.readers.indices.letters import Letters
from chainrule.readers.indices.terms import Delta, Entry, Factor, Function, Index, Size, Slope, Term, Total, indices_of
from chainrule.readers.notation.combining import plus, product
from chainrule.readers.notation.formula import (
    ONE,
    RELATION,
    SUM,
    ZERO,
    Fence,
    Formula,
    Fraction,
    Indexed,
    Infix,
    Minus,
    Number,
    Power,
    Root,
    Sum,
    Symbol,
)
from chainrule.readers.notation.names import EntryName, read_name
from chainrule.readers.notation.numbers import format_exactly
from chainrule.readers.notation.op_notation import write_node

MOST_LOST = 20  # terms that are taken away one by one
LARGEST_DENOMINATOR = 1000  # of a number that is written as a quotient
Powers = Mapping[Factor, Ratio]


@dataclass(frozen=True)
class Writer:
    """Writes what stands where some indices have letters already."""

    letters: Letters
    called: Mapping[Index, str] = field(default_factory=dict)
    taken: frozenset[str] = frozenset()  # letters of the whole line

    def total(self, part: Total) -> Formula:
        """A sum; what is added stands before what is taken away."""
        gained = [self.term(term) for term in part.terms if term.number > 0]
        lost = [self.term(replace(term, number=-term.number)) for term in part.terms if term.number < 0]
        if not gained:
            gained, lost = [Minus(one) for one in lost[:1]], lost[1:]
        if not gained:
            return ZERO
        if len(lost) > MOST_LOST:  # no formula is nested deeper than it is read
            lost = [reduce(plus, lost)]
        return reduce(lambda left, right: Infix("−", (left, right), SUM), lost, reduce(plus, gained))

    def term(self, term: Term) -> Formula:
        """A product, with its sign and its Σ."""
        sizes: Powers = {factor: power for factor, power in term.powers.items() if isinstance(factor, Size)}
        others = {factor: power for factor, power in term.powers.items() if factor not in sizes}
        bound = sorted(term.bound, key=lambda index: index.size not in self.letters.examples)
        outer = {factor: power for factor, power in others.items() if not indices_of(factor) & set(bound)}
        inner = {factor: power for factor, power in others.items() if factor not in outer}
        front = self._scale(abs(term.number), sizes, outer if bound else {})
        rest = self.summed(bound, inner) if bound else self._product(others)
        parts = [*front, *([rest] if rest != ONE or not front else [])]
        written = product(*parts)
        return Minus(written) if term.number < 0 else written

    def _scale(self, number: Ratio, sizes: Powers, outer: Powers) -> list[Formula]:
        """The number and the sizes before a product, and what stands before its Σ."""
        above: list[Formula] = []
        below: list[Formula] = []
        if number.denominator <= LARGEST_DENOMINATOR:
            above += [Number(_digits(Ratio(number.numerator)))] if number.numerator != 1 else []
            below += [Number(str(number.denominator))] if number.denominator != 1 else []
        else:
            above.append(Number(_digits(number)))
        above += [self._power(size, power) for size, power in sizes.items() if power > 0]
        below += [self._power(size, -power) for size, power in sizes.items() if power < 0]
        scale = [Fraction(product(*above) if above else ONE, product(*below))] if below else above
        return [*scale, *([self._product(outer)] if outer else [])]

    def summed(self, bound: list[Index], powers: Powers) -> Formula:
        """Σ over indices of a product."""
        if not bound:
            return self._product(powers)
        index, *others = bound
        letter = self.letters.bound(index, self.called.values(), self.taken)
        inside = replace(self, called={**self.called, index: letter})
        return Sum(inside.summed(others, powers), Symbol(letter))

    def _product(self, powers: Powers) -> Formula:
        above = [self._power(factor, power) for factor, power in powers.items() if power > 0]
        below = [self._power(factor, -power) for factor, power in powers.items() if power < 0]
        if not below:
            return product(*above) if above else ONE
        return Fraction(product(*above) if above else ONE, product(*below))

    def _power(self, factor: Factor, power: Ratio) -> Formula:
        base = self.factor(factor)
        if power == 1:
            return base
        if power == Ratio(1, 2):
            return Root(base)
        exponent = Number(str(power)) if power.denominator == 1 else Fraction(*map(Number, str(power).split("/")))
        return Power(base, exponent)

    def factor(self, factor: Factor) -> Formula:
        """One factor."""
        match factor:
            case Total():
                return self.total(factor)
            case Entry(name=name, indices=indices) if any(isinstance(index.key, Entry) for index in indices):
                return Indexed(Symbol(name), tuple(map(self._place, indices)))
            case Entry(name=name, indices=indices):
                return Symbol(self.name(name, indices))
            case Slope(of=of, by=by):
                return Symbol(Derivative(self.name(of.name, of.indices), self.name(by.name, by.indices)))
            case Delta(first=first, second=second):
                return self._delta(first, second)
            case Size(letter=letter):
                return Symbol(letter)
            case Function(op=op, operands=operands):
                node = op(*(input(f"x{i}") for i in range(len(operands))))
                return write_node(node, [self.total(operand) for operand in operands])

    def _delta(self, *indices: Index) -> Formula:
        """δ_jk, or [j = k] where something else is called δ."""
        ordered = sorted(indices, key=lambda index: isinstance(index.key, Entry))
        is_said = isinstance(ordered[-1].key, Entry)
        if not is_said and not any(read_name(name).letter == "δ" for name in self.letters.taken):
            return Symbol(self.name("delta", indices))
        return Fence("[", Infix("=", tuple(map(self._place, ordered)), RELATION), "]")

    def _place(self, index: Index) -> Formula:
        """A letter, or the entry that says a place."""
        return self.factor(index.key) if isinstance(index.key, Entry) else Symbol(self._letter(index))

    def _letter(self, index: Index) -> str:
        return self.called.get(index, str(index.key))

    def name(self, name: str, indices: Collection[Index]) -> str:
        """The name of an entry; that of a cotangent is ∂L/∂P_jn."""
        if isinstance(name, Derivative):
            return Derivative(name.cost, self.name(name.by, indices))
        letters = tuple(map(self._letter, indices))
        return EntryName(name, letters) if letters else name


def _digits(number: Ratio) -> str:
    """A number with its digits, also where no float holds it."""
    try:
        return format_exactly(float(number))
    except OverflowError:
        return f"{(Decimal(number.numerator) / Decimal(number.denominator)).normalize():.15g}".replace("E", "e")
