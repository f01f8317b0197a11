"""How long to train, and in which batches: chosen from the number of rows."""

import pytest

import chainrule as cr
from chainrule.errors import ArgumentError
from chainrule.tables.pace import pace_for
from chainrule.tables.table_settings import TableSettings


def sizes(pace, epochs=(0,), rows=1000):
    """The sizes of the batches in these epochs."""
    return [pace.batch_size.at(0, epoch, rows) for epoch in epochs]


@pytest.mark.parametrize(("rows", "batch", "epochs"), [(4, 4, 500), (961, 32, 133), (9000, 128, 57), (10**6, 256, 20)])
def test_pace_follows_the_rows(rows, batch, epochs):
    """Small tables get small batches and many epochs, large ones the opposite."""
    pace = pace_for(rows, 10, TableSettings())
    assert (sizes(pace, rows=rows), pace.epochs, pace.patience) == ([batch], epochs, max(epochs // 3, 20))


def test_choices_win():
    """What a person chose is taken as it is."""
    pace = pace_for(1000, 100, TableSettings(batch_size=7, epochs=5, patience=2))
    assert (sizes(pace), pace.epochs, pace.patience) == ([7], 5, 2)


def test_no_early_stopping_without_validation_rows():
    """Where no rows were held out to look at, nothing is stopped early."""
    assert pace_for(1000, 0, TableSettings()).patience == 0


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ((32, 256), [32, 128, 256]),
        ("full", [1000, 1000, 1000]),
        (cr.growing_size(10, every=4), [10, 20, 40]),
        (lambda step, epoch: epoch + 1, [1, 5, 9]),
    ],
)
def test_batch_sizes_of_python(size, expected):
    """A tuple grows over the epochs; schedules and functions are those of `Network.train`."""
    assert sizes(pace_for(1000, 0, TableSettings(batch_size=size, epochs=9)), (0, 4, 8)) == expected


def test_full_batches_make_one_step_an_epoch():
    """So there are as many epochs as there may be."""
    assert pace_for(1000, 0, TableSettings(batch_size="full")).epochs == 500


@pytest.mark.parametrize("size", [0, -3, "half", (64, 2), (0, 4), (1, 2, 3), (), 1.5])
def test_sizes_that_cannot_be(size):
    """Are refused under the name of the argument."""
    with pytest.raises(ArgumentError, match=r"^batch_size: a batch"):
        pace_for(1000, 0, TableSettings(batch_size=size))
