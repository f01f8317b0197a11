"""Dropout masks are those of `ops.dropout`, bit for bit; rows are gathered from tables of any type and order."""

import numpy as np
import pytest

from chainrule.ops.dropout import write_dropout_mask, write_uniform

pytest.importorskip("numba")
from chainrule.engines.kernels.decorators import program
from chainrule.engines.kernels.shared import dropout_key, fraction, gather_columns, gather_rows, stays


@program
def draw(seed, mask, step, kept_from, out):
    """Where a unit stays for a row."""
    key = dropout_key(seed, mask, step)
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = stays(key, i, j, kept_from)


@pytest.mark.parametrize(
    ("seed", "mask", "step", "rate"),
    [(0, 0, 1, 0.5), (7, 3, 1000, 0.2), (2**40 + 1, 1, 2**33, 0.05), (2**64 - 1, 2, 5, 0.999), (3, 0, 2, 0.0)],
)
def test_masks_are_those_of_the_op(seed, mask, step, rate):
    """For large seeds and steps as well, and for rates near 0 and 1."""
    out, expected = np.empty((37, 500)), np.empty((37, 500))
    draw(np.uint64(seed), mask, step, min(round(rate * 2**32), 2**32 - 1), out)
    write_dropout_mask(expected, seed, step, mask, rate)
    assert np.array_equal(out * (1 / (1 - rate)), expected)


@program
def draw_fractions(seed, mask, step, out):
    """A number between 0 and 1 for each unit and row."""
    key = dropout_key(seed, mask, step)
    for i in range(out.shape[0]):
        for j in range(out.shape[1]):
            out[i, j] = fraction(key, i, j)


def test_numbers_between_0_and_1_are_those_of_the_op():
    """Bit for bit, as they are fractions of the same words."""
    out, expected = np.empty((37, 500)), np.empty((37, 500))
    draw_fractions(np.uint64(7), 3, 1000, out)
    write_uniform(expected, 7, 1000, 3)
    assert np.array_equal(out, expected)


@program
def gather(table, rows, by_rows, by_columns):
    """Both ways."""
    gather_rows(table, rows, by_rows)
    gather_columns(table, rows, by_columns)


@pytest.mark.parametrize("order", ["C", "F"])
@pytest.mark.parametrize("kind", ["float32", "float64", "uint8", "bool"])
def test_rows_are_gathered_and_cast(kind, order):
    """As rows and as columns, in the order that was asked for, one of them twice."""
    table = np.asarray(np.random.default_rng(0).integers(0, 2, (50, 6)).astype(kind), order=order)
    table.flags.writeable = False
    rows = np.array([3, 49, 0, 3, 17])
    by_rows, by_columns = np.empty((5, 6), np.float32), np.empty((6, 5), np.float32)
    gather(table, rows, by_rows, by_columns)
    assert np.array_equal(by_rows, table[rows])
    assert np.array_equal(by_columns, table[rows].T)
