"""The target."""

import numpy as np
import pytest

from chainrule.data.columns import array_column
from chainrule.data.table import checked_table
from chainrule.data.target import class_positions, read_target
from chainrule.errors import DataError, SettingError


def table(values):
    """A table whose column `y` has these values."""
    return checked_table("data", [array_column("y", np.array(values))])


@pytest.mark.parametrize(
    ("values", "task", "classes", "targets"),
    [
        (["b", "a", "b"], None, ("a", "b"), [1, 0, 1]),
        ([1.0, 0.0, 1.0], None, ("0", "1"), [1, 0, 1]),
        ([10, 9, 10, 9, 10], None, ("9", "10"), [1, 0, 1, 0, 1]),
        ([3, 1, 2, 1, 2, 3], None, None, [3.0, 1.0, 2.0, 1.0, 2.0, 3.0]),
        ([3, 1, 2, 1, 2, 3], "classes", ("1", "2", "3"), [2, 0, 1, 0, 1, 2]),
        ([0, 1, 1], "regression", None, [0.0, 1.0, 1.0]),
    ],
)
def test_task_of_a_target(values, task, classes, targets):
    """Texts and two different numbers are classes, other numbers a regression, unless the task is given."""
    target = read_target(table(values), "y", task)
    assert target.classes == classes
    assert target.task == ("regression" if classes is None else "classes")
    assert target.values.tolist() == targets


def test_only_the_given_rows_count():
    """Classes are those of the rows that are given."""
    target = read_target(table(["a", "b", "c", "a"]), "y", rows=np.array([3, 1]))
    assert target.classes == ("a", "b")
    assert target.values.tolist() == [0, 1]


REFUSALS = [
    (
        [1.0, np.nan, 2.0, np.nan],
        None,
        ("the target is missing in 2 of 4 rows, first in row 2 of data, column 'y'; remove those rows or fill them in"),
    ),
    (
        ["a", "b"],
        "regression",
        "column 'y' of data holds texts and a regression needs numbers; choose another target, or the task 'classes'",
    ),
    (
        ["a", "a"],
        None,
        "column 'y' of data is 'a' in every one of 2 rows; a target needs at least two different values",
    ),
    ([5, 5], None, "column 'y' of data is '5' in every one of 2 rows; a target needs at least two different values"),
    (
        ["a", "b", "c", "d", "a"],
        None,
        "column 'y' of data has 4 different values in 5 rows; a class needs several rows, so choose another target",
    ),
    (
        [1.5, 2.5, 3.5],
        "classes",
        (
            "column 'y' of data has 3 different values in 3 rows; a class needs several rows, so choose another target "
            "or the task 'regression'"
        ),
    ),
]


@pytest.mark.parametrize(("values", "task", "message"), REFUSALS)
def test_refusals(values, task, message):
    """A target that cannot be learned is refused with the reason."""
    with pytest.raises(DataError) as caught:
        read_target(table(values), "y", task)
    assert str(caught.value) == message


def test_no_rows_are_refused():
    """A target needs rows."""
    with pytest.raises(DataError) as caught:
        read_target(table([1, 2]), "y", rows=np.array([], dtype=np.int64))
    assert str(caught.value) == "there are no rows of data to learn column 'y' from"


def test_unknown_task_is_refused():
    """There are two tasks."""
    with pytest.raises(SettingError) as caught:
        read_target(table([1, 2]), "y", "ranking")
    assert str(caught.value) == "task is 'classes' or 'regression', not 'ranking'"


def test_unknown_label_is_refused():
    """A label that was not learned is refused with its place."""
    other = table(["a", "c"])
    with pytest.raises(DataError) as caught:
        class_positions(other, other.column("y"), ("a", "b"), np.arange(2))
    assert str(caught.value) == "row 2 of data, column 'y': 'c' is not one of the 2 classes that were learned"
