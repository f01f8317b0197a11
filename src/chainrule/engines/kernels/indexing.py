"""Arrays that are read and written at the places of an index, which are held within its axis.

Arrays lie in memory row after row, so that what stands before and behind the axis of the index is one axis each.
"""

from chainrule.engines.kernels.decorators import inlined, loop


@inlined
def place(index, j, size):
    """The j-th whole number of an index, from 0 to size − 1."""
    return min(max(int(index[j]), 0), size - 1)


@inlined
def length_of(shape, start, stop):
    """How many entries some axes have together."""
    entries = 1
    for axis in range(start, stop):
        entries *= shape[axis]
    return entries


@loop
def gather(x, index, axis, out):
    """What stands in `x` at the places of an index along an axis, into `out`."""
    size, count = x.shape[axis], index.size
    before, after = length_of(x.shape, 0, axis), length_of(x.shape, axis + 1, x.ndim)
    source, target, places = x.reshape(x.size), out.reshape(out.size), index.reshape(count)
    for i in range(before):
        for j in range(count):
            start = (i * size + place(places, j, size)) * after
            end = (i * count + j) * after
            for k in range(after):
                target[end + k] = source[start + k]


@loop
def scatter_add(x, index, axis, out):
    """`out` is 0, but for what is added to it: what stands in `x`, at the places of an index along an axis."""
    size, count = out.shape[axis], index.size
    before, after = length_of(out.shape, 0, axis), length_of(out.shape, axis + 1, out.ndim)
    source, target, places = x.reshape(x.size), out.reshape(out.size), index.reshape(count)
    target[:] = 0
    for i in range(before):
        for j in range(count):
            start = (i * size + place(places, j, size)) * after
            end = (i * count + j) * after
            for k in range(after):
                target[start + k] += source[end + k]


@loop
def pick(x, index, axis, out):
    """The entry of each column of `x` in the row that an index says, into `out`; of each row with axis 1."""
    size, count = x.shape[axis], index.size
    target, places = out.reshape(count), index.reshape(count)
    for j in range(count):
        row = place(places, j, size)
        target[j] = x[row, j] if axis == 0 else x[j, row]
