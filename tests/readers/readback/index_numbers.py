"""Lines in indices, evaluated: every sum is added up and every δ looked at, in all places at once.

A letter is an axis: an entry is read along the axes of its letters, and Σ adds one up.
"""

from functools import reduce

import numpy as np

from .arrays import OF_ENTRIES, RELATIONS, NotReadable
from .index_lines import LEAST, Entry, Line, letters_of

ROUNDING = 1e-15  # of numbers that are added up, some of which double precision rounded
OPS = {
    "bracket": np.positive,
    "minus": np.negative,
    "plus": np.add,
    "times": np.multiply,
    "over": np.divide,
    "power": np.power,
}


def disagreements_of_line(line, arrays, close):
    """The line, and why, where two of its sides are not the same number in some place."""
    letters = sorted({one for side in line.sides for one in _free(side)})
    places = Places(line, arrays, letters)
    first, *others = (places.number(side) for side in line.sides)
    sizes = reduce(np.maximum, map(places.magnitude, line.sides))
    for other in others:
        finite = np.isfinite(first) & np.isfinite(other)
        size = max(np.abs(each[finite]).max(initial=0) for each in (first, other))
        off = np.abs(first - other)[finite]
        if (off > close * size + ROUNDING * sizes[finite]).any():
            return [f"{line.text}: off by {off.max()} of {size}"]
    return []


class Places:
    """All places of some letters of a line, an axis for each."""

    def __init__(self, line, arrays, letters, shape=None):
        self.line, self.arrays = line, arrays
        self.shape = shape or tuple(size_of(line.sides, one, arrays, line.sides) for one in letters)
        self.at = {one: self.axis(i, size) for i, (one, size) in enumerate(zip(letters, self.shape, strict=True))}

    def axis(self, number, size):
        """The places along an axis; those of a sum have a number below 0, and stand before all others."""
        return np.arange(size).reshape(-1, *[1] * (len(self.shape) - 1 - number))

    def number(self, tree):
        """The number of a tree in each place."""
        return self.everywhere(self.value(tree, self.at, 0))

    def magnitude(self, tree):
        """How large the numbers are that a tree adds up in each place: rounding is relative to it."""
        return self.everywhere(self.size(tree, self.at, 0))

    def everywhere(self, values):
        """Values for every place, however many letters they depend on."""
        return np.broadcast_to(np.asarray(values, dtype=np.longdouble), self.shape)

    def value(self, tree, at, inside):
        """The number of a tree, for each of its letters along an axis, inside of so many sums."""
        kind, *rest = tree
        if kind == "number":
            return rest[0]
        if kind == "entry":
            return self.entry(*rest[0], at)
        if kind == "sum":
            return self.summed(*rest, at, inside, self.value)
        values = [self.value(one, at, inside) for one in rest if not isinstance(one, str)]
        with np.errstate(all="ignore", over="raise"):
            if kind == "call":
                return _function(rest[0], len(values))(*values)
            if kind == "relation":
                return RELATIONS[rest[0]](*values).astype(np.longdouble)
            if kind == "choice":
                return np.where(values[0] != 0, *values[1:])
            return OPS[kind](*values)

    def entry(self, name, letters, at):
        """An entry in each place; of no name it is δ."""
        places = [self.entry(*one, at).astype(int) if isinstance(one, Entry) else at[one] for one in letters]
        if name is None:
            return (places[0] == places[1]).astype(np.longdouble)
        return squeezed(self.arrays, name)[tuple(places)]

    def summed(self, letters, tree, at, inside, of):
        """Σ over letters of what `of` says of a tree."""
        letter, *others = letters
        size = size_of([tree], letter, self.arrays, self.line.sides)
        inner = {**at, letter: self.axis(-1 - inside, size)}
        more = of(tree, inner, inside + 1) if not others else self.summed(others, tree, inner, inside + 1, of)
        more = np.asarray(more)
        if more.ndim < len(self.shape) + inside + 1:  # it does not depend on the letter
            return size * more
        return more.sum(axis=0)

    def size(self, tree, at, inside):
        """The magnitude of a tree."""
        kind, *rest = tree
        if kind == "sum":
            return self.summed(*rest, at, inside, self.size)
        if kind in ("minus", "bracket"):
            return self.size(rest[0], at, inside)
        if kind in ("plus", "times"):
            return OPS[kind](*(self.size(one, at, inside) for one in rest))
        with np.errstate(all="ignore"):
            if kind == "over":
                return self.size(rest[0], at, inside) / np.abs(self.value(rest[1], at, inside))
            found = np.abs(self.value(tree, at, inside))
        if kind == "entry" and isinstance(rest[0].name, tuple):  # a difference quotient of such numbers
            return np.maximum(found, np.abs(np.asarray(self.arrays[rest[0].name[0]])).max())
        return found


