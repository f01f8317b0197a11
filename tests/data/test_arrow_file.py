"""Parquet and Arrow files."""

import datetime as dt
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from chainrule.data.arrow_file import read_arrow
from chainrule.data.columns import NumberColumn, TextColumn
from chainrule.data.content import Content
from chainrule.errors import DataError, MissingPackageError

TIME = dt.datetime(2020, 1, 2, 3, 4, 5)
COLUMNS = [
    (pa.array([1, None], pa.int64()), NumberColumn, ["1", ""]),
    (pa.array([2**63, 1], pa.uint64()), NumberColumn, ["9223372036854775808", "1"]),
    (pa.array([1.5, float("nan")], pa.float32()), NumberColumn, ["1.5", ""]),
    (pa.array(np.array([1, 2], np.float16)), NumberColumn, ["1.0", "2.0"]),
    (pa.array([1, None]).cast(pa.decimal128(25, 2)), NumberColumn, ["1.0", ""]),
    (pa.nulls(2), NumberColumn, ["", ""]),
    (pa.array([7, None]).dictionary_encode(), NumberColumn, ["7", ""]),
    (pa.array(["1", None]), TextColumn, ["1", ""]),
    (pa.array(["x", "?"], pa.large_string()), TextColumn, ["x", "?"]),
    (pa.array(["x", None]).dictionary_encode(), TextColumn, ["x", ""]),
    (pa.array([True, False]), TextColumn, ["true", "false"]),
    (pa.array([TIME.date(), None]), TextColumn, ["2020-01-02", ""]),
    (pa.array([TIME.time(), None], pa.time32("s")), TextColumn, ["03:04:05.000", ""]),
    (pa.array([TIME, None], pa.timestamp("s")), TextColumn, ["2020-01-02 03:04:05.000", ""]),
]


@pytest.mark.parametrize(("values", "kind", "cells"), COLUMNS, ids=[str(values.type) for values, _, _ in COLUMNS])
def test_types_of_columns(tmp_path, values, kind, cells):
    """Whole numbers, floats and decimals are numbers; texts, booleans, dates and times are texts."""
    pq.write_table(pa.table({"a": values}), tmp_path / "x.parquet")
    column = read_arrow(Content.of(tmp_path / "x.parquet"), "parquet").column("a")
    assert isinstance(column, kind)
    assert column.written() == cells
    assert column.missing.tolist() == [cell in ("", "?") for cell in cells]


@pytest.mark.parametrize("values", [[[1]], [{"a": 1}], [b"x"]])
def test_nested_column_is_not_read(tmp_path, values):
    """A column of lists, records or bytes is not read, which is said; who needs it is told its type."""
    path = tmp_path / "x.parquet"
    pq.write_table(pa.table({"a": values, "b": [1]}), path)
    kind = pq.read_schema(path).field("a").type
    found = read_arrow(Content.of(path), "parquet")
    assert (found.names, found.notes) == (("b",), (f"column 'a' is not read, for it holds {kind}",))
    with pytest.raises(DataError) as caught:
        found.column("a")
    assert str(caught.value) == f"column 'a' of {path} holds {kind}; make it numbers or texts"
    pq.write_table(pa.table({"a": values}), path)
    with pytest.raises(DataError, match="has no column of numbers or texts: 'a' holds"):
        read_arrow(Content.of(path), "parquet")


def test_columns_that_nobody_uses_are_not_read(tmp_path):
    """A name that stands for none is known all the same."""
    path = tmp_path / "x.parquet"
    pq.write_table(pa.table({"a": [[1]], "b": [1], "c": [2]}), path)
    found = read_arrow(Content.of(path), "parquet", unused=["a", "c"])
    assert (found.names, found.unread, found.notes) == (("b",), ("a", "c"), ())
    found.require("c")
    with pytest.raises(DataError, match="has no column 'd'"):
        found.require("d")


def test_arrow_file_and_stream(tmp_path):
    """Both forms of Arrow are read, chunk after chunk."""
    content = pa.table({"a": pa.chunked_array([["x"], ["y", "x"]])})
    for kind, new in [("arrow file", pa.ipc.new_file), ("arrow stream", pa.ipc.new_stream)]:
        path = tmp_path / kind
        with path.open("wb") as file, new(file, content.schema) as writer:
            writer.write_table(content)
        assert read_arrow(Content.of(path), kind).column("a").written() == ["x", "y", "x"]


@pytest.mark.parametrize("kind", ["parquet", "arrow file", "arrow stream"])
def test_damaged_file_is_refused(tmp_path, kind):
    """A file that pyarrow cannot read is refused with pyarrow's reason."""
    path = tmp_path / "x"
    path.write_bytes(b"PAR1" + b"\xff" * 100)
    with pytest.raises(DataError, match="is damaged or cannot be read; pyarrow says: "):
        read_arrow(Content.of(path), kind)


def test_no_rows_are_refused(tmp_path):
    """A file without rows is refused."""
    path = tmp_path / "x.parquet"
    pq.write_table(pa.table({"a": pa.array([], pa.int64())}), path)
    with pytest.raises(DataError) as caught:
        read_arrow(Content.of(path), "parquet")
    assert str(caught.value) == f"{path} has no rows below its header; a table needs at least one"


def test_missing_pyarrow_is_named(tmp_path, monkeypatch):
    """Without pyarrow, the message says how to install it."""
    (tmp_path / "x").write_bytes(b"PAR1")
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingPackageError) as caught:
        read_arrow(Content.of(tmp_path / "x"), "parquet")
    assert str(caught.value) == (
        f"reading {tmp_path / 'x'} needs pyarrow; install it with: pip install 'chainrule[data]'"
    )
