"""The form of text files: what is found, and what is said of it."""

import pytest

from chainrule.data.files import read_row, read_table
from chainrule.data.reading import Reading
from chainrule.errors import DataError

ROWS = [("a", "b", "y"), ("1.5", "-2", "no"), ("0.5", "3", "yes"), ("2.5", "4", "no"), ("3.5", "0", "yes")]
TABLE = {name: [row[place] for row in ROWS[1:]] for place, name in enumerate(ROWS[0])}


def lines(delimiter=",", end="\n", rows=ROWS):
    """The rows as lines of text."""
    return "".join(delimiter.join(row) + end for row in rows)


def written(tmp_path, text, name="x.csv", encoding="utf-8"):
    """A file of this text."""
    path = tmp_path / name
    path.write_bytes(text.encode(encoding))
    return path


def cells(table):
    """The cells of every column."""
    return {column.name: [cell.strip() for cell in column.written()] for column in table.columns}


PLAIN_FORMS = {
    "comma": lines(),
    "semicolon": lines(";"),
    "bar": lines("|"),
    "bars with spaces": lines(" | "),
    "tab": lines("\t"),
    "space": lines(" "),
    "spaces": lines("   ").replace("1.5", " 1.5"),
    "tabs and spaces": lines(" \t "),
    "spaces, and a tab before the last": "a  b\ty\n" + "".join(f"{a}   {b}\t{y}\n" for a, b, y in ROWS[1:]),
    "said": "sep=;\n" + lines(";"),
    "said with quotes": '"sep=|"\r\n' + lines("|", "\r\n"),
}


@pytest.mark.parametrize("form", PLAIN_FORMS)
def test_the_delimiter_is_found(tmp_path, form):
    """Whatever stands between the cells, and without a word: nothing is lost."""
    table = read_table(written(tmp_path, PLAIN_FORMS[form]))
    assert (cells(table), table.notes) == (TABLE, ())


SAID = {
    "a comma in a name": (lines(";").replace("a;", "height, cm;"), ()),
    "a title": ("Prices of 2024\n\n" + lines(), ("2 lines above the table left out, the first 'Prices of 2024'",)),
    "titles with commas": (
        "Office, table 12\r\nAs of: 2024\r\n\r\n" + lines(end="\r\n"),
        ("3 lines above the table left out, the first 'Office'",),
    ),
    "remarks": (
        "# made by a machine\n# version 2\n" + lines(),
        ("2 lines above the table left out, the first 'made by",),
    ),
    "a source": (lines() + "\nSource: Office\n", ("1 line below the table left out, the first 'Source: Office'",)),
    "remarks below": (
        lines() + "a remark\nand one more\n",
        ("2 lines below the table left out, the first 'a remark'",),
    ),
    "delimiters at the ends": (lines(end=",\n"), ("rows end in a delimiter (','); nothing stands behind",)),
    "two delimiters at the ends, and rows of nothing": (
        lines(end=",,\n") + ",,,,\n" * 3,
        ("rows end in 2 delimiters (','); nothing stands behind", "3 empty rows at the end left out"),
    ),
    "a title, a mark and numbers among the names": (
        '\ufeff"Source","The Office",\r\n\r\n' + lines(end=",\r\n").replace("b,y", "2001,y"),
        (
            "2 lines above the table left out, the first 'Source'",
            "rows end in a delimiter (','); nothing stands behind",
        ),
    ),
    "delimiters at the ends of rows": (
        lines(rows=ROWS[:1]) + lines(";", ";\n", ROWS[1:]).replace(";", ","),
        ("rows end in a delimiter (','); nothing stands behind",),
    ),
}


@pytest.mark.parametrize("form", SAID)
def test_what_is_left_out_is_said(tmp_path, form):
    """Titles, sources and delimiters at the ends do not change the table, and are told."""
    text, notes = SAID[form]
    table = read_table(written(tmp_path, text))
    assert list(cells(table).values()) == list(TABLE.values())
    assert len(table.notes) == len(notes)
    assert all(found.startswith(said) for found, said in zip(table.notes, notes, strict=True))


def test_lines_are_counted_from_the_first_of_the_file(tmp_path):
    """Also where lines above the table are left out, so that an editor finds the place."""
    table = read_table(written(tmp_path, "A title\n\n" + lines()))
    assert table.place(0, "a").startswith("line 4 of")
    assert read_row(written(tmp_path, "A title\n\n" + lines()), 3).place(0).startswith("line 7 of")


@pytest.mark.parametrize("text", ["a,b\n1,2\n3\n4,5\n", "a,b\n1,2\n3,4,5\n", "a,b\n1,2\nsource\n3,4\n", "a\nb,c\n"])
def test_a_row_of_another_length_is_a_fault(tmp_path, text):
    """Where it stands among rows, or may be one: no row is left out as a remark."""
    with pytest.raises(DataError, match=r"line \d of .* has \d cells? and the header has \d"):
        read_table(written(tmp_path, text))


