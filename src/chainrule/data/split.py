"""Rows to learn from and rows to be held out, told apart by a seed."""

import numpy as np
from numpy.typing import NDArray

from chainrule.data.columns import Rows
from chainrule.errors import DataError, SettingError
from chainrule.wording import counted

STREAM = 0x5B117  # keeps this order apart from the order of batches, which [seed, epoch] decides


def split_rows(targets: NDArray[np.generic], share: float, seed: int, *, stratify: bool) -> tuple[Rows, Rows]:
    """The rows to learn from and the held-out `share` of the rows, both shuffled.

    Stratified, every class is held out in the same share as near as whole rows allow, and keeps at least one row
    to learn from.

    >>> split_rows(np.array([0, 0, 0, 1, 1, 1]), share=1/3, seed=0, stratify=True)
    (array([...]), array([...]))
    """
    if not 0 <= share < 1:
        raise SettingError(f"the held-out share is at least 0 and less than 1, not {share:g}")
    if len(targets) < 2 and share > 0:
        raise DataError(f"{counted(len(targets), 'row')} cannot be split in two; give more rows, or hold out none")
    order = np.random.default_rng([seed, STREAM]).permutation(len(targets))
    held_out = np.zeros(len(targets), dtype=np.bool_)
    held_out[_stratified(targets, order, share) if stratify else order[: _held_count(len(order), share)]] = True
    if share > 0 and not held_out.any():
        raise DataError("no class has a second row that could be held out; give more rows, or hold out none")
    return order[~held_out[order]], order[held_out[order]]


def split_parts(
    targets: NDArray[np.generic], shares: tuple[float, float], seed: int, *, stratify: bool
) -> dict[str, Rows]:
    """The rows in three parts, each shuffled: training, and the shares of all rows for validation and for the test.

    >>> {part: len(rows) for part, rows in split_parts(np.arange(50), (0.1, 0.2), seed=0, stratify=False).items()}
    {'training': 35, 'validation': 5, 'test': 10}
    """
    validation, test = shares
    rest, held_out = split_rows(targets, test, seed, stratify=stratify)
    learned, watched = split_rows(targets[rest], validation / (1 - test), seed, stratify=stratify)
    return {"training": rest[learned], "validation": rest[watched], "test": held_out}


def _held_count(row_count: int, share: float) -> int:
    return min(max(round(share * row_count), 1), row_count - 1) if share > 0 else 0


def _stratified(targets: NDArray[np.generic], order: Rows, share: float) -> Rows:
    """The first rows of each class, in this order, as many as its quota."""
    _, classes, counts = np.unique(targets, return_inverse=True, return_counts=True)
    by_class = order[np.argsort(classes[order], kind="stable")]
    place_in_class = np.arange(len(order)) - np.repeat(np.cumsum(counts) - counts, counts)
    first: Rows = by_class[place_in_class < np.repeat(_quotas(counts, share), counts)]
    return first


def _quotas(counts: Rows, share: float) -> Rows:
    """How many rows of each class are held out: the largest remainders get the rows that rounding down left over."""
    quotas: Rows = np.floor(share * counts).astype(np.int64)
    remainders = np.where(quotas < counts - 1, share * counts - quotas, 0.0)
    left = max(_held_count(int(counts.sum()), share) - int(quotas.sum()), 0)
    largest = np.argsort(-remainders, kind="stable")[:left]
    quotas[largest[remainders[largest] > 0]] += 1
    return quotas
