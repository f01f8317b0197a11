"""Batches: how many rows each step takes, and which; the order of an epoch needs nothing but its number."""

import numpy as np
import pytest

import chainrule as cr
from chainrule.errors import SettingError
from chainrule.training import batches as batches_module
from chainrule.training.batches import Batches, as_batch_size, constant_size, growing_size


def sizes(batches, epoch=0, first_step=0):
    """The number of rows in each batch of an epoch."""
    return np.diff(batches.bounds(epoch, first_step)).tolist()


def test_epoch_of_mini_batches_makes_n_over_b_updates_rounded_down():
    """Lecture 2: 60,000 examples in batches of 128 are 468 updates."""
    assert sizes(Batches(constant_size(128), 60_000)) == [128] * 468


def test_short_last_batch_can_be_kept():
    """Then there are 469, and the last one has 96 examples."""
    assert sizes(Batches(constant_size(128), 60_000, last="keep")) == [128] * 468 + [96]


@pytest.mark.parametrize(("rows", "expected"), [(1, [1]), (5, [5]), (8, [8]), (9, [8]), (16, [8, 8])])
def test_epoch_makes_at_least_one_update(rows, expected):
    """However few rows there are; a batch never has more rows than there are."""
    assert sizes(Batches(constant_size(8), rows)) == expected


def test_pure_sgd_takes_one_row_a_step_and_gradient_descent_all_of_them():
    """The two ends of lecture 2."""
    assert sizes(Batches(as_batch_size(1), 4)) == [1, 1, 1, 1]
    assert sizes(Batches(as_batch_size("full"), 4)) == [4]


@pytest.mark.parametrize("shuffle", ["epoch", "once", "never"])
@pytest.mark.parametrize("epoch", [0, 3])
def test_without_replacement_each_row_comes_once(shuffle, epoch):
    """An order is a permutation."""
    order = Batches(constant_size(8), 100, 5, shuffle).order(epoch)
    assert sorted(order.tolist()) == list(range(100))


def test_with_replacement_rows_are_drawn_from_all_of_them():
    """Of 1,000 draws from 1,000 rows about 632 are different."""
    order = Batches(constant_size(8), 1000, replacement=True).order(0)
    assert len(order) == 1000
    assert 580 < len(set(order.tolist())) < 680
    assert 0 <= order.min() <= order.max() < 1000


def test_rows_are_shuffled_anew_every_epoch_once_or_never():
    """As the setting says."""
    every, once, never = (Batches(constant_size(8), 50, 1, shuffle) for shuffle in ("epoch", "once", "never"))
    assert not np.array_equal(every.order(0), every.order(1))
    assert np.array_equal(once.order(0), once.order(7))
    assert not np.array_equal(once.order(0), np.arange(50))
    assert np.array_equal(never.order(3), np.arange(50))


def test_order_follows_from_seed_and_epoch_alone():
    """Asking for epoch 3 first gives the order that a run from the start comes to."""
    expected = np.random.default_rng([9, 3]).permutation(50)
    batches = Batches(constant_size(8), 50, 9)
    assert np.array_equal(batches.order(3), expected)
    assert [batches.order(epoch).tolist() for epoch in range(4)][3] == expected.tolist()
    assert not np.array_equal(Batches(constant_size(8), 50, 10).order(3), expected)


def test_full_batch_takes_the_rows_in_their_own_order():
    """A sum over all rows does not depend on it."""
    assert np.array_equal(Batches(as_batch_size("full"), 50).order(2), np.arange(50))
    assert np.array_equal(Batches(constant_size(64), 50).order(2), np.arange(50))


def test_rule_that_is_full_at_the_first_step_only_still_shuffles_later_epochs():
    """Whether an epoch is one full batch depends on the step that it begins with."""
    batches = Batches(as_batch_size(lambda step, epoch: 50 if step == 0 else 10), 50)
    assert np.array_equal(batches.order(0, 0), np.arange(50))
    assert not np.array_equal(batches.order(1, 1), np.arange(50))


def test_size_may_be_a_function_of_step_and_epoch():
    """Steps count over all epochs; the last batch is dropped if too few rows are left."""
    rule = as_batch_size(lambda step, epoch: 1 + step + 10 * epoch)
    assert sizes(Batches(rule, 20)) == [1, 2, 3, 4, 5]
    assert sizes(Batches(rule, 20, last="keep")) == [1, 2, 3, 4, 5, 5]
    assert sizes(Batches(rule, 20), epoch=1, first_step=5) == [16]


