"""Blocks of a file: however it is cut, together they are the table that is read as a whole, cell by cell."""

import gzip

import numpy as np
import pytest

from chainrule.data import arrow_blocks as arrow_module
from chainrule.data import csv_blocks as csv_module
from chainrule.data import read_table, table_blocks
from chainrule.data.reading import Reading
from chainrule.errors import DataError

pa = pytest.importorskip("pyarrow")
ROWS = 40
SIZES = (60, 200, 10_000)
PLAIN = [f"{i},{i * 0.5},name {i}" for i in range(ROWS)]
FILES = {
    "plain": ["a,b,c", *PLAIN],
    "with quotes": ["a,b,c", *(f'{i},"x, ""{i}""","two\nlines"' for i in range(ROWS))],
    "with stray quotes": ["a,b,c", *(f'{i},5" pipe,{i}' if i % 3 else f'{i},"a\nb",c' for i in range(ROWS))],
    "with a preamble": ["Report of today", "", "a;b;c", *(line.replace(",", ";") for line in PLAIN)],
    "with a footer": ["a,b,c", *PLAIN, "Source: somebody", ""],
    "with empty rows in the middle": ["a,b,c", *PLAIN[:20], ",,", ",,", *PLAIN[20:]],
    "with empty rows at the end": ["a,b,c", *PLAIN, ",,", ",,", ",,"],
    "with delimiters behind": ["a,b,c,", *(f"{line}," for line in PLAIN)],
    "of spaces": ["a b c", *(f"{i}   {i + 1} {i + 2}" for i in range(ROWS))],
}


@pytest.fixture(params=SIZES)
def size(request, monkeypatch):
    """How many bytes, or rows, a block has."""
    monkeypatch.setattr(csv_module, "BLOCK", request.param)
    monkeypatch.setattr(csv_module, "TAIL", min(request.param, 80))
    monkeypatch.setattr(arrow_module, "BLOCK", request.param)
    return request.param


def cells(tables):
    """The cells of tables, column by column."""
    columns = {}
    for table in tables:
        for column in table.columns:
            columns.setdefault(column.name, []).extend(column.written())
    return columns


def assert_same(path, reading=None):
    """The blocks are the table, and each row knows its place."""
    reading = reading or Reading()
    whole, blocks = read_table(path, reading), list(table_blocks(path, reading))
    assert cells(blocks) == cells([whole])
    places = [block.place(row) for block in blocks for row in range(block.row_count)]
    assert places == [whole.place(row) for row in range(whole.row_count)]
    return blocks


@pytest.mark.parametrize("ends", ["\n", "\r\n"])
@pytest.mark.parametrize("name", FILES)
def test_text_files_are_cut_between_their_rows(tmp_path, size, name, ends):
    """Never within quotes, and what stands below a table is no row of one."""
    path = tmp_path / "t.csv"
    path.write_bytes((ends.join(FILES[name]) + ends).encode())
    blocks = assert_same(path)
    assert blocks[0].notes == read_table(path).notes or "foot" in name or "end" in name
    assert len(blocks) > 1 or size > 1000 or name != "plain"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252", "utf-16"])
def test_text_in_other_encodings(tmp_path, size, encoding):
    """The encoding is found in all of the file: one letter at its end decides."""
    path = tmp_path / "t.csv"
    path.write_bytes("\n".join(["a,b,c", *PLAIN, "9,9,Zoë"]).encode(encoding))
    assert_same(path)


def test_packed_text(tmp_path, size):
    """A file is unpacked as it is read."""
    path = tmp_path / "t.csv.gz"
    path.write_bytes(gzip.compress("\n".join(FILES["plain"]).encode()))
    assert_same(path)


def test_a_fault_is_told_with_its_line(tmp_path, size):
    """As it is when the file is read as a whole."""
    path = tmp_path / "t.csv"
    path.write_text("\n".join(["a,b,c", *PLAIN[:30], "1,2", *PLAIN[30:]]), encoding="utf-8")
    with pytest.raises(DataError, match=r"line 32 of .* has 2 cells and the header has 3"):
        list(table_blocks(path))


def arrow_of_rows(rows):
    """A table of Arrow's with numbers, holes, texts and a list."""
    numbers = list(range(rows))
    holes = [None if i % 5 == 0 else i / 2 for i in numbers]
    return pa.table({"a": numbers, "b": holes, "c": [f"name {i % 3}" for i in numbers], "l": [[1]] * rows})


@pytest.mark.parametrize("form", ["parquet", "arrow", "stream"])
def test_parquet_and_arrow_files_come_in_batches(tmp_path, size, form):
    """With the columns that are used, and the row's number in the file."""
    import pyarrow.ipc
    import pyarrow.parquet

    content, path = arrow_of_rows(ROWS), tmp_path / f"t.{'parquet' if form == 'parquet' else 'arrow'}"
    if form == "parquet":
        pyarrow.parquet.write_table(content, path, row_group_size=15)
    else:
        make = pyarrow.ipc.new_file if form == "arrow" else pyarrow.ipc.new_stream
        with make(path, content.schema) as writer:
            writer.write_table(content, max_chunksize=17)
    blocks = assert_same(path)
    assert all(block.row_count <= size for block in blocks)
    assert blocks[0].notes == read_table(path).notes
    (unused, *_) = table_blocks(path, unused=["b"])
    assert (unused.names, unused.unread) == (("a", "c"), ("b",))


def test_a_folder_is_its_parquet_files_in_order(tmp_path):
    """Other files in it are none of its parts, and a folder without any is refused."""
    import pyarrow.parquet

    for place, name in enumerate(("b", "a", "c")):
        pyarrow.parquet.write_table(arrow_of_rows(3).slice(place, 1), tmp_path / f"{name}.parquet")
    (tmp_path / "notes.txt").write_text("mine")
    assert cells(table_blocks(tmp_path))["a"] == ["1", "0", "2"]
    (empty := tmp_path / "empty").mkdir()
    with pytest.raises(DataError, match=r"is a folder without .parquet files"):
        list(table_blocks(empty))


def test_a_file_without_rows_is_refused_as_ever(tmp_path):
    """There is nothing to be cut."""
    import pyarrow.parquet

    pyarrow.parquet.write_table(arrow_of_rows(0), tmp_path / "t.parquet")
    with pytest.raises(DataError, match="no rows"):
        list(table_blocks(tmp_path / "t.parquet"))


def test_numbers_of_later_blocks_are_read_as_those_of_the_first(tmp_path):
    """A decimal comma is found in the first block, and one that is new in a later block is refused, not guessed."""
    import chainrule as cr

    rng = np.random.default_rng(0)
    size = rng.normal(size=60)
    comma = ["size;y", *(f"{one:.3f};{2 * one:.3f}".replace(".", ",") for one in size)]
    path = tmp_path / "t.csv"
    path.write_text("\n".join(comma), encoding="utf-8")
    model = cr.TableModel("y", epochs=2, hidden=(4,)).fit(path)
    first, *others = model.encoding.understood_blocks([read_table(path)] * 3)
    assert [one.columns[0].numbers.tolist() for one in others] == [first.columns[0].numbers.tolist()] * 2
    plain = tmp_path / "p.csv"
    plain.write_text("\n".join(["size;y", *(f"{one:.3f};1" for one in size)]), encoding="utf-8")
    other = cr.TableModel("y", epochs=2, hidden=(4,)).fit({"size": size, "y": size})
    _, late = other.encoding.understood_blocks([read_table(plain), read_table(path)])
    with pytest.raises(DataError, match="where the model needs a number"):
        other.encoding.features(late)