def squeezed(arrays, name):
    """The array of a name, without axes that have one place."""
    if name not in arrays:
        raise NotReadable(f"{name} has no number")
    return np.squeeze(np.asarray(arrays[name]))


def _function(name, count):
    if name in LEAST and count == 2:
        return LEAST[name]
    return {"abs": np.abs, "floor": np.floor}.get(name) or OF_ENTRIES[name]


# ---- which letters, and how many places they have -------------------------------------------------------------------


def _parts(tree):
    return [part for part in tree[1:] if isinstance(part, tuple) and not isinstance(part, Entry)]


def _free(tree):
    """The letters that a tree depends on."""
    if tree[0] == "entry":
        return set(letters_of(tree[1]))
    found = {letter for part in _parts(tree) for letter in _free(part)}
    return found - set(tree[1]) if tree[0] == "sum" else found


def names_in(tree):
    """The names of the entries in a tree, or in a line."""
    if isinstance(tree, Line):
        return {name for side in tree.sides for name in names_in(side)}
    if tree[0] == "entry":
        return {tree[1].name, *(one.name for one in tree[1].letters if isinstance(one, Entry))}
    return {name for part in _parts(tree) for name in names_in(part)}


def reads_whole(tree, arrays):
    """Whether a line, or a tree, has the name of an array without letters, as the whole of it is called."""
    if isinstance(tree, Line):
        return any(reads_whole(side, arrays) for side in tree.sides)
    if tree[0] == "entry":
        name, letters = tree[1]
        return not letters and name in arrays and np.squeeze(np.asarray(arrays[name])).ndim > 0
    return any(reads_whole(part, arrays) for part in _parts(tree))


def _beside(tree, letter):
    """The letters beside which a letter stands at a δ."""
    if tree[0] == "entry":
        others = {one for one in tree[1].letters if isinstance(one, str)} - {letter}
        return others if tree[1].name is None and letter in tree[1].letters else set()
    return {one for part in _parts(tree) for one in _beside(part, letter)}


def size_of(trees, letter, arrays, around=()):
    """How many places a letter has: the size of the axes at which it stands."""
    sizes = {size for tree in trees for size in _sizes(tree, letter, arrays)}
    if not sizes:  # it stands at δ alone, beside another one; or left of a number, whose size other lines say
        others = {one for tree in trees for one in _beside(tree, letter)} or {letter}
        sizes = {size for one in others for tree in around for size in _sizes(tree, one, arrays)}
    if len(sizes) != 1:
        raise NotReadable(f"{letter} has the sizes {sizes}")
    return sizes.pop()


def _sizes(tree, letter, arrays):
    """The sizes of the axes at which a letter stands."""
    if tree[0] == "entry":
        name, letters = tree[1]
        inner = [_sizes(("entry", one), letter, arrays) for one in letters if isinstance(one, Entry)]
        if name is None:
            return set().union(*inner)
        shape = squeezed(arrays, name).shape
        if len(letters) != len(shape):
            raise NotReadable(f"{tree[1]} is an array of {shape}")
        return {size for one, size in zip(letters, shape, strict=True) if one == letter}.union(*inner)
    if tree[0] == "sum" and letter in tree[1]:
        return set()
    return {size for part in _parts(tree) for size in _sizes(part, letter, arrays)}
