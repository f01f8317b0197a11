"""What is known of sums of terms: that exp(A_kn)/Z_n has the name P_kn, and that a column of labels sums to 1."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction as Ratio
from functools import cached_property

from chainrule.readers.indices.algebra import as_term, as_total, changed, one, raised, replaced, together, total
from chainrule.readers.indices.terms import Entry, Factor, Function, Index, Term, Total, entries_in, indices_of

Found = Mapping[Index, Index]


@dataclass(frozen=True)
class Known:
    """A name, and what its entry in a place is made of."""

    entry: Entry
    term: Term

    @cached_property
    def reads(self) -> frozenset[str]:
        """The names without which it is not found."""
        return frozenset(one.name for one in entries_in(Total((self.term,))))


def known(entry: Entry, made_of: Total) -> Known | None:
    """What is recognised by its name: a product with a function, or a root, among its factors."""
    term = as_term(made_of)
    is_function = any(isinstance(one, Function) or power.denominator > 1 for one, power in term.powers.items())
    return Known(entry, term) if is_function and not term.bound else None


def recognised(part: Total, names: Sequence[Known]) -> Total:
    """A sum in which what has a name is called by it."""
    present = {one.name for one in entries_in(part)}
    names = [name for name in names if name.reads <= present]
    return total(_recognised(term, names) for term in part.terms) if names else part


def _recognised(term: Term, names: Sequence[Known]) -> Term:
    for name in names:
        pattern, places = list(name.term.powers.items()), dict.fromkeys(name.entry.indices)
        if len(pattern) == 1 and name.term.number == 1:
            term = _with_powers(term, name, *pattern[0])
            continue
        while found := next(_matches(pattern, term, places), None):
            term = _called(term, name, found)

    def inside(factor: Factor) -> Total:
        match factor:
            case Total():
                return recognised(factor, names)
            case Function(op=op, operands=operands):
                return one(Function(op, tuple(recognised(operand, names) for operand in operands)))
        return one(factor)

    return changed(term, inside)


def _with_powers(term: Term, name: Known, sought: Factor, power: Ratio) -> Term:
    """A term with powers of a name in the place of those of all that it stands for: 1/√v is 1/s where s = √v."""
    if not any(type(factor) is type(sought) for factor in term.powers):
        return term
    new = Term(term.number, {}, term.bound)
    for factor, own in term.powers.items():
        found = _match(sought, factor, dict.fromkeys(name.entry.indices)) if (own / power).denominator == 1 else None
        if found is not None:
            factor, own = _renamed(name.entry, found), own / power
        new = together(new, Term(Ratio(1), {factor: own}))
    return new


def _renamed(entry: Entry, found: Mapping[Index, Index | None]) -> Entry:
    return Entry(entry.name, tuple(found[index] or index for index in entry.indices))


def _called(term: Term, name: Known, found: Found) -> Term:
    """A term with a name in the place of what it stands for."""
    whole = replaced(Total((name.term,)), found)
    entry = Term(Ratio(1), {_renamed(name.entry, found): Ratio(1)})
    return together(entry, together(term, as_term(raised(whole, Ratio(-1)))))


def _matches(
    pattern: Sequence[tuple[Factor, Ratio]], term: Term, found: Mapping[Index, Index | None]
) -> Iterator[Found]:
    """The ways in which the factors of a pattern are among those of a term."""
    if not pattern:
        yield {old: new for old, new in found.items() if new is not None}
        return
    (sought, power), *rest = pattern
    for factor, own in term.powers.items():
        enough = own >= power if power > 0 else own <= power
        if enough and (more := _match(sought, factor, found)) is not None:
            yield from _matches(rest, term, more)


def _match(sought: Factor, factor: Factor, found: Mapping[Index, Index | None]) -> Mapping[Index, Index | None] | None:
    """What stands for the indices of a factor, if another one is that factor elsewhere."""
    if type(sought) is not type(factor):
        return None
    match sought, factor:
        case Entry(), Entry():
            if sought.name != factor.name or len(sought.indices) != len(factor.indices):
                return None
            return _all_indices(sought.indices, factor.indices, found)
        case Function(), Function():
            return _all_totals(sought.operands, factor.operands, found) if sought.op is factor.op else None
        case Total(), Total():
            return _all_totals([sought], [factor], found)
    return found if sought == factor else None


def _all_indices(
    sought: Sequence[Index], others: Sequence[Index], found: Mapping[Index, Index | None]
) -> Mapping[Index, Index | None] | None:
    new = dict(found)
    for old, index in zip(sought, others, strict=True):
        if new.get(old, old) not in (None, index) or (old not in new and old != index):
            return None
        if old in new:
            new[old] = index
    return new


def _all_totals(
    sought: Sequence[Total], others: Sequence[Total], found: Mapping[Index, Index | None]
) -> Mapping[Index, Index | None] | None:
    new: Mapping[Index, Index | None] | None = found
    for part, other in zip(sought, others, strict=True):
        if len(part.terms) != len(other.terms):
            return None
        for a, b in zip(part.terms, other.terms, strict=True):
            if (a.number, a.bound, list(a.powers.values())) != (b.number, b.bound, list(b.powers.values())):
                return None
            for left, right in zip(a.powers, b.powers, strict=True):
                new = None if new is None else _match(left, right, new)
    return new


def with_ones(part: Total, sums: Mapping[str, int]) -> Total:
    """A sum in which Σ_j Y_jn is 1: `sums` says of which names, and along which of their indices."""
    return total(_with_ones(term, sums) for term in part.terms)


def _with_ones(term: Term, sums: Mapping[str, int]) -> Term:
    for index in term.bound:
        over = [factor for factor in term.powers if index in indices_of(factor)]
        if len(over) == 1 and term.powers[over[0]] == 1 and _is_one(over[0], index, sums):
            rest = {factor: power for factor, power in term.powers.items() if factor != over[0]}
            return _with_ones(Term(term.number, rest, tuple(i for i in term.bound if i != index)), sums)
    return changed(term, lambda factor: with_ones(factor, sums) if isinstance(factor, Total) else as_total(factor))


def _is_one(factor: Factor, index: Index, sums: Mapping[str, int]) -> bool:
    """Whether the sum of a factor over an index is 1."""
    return isinstance(factor, Entry) and factor.name in sums and factor.indices[sums[factor.name]] == index
