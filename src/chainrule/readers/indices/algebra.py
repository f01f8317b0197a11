"""The algebra of sums of terms: they are added, multiplied, raised to powers, summed over, and read in other places.

A sum that is a factor stays in its brackets until it is multiplied out; equal factors above and below a bar cancel.
"""

from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction as Ratio
from functools import partial, reduce
from itertools import count

from chainrule.graph.shape import Dimension
from chainrule.readers.indices.terms import (
    ONE,
    Delta,
    Entry,
    Factor,
    Function,
    Index,
    Size,
    Slope,
    Term,
    Total,
    free,
)

_numbers = count()  # which tell apart indices that have no letters yet


def number(value: float | Ratio) -> Total:
    """A number as a sum."""
    return total([Term(Ratio(value), {})])


def one(factor: Factor) -> Total:
    """A factor as a sum."""
    return Total((Term(Ratio(1), {factor: Ratio(1)}),))


def as_total(factor: Factor) -> Total:
    """A factor as a sum, which it may be already."""
    return factor if isinstance(factor, Total) else one(factor)


def size(dimension: Dimension) -> Total:
    """How many there are along an axis."""
    return one(Size(dimension)) if isinstance(dimension, str) else number(dimension)


def total(terms: Iterable[Term]) -> Total:
    """The sum of these terms; those that differ in their number only become one."""
    found: dict[object, Term] = {}
    for term in terms:
        same = found.get(term.product)
        found[term.product] = term if same is None else Term(same.number + term.number, same.powers, same.bound)
    return Total(tuple(term for term in found.values() if term.number))


def plus(*parts: Total) -> Total:
    """The sum of sums."""
    return total(term for part in parts for term in part.terms)


def minus(part: Total) -> Total:
    """The negative of a sum."""
    return Total(tuple(Term(-term.number, term.powers, term.bound) for term in part.terms))


def negative(factor: Factor) -> Factor:
    """The bracket that is the negative of a bracket; another factor has none, and is given back."""
    return minus(factor) if isinstance(factor, Total) else factor


def times(*parts: Total) -> Total:
    """The product of sums, each of several terms in its brackets."""
    return total([reduce(together, map(as_term, parts))])


def as_term(part: Total) -> Term:
    """A sum as one term: a factor in brackets, where it has several."""
    if len(part.terms) == 1:
        return part.terms[0]
    return Term(Ratio(1), {part: Ratio(1)}) if part.terms else Term(Ratio(0), {})


def raised(base: Total, exponent: Ratio) -> Total:
    """A power of a sum; √(x²) stays as it is, for it is |x|."""
    if exponent in (0, 1):
        return base if exponent else ONE
    term = as_term(base)
    if exponent.denominator == 1 and not term.bound:
        powers = {factor: power * exponent for factor, power in term.powers.items()}
        return total([Term(term.number**exponent.numerator, powers)])
    is_factor = term.number == 1 and not term.bound and list(term.powers.values()) == [1]
    return Total((Term(Ratio(1), {next(iter(term.powers)) if is_factor else base: exponent}),))


def together(a: Term, b: Term) -> Term:
    """The product of two terms: powers add up, what cancels is gone."""
    b = _apart(b, a.bound)
    powers, value = dict(a.powers), a.number * b.number
    for factor, power in b.powers.items():
        base = factor
        if factor not in powers and negative(factor) in powers and power.denominator == 1:  # (p − 1) beside (1 − p)
            base, value = negative(factor), value * (-1) ** power.numerator
        powers[base] = Ratio(1) if isinstance(base, Delta) else powers.get(base, Ratio(0)) + power
    return Term(value, {factor: power for factor, power in powers.items() if power}, a.bound + b.bound)


def summed(part: Total, indices: Iterable[Index]) -> Total:
    """Σ of a sum over indices; what does not depend on one is there as often as it has places."""
    indices = tuple(indices)
    if not indices:
        return part
    term = as_term(part)
    for index in indices:
        if index in free([term]):
            term = Term(term.number, term.powers, (*term.bound, index))
        else:
            term = together(term, as_term(size(index.size)))
    return total([term])


# ---- in other places -----------------------------------------------------------------------------------------------


def replaced(part: Total, new: Mapping[Index, Index]) -> Total:
    """A sum with other indices in the place of its free ones."""
    return total(_replaced(term, new) for term in part.terms)


def _replaced(term: Term, new: Mapping[Index, Index]) -> Term:
    term = _apart(term, new.values())
    inner = {old: index for old, index in new.items() if old not in term.bound}
    return changed(term, partial(moved, new=inner))


def _with_indices(factor: Factor, new: Mapping[Index, Index]) -> Factor:
    match factor:
        case Entry():
            return _entry(factor, new)
        case Slope(of=of, by=by):
            return Slope(_entry(of, new), _entry(by, new))
        case Delta(first=first, second=second):
            return Delta(_index(first, new), _index(second, new))
        case Function(op=op, operands=operands):
            return Function(op, tuple(replaced(operand, new) for operand in operands))
        case Total():
            return replaced(factor, new)
    return factor


def _entry(entry: Entry, new: Mapping[Index, Index]) -> Entry:
    return Entry(entry.name, tuple(_index(index, new) for index in entry.indices))


def _index(index: Index, new: Mapping[Index, Index]) -> Index:
    if index not in new and isinstance(index.key, Entry):
        return Index(_entry(index.key, new), index.size)
    return new.get(index, index)


def moved(factor: Factor, new: Mapping[Index, Index]) -> Total:
    """A factor with other indices in the place of its own."""
    return as_total(_with_indices(factor, new))


def changed(term: Term, change: Callable[[Factor], Total]) -> Term:
    """A term with something else in the place of each factor."""
    result = Term(term.number, {}, term.bound)
    for factor, power in term.powers.items():
        result = together(result, as_term(raised(change(factor), power)))
    return result


def _apart(term: Term, others: Iterable[Index]) -> Term:
    """A term whose bound indices are none of the others."""
    clash = {index: Index(next(_numbers), index.size) for index in term.bound if index in set(others)}
    if not clash:
        return term
    powers = {_with_indices(factor, clash): power for factor, power in term.powers.items()}
    return Term(term.number, powers, tuple(clash.get(index, index) for index in term.bound))
