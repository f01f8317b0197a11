"""Terms: sums of products of entries, Σ_j Y_jn P_jn, as index notation has them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction as Ratio
from functools import cached_property

from chainrule.graph.node import Op
from chainrule.graph.shape import Dimension


@dataclass(frozen=True)
class Index:
    """A place along an axis of some size; `key` is its letter, or what tells it from others until it gets one.

    The key of a place that an array of whole numbers says, the y_n of P at y_n, n, is the entry of that array.
    """

    key: object
    size: Dimension


@dataclass(frozen=True)
class Entry:
    """P_jn; a plain number has no indices."""

    name: str
    indices: tuple[Index, ...] = ()


@dataclass(frozen=True)
class Slope:
    """∂P_jn/∂A_kn, before anybody says what it is."""

    of: Entry
    by: Entry


@dataclass(frozen=True, eq=False)
class Delta:
    """δ_jk: 1 where both indices are the same, 0 elsewhere (L. Kronecker)."""

    first: Index
    second: Index

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Delta) and {self.first, self.second} == {other.first, other.second}

    def __hash__(self) -> int:
        return hash(frozenset((self.first, self.second)))


@dataclass(frozen=True)
class Size:
    """The number behind a letter."""

    letter: str


@dataclass(frozen=True)
class Function:
    """An op on entries, of sums: exp(A_jn)."""

    op: Op
    operands: tuple["Total", ...]


@dataclass(frozen=True, eq=False)
class Term:
    """A number times powers of factors, summed over the indices that are bound."""

    number: Ratio
    powers: Mapping["Factor", Ratio]
    bound: tuple[Index, ...] = ()

    @cached_property
    def product(self) -> object:
        """What tells it from other terms, but for its number."""
        return frozenset(self.powers.items()), frozenset(self.bound)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Term) and (self.number, self.product) == (other.number, other.product)

    @cached_property
    def _hash(self) -> int:
        return hash((self.number, self.product))

    def __hash__(self) -> int:
        return self._hash


@dataclass(frozen=True, eq=False)
class Total:
    """A sum of terms, no two of which differ in their number only."""

    terms: tuple[Term, ...] = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Total) and self._set == other._set

    @cached_property
    def _set(self) -> frozenset[Term]:
        return frozenset(self.terms)

    def __hash__(self) -> int:
        return hash(self._set)

    @property
    def value(self) -> Ratio | None:
        """The number that it is, if it is one."""
        if len(self.terms) > 1 or any(term.powers or term.bound for term in self.terms):
            return None
        return self.terms[0].number if self.terms else Ratio(0)


Factor = Entry | Slope | Delta | Size | Function | Total
ZERO = Total()
ONE = Total((Term(Ratio(1), {}),))


def free(terms: Iterable[Term]) -> frozenset[Index]:
    """The indices on which terms depend: all but those that are summed over."""
    found: set[Index] = set()
    for term in terms:
        found |= {index for factor in term.powers for index in indices_of(factor)} - set(term.bound)
    return frozenset(found)


def indices_of(factor: Factor) -> frozenset[Index]:
    """The indices on which a factor depends."""
    match factor:
        case Entry(indices=indices):
            return _with_inner(indices)
        case Slope(of=of, by=by):
            return _with_inner((*of.indices, *by.indices))
        case Delta(first=first, second=second):
            return _with_inner((first, second))
        case Function(operands=operands):
            return frozenset().union(*(free(operand.terms) for operand in operands))
        case Total(terms=terms):
            return free(terms)
    return frozenset()


def _with_inner(indices: Iterable[Index]) -> frozenset[Index]:
    """These, and those on which the ones depend that are entries themselves."""
    inner = (_with_inner(index.key.indices) for index in indices if isinstance(index.key, Entry))
    return frozenset(indices).union(*inner)


def entries_in(part: Total) -> Iterator[Entry]:
    """The entries that a sum is made of, however deep."""
    for term in part.terms:
        for factor in term.powers:
            if isinstance(factor, Entry):
                yield factor
            for inner in factor.operands if isinstance(factor, Function) else [factor]:
                if isinstance(inner, Total):
                    yield from entries_in(inner)


def weight(part: Total) -> int:
    """How much there is to be read in a sum."""
    return sum(1 + len(term.bound) + sum(map(_weight, term.powers)) for term in part.terms)


def _weight(factor: Factor) -> int:
    match factor:
        case Total():
            return weight(factor)
        case Function(operands=operands):
            return 1 + sum(map(weight, operands))
    return 1
