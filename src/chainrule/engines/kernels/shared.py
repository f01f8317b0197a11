"""What single and double precision share: what is drawn, and the gathering of rows."""

import numpy as np

from chainrule.engines.kernels.decorators import inlined, loop


@inlined
def mix(x):
    """A 32-bit word, stirred as `ops.dropout` stirs it."""
    x = np.uint32(x ^ (x >> np.uint32(16)))
    x = np.uint32(x * np.uint32(0x7FEB352D))
    x = np.uint32(x ^ (x >> np.uint32(15)))
    x = np.uint32(x * np.uint32(0x846CA68B))
    return np.uint32(x ^ (x >> np.uint32(16)))


@loop
def dropout_key(seed, mask, step):
    """The word that tells the masks of a step apart, as `ops.dropout` makes it."""
    state = np.uint64(0)
    for word in (np.uint64(seed), np.uint64(mask), np.uint64(step)):
        state = state + word + np.uint64(0x9E3779B97F4A7C15)
        state = (state ^ (state >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        state = (state ^ (state >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        state = state ^ (state >> np.uint64(31))
    return state


@inlined
def word(key, unit, row):
    """The hash of a unit for a row of the batch."""
    of_unit = mix(np.uint32(np.uint32(unit) ^ np.uint32(key)))
    of_row = mix(np.uint32(np.uint32(row) + np.uint32(key >> np.uint64(32))))
    return mix(np.uint32(of_unit ^ of_row))


@inlined
def stays(key, unit, row, kept_from):
    """1 where a unit stays for a row of the batch, else 0."""
    return np.int32(word(key, unit, row) >= np.uint32(kept_from))


@inlined
def fraction(key, unit, row):
    """The same hash as a number between 0 and 1, as `ops.dropout` has it."""
    return (word(key, unit, row) + 0.5) * 2.0**-32


@loop
def gather_rows(table, rows, out):
    """Rows of a table (m, n) into `out` (batch, n), in its own type."""
    for j in range(rows.size):
        row = rows[j]
        for i in range(out.shape[1]):
            out[j, i] = table[row, i]


@loop
def gather_columns(table, rows, out):
    """Rows of a table (m, n) into the columns of `out` (n, batch), in its own type."""
    for i in range(out.shape[0]):
        for j in range(rows.size):
            out[i, j] = table[rows[j], i]
