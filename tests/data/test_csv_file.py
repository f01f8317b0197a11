"""CSV files."""

import sys

import pytest

from chainrule.data.columns import NumberColumn, TextColumn
from chainrule.data.csv_file import BLOCK
from chainrule.data.files import read_table
from chainrule.errors import DataError


def written(tmp_path, content, name="data.csv"):
    """The path of a file with this content."""
    path = tmp_path / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def cells(table):
    """The texts of every column."""
    return {column.name: column.written() for column in table.columns}


@pytest.mark.parametrize(
    ("content", "name"),
    [
        ("a,b\n1,x\n2,y\n", "data.csv"),
        ("a,b\n1,x\n2,y", "data.csv"),
        ("\ufeffa,b\n1,x\n2,y\n", "data.csv"),
        ("a,b\r\n1,x\r\n2,y\r\n", "data.csv"),
        ("a,b\r1,x\r2,y\r", "data.csv"),
        ("a,b\n\n1,x\n\n2,y\n\n", "data.csv"),
        ('"a","b"\n"1","x"\n"2","y"\n', "data.csv"),
        (" a , b \n1,x\n2,y\n", "data.csv"),
        ("a;b\n1;x\n2;y\n", "data.csv"),
        ("a\tb\n1\tx\n2\ty\n", "data.csv"),
        ("a\tb\n1\tx\n2\ty\n", "data.tsv"),
    ],
)
def test_every_dialect_is_the_same_table(tmp_path, content, name):
    """Line ends, a byte order mark, empty lines, quotes and the delimiter do not change the table."""
    assert cells(read_table(written(tmp_path, content, name))) == {"a": ["1", "2"], "b": ["x", "y"]}


def test_types_come_from_all_rows(tmp_path):
    """A word in the last row makes the column text."""
    table = read_table(written(tmp_path, "a,b\n" + "1,1\n" * 9000 + "?,x\n"))
    assert isinstance(table.column("a"), NumberColumn)
    assert isinstance(table.column("b"), TextColumn)


@pytest.mark.parametrize("installed", [True, False])
def test_order_of_rows_is_kept_across_blocks(tmp_path, monkeypatch, installed):
    """Rows stand in the order of the file, however many there are, with and without pyarrow."""
    if not installed:
        monkeypatch.setitem(sys.modules, "pyarrow", None)
    count = 2 * BLOCK + 3
    table = read_table(written(tmp_path, "a\n" + "".join(f"{k}\n" for k in range(count))))
    assert table.column("a").numbers.tolist() == list(range(count))


def test_lines_are_counted_as_an_editor_counts(tmp_path):
    """A row is named by the line it starts on, past quoted line ends and empty lines."""
    table = read_table(written(tmp_path, 'a,b\n1,"x\ny"\n\n2,z\n'))
    assert table.lines.tolist() == [2, 5]
    assert cells(table)["b"] == ["x\ny", "z"]


def test_rows_are_numbered_when_the_file_has_changed(tmp_path):
    """A row is named by its number when the file is gone, or has other rows by now."""
    path = written(tmp_path, "a\n1\n2\n")
    tables = [read_table(path) for _ in range(3)]
    assert tables[0].spot(1) == "line 3"
    path.write_text("a\n1\n")
    assert tables[1].spot(1) == "row 2"
    path.unlink()
    assert tables[2].spot(1) == "row 2"


REFUSALS = [
    (b"\xef\xbb\xbf", "{} is empty; a table needs a line of column names and at least one row"),
    ("\n\n", "{} is empty; a table needs a line of column names and at least one row"),
    ("a,b\n", "{} has no rows below its header; a table needs at least one"),
    (
        "a,b\n1,2\n\n3\n",
        "line 4 of {} has 1 cell and the header has 2; give it 2, with quotes around a cell that contains ','",
    ),
    (
        "a;b\n1;2;3\n4;5\n",
        "line 2 of {} has 3 cells and the header has 2; give it 2, with quotes around a cell that contains ';'",
    ),
    (
        'a,b\n1,2\n3,"4\n5,6\n',
        'the row that starts in line 3 of {} opens a quote (") that is never closed; close it',
    ),
    (
        'a,b\n1,"2" x\n',
        'the row that starts in line 2 of {} has text after a closing quote ("); write a quote twice inside quotes',
    ),
    (
        "a,b\n1," + "x" * 200_000 + "\n",
        (
            "the row that starts in line 2 of {} has a cell of more than 131,072 characters; "
            "is a quote there never closed?"
        ),
    ),
    ("a,b\n1,2\n" + "1,2\n" * 2000 + "3,\0\n", "line 2003 of {} has a NUL byte; a table is text without such bytes"),
    (
        b"a,b\n1,2\n\x81,4\n",
        "{} is not UTF-8 (byte 0x81 at offset 8, line 3); save it as UTF-8, or name its encoding",
    ),
    (
        "a,b\n1,2\n3,1e999\n",
        (
            "line 3 of {}, column 'b': the number is not finite (1 such cell in the column); "
            "correct it or leave the cell empty"
        ),
    ),
]


@pytest.mark.parametrize(("content", "message"), REFUSALS)
def test_refusals(tmp_path, content, message):
    """What is wrong with a file is said with its place and the next move."""
    path = written(tmp_path, content)
    with pytest.raises(DataError) as caught:
        read_table(path)
    assert str(caught.value) == message.format(path)


def test_endless_line_is_refused(tmp_path, monkeypatch):
    """A line beyond the limit is refused before it is read whole."""
    monkeypatch.setattr("chainrule.data.csv_rows.LONGEST_LINE", 1000)
    path = written(tmp_path, "a" * 5000)
    with pytest.raises(DataError) as caught:
        read_table(path)
    assert str(caught.value) == f"line 1 of {path} is longer than 1,000 characters; is it a table?"