def test_growing_size_doubles_up_to_its_limit():
    """Lecture 2's less noise towards the end."""
    rule = growing_size(8, factor=2, every=2, limit=50)
    assert [rule.at(0, epoch, 10**6) for epoch in range(8)] == [8, 8, 16, 16, 32, 32, 50, 50]
    assert rule.at(0, 10**6, 10**6) == 50
    assert rule.name == "8, ×2 every 2 epochs, up to 50"


def test_run_reports_the_sizes_it_really_used():
    """The history has the size of each step's batch, and a run the examples it used."""
    X, y = np.zeros((21, 2)), np.zeros(21)
    network = cr.Network([2, 1])
    run = network.train(X, y, batch_size=cr.growing_size(4, every=1), epochs=3, last="keep")
    assert run.history.batch_size.tolist() == [4, 4, 4, 4, 4, 1, 8, 8, 5, 16, 5]
    assert (run.examples, run.steps) == (63, 11)
    assert (
        run.batches
        == "21 rows shuffled every epoch, in batches of 4, ×2 every 1 epochs, up to 4096, a short last one kept"
    )


@pytest.mark.parametrize(
    ("more", "words"),
    [
        ({}, "10 rows shuffled every epoch, in batches of 3, a short last one dropped"),
        ({"shuffle": "once", "last": "keep"}, "10 rows shuffled once, in batches of 3, a short last one kept"),
        ({"shuffle": "never"}, "10 rows in their own order, in batches of 3, a short last one dropped"),
        ({"replacement": True}, "10 rows drawn with replacement, in batches of 3, a short last one dropped"),
    ],
)
def test_sentence_says_how_rows_are_dealt(more, words):
    """The choice of a convention is shown."""
    assert Batches(constant_size(3), 10, **more).sentence == words


@pytest.mark.parametrize("size", [0, -1, 2.5, True, "all", None])
def test_size_that_is_none_is_refused(size):
    """A whole number from 1, "full", or a function."""
    with pytest.raises(SettingError, match=r'a batch size is a whole number(, "full", .*, or a function| from 1)'):
        cr.Network([2, 1]).train(np.eye(2), [0, 1], batch_size=size)


def test_size_that_a_function_gives_is_checked():
    """With the step at which it went wrong."""

    def shrinking(step, epoch):
        return 2 - step

    with pytest.raises(SettingError, match="a whole number from 1, but shrinking gave 0 at step 2"):
        Batches(as_batch_size(shrinking), 10).bounds(0, 0)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (
            lambda: Batches(constant_size(1), 5, shuffle="always"),
            "shuffle is one of epoch, blocks, once, never, not 'always'",
        ),
        (lambda: Batches(constant_size(1), 5, last="pad"), "last is one of drop, keep, not 'pad'"),
        (lambda: growing_size(8, limit=4), "limit is a whole number from 8, not 4"),
    ],
)
def test_unknown_settings_are_refused(make, message):
    """With what there is."""
    with pytest.raises(SettingError, match=message):
        make()


@pytest.mark.parametrize(
    ("size", "said"), [(5, "in batches of 5"), (10, "all in one batch"), (999, "all in one batch")]
)
def test_sentence_speaks_of_a_short_batch_only_where_there_is_one(size, said):
    """Ten rows in fives come out even, and in more they are one batch."""
    assert Batches(constant_size(size), 10).sentence == f"10 rows shuffled every epoch, {said}"


def test_rows_shuffled_in_two_levels_are_all_rows_and_lie_together(monkeypatch):
    """An epoch has each row once, another epoch in another order; what is taken together comes from a few blocks."""
    monkeypatch.setattr(batches_module, "BLOCK_ROWS", 10)
    monkeypatch.setattr(batches_module, "BUFFER_ROWS", 40)
    dealt = Batches(constant_size(8), 200, seed=3, shuffle="blocks")
    first, second = dealt.order(0), dealt.order(1)
    assert sorted(first) == sorted(second) == list(range(200))
    assert first.tolist() != second.tolist()
    assert dealt.order(0).tolist() == first.tolist()
    blocks = [len({row // 10 for row in first[at : at + 40]}) for at in range(0, 200, 40)]
    assert blocks == [4] * 5
    assert first[:40].tolist() != sorted(first[:40])
