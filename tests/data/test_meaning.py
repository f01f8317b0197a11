"""What cells mean: numbers of other countries and words for nothing; the same from a file and from a frame."""

from dataclasses import replace

import numpy as np
import pytest

from chainrule.data import fit_encoding, read_frame, read_table
from chainrule.data.columns import NumberColumn, TextColumn
from chainrule.data.encoding import Encoding
from chainrule.data.meaning import NumberForm, understood
from chainrule.data.reading import PLAIN, Reading
from chainrule.errors import ArgumentError, DataError
from chainrule.json_fields import FieldError


def table(tmp_path, delimiter=",", **columns):
    """A file with these columns, each cell in quotes."""
    rows = zip(*columns.values(), strict=True)
    lines = [delimiter.join(f'"{cell}"' for cell in row) for row in (list(columns), *rows)]
    (tmp_path / "x.csv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    return read_table(tmp_path / "x.csv")


def numbers(found, name="x"):
    """The numbers of a column, NaN where one is missing."""
    column = found.table.column(name)
    assert isinstance(column, NumberColumn)
    return np.where(column.missing, np.nan, column.numbers).tolist()


READ = {
    "a decimal comma": (["0,5", "-1,25", "3"], [0.5, -1.25, 3]),
    "a decimal comma and points": (["1.234,5", "2.000.000", "7"], [1234.5, 2e6, 7]),
    "separators of thousands": (["7,000", "1,234,567", "12"], [7000, 1234567, 12]),
    "thousands and points": (["7,000.5", "-3.25", "12"], [7000.5, -3.25, 12]),
    "points between thousands, twice in one": (["83.237.124", "312.456", "913.001"], [83237124, 312456, 913001]),
    "spaces and apostrophes": (["1 234", "1\u00a0257,5", "1'000"], [1234, 1257.5, 1000]),
    "per cent": (["51%", "4.5 %", "-3%"], [51, 4.5, -3]),
    "dollars": (["$51.26", "-$7,000", "$3"], [51.26, -7000, 3]),
    "dollars on some": (["$5", "6", "7.5"], [5, 6, 7.5]),
    "euros": (["1.500,00 €", "3,5 €", "2 €"], [1500, 3.5, 2]),
    "francs": (["CHF 0.13", "CHF 1'200.50", "CHF 3"], [0.13, 1200.5, 3]),
    "a minus that is no hyphen": (["\N{MINUS SIGN}5", "3", "1.5"], [-5, 3, 1.5]),
    "a word for nothing": (["0,5", "None", "-"], [0.5, np.nan, np.nan]),
    "twenty in brackets": ([f"({i}.50)" for i in range(20)], [-i - 0.5 for i in range(20)]),
    "twenty with the sign behind": ([f"{i}.5-" for i in range(20)], [-i - 0.5 for i in range(20)]),
    "twenty with a unit": ([f"{i / 4} kg" for i in range(20)], [i / 4 for i in range(20)]),
}


@pytest.mark.parametrize("kind", READ)
def test_numbers_that_are_written_otherwise_are_read(tmp_path, kind):
    """In a file and in a frame alike; the file can be written again as it stood, and what was read is told."""
    cells, expected = READ[kind]
    for made in (table(tmp_path, x=cells, y=["a"] * len(cells)), read_frame({"x": cells, "y": ["a"] * len(cells)})):
        found = understood(made, PLAIN)
        assert np.array_equal(numbers(found), expected, equal_nan=True)
        assert found.table.column("x").written() == cells
        assert found.forms["x"].words in found.table.notes[-1]


LEFT = {
    "two currencies": ["$5", "€6", "$7"],
    "per cent beside numbers": ["51%", "0.4", "3"],
    "few with a unit": ["5 kg", "10 kg", "5 kg"],
    "two units": [f"{i} {'kg' if i % 2 else 'g'}" for i in range(30)],
    "infinity": ["1", "inf", "2"],
    "texts": ["red", "5%", "blue"],
    "codes": ["12A", "13B", "A7"],
    "telephones": ["612 345 678", "934 567 890", "612 000 111"],
    "telephones with a 0": ["030 123 456", "40 123 456", "30 222 111"],
    "versions": ["1.2.3", "1.2.4", "1.3.0"],
    "a comma and a point that are both decimal": ["0,5", "0.5", "1,5"],
}


@pytest.mark.parametrize("kind", LEFT)
def test_what_may_be_something_else_is_left(tmp_path, kind):
    """It is refused, or becomes categories, in its own words."""
    made = table(tmp_path, x=LEFT[kind], y=LEFT[kind])
    found = understood(made, PLAIN)
    assert isinstance(found.table.column("x"), TextColumn)
    assert found.forms == {}


def test_seven_thousand_or_seven(tmp_path):
    """Other columns decide, then what delimits cells, or the person; where nothing does, it is asked."""
    open_ones = ["7,000", "1,250", "3,125"]
    thousands, fractions = [7000, 1250, 3125], [7, 1.25, 3.125]

    def read(delimiter=",", reading=PLAIN, **others):
        return numbers(understood(table(tmp_path, delimiter, x=open_ones, **others), reading))

    assert read() == thousands
    assert read(z=["0,5", "2", "1,5"]) == fractions
    assert read(";", z=["0.5", "2", "1.5"]) == thousands
    assert read(";", z=["0,5", "2", "1,5"]) == fractions
    assert read(";", Reading(decimal="point")) == thousands
    assert read(reading=Reading(decimal="comma")) == fractions
    asked = understood(table(tmp_path, ";", x=open_ones, z=[1, 2, 3]), PLAIN).table
    with pytest.raises(DataError, match="write '7000', say whether the table has a decimal point or comma, or ignore"):
        fit_encoding(asked, "z")


def test_points_between_thousands_where_commas_are_decimal(tmp_path):
    """1.257 beside 913 is no fraction there; said to have a decimal point, it is one."""
    made = table(tmp_path, ";", x=["913", "1.257", "850"], z=["0,5", "1,5", "2"])
    assert numbers(understood(made, PLAIN)) == [913, 1257, 850]
    alone = table(tmp_path, ";", x=["913", "1.257", "850"], z=[1, 2, 3])
    with pytest.raises(DataError, match="may be one between thousands"):
        fit_encoding(understood(alone, PLAIN).table, "z")
    said = understood(alone, Reading(decimal="point")).table
    assert fit_encoding(said, "z").codings[0].mean == pytest.approx((913 + 1.257 + 850) / 3)


def test_one_fault_among_such_numbers_is_found(tmp_path):
    """Not the first of the others, which are no fault."""
    cells = [f"{i},5" for i in range(30)]
    made = table(tmp_path, x=[*cells[:7], "abc", *cells[7:]], y=["a"] * 31)
    with pytest.raises(DataError, match=r"line 9 of .*'abc' is no number, and 30 cells of the column are"):
        fit_encoding(understood(made, PLAIN).table, "x")


def test_words_for_nothing(tmp_path):
    """A text, or a number, of one's own; in files, in frames and in numbers alike."""
    reading = Reading(missing=("n.d.", "-999"))
    cells = ["1.5", "N.D.", "-999.0"]
    for made in (table(tmp_path, x=cells, c=["a", "n.d.", "b"]), read_frame({"x": cells, "c": ["a", "n.d.", "b"]})):
        found = understood(made, reading)
        assert np.array_equal(numbers(found), [1.5, np.nan, np.nan], equal_nan=True)
        assert found.table.column("c").missing.tolist() == [False, True, False]
        assert found.table.column("c").categories(np.arange(3))[0] == ["a", "", "b"]
        assert found.table.column("c").written() == ["a", "n.d.", "b"]
    plain = understood(read_frame({"x": [1.5, -999.0, 2.0]}), reading)
    assert np.array_equal(numbers(plain), [1.5, np.nan, 2], equal_nan=True)


def test_columns_that_stay_texts(tmp_path):
    """Categories of training are not made numbers because all of these look like some."""
    found = understood(table(tmp_path, x=["5%", "7%", "9%"]), PLAIN, texts=["x"])
    assert isinstance(found.table.column("x"), TextColumn)


def test_a_model_reads_later_tables_as_its_own(tmp_path):
    """The form of a number is kept: a comma is what it was, and what was written otherwise since is refused."""
    learned = understood(table(tmp_path, ";", x=["0,5", "1,250", "2,5", "3"], y=["a", "b", "a", "b"]), PLAIN)
    fitted = fit_encoding(learned.table, "y")
    encoding = replace(fitted, forms=learned.forms, reading=Reading(missing=("x",)))
    again = Encoding.from_json(encoding.to_json())
    assert (again.forms, again.reading) == ({"x": NumberForm("comma")}, Reading(missing=("x",)))
    later = table(tmp_path, x=["1,250", "x"], y=["a", "b"])
    assert numbers(understood(later, again.reading, again.forms))[0] == 1.25
    features = again.features(again.understood(later))
    assert features[0, 0] == pytest.approx((1.25 - encoding.codings[0].mean) / encoding.codings[0].sd, rel=1e-6)
    assert numbers(understood(read_frame({"x": [1.25, 2.0]}), again.reading, again.forms)) == [1.25, 2]
    with pytest.raises(DataError, match=r"line 2 of .*'1,250 €' is a number with a sign of a currency"):
        again.features(again.understood(table(tmp_path, x=["1,250 €"], y=["a"])))


@pytest.mark.parametrize(
    "damage", [{"forms": {"x": {"decimal": "dot", "around": ""}}}, {"forms": 3}, {"reading": {"x": 1}}, {"reading": 3}]
)
def test_a_damaged_form_is_refused(tmp_path, damage):
    """As every field of a file is."""
    encoding = fit_encoding(table(tmp_path, x=["1", "2"], y=["a", "b"]), "y").to_json()
    with pytest.raises(DataError, match="the encoding of columns is damaged"):
        Encoding.from_json({**encoding, **damage})


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"text_encoding": "utf-7000"}, "text_encoding: there is no 'utf-7000'"),
        ({"text_encoding": "base64"}, "text_encoding: there is no 'base64'"),
        ({"delimiter": "::"}, "delimiter: one of , ; | tab or space is needed, not '::'"),
        ({"header": 1}, "header: True or False is needed, not 1"),
        ({"decimal": "."}, "decimal: point or comma is needed, not '.'"),
    ],
)
def test_what_cannot_be_said_of_a_file_is_refused(said, message):
    """Before anything is read."""
    with pytest.raises(ArgumentError, match=message):
        Reading(**said)


def test_what_was_said_is_kept():
    """As JSON, only what is not as usual."""
    said = Reading("cp1251", "tab", 2, False, ("n.d.",), "comma")
    assert Reading.from_json(said.to_json()) == said
    assert PLAIN.to_json() == {}
    with pytest.raises(FieldError):
        Reading.from_json({"delimiter": "::"})
