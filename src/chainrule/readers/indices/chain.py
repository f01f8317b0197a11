"""The chain rule in indices: the slope of one entry by another, and what it is equal to, step by step."""

from collections.abc import Mapping
from dataclasses import dataclass

from chainrule.graph.node import Node
from chainrule.readers.indices.algebra import as_total, changed, one, total
from chainrule.readers.indices.brackets import bracketed, multiplied_out
from chainrule.readers.indices.definitions import Definition, Definitions
from chainrule.readers.indices.entries import Place, entry, long_axes
from chainrule.readers.indices.recognise import recognised, with_ones
from chainrule.readers.indices.slopes import slope
from chainrule.readers.indices.terms import Entry, Factor, Index, Slope, Total, weight


@dataclass(frozen=True)
class Link:
    """∂P_jn/∂A_kn: as it is found, then in its plainest form; `before` has the slopes of what it goes through, Z_n."""

    user: Definition
    by: Entry
    steps: tuple[Total, ...]
    before: Mapping[Slope, Total]

    @property
    def left(self) -> Slope:
        """What the steps are equal to."""
        return Slope(self.user.entry, self.by)

    @property
    def slope(self) -> Total:
        """The slope in its plainest form."""
        return self.steps[-1]

    @property
    def bound(self) -> list[Index]:
        """The indices of the user that the chain rule sums over."""
        return [index for index in self.user.entry.indices if index not in self.by.indices]


@dataclass(frozen=True)
class Chain:
    """Makes links of definitions; `ones` says of which names a sum is 1, and along which of their indices."""

    definitions: Definitions
    ones: Mapping[str, int]

    def link(self, user: Node, node: Node) -> Link:
        """The slope of a user's entry by the entry of a node."""
        of, by = self._meeting(user, node)
        if of.made_of is None:
            return Link(of, by, (one(Slope(of.entry, by)),), {})
        through = {each.name: each for each in self._through(user)}
        raw = slope(of.made_of, by, frozenset(through))
        inner = {each: through[each.of.name].at_indices(each.of.indices) for each in _slopes(raw)}
        before = {each: self.plainest(slope(made.made_of or Total(), by)) for each, made in inner.items()}
        whole = _said(raw, before)
        return Link(of, by, (whole, self.plainest(whole)), before)

    def plainest(self, part: Total, *, ones: bool = True) -> Total:
        """A sum in its shortest form: multiplied out, or no more than its δ need."""
        opened = (multiplied_out(part, fully=fully) for fully in (False, True))
        called = (recognised(each, self.definitions.known) for each in opened)
        return min((bracketed(with_ones(each, self.ones) if ones else each) for each in called), key=weight)

    def _through(self, user: Node) -> list[Definition]:
        """What a user is computed through that is not spoken of by itself: the Z of exp(a)/Z."""
        read = self.definitions.read[user]
        return [self.definitions[each] for each in read if self.definitions.whole(each) is user]

    def _meeting(self, user: Node, node: Node) -> tuple[Definition, Entry]:
        """A user and an operand in places of which the user has letters of its own, but for the axes they share."""
        letters, name = self.definitions.letters, self.definitions[node].name
        by = letters.place(node.shape, by=True)
        of = self.definitions[user]
        of = of.at(letters.place(user.shape, others=by))
        met = of.places_of(name)
        for each in self._through(user):
            met += [place for there in of.places_of(each.name) for place in each.at_indices(there).places_of(name)]
        return of.at(_shared(of.place, long_axes(by), met)), entry(name, by)


def _shared(place: Place, by: tuple[Index, ...], met: list[tuple[Index, ...]]) -> Place:
    """A place with the letters of `by` along each axis in which an entry is met in one place only: n in ∂P_jn/∂A_kn."""
    new: dict[Index, Index] = {}
    for i, index in enumerate(by):
        places = {indices[i] for indices in met}
        own = places.pop() if len(places) == 1 else None
        if own in place and own is not None and own not in new:
            new[own] = index
    return tuple(None if index is None else new.get(index, index) for index in place)


def _slopes(part: Total) -> list[Slope]:
    """The slopes in a sum that are not said yet."""
    found: dict[Slope, None] = {}
    for term in part.terms:
        for factor in term.powers:
            if isinstance(factor, Slope):
                found[factor] = None
            elif isinstance(factor, Total):
                found |= dict.fromkeys(_slopes(factor))
    return list(found)


def _said(part: Total, slopes: Mapping[Slope, Total]) -> Total:
    """A sum in which slopes are what they are equal to."""

    def say(factor: Factor) -> Total:
        if isinstance(factor, Total):
            return _said(factor, slopes)
        return slopes[factor] if isinstance(factor, Slope) and factor in slopes else as_total(factor)

    return total(changed(term, say) for term in part.terms)
