"""Columns that would be numbers but for some cells: refused with line and cell, or said; categories stay categories."""

import pytest

from chainrule.data import fit_encoding, read_table
from chainrule.data.codings import CategoryCoding, DroppedCoding, NumberCoding
from chainrule.errors import DataError


def table(tmp_path, cells, name="x"):
    """A table with these cells in a column `x`, and a target `y` that alternates."""
    path = tmp_path / "t.csv"
    lines = [f'"{cell}",{"ab"[i % 2]},{i}' for i, cell in enumerate(cells)]
    path.write_text("\n".join([f"{name},y,z", *lines]) + "\n", encoding="utf-8")
    return read_table(path)


NUMBERS = [str(3 * i) for i in range(40)]
REFUSED = {
    "0,4": "'0,4' is a number with a decimal comma (1 such cell); write '0.4', or ignore the column",
    "1,234,567": "'1,234,567' is a number with separators of thousands (1 such cell); write '1234567', or ignore",
    "12 %": "'12 %' is a number with a percent sign (1 such cell); write '12', or ignore the column",
    "€5": "'€5' is a number with a sign of a currency (1 such cell); write '5', or ignore the column",
    "1\u00a0257": "'1 257' is a number with separators of thousands (1 such cell); write '1257', or ignore the column",
    "CHF 5": "'CHF 5' is a number with a sign of a currency (1 such cell); write '5', or ignore the column",
    "(1.50)": "'(1.50)' is a number with brackets for below zero (1 such cell); write '-1.50', or ignore the column",
    "1.50-": "'1.50-' is a number with its minus sign behind (1 such cell); write '-1.50', or ignore the column",
    "0.13 kg": "'0.13 kg' is a number with the unit kg (1 such cell); write '0.13', or ignore the column",
    "inf": "'inf' is infinite (1 such cell); leave the cell empty, or ignore the column",
    "abc": "'abc' is no number, and 40 cells of the column are (1 such cell); correct it, leave the cell empty, or",
}


@pytest.mark.parametrize("cell", REFUSED)
def test_one_such_cell_among_numbers_is_refused(tmp_path, cell):
    """With the line, the column, the cell, and what to write instead."""
    with pytest.raises(DataError) as caught:
        fit_encoding(table(tmp_path, [*NUMBERS[:7], cell, *NUMBERS[7:]]), "y")
    assert f"line 9 of {tmp_path / 't.csv'}, column 'x': {REFUSED[cell]}" in str(caught.value)


@pytest.mark.parametrize(
    "cells",
    [
        [f"{i},5" for i in range(40)],
        [f"${i}" for i in range(40)],
        ["5%", "7%"] * 20,
        [f"CHF {i / 100}" for i in range(40)],
        ["EUR 5", "EUR 7"] * 20,
        [f"({i}.50)" for i in range(40)],
        [f"{i}-" for i in range(40)],
        [f"{i / 100} kg" for i in range(40)],
        [f"{i}.000.000" for i in range(1, 41)],
    ],
)
def test_a_column_of_such_cells_alone_is_refused(tmp_path, cells):
    """It is neither dropped because every text is different, nor taken for categories."""
    with pytest.raises(DataError, match=r"line 2 of .*t.csv, column 'x': .* is a number with .*40 such cells"):
        fit_encoding(table(tmp_path, cells), "y")


def test_such_a_column_can_be_ignored(tmp_path):
    """Then nothing is said about it."""
    assert fit_encoding(table(tmp_path, ["5%", "7%"] * 20), "y", ignore=["x"]).codings[0] == DroppedCoding(
        "x", "as asked"
    )


@pytest.mark.parametrize("word", ["-", ".", "None", "#N/A", "<NA>", "", "?", "NaT", "--"])
def test_a_word_for_nothing_among_numbers_is_a_missing_number(tmp_path, word):
    """The column stays numbers, and is flagged."""
    found = fit_encoding(table(tmp_path, [*NUMBERS, word]), "y").codings[0]
    assert isinstance(found, NumberCoding)
    assert found.flagged


@pytest.mark.parametrize(
    ("cells", "note"),
    [
        (["5 kg", "10 kg"] * 20, "numbers with the unit kg; write them without to have them used so"),
        (["5 kg", "500 g"] * 20, "numbers with the unit kg or the unit g; write them without to have them used so"),
        (["(1)", "(2)"] * 20, "numbers with brackets for below zero; write them without to have them used so"),
    ],
)
def test_few_numbers_with_a_unit_may_be_categories_and_are_said(tmp_path, cells, note):
    """It is for the person to judge."""
    found = fit_encoding(table(tmp_path, cells), "y").codings[0]
    assert isinstance(found, CategoryCoding)
    assert found.note == note


