"""Splitting rows."""

import numpy as np
import pytest

from chainrule.data import split_parts, split_rows
from chainrule.errors import DataError, SettingError

TARGETS = np.repeat([0, 1, 2], [70, 25, 5])


@pytest.mark.parametrize("stratify", [True, False])
@pytest.mark.parametrize("share", [0.0, 0.1, 0.25, 0.99])
def test_every_row_is_on_one_side(share, stratify):
    """Every row is learned from or held out, and never both."""
    train, held_out = split_rows(TARGETS, share, 0, stratify=stratify)
    assert sorted([*train, *held_out]) == list(range(100))
    assert len(train) >= 1


def test_share_is_kept():
    """The held-out share is as near as whole rows allow."""
    assert len(split_rows(TARGETS, 0.2, 0, stratify=False)[1]) == 20
    assert len(split_rows(TARGETS, 0.2, 0, stratify=True)[1]) == 20


def test_stratified_classes_keep_their_share():
    """Stratified, every class is held out in the same share."""
    train, held_out = split_rows(TARGETS, 0.2, 0, stratify=True)
    assert np.bincount(TARGETS[held_out]).tolist() == [14, 5, 1]
    assert np.bincount(TARGETS[train]).tolist() == [56, 20, 4]


def test_rare_class_is_learned_from():
    """Stratified, a class with one row is not held out."""
    train, _ = split_rows(np.array([0] * 9 + [1]), 0.5, 0, stratify=True)
    assert 9 in train


@pytest.mark.parametrize("stratify", [True, False])
def test_seed_decides(stratify):
    """The same seed gives the same rows, another seed others."""
    first, again, other = (split_rows(TARGETS, 0.2, seed, stratify=stratify) for seed in (1, 1, 2))
    assert all(np.array_equal(a, b) for a, b in zip(first, again, strict=True))
    assert not np.array_equal(first[1], other[1])


def test_rows_are_shuffled():
    """The rows to learn from are in no order."""
    train, _ = split_rows(TARGETS, 0.0, 0, stratify=True)
    assert train.tolist() != sorted(train)


def test_small_tables_hold_out_one_row():
    """A share above 0 holds out at least one row, and leaves at least one."""
    for share in (0.01, 0.99):
        train, held_out = split_rows(np.array([0.0, 1.0]), share, 0, stratify=False)
        assert (len(train), len(held_out)) == (1, 1)


@pytest.mark.parametrize("share", [-0.1, 1.0, 2.0, float("nan")])
def test_share_outside_its_range_is_refused(share):
    """The share is at least 0 and less than 1."""
    with pytest.raises(SettingError) as caught:
        split_rows(TARGETS, share, 0, stratify=False)
    assert str(caught.value) == f"the held-out share is at least 0 and less than 1, not {share:g}"


@pytest.mark.parametrize(
    ("targets", "message"),
    [
        ([1], "1 row cannot be split in two; give more rows, or hold out none"),
        ([0, 1], "no class has a second row that could be held out; give more rows, or hold out none"),
    ],
)
def test_too_few_rows_are_refused(targets, message):
    """Rows that cannot be split are refused."""
    with pytest.raises(DataError) as caught:
        split_rows(np.array(targets), 0.5, 0, stratify=True)
    assert str(caught.value) == message


@pytest.mark.parametrize("stratify", [True, False])
def test_three_parts_are_all_rows(stratify):
    """Each row is in one part; both shares are of all rows, and of each class where it is stratified."""
    parts = split_parts(TARGETS, (0.2, 0.2), 0, stratify=stratify)
    assert sorted(np.concatenate(list(parts.values()))) == list(range(100))
    assert {part: len(rows) for part, rows in parts.items()} == {"training": 60, "validation": 20, "test": 20}
    if stratify:
        assert [np.bincount(TARGETS[rows]).tolist() for rows in parts.values()] == [[42, 15, 3], [14, 5, 1], [14, 5, 1]]
