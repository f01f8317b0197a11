"""Brackets: products of sums multiplied out, where a δ meets a Σ, and what all terms have in common put before them."""

from fractions import Fraction as Ratio
from functools import partial, reduce

from chainrule.readers.indices.algebra import as_term, changed, moved, size, together, total
from chainrule.readers.indices.terms import Delta, Entry, Factor, Term, Total, indices_of

MOST_FACTORS = 3  # of a power that is multiplied out


def multiplied_out(part: Total, *, fully: bool = True) -> Total:
    """A sum without brackets that are factors, and without a δ that a sum meets: Σ_j Y_jn δ_jk is Y_kn.

    Or else brackets stay, but for those that hold a δ.
    """
    return total(contracted(term) for each in part.terms for term in _opened(each, fully=fully))


def _opened(term: Term, *, fully: bool) -> list[Term]:
    """The terms of a product with its brackets multiplied out."""
    opened = [Term(term.number, {}, term.bound)]
    for factor, power in term.powers.items():
        is_small = power.denominator == 1 and 0 < power <= MOST_FACTORS
        if isinstance(factor, Total) and is_small and (fully or _holds_delta(factor)):
            inner = [each for one_term in factor.terms for each in _opened(one_term, fully=fully)]
            for _ in range(power.numerator):
                opened = [together(left, right) for left in opened for right in inner]
        else:
            opened = [together(each, Term(Ratio(1), {factor: power})) for each in opened]
    return opened


def _holds_delta(factor: Factor) -> bool:
    if isinstance(factor, Total):
        return any(_holds_delta(inner) for term in factor.terms for inner in term.powers)
    return isinstance(factor, Delta)


def contracted(term: Term) -> Term:
    """A term in which no sum runs over an index of a δ, or over one that nothing depends on."""
    while True:
        delta = next((one for one in term.powers if isinstance(one, Delta) and _is_spare(one, term)), None)
        if delta is None:
            break
        gone, kept = delta.first, delta.second
        if gone not in term.bound:
            gone, kept = kept, gone
        rest = {factor: power for factor, power in term.powers.items() if factor is not delta}
        bound = tuple(index for index in term.bound if index != gone) if gone != kept else term.bound
        new = {gone: kept} if gone != kept else {}
        term = changed(Term(term.number, rest, bound), partial(moved, new=new))
    for delta in [one for one in term.powers if isinstance(one, Delta)]:
        term = _read_by_letter(term, delta)
    loose = [index for index in term.bound if not any(index in indices_of(factor) for factor in term.powers)]
    term = Term(term.number, term.powers, tuple(index for index in term.bound if index not in loose))
    return reduce(together, (as_term(size(index.size)) for index in loose), term)


def _read_by_letter(term: Term, delta: Delta) -> Term:
    """[k = y_n] P_kn in the place of [k = y_n] P at y_n, n, so that both cancel."""
    letter, said = sorted((delta.first, delta.second), key=lambda index: isinstance(index.key, Entry))
    rest = {factor: power for factor, power in term.powers.items() if factor != delta}
    if isinstance(letter.key, Entry) or not any(said in indices_of(factor) for factor in rest):
        return term
    read = changed(Term(term.number, rest, term.bound), partial(moved, new={said: letter}))
    return together(read, Term(Ratio(1), {delta: Ratio(1)}))


def _is_spare(delta: Delta, term: Term) -> bool:
    return delta.first == delta.second or delta.first in term.bound or delta.second in term.bound


def bracketed(part: Total) -> Total:
    """A sum with what all its terms have in common before the bracket: P_jn (δ_jk − P_kn)."""
    if len(part.terms) < 2:
        return part
    first, *others = part.terms
    common = {
        factor: power
        for factor in first.powers
        if not any(indices_of(factor) & set(term.bound) for term in part.terms)
        and (power := _shared([term.powers.get(factor, Ratio(0)) for term in part.terms]))
    }
    sizes = {abs(term.number) for term in part.terms}
    value = sizes.pop() if len(sizes) == 1 else Ratio(1)
    value = -value if all(term.number < 0 for term in part.terms) else value
    if not common and abs(value) == 1:
        return part
    out = Term(1 / value, {factor: -power for factor, power in common.items()})
    inside = total(together(term, out) for term in (first, *others))
    return total([together(Term(value, common), as_term(inside))])


def _shared(powers: list[Ratio]) -> Ratio:
    """The power that several powers of a factor have in common."""
    if all(power > 0 for power in powers):
        return min(powers)
    return max(powers) if all(power < 0 for power in powers) else Ratio(0)
