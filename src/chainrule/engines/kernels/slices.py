"""Windows on flat memory as Python cuts them, for functions that are not compiled themselves."""

from math import prod


def cut(memory, start, shape):
    """The entries of flat `memory` from `start` on as an array of this shape, which shares them."""
    return memory[start : start + prod(shape)].reshape(shape)
