"""Where bytes come from: files, packed or not, and standard input."""

import gzip
import io
import sys

import pytest

from chainrule.data import content
from chainrule.data.files import read_row, read_table, write_table
from chainrule.errors import DataError, MissingPackageError

TEXT = b"a,b\n1,x\n2,y\n"


def zstd(data):
    """Data packed as .zst."""
    return pytest.importorskip("pyarrow").compress(data, codec="zstd", asbytes=True)


PACKED = {"gz": lambda data: gzip.compress(data, mtime=0), "zst": zstd}


@pytest.mark.parametrize("name", ["x.csv.{}", "x.{}", "x.csv"])
@pytest.mark.parametrize("kind", PACKED)
def test_a_packed_file_is_the_same_table(tmp_path, kind, name):
    """Its first bytes tell it, whatever it is called; of one row as of all."""
    path = tmp_path / name.format(kind)
    path.write_bytes(PACKED[kind](TEXT))
    assert read_table(path).column("b").written() == ["x", "y"]
    assert read_table(path).spot(1) == "line 3"
    assert read_row(path, 1).column("b").written() == ["y"]


@pytest.mark.parametrize("kind", PACKED)
def test_parquet_may_be_packed_too(tmp_path, kind):
    """It is unpacked in memory."""
    pa = pytest.importorskip("pyarrow")
    from pyarrow import parquet

    held = io.BytesIO()
    parquet.write_table(pa.table({"a": [1, 2]}), held)
    (tmp_path / f"x.parquet.{kind}").write_bytes(PACKED[kind](held.getvalue()))
    assert read_table(tmp_path / f"x.parquet.{kind}").column("a").numbers.tolist() == [1, 2]


@pytest.mark.parametrize("ending", ["csv.gz", "csv.zst", "tsv.gz", "parquet.gz", "arrow.zst"])
def test_what_is_written_packed_is_read_again(tmp_path, ending):
    """The last ending says how it is packed, the one before which format."""
    pytest.importorskip("pyarrow")
    (tmp_path / "x.csv").write_bytes(TEXT)
    write_table(tmp_path / f"y.{ending}", read_table(tmp_path / "x.csv"), {})
    again = read_table(tmp_path / f"y.{ending}")
    assert [column.written() for column in again.columns] == [["1", "2"], ["x", "y"]]
    assert (tmp_path / f"y.{ending}").read_bytes()[:2] in (b"\x1f\x8b", b"\x28\xb5")


@pytest.mark.parametrize("kind", PACKED)
@pytest.mark.parametrize("fault", ["cut", "damaged"])
def test_a_damaged_pack_is_refused(tmp_path, kind, fault):
    """In one sentence with the file's name."""
    packed = PACKED[kind](TEXT * 1000)
    packed = packed[: len(packed) // 2] if fault == "cut" else packed[:6] + b"\xff" * 8 + packed[14:]
    (tmp_path / "x.csv").write_bytes(packed)
    with pytest.raises(DataError, match=rf"{tmp_path / 'x.csv'} (is packed and damaged|cannot be read|is damaged)"):
        read_table(tmp_path / "x.csv")


def test_a_pack_that_fills_the_memory_is_refused(tmp_path, monkeypatch):
    """Beyond a bound, and many times its own size, it is not unpacked."""
    monkeypatch.setattr(content, "UNPACKED", 1000)
    (tmp_path / "x.csv").write_bytes(gzip.compress(b"a,b\n" + b"1,x\n" * 100_000))
    with pytest.raises(DataError, match="unpacks to more than 100 times its size; unpack it first"):
        read_table(tmp_path / "x.csv")


def test_zstd_needs_pyarrow(tmp_path, monkeypatch):
    """Which is said."""
    (tmp_path / "x.csv").write_bytes(zstd(TEXT))
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingPackageError, match=r"unpacking .* needs pyarrow; install it with"):
        read_table(tmp_path / "x.csv")


def test_standard_input_is_called_minus(monkeypatch):
    """It may hold anything that a file may, and lines are known."""
    for data in (TEXT, gzip.compress(TEXT)):
        monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(data)))
        table = read_table("-")
        assert table.place(1, "b") == "line 3 of standard input, column 'b'"
        assert table.column("b").written() == ["x", "y"]
