"""Which rows are learned from, and how much each counts."""

import numpy as np
import pytest

from chainrule.data import read_frame, read_table
from chainrule.data.rows import row_weights, with_target
from chainrule.errors import ArgumentError


def test_rows_without_a_target_are_left_out(tmp_path):
    """They are counted, and the others keep their lines."""
    (tmp_path / "x.csv").write_text("a,b,y\n1,u,no\n2,v,\n3,w,yes\n4,x,?\n")
    kept, told = with_target(read_table(tmp_path / "x.csv"), "y")
    assert told == ("2 rows without 'y' left out",)
    assert [column.written() for column in kept.columns] == [["1", "3"], ["u", "w"], ["no", "yes"]]
    assert kept.spot(1) == "line 4"
    assert with_target(kept, "y") == (kept, ())
    frame, _ = with_target(read_frame({"a": [1.0, 2.0, 3.0], "y": [1.0, np.nan, 2.0]}), "y")
    assert frame.column("a").numbers.tolist() == [1, 3]
    assert frame.spot(1) == "row 2"


def test_weights_have_a_mean_of_one():
    """What counts is how they compare."""
    assert row_weights(read_frame({"w": [1, 0, 2]}), "w").tolist() == [1, 0, 2]
    assert row_weights(read_frame({"w": [10, 30]}), "w").tolist() == [0.5, 1.5]


@pytest.mark.parametrize(
    ("weights", "message"),
    [
        ([1.0, -2.0], "weight: row 2 of the data, column 'w': -2 is no weight; a number from 0 is needed in every row"),
        ([1.0, None], "weight: row 2 of the data, column 'w': the weight is missing; a number from 0 is needed"),
        ([0, 0], "weight: 'w' is 0 in every row, and then no row counts"),
    ],
)
def test_what_is_no_weight_is_refused(weights, message):
    """With its place."""
    with pytest.raises(ArgumentError) as caught:
        row_weights(read_frame({"w": weights}), "w")
    assert str(caught.value).startswith(message)
