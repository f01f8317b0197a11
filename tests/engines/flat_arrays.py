"""Arrays of the third language: windows on flat memory, and functions for whole ones, whose sums go along an axis."""

from dataclasses import dataclass

import numpy as np

from chainrule.ops import ALL_OPS


@dataclass(frozen=True)
class Flat:
    """An array: where in flat memory it begins, and how far its entries are from each other along each axis."""

    data: object
    start: int
    shape: tuple
    steps: tuple

    @classmethod
    def cut(cls, data, start, *shape):
        """An array that lies in memory row after row."""
        return cls(data, start, shape, tuple(int(np.prod(shape[axis + 1 :])) for axis in range(len(shape))))

    def turned(self):
        """The transpose, in the same memory."""
        return Flat(self.data, self.start, self.shape[::-1], self.steps[::-1])

    def swapped(self, first, second):
        """With two axes exchanged, in the same memory."""
        order = list(range(len(self.shape)))
        order[first], order[second] = second, first
        return Flat(self.data, self.start, tuple(self.shape[i] for i in order), tuple(self.steps[i] for i in order))

    def array(self):
        """The entries."""
        return np.array([self.data[place] for place in self.places()]).reshape(self.shape)

    def part(self, axis, start, stop):
        """A part along an axis, in the same memory."""
        shape = (*self.shape[:axis], stop - start, *self.shape[axis + 1 :])
        return Flat(self.data, self.start + start * self.steps[axis], shape, self.steps)

    def places(self):
        """Where each entry is, row after row."""
        return [self.start + sum(i * s for i, s in zip(index, self.steps, strict=True)) for index in self.indices()]

    def indices(self):
        """The index of each entry, row after row."""
        return np.ndindex(self.shape)


def copy(source, out):
    """Every entry of `out` in turn: those of an array, stretched where it has one row or column, or a number."""
    if not isinstance(source, Flat):
        source = Flat([source], 0, out.shape, (0,) * len(out.shape))
    if len(source.places()) == len(out.places()):  # of another shape, perhaps
        read = source.places()
    else:
        steps = [0 if size == 1 else step for size, step in zip(source.shape, source.steps, strict=True)]
        read = Flat(source.data, source.start, out.shape, tuple([0] * (len(out.shape) - len(steps)) + steps)).places()
    for place, entry in zip(out.places(), [source.data[place] for place in read], strict=True):
        out.data[place] = entry


def put(array, out):
    """The entries of an array into those of another one."""
    for place, entry in zip(out.places(), array.ravel().tolist(), strict=True):
        out.data[place] = entry


def summed(pairs):
    """The sum of products, one after the other: NumPy's own products add up in another order."""
    total = 0.0
    for one, other in pairs:
        total = total + one * other
    return total


def matrix_product(a, b):
    """The product of matrices, or of stacks of them, row by column along the inner axis."""
    return summed((a[..., :, k, None], b[..., k, None, :]) for k in range(a.shape[-1]))


def product(a, b, out):
    """The matrix product, of vectors and stacks too."""
    left, right = a.array(), b.array()
    left, right = left[None] if left.ndim == 1 else left, right[:, None] if right.ndim == 1 else right
    put(matrix_product(left, right), out)


def summed_product(a, b, out):
    """The sum over a stack of the products of turned matrices and others."""
    rows, others = (one.array().reshape(-1, one.shape[-1]) for one in (a, b))
    put(matrix_product(rows.T, others), out)


def flat_filters(array):
    """Filters (o, entries)."""
    return array.reshape(len(array), -1)


def flat_places(array, axes):
    """Windows (m, entries, places) or maps (m, o, places): the axes before those that say where are kept, or joined."""
    places = int(np.prod(array.shape[axes:]))
    return array.reshape(len(array), -1, places)


def maps_of(operands, _, out):
    """The maps of filters and windows."""
    filters, windows = (one.array() for one in operands)
    flat = flat_places(windows, 2 + (windows.ndim - 2) // 2)
    put(matrix_product(flat_filters(filters)[None], flat), out)


def windows_of(operands, _, out):
    """The windows that filters and maps make."""
    filters, maps = (one.array() for one in operands)
    put(matrix_product(flat_filters(filters).T[None], flat_places(maps, 2)), out)


def filters_of(operands, _, out):
    """The filters of windows and maps, example by example and place by place."""
    windows, maps = (one.array() for one in operands)
    flat, seen = flat_places(windows, 2 + (windows.ndim - 2) // 2), flat_places(maps, 2)
    pairs = ((z[:, k, None], u[None, :, k]) for z, u in zip(seen, flat, strict=True) for k in range(z.shape[1]))
    put(summed(pairs), out)


def gather(table, rows, out):
    """Rows of a table into the columns of `out`."""
    for place, (i, j) in zip(out.places(), out.indices(), strict=True):
        out.data[place] = table[rows[j], i]


def at_index(whole, part, index, axis):
    """Each place of `part` beside the place of `whole` that an index puts it to along an axis."""
    places = np.array(whole.places()).reshape(whole.shape)
    read = np.array([int(index.data[place]) for place in index.places()])
    there = np.take(places, read, axis=axis).ravel().tolist()
    return zip(part.places(), there, strict=True)


def read_at(x, index, axis, out):
    """What stands in `x` at the places of an index."""
    for place, there in at_index(x, out, index, axis):
        out.data[place] = x.data[there]


def add_at(x, index, axis, out):
    """Zeros, to which `x` is added at the places of an index."""
    copy(0.0, out)
    for place, there in at_index(out, x, index, axis):
        out.data[there] += x.data[place]


def pick_at(x, index, axis, out):
    """One entry of each column, or row."""
    for j, (place, label) in enumerate(zip(out.places(), index.places(), strict=True)):
        row = (int(index.data[label]), j) if axis == 0 else (j, int(index.data[label]))
        out.data[place] = x.data[x.start + sum(i * step for i, step in zip(row, x.steps, strict=True))]


def whole(array):
    """The entries of an array as NumPy has them."""
    return np.array([array.data[place] for place in array.places()]).reshape(array.shape)


def by_op(name):
    """A function for whole arrays that is as the op computes it."""

    def compute(operands, attributes, out):
        found = np.asarray(ALL_OPS[name].forward(*map(whole, operands), **attributes))
        for place, entry in zip(out.places(), found.ravel().tolist(), strict=True):
            out.data[place] = entry

    return compute
