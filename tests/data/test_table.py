"""Tables."""

import numpy as np
import pytest

from chainrule.data.columns import array_column
from chainrule.data.names import MOST_COLUMNS, refuse_count
from chainrule.data.table import checked_table
from chainrule.errors import DataError

ONE = array_column("age", np.array([1, 2]))
TWO = array_column("income", np.array([3, 4]))


def test_column_by_name():
    """A column is found by its name."""
    table = checked_table("people", [ONE, TWO])
    assert table.column("income") is TWO
    assert table.names == ("age", "income")
    assert table.row_count == 2


@pytest.mark.parametrize(
    ("name", "message"),
    [
        ("Incme", "people has no column 'Incme'; did you mean 'income'?"),
        ("zzz", "people has no column 'zzz'; its columns are 'age', 'income'"),
    ],
)
def test_unknown_column_is_refused(name, message):
    """A column that is not there is refused with the nearest name, or with all of them."""
    with pytest.raises(DataError) as caught:
        checked_table("people", [ONE, TWO]).column(name)
    assert str(caught.value) == message


@pytest.mark.parametrize(
    ("columns", "message"),
    [
        ([], "people has no columns; a table needs at least one"),
        ([array_column("a", np.array([]))], "people has no rows below its header; a table needs at least one"),
        (
            [ONE, array_column("b", np.array([1.0, -np.inf]))],
            (
                "row 2 of people, column 'b': the number is not finite (1 such cell in the column); "
                "correct it or leave the cell empty"
            ),
        ),
    ],
)
def test_table_that_cannot_be_learned_from_is_refused(columns, message):
    """No columns, no rows and infinite numbers are refused."""
    with pytest.raises(DataError) as caught:
        checked_table("people", columns)
    assert str(caught.value) == message


def test_too_many_columns_are_refused():
    """More columns than a table can have are refused with their number."""
    refuse_count(MOST_COLUMNS, "people")
    with pytest.raises(DataError) as caught:
        refuse_count(MOST_COLUMNS + 1, "people")
    assert str(caught.value) == "people has 20,001 columns; at most 20,000 can be read, so leave some out"


def test_place_counts_lines_in_text_files():
    """A row of a text file is named by its line, another by its number."""
    assert checked_table("t", [ONE]).place(1) == "row 2 of t"
    assert checked_table("t", [ONE], lambda: np.array([2, 5])).place(1, "age") == "line 5 of t, column 'age'"
