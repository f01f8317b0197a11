"""Rows that are held out together."""

import numpy as np
import pytest

from chainrule.data import read_frame
from chainrule.data.kept_together import PARTS, split_by_group, split_by_time
from chainrule.errors import ArgumentError

DICE = np.random.default_rng(0)
GROUPS = [f"g{number}" for number in DICE.integers(0, 40, 400)]
DAYS = [str(np.datetime64("2020-01-01") + int(day)) for day in DICE.permutation(400) // 2]
TABLE = read_frame({"group": GROUPS, "day": DAYS, "step": DICE.permutation(400), "word": ["a", "b"] * 200})


def test_groups_stay_together():
    """Every row is in one part, every group in one, near the shares; the seed decides which."""
    parts, told = split_by_group(TABLE, "group", (0.1, 0.2), 0)
    assert sorted(np.concatenate(list(parts.values())).tolist()) == list(range(400))
    names = {part: {GROUPS[row] for row in rows} for part, rows in parts.items()}
    assert sum(map(len, names.values())) == len(set(GROUPS))
    assert [abs(len(parts[part]) - share * 400) < 20 for part, share in zip(PARTS, (0.7, 0.1, 0.2), strict=True)] == [
        True
    ] * 3
    counts = ", ".join(f"{len(names[part])} {part}" for part in PARTS)
    assert told == f"rows of one 'group' stay together: {counts}"
    other, _ = split_by_group(TABLE, "group", (0.1, 0.2), 1)
    assert set(other["test"].tolist()) != set(parts["test"].tolist())
    assert len(split_by_group(TABLE, "group", (0, 0), 0)[0]["training"]) == 400


@pytest.mark.parametrize("name", ["day", "step"])
def test_the_last_rows_are_held_out(name):
    """Training ends before validation begins, and that before the test; rows of one time are not parted."""
    parts, told = split_by_time(TABLE, name, (0.1, 0.2))
    values = TABLE.column(name).written()
    times = {
        part: [int(values[row]) if name == "step" else values[row] for row in rows] for part, rows in parts.items()
    }
    assert max(times["training"]) < min(times["validation"])
    assert max(times["validation"]) < min(times["test"])
    assert [len(times[part]) for part in PARTS] == [280, 40, 80]
    assert told == (
        f"rows are held out by '{name}': validation begins with '{times['validation'][0]}', "
        f"test begins with '{times['test'][0]}'"
    )


def test_dates_are_not_ordered_as_texts():
    """The first of February follows the thirty-first of January."""
    days = ["31.1.2020", "1.2.2020", "30.1.2020", "2.2.2020"] * 5
    parts, _ = split_by_time(read_frame({"x": days}), "x", (0, 0.25))
    assert {days[row] for row in parts["test"]} == {"2.2.2020"}


@pytest.mark.parametrize(
    ("split", "name", "message"),
    [
        (lambda table: split_by_time(table, "word", (0, 0.2)), "", "time: 'word' holds neither dates nor numbers"),
        (
            lambda table: split_by_time(table, "gap", (0, 0.2)),
            "",
            "time: row 2 of the data, column 'gap': the cell is missing",
        ),
        (
            lambda table: split_by_group(table, "gap", (0, 0.2), 0),
            "",
            "group: row 2 of the data, column 'gap': the cell",
        ),
        (
            lambda table: split_by_group(table, "word", (0.1, 0.2), 0),
            "",
            "group: 2 groups cannot be split into 3 parts",
        ),
    ],
)
def test_what_cannot_be_split_is_refused(split, name, message):
    """With the column, and its place or the number of groups."""
    with pytest.raises(ArgumentError) as caught:
        split(read_frame({"word": ["a", "b"] * 5, "gap": [1.0, None, *range(8)]}))
    assert str(caught.value).startswith(message), name
