"""Tables from files and to files."""

import os
import stat
import subprocess
import sys

import numpy as np
import pytest

from chainrule.data import NoRowError, read_row, read_table, write_table
from chainrule.data.columns import NumberColumn, TextColumn
from chainrule.errors import DataError, MissingPackageError

CONTENT = 'name,size,number\n" a, b",1.50,007\nc,?,2\n'
EXTRA = {"p": np.array([0.1, np.nan], dtype=np.float32), "label": np.array(["yes", "no"])}


@pytest.fixture
def table(tmp_path):
    """A table from a CSV file."""
    path = tmp_path / "in.csv"
    path.write_text(CONTENT)
    return read_table(path)


def test_csv_is_written_as_it_stood(tmp_path, table):
    """From CSV to CSV, every cell keeps its text."""
    write_table(tmp_path / "out.csv", table, {})
    assert (tmp_path / "out.csv").read_text() == CONTENT


def test_extra_columns_follow(tmp_path, table):
    """New columns follow the old ones, missing cells empty."""
    write_table(str(tmp_path / "out.csv"), table, EXTRA)
    assert (tmp_path / "out.csv").read_text() == ('name,size,number,p,label\n" a, b",1.50,007,0.1,yes\nc,?,2,,no\n')


@pytest.mark.parametrize("ending", ["csv", "tsv", "parquet", "arrow", "feather"])
def test_every_format_holds_the_same_table(tmp_path, table, ending):
    """A table that was written is read again with the same numbers and missing cells."""
    write_table(tmp_path / f"out.{ending}", table, EXTRA)
    again = read_table(tmp_path / f"out.{ending}")
    assert again.names == ("name", "size", "number", "p", "label")
    assert [column.missing.tolist() for column in again.columns[1:4]] == [[False, True], [False, False], [False, True]]
    assert again.column("size").numbers.tolist() == [1.5, 0]
    assert again.column("number").numbers.tolist() == [7, 2]
    assert again.column("name").written() == [" a, b", "c"]


def test_existing_file_is_replaced_and_nothing_is_left(tmp_path, table):
    """A file that was there is replaced, and no other file is left."""
    (tmp_path / "out.csv").write_text("old")
    write_table(tmp_path / "out.csv", table, {})
    assert {path.name for path in tmp_path.iterdir()} == {"in.csv", "out.csv"}


