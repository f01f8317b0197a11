"""What the third language's printed text calls: functions of numbers, and a table of all, those for arrays too.

Functions of a number are printed from the graphs of `elementary.functions`: the same roundings, one after the other, as
in JavaScript.
"""

import math

import numpy as np

from chainrule.ops.dropout import draw_dropout_mask, draw_uniform

from .flat_arrays import (
    Flat,
    add_at,
    by_op,
    copy,
    filters_of,
    gather,
    maps_of,
    pick_at,
    product,
    put,
    read_at,
    summed,
    summed_product,
    windows_of,
)


def bring_up(rows, k):
    """The row with the largest entry of column k, from row k on, exchanged with that; whether they changed places."""
    largest = max(range(k, len(rows)), key=lambda i: abs(rows[i, k]))
    rows[[k, largest]] = rows[[largest, k]]
    return largest != k


def inverse_matrix(x, out):
    """The inverse, by elimination."""
    n = x.shape[0]
    rows = np.hstack([x.array(), np.eye(n)])
    for k in range(n):
        bring_up(rows, k)
        rows[k] /= rows[k, k]
        for i in set(range(n)) - {k}:
            rows[i] -= rows[i, k] * rows[k]
    put(rows[:, n:], out)


def log_determinant(x):
    """The sum of the logarithms of the pivots."""
    rows, total, positive = x.array(), 0.0, True
    for k in range(len(rows)):
        positive ^= bring_up(rows, k) ^ bool(rows[k, k] < 0)
        if rows[k, k] == 0:
            return -math.inf
        total = total + KNOWN["log"](abs(float(rows[k, k])))
        for i in range(k + 1, len(rows)):
            rows[i, k:] -= rows[i, k] / rows[k, k] * rows[k, k:]
    return total if positive else math.nan


def of_one(name):
    """A function of a number that NumPy rounds as every machine does, NaN and infinity included."""
    return lambda x: float(getattr(np, name)(np.float64(x)))


def divide(a, b):
    """A quotient, also by 0."""
    return float(np.float64(a) / np.float64(b))


def larger(a, b):
    """The larger number, of two zeros the positive one, or NaN."""
    if a != a or b != b:
        return math.nan
    return max(a, b, key=lambda x: (x, math.copysign(1, x)))


def smaller(a, b):
    """The smaller number, or NaN."""
    return -larger(-a, -b)


def two_to(n):
    """2ⁿ."""
    return math.ldexp(1.0, int(n)) if n == n else math.nan


def exponent(x):
    """The whole number e of a positive number x = f 2ᵉ with f from 1 to 2; anything of one that has none."""
    return math.frexp(x)[1] - 1.0 if 0 < x < math.inf else 0.0


def mask_of(seed, step, mask):
    """What the entries of a dropout mask follow from."""
    return int(seed), int(step), mask


def mask_entry(key, unit, row, kept_from):
    """1 where a unit stays for a row of the batch, else 0."""
    seed, step, mask = key
    drawn = draw_dropout_mask(seed, step, shape=(unit + 1, row + 1), rate=kept_from / 2**32, mask=mask)
    return float(drawn[unit, row] > 0)


def uniform_entry(key, unit, row):
    """The number between 0 and 1 of a unit and a row of the batch."""
    seed, step, mask = key
    return float(draw_uniform(seed, step, shape=(unit + 1, row + 1), mask=mask)[unit, row])


KNOWN = {
    "Flat": Flat,
    "copy": copy,
    "product": product,
    "summed_product": summed_product,
    "dot": lambda a, b: float(summed(zip(a.array(), b.array(), strict=True))),
    "gather": gather,
    "read_at": read_at,
    "inverse_matrix": inverse_matrix,
    "log_determinant": log_determinant,
    "add_at": add_at,
    "pick_at": pick_at,
    "unfold": by_op("unfold"),
    "fold": by_op("fold"),
    "product_for_maps": maps_of,
    "product_for_windows": windows_of,
    "product_for_filters": filters_of,
    "isfinite": np.isfinite,
    "real": float,
    "mask_of": mask_of,
    "mask_entry": mask_entry,
    "uniform_entry": uniform_entry,
    "absolute": abs,
    "square": lambda x: x * x,
    "sign": lambda x: float(np.sign(x)),
    "floor": of_one("floor"),
    "sqrt": of_one("sqrt"),
    "machine_sin": of_one("sin"),
    "machine_cos": of_one("cos"),
    "divide": divide,
    "maximum": larger,
    "minimum": smaller,
    "two_to": two_to,
    "exponent": exponent,
}