@pytest.mark.parametrize(("before", "said"), [("XYZ ", "XYZ"), ("~", "~")])
def test_numbers_behind_any_other_text_are_said(tmp_path, before, said):
    """Whether they become categories or are dropped."""
    note = f"numbers with '{said}' around them; write them without to have them used so"
    found = fit_encoding(table(tmp_path, [f"{before}{i / 100}" for i in range(25)] * 20), "y").codings[0]
    assert isinstance(found, CategoryCoding)
    assert found.note == note
    found = fit_encoding(table(tmp_path, [f"{before}{i / 100}" for i in range(40)]), "y").codings[0]
    assert found == DroppedCoding("x", f"nearly every text is different ({note})")
    found = fit_encoding(table(tmp_path, [f"user_{i}" for i in range(40)]), "y").codings[0]
    assert found == DroppedCoding("x", "nearly every text is different")


POINTS = [*(str(20 * i) for i in range(1, 40)), "1.257"]
DOUBT = (
    "line 41 of .*t.csv, column 'x': '1.257' stands among whole numbers below 1000, and its point may be one between "
    r"thousands \(1 such cell\); write '1257', or '1.2570' where it is a fraction, or "
)


def test_points_between_thousands_are_asked_about(tmp_path):
    """They do not become small numbers without a word: as a feature, as a target, in a prediction."""
    made = table(tmp_path, POINTS)
    with pytest.raises(DataError, match=DOUBT + "ignore the column"):
        fit_encoding(made, "y")
    with pytest.raises(DataError, match=DOUBT + "choose another target"):
        fit_encoding(made, "x")
    encoding = fit_encoding(table(tmp_path, NUMBERS), "y")
    with pytest.raises(DataError, match=DOUBT + "leave the cell empty"):
        encoding.features(table(tmp_path, POINTS))
    assert fit_encoding(table(tmp_path, POINTS), "y", ignore=["x"]).codings[0] == DroppedCoding("x", "as asked")
    assert isinstance(fit_encoding(table(tmp_path, [*POINTS[:-1], "1.2570"]), "y").codings[0], NumberCoding)


CODES = "numbers with separators of thousands, if they are no codes; write them without to have them used so"


@pytest.mark.parametrize(
    "made", [lambda i: f"6{i:02} 345 {i:03}", lambda i: f"0{i:02} {i:03} 456", lambda i: f"+34 6{i:02} 345 678"]
)
def test_telephone_numbers_are_no_thousands(tmp_path, made):
    """They are dropped as identifiers are, and it is said that they might be numbers."""
    found = fit_encoding(table(tmp_path, list(map(made, range(40)))), "y").codings[0]
    assert found == DroppedCoding("x", f"nearly every text is different ({CODES})")


def test_thousands_of_several_lengths_are_refused_still(tmp_path):
    """As amounts are: 1 234 567 beside 38 123 456."""
    with pytest.raises(DataError, match=r"'1 001 345' is a number with separators of thousands \(40 such cells\)"):
        fit_encoding(table(tmp_path, [f"{1 + 9 * (i > 5)} {i + 1:03} 345" for i in range(40)]), "y")


CATEGORIES = {
    "seats": [f"{i}{'ABCDEF'[i % 6]}" for i in range(1, 41)] * 3,
    "counts in words": ["1st", "2nd", "3rd", "4th"] * 10,
    "codes": ["A1", "A2", "B7"] * 14,
    "few numbers and a word": ["1", "2", "3", "4 or more"] * 10,
    "telephones": ["555-1234", "555-9876"] * 20,
    "versions": ["1.2.3", "1.2.4"] * 20,
    "numbers and words in equal parts": [str(i % 25) if i % 2 else "none of these" for i in range(400)],
}


@pytest.mark.parametrize("kind", CATEGORIES)
def test_categories_with_digits_stay_categories(tmp_path, kind):
    """No alarm where a column was never meant to be numbers."""
    assert isinstance(fit_encoding(table(tmp_path, CATEGORIES[kind]), "y").codings[0], CategoryCoding)


def test_a_text_beside_few_numbers_is_said(tmp_path):
    """They may be categories, so it is for the person to judge."""
    found = fit_encoding(table(tmp_path, ["1", "2", "3", "4 or more"] * 10), "y").codings[0]
    assert found.note == "text because of '4 or more' in line 5"


@pytest.mark.parametrize("cell", ["0,4", "abc"])
def test_a_target_that_is_no_number_is_refused(tmp_path, cell):
    """It does not become a class for each cell; who wants that says so."""
    made = table(tmp_path, [*NUMBERS, cell])
    with pytest.raises(DataError, match=r"line 42 of .*, column 'x': .*, or choose the task 'classes'"):
        fit_encoding(made, "x")
    with pytest.raises(DataError, match="a class needs several rows"):
        fit_encoding(made, "x", task="classes")


def test_texts_of_a_file_with_types_are_said_to_be_numbers(tmp_path):
    """A column of Parquet that holds numbers as texts is dropped with that word."""
    pa = pytest.importorskip("pyarrow")
    import pyarrow.parquet as pq

    pq.write_table(pa.table({"x": NUMBERS, "z": list(range(40)), "y": ["a", "b"] * 20}), tmp_path / "t.parquet")
    found = fit_encoding(read_table(tmp_path / "t.parquet"), "y").codings[0]
    assert found.reason.endswith("(texts that are numbers; store them as numbers to have them used so)")