def test_failed_write_leaves_the_old_file(tmp_path, table, monkeypatch):
    """When writing fails, what was there before is still there, and nothing else."""
    (tmp_path / "out.csv").write_text("old")

    def fail(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(DataError) as caught:
        write_table(tmp_path / "out.csv", table, {})
    assert str(caught.value) == f"{tmp_path / 'out.csv'} cannot be written: No space left on device"
    assert (tmp_path / "out.csv").read_text() == "old"
    assert {path.name for path in tmp_path.iterdir()} == {"in.csv", "out.csv"}


def test_folder_is_synced_where_it_can_be(tmp_path, table, monkeypatch):
    """The folder is synced after the file; where that cannot be done, the file is written all the same."""
    synced = []

    def fsync(handle):
        synced.append(stat.S_ISDIR(os.fstat(handle).st_mode))
        if synced[-1]:
            raise OSError(22, "Invalid argument")

    monkeypatch.setattr(os, "fsync", fsync)
    write_table(tmp_path / "out.csv", table, {})
    assert synced == [False, True]
    assert (tmp_path / "out.csv").read_text() == CONTENT


@pytest.mark.parametrize(
    ("name", "extra", "message"),
    [
        (
            "x.xls",
            {},
            "cannot tell the format of {path}; let the name end in one of .csv, .tsv, .parquet, .arrow, .feather",
        ),
        ("x.csv", {"size": np.zeros(2)}, "{source} already has 'size'; rename it, or choose another name to write"),
        ("no/x.csv", {}, "{path} cannot be written: No such file or directory"),
    ],
)
def test_refusals(tmp_path, table, name, extra, message):
    """An unknown ending, a name that is taken and a folder that is not there are refused."""
    with pytest.raises(DataError) as caught:
        write_table(tmp_path / name, table, extra)
    assert str(caught.value) == message.format(path=tmp_path / name, source=table.source)


def test_nul_in_a_name_is_refused():
    """A file name with a NUL is refused before the system sees it."""
    with pytest.raises(DataError) as caught:
        read_table("a\0b")
    assert str(caught.value) == "'a\ufffdb' is no file name: it has a NUL in it"


def test_writing_parquet_without_pyarrow_names_it(tmp_path, table, monkeypatch):
    """Without pyarrow, the message says how to install it."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingPackageError) as caught:
        write_table(tmp_path / "x.parquet", table, {})
    assert str(caught.value) == (
        f"writing {tmp_path / 'x.parquet'} needs pyarrow; install it with: pip install 'chainrule[data]'"
    )


def test_import_is_light():
    """Importing the package of tables does not import pyarrow; reading does."""
    code = "import sys, chainrule.data; assert 'pyarrow' not in sys.modules"
    subprocess.run([sys.executable, "-c", code], check=True)  # noqa: S603


@pytest.mark.parametrize("ending", ["csv", "parquet", "arrow"])
def test_one_row_is_that_of_the_whole_table(tmp_path, table, ending):
    """A row read alone has the numbers, missing cells and place that it has in the table."""
    path = tmp_path / f"out.{ending}"
    write_table(path, table, EXTRA)
    whole = read_table(path)
    for row in (0, 1):
        alone = read_row(path, row)
        assert (alone.names, alone.row_count) == (whole.names, 1)
        assert alone.place(0, "size") == whole.place(row, "size")
        for one, column in zip(alone.columns, whole.columns, strict=True):
            assert one.missing[0] == column.missing[row]
            assert one.labels(np.array([0]))[0] == column.labels(np.array([row]))[0]


def test_a_cell_stays_text_where_it_is_told_to(tmp_path):
    """In a column of texts a cell that looks like a number is none, and alone it cannot know."""
    (tmp_path / "a.csv").write_text("code\n1.0\nx\n")
    first = np.array([0])
    assert read_table(tmp_path / "a.csv").column("code").labels(first)[0] == ["1.0"]
    assert read_row(tmp_path / "a.csv", 0).column("code").distinct(first)[0] == ["1.0"]
    assert isinstance(read_row(tmp_path / "a.csv", 0).column("code"), NumberColumn)
    assert isinstance(read_row(tmp_path / "a.csv", 0, ["code"]).column("code"), TextColumn)
    assert read_row(tmp_path / "a.csv", 0, ["code"]).column("code").labels(first)[0] == ["1.0"]


@pytest.mark.parametrize("ending", ["csv", "parquet", "arrow"])
def test_a_row_that_is_not_there(tmp_path, table, ending):
    """A row behind the last one is refused with the number of rows."""
    write_table(tmp_path / f"out.{ending}", table, {})
    with pytest.raises(NoRowError, match="has 2 rows, counted from 1; 3 is none"):
        read_row(tmp_path / f"out.{ending}", 2)


def test_one_row_of_a_parquet_file_of_many_groups(tmp_path):
    """A row is found in the group that it is in."""
    pq = pytest.importorskip("pyarrow.parquet")
    pq.write_table(
        pytest.importorskip("pyarrow").table({"x": list(range(10))}), tmp_path / "x.parquet", row_group_size=3
    )
    assert [read_row(tmp_path / "x.parquet", row).column("x").numbers.tolist() for row in (0, 2, 3, 9)] == [
        [0],
        [2],
        [3],
        [9],
    ]


def test_what_comes_after_a_row_is_not_read(tmp_path):
    """A fault further down does not keep a row from being read."""
    (tmp_path / "a.csv").write_text("x,y\n1,2\n3\n")
    assert read_row(tmp_path / "a.csv", 0).column("y").numbers.tolist() == [2]
    with pytest.raises(DataError, match="line 3"):
        read_row(tmp_path / "a.csv", 1)
