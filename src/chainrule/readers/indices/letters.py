"""Letters for indices, as the lectures have them: j and k for classes, i where there is a sum, n for examples."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from chainrule.graph.shape import Dimension, Shape
from chainrule.readers.indices.entries import Place
from chainrule.readers.indices.terms import Index

OF, BY, EXAMPLES = "jilpruvo", "kilpruvo", "nstuvr"  # of what is differentiated, by what, and of examples
MORE = "jiklpomhxeabcdfgqwyz"  # those first that a line of text can lower


@dataclass(frozen=True)
class Letters:
    """The letters that are free on a board, and the sizes that count examples."""

    taken: Collection[str]
    examples: Collection[Dimension]

    def place(self, shape: Shape, *, by: bool = False, others: Place = ()) -> Place:
        """A letter for each axis, none of which is among the others."""
        used = {index.key for index in others if index is not None}
        found: list[Index | None] = []
        for size in shape:
            if size == 1:
                found.append(None)
                continue
            letter = next(one for one in self._pool(size, BY if by else OF) if one not in used)
            used.add(letter)
            found.append(Index(letter, size))
        return tuple(found)

    def bound(self, index: Index, used: Collection[str], reserved: Collection[str]) -> str:
        """The letter of an index that is summed over: its own, or the first that is neither used nor reserved."""
        if isinstance(index.key, str) and index.key not in used:
            return index.key
        return next(one for one in self._pool(index.size, OF) if one not in used and one not in reserved)

    def _pool(self, size: Dimension, features: str) -> Iterator[str]:
        letters = f"{EXAMPLES}{MORE}" if size in self.examples else f"{features}{MORE}"
        yield from (letter for letter in letters if letter not in self.taken)
        yield from (f"i{number}" for number in range(1, 100))