def test_an_empty_row_is_one_among_others(tmp_path):
    """And alone at the end, where it may be a row that knows nothing: as many are predicted as there are."""
    table = read_table(written(tmp_path, "a,b\n1,2\n,\n,\n3,4\n,\n"))
    assert (table.row_count, table.notes) == (5, ())
    assert read_table(written(tmp_path, "a,b\n1,2\n,\n,\n")).row_count == 1


def test_remarks_above_rows_without_names(tmp_path):
    """Are left out too."""
    table = read_table(
        written(tmp_path, "# carbon\n# year, month, value of it\n1958 1 315.2\n1958 2 315.9\n"), Reading(header=False)
    )
    assert cells(table) == {"column 1": ["1958"] * 2, "column 2": ["1", "2"], "column 3": ["315.2", "315.9"]}


def test_rows_that_have_names_as_r_writes_them(tmp_path):
    """A header with one name fewer lacks that of the first column."""
    table = read_table(written(tmp_path, "x,y\nann,1,2\nbob,3,4\n"))
    assert cells(table) == {"column 1": ["ann", "bob"], "x": ["1", "3"], "y": ["2", "4"]}
    assert table.notes == ("1 column without a name is called 'column 1'",)


def test_names_that_are_empty_or_twice(tmp_path):
    """Every column gets a name of its own, which is told."""
    table = read_table(written(tmp_path, "x,,x,z\n1,2,3,4\n"))
    assert table.names == ("x", "column 2", "x (2)", "z")
    assert table.notes == ("1 column without a name is called 'column 2'", "a second 'x' is called 'x (2)'")


def test_a_file_without_names(tmp_path):
    """Numbers as names are told, unless they count; without a header the first line is a row."""
    path = written(tmp_path, lines(rows=ROWS[1:]))
    assert read_table(path).notes[0].startswith("the first line holds numbers as names, '1.5', '-2'")
    table = read_table(path, Reading(header=False))
    assert (table.names, table.notes) == (("column 1", "column 2", "column 3"), ())
    assert list(cells(table).values()) == list(TABLE.values())
    assert table.spot(0) == "line 1"
    assert read_table(written(tmp_path, "0,1,2,label\n5,6,7,a\n")).notes == ()


def test_what_is_said_holds(tmp_path):
    """A delimiter, and how many lines stand above the names."""
    text = "x;y\nx,1;y,2\na,1;b,2\n"
    assert read_table(written(tmp_path, text), Reading(delimiter=";")).names == ("x", "y")
    assert read_table(written(tmp_path, text), Reading(delimiter=";", skip_rows=1)).names == ("x,1", "y,2")
    assert read_table(written(tmp_path, text), Reading(delimiter=",", skip_rows=1)).names == ("x", "1;y", "2")
    tabs = written(tmp_path, "x\ty z\n1\t2\n")
    assert read_table(tabs, Reading(delimiter="tab")).names == ("x", "y z")


ENCODED = {
    "utf-8": ("utf-8", ()),
    "utf-8-sig": ("utf-8-sig", ()),
    "utf-16": ("utf-16", ("the text is in utf-16",)),
    "utf-32": ("utf-32", ("the text is in utf-32",)),
    "cp1252": (
        "cp1252",
        ("the text is taken for cp1252, for it is not UTF-8; name its encoding where letters are wrong",),
    ),
}


@pytest.mark.parametrize("times", [1, 200])
@pytest.mark.parametrize("encoding", ENCODED)
def test_encodings_are_tried_and_told(tmp_path, encoding, times):
    """UTF-8, what a byte order mark says, cp1252, in this order; for pyarrow and for the exact reader."""
    name, notes = ENCODED[encoding]
    table = read_table(written(tmp_path, "größe,b\n" + "1,ä€\n2,ß\n" * times, encoding=name))
    assert table.names == ("größe", "b")
    assert (table.column("b").written(), table.notes) == (["ä€", "ß"] * times, notes)


@pytest.mark.parametrize("encoding", ["cp1251", "utf-16-le", "shift-jis", "latin-1"])
def test_an_encoding_that_is_said_is_taken(tmp_path, encoding):
    """Also one that cannot be told from another."""
    letters = {"cp1251": "ж", "shift-jis": "日本"}.get(encoding, "é")
    path = written(tmp_path, f"{letters},b\n1,{letters}\n", encoding=encoding)
    table = read_table(path, Reading(text_encoding=encoding))
    assert (table.names, table.column("b").written(), table.notes) == ((letters, "b"), [letters], ())
    assert read_row(path, 0, reading=Reading(text_encoding=encoding)).names == (letters, "b")


def test_a_text_of_another_encoding_is_refused_with_its_place(tmp_path):
    """And with the encoding that was said."""
    path = written(tmp_path, "a,b\n1,é\n", encoding="cp1252")
    with pytest.raises(DataError, match=r"is not ascii \(byte 0xe9 at offset 6, line 2\); save it as UTF-8, or name"):
        read_table(path, Reading(text_encoding="ascii"))


def test_a_column_that_nobody_uses_is_not_made_sense_of(tmp_path):
    """It may hold anything."""
    table = read_table(written(tmp_path, lines()), unused=["b", "elsewhere"])
    assert (table.names, table.unread) == (("a", "y"), ("b",))
