"""Definitions: what the entry of each name is made of, and where in it another name stands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from chainrule.graph.node import Node
from chainrule.readers.indices.algebra import replaced
from chainrule.readers.indices.entries import Entries, Place, entry, has_rule
from chainrule.readers.indices.letters import Letters
from chainrule.readers.indices.opening import Opened
from chainrule.readers.indices.recognise import Known, known
from chainrule.readers.indices.terms import Entry, Index, Total, entries_in


@dataclass(frozen=True)
class Definition:
    """A name, a place with a letter for each axis, and what the entry there is made of; None where no rule says it."""

    name: str
    node: Node
    place: Place
    made_of: Total | None

    @property
    def entry(self) -> Entry:
        """The entry itself."""
        return entry(self.name, self.place)

    def at(self, place: Place) -> "Definition":
        """The same in another place."""
        pairs = zip(self.place, place, strict=True)
        new = {old: index for old, index in pairs if old is not None and index is not None}
        return Definition(self.name, self.node, place, self.made_of and replaced(self.made_of, new))

    def at_indices(self, indices: Sequence[Index]) -> "Definition":
        """The same in the place that these indices say."""
        left = iter(indices)
        return self.at(tuple(None if index is None else next(left) for index in self.place))

    def places_of(self, name: str) -> list[tuple[Index, ...]]:
        """Where the entries of a name stand in it."""
        return [found.indices for found in entries_in(self.made_of) if found.name == name] if self.made_of else []


class Definitions:
    """The definitions of an opened graph, by name."""

    def __init__(self, graph: Opened) -> None:
        self.letters = Letters(graph.taken, graph.examples)
        self._graph = graph
        entries = Entries(graph.names)
        self._of: dict[Node, Definition] = {}
        for node, name in graph.names.items():
            place = self.letters.place(node.shape)
            made_of = entries.inside(node, place) if node.operands and has_rule(node) else None
            self._of[node] = Definition(name, node, place, made_of)

    def __getitem__(self, node: Node) -> Definition:
        return self._of[node]

    def __iter__(self) -> Iterator[Definition]:
        return iter(self._of.values())

    @cached_property
    def known(self) -> tuple[Known, ...]:
        """What is recognised by its name."""
        found = (known(each.entry, each.made_of) for each in self if each.made_of is not None)
        return tuple(each for each in found if each is not None)

    @cached_property
    def read(self) -> Mapping[Node, tuple[Node, ...]]:
        """The names that each name reads."""
        return {node: tuple(self._reads(node)) for node in self._of}

    def _reads(self, node: Node) -> Iterator[Node]:
        stack, seen = list(node.operands), set(node.operands)
        while stack:
            one = stack.pop()
            if one in self._of:
                yield one
                continue
            stack += [operand for operand in one.operands if operand not in seen]
            seen |= set(one.operands)

    def through(self, node: Node) -> Node:
        """What is spoken of in the place of a node: of Z the P = exp(a)/Z, else the node itself."""
        whole = self.whole(node)
        return node if whole is None else whole

    def whole(self, node: Node) -> Node | None:
        """The P = exp(a)/Z of which a node is the Z, where nothing else reads it."""
        share = self._graph.whole.get(node)
        return share if self._readers[node] == [share] else None

    @cached_property
    def _readers(self) -> Mapping[Node, list[Node]]:
        found: dict[Node, list[Node]] = {node: [] for node in self._of}
        for reader, read in self.read.items():
            for one in dict.fromkeys(read):
                found[one].append(reader)
        return found
