"""What is drawn from (seed, mask, step, unit, row in batch): no state, so a resumed run has nothing to wind forward.

A mask is 1/(1 − rate) where a unit stays and 0 where it is dropped (inverted dropout; Srivastava et al., 2014). Numbers
between 0 and 1 are the same hashes as fractions, and noise is made of two of them (Box and Muller, 1958). Units and
rows are hashed by themselves, and each pair of hashes is mixed once more: one integer hash for each entry.
"""

import math

import numpy as np
from numpy.typing import NDArray

from chainrule.errors import ShapeError
from chainrule.graph.node import Array, Node, Op
from chainrule.graph.shape import Shape, write_shape
from chainrule.ops.elementwise import cos, log, sqrt
from chainrule.settings import whole_number

BLOCK = 4096  # entries hashed at a time, so that the whole needs no memory of the mask's size
_WORD = 0xFFFF_FFFF


def _mix(x: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Each word's bits stirred, in place: the 32-bit finalizer found by C. Wellons' search ("lowbias32")."""
    x ^= x >> np.uint32(16)
    x *= np.uint32(0x7FEB352D)
    x ^= x >> np.uint32(15)
    x *= np.uint32(0x846CA68B)
    x ^= x >> np.uint32(16)
    return x


def _mix_word(*words: int) -> int:
    """One well-stirred 64-bit word from several (the finalizer of splitmix64; Steele, Lea and Flood, 2014)."""
    state = 0
    for word in words:
        state = (state + word + 0x9E3779B97F4A7C15) & (1 << 64) - 1
        state = (state ^ state >> 30) * 0xBF58476D1CE4E5B9 & (1 << 64) - 1
        state = (state ^ state >> 27) * 0x94D049BB133111EB & (1 << 64) - 1
        state ^= state >> 31
    return state


def _hashes(shape: tuple[int, ...], seed: int, step: int, mask: int) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """A word for each unit, in a column, and one for each row of the batch."""
    key = _mix_word(int(seed), int(mask), int(step))
    by_unit = _mix(np.arange(shape[0], dtype=np.uint32) ^ np.uint32(key & _WORD))
    return by_unit[:, None], _mix(np.arange(shape[1], dtype=np.uint32) + np.uint32(key >> 32))


def write_dropout_mask(out: Array, seed: int, step: int, mask: int, rate: float) -> None:
    """Fill `out` (units, rows) with the mask of this step: 0 with probability `rate`, else 1/(1 − rate)."""
    by_unit, by_row = _hashes(out.shape, seed, step, mask)
    kept_from = np.uint32(min(round(rate * 2**32), _WORD))
    at_once = max(BLOCK // max(by_row.size, 1), 1)
    for first in range(0, by_unit.size, at_once):
        for left in range(0, by_row.size, BLOCK):
            part = out[first : first + at_once, left : left + BLOCK]
            kept = _mix(by_unit[first : first + at_once] ^ by_row[left : left + BLOCK]) >= kept_from
            np.multiply(kept, 1 / (1 - rate), out=part, casting="same_kind")


def write_uniform(out: Array, seed: int, step: int, mask: int) -> None:
    """Fill `out` (units, rows) with numbers of this step that are spread evenly between 0 and 1."""
    by_unit, by_row = _hashes(out.shape, seed, step, mask)
    at_once = max(BLOCK // max(by_row.size, 1), 1)
    for first in range(0, by_unit.size, at_once):
        for left in range(0, by_row.size, BLOCK):
            part = out[first : first + at_once, left : left + BLOCK]
            words = _mix(by_unit[first : first + at_once] ^ by_row[left : left + BLOCK])
            np.multiply(words + 0.5, 2.0**-32, out=part, casting="same_kind")


def draw_dropout_mask(seed: Array, step: Array, *, shape: tuple[int, int], rate: float, mask: int) -> Array:
    """The mask of this step, of `shape` (units, rows)."""
    out = np.empty(shape)
    write_dropout_mask(out, int(seed), int(step), mask, rate)
    return out


def draw_uniform(seed: Array, step: Array, *, shape: tuple[int, int], mask: int) -> Array:
    """Numbers between 0 and 1 of this step, of `shape` (units, rows)."""
    out = np.empty(shape)
    write_uniform(out, int(seed), int(step), mask)
    return out


def _shape(seed: Shape, step: Shape, *, shape: Shape, rate: float, mask: int) -> Shape:  # noqa: ARG001
    if seed or step or len(shape) != 2:
        raise ShapeError(f"a dropout mask needs two numbers and a shape (k, m), got {write_shape(shape)}")
    if not 0 <= rate < 1:
        raise ShapeError(f"a dropout rate lies in [0, 1), got {rate}")
    return shape


_dropout_mask = Op("dropout_mask", _shape, draw_dropout_mask)


def dropout_mask(seed: Node, step: Node, shape: Shape, rate: float, mask: int = 0) -> Node:
    """A mask of `shape` (k, m): 0 with probability `rate`, else 1/(1 − rate); seed and step are of kind "index".

    `mask` tells the masks of one step apart.
    """
    return _dropout_mask(seed, step, shape=shape, rate=rate, mask=whole_number("mask", mask, 0))


def _uniform_shape(seed: Shape, step: Shape, *, shape: Shape, mask: int) -> Shape:  # noqa: ARG001
    if seed or step or len(shape) != 2:
        raise ShapeError(f"what is drawn needs two numbers and a shape (k, m), got {write_shape(shape)}")
    return shape


_uniform = Op("uniform", _uniform_shape, draw_uniform)


def normal_noise(seed: Node, step: Node, shape: Shape, first: int = 0, second: int = 1) -> Node:
    """Numbers of `shape` (k, m) from the normal distribution of mean 0 and deviation 1: √(−2 log u) cos 2πv.

    u and v are even between 0 and 1, and `first` and `second` tell them apart from what else a step draws (Box and
    Muller, "A note on the generation of random normal deviates", 1958).
    """
    numbers = (whole_number("mask", one, 0) for one in (first, second))
    u, v = (_uniform(seed, step, shape=shape, mask=number) for number in numbers)
    return sqrt(-2 * log(u)) * cos(2 * math.pi * v)


DROPOUT = (_dropout_mask, _uniform)
