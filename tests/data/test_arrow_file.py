"""Parquet and Arrow files."""

import datetime as dt
import sys

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from chainrule.data.arrow_file import read_arrow
from chainrule.data.columns import NumberColumn, TextColumn
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
    column = read_arrow(tmp_path / "x.parquet", "parquet").column("a")
    assert isinstance(column, kind)
    assert column.written() == cells
    assert column.missing.tolist() == [cell in ("", "?") for cell in cells]


@pytest.mark.parametrize("values", [[[1]], [{"a": 1}], [b"x"]])
def test_nested_column_is_refused(tmp_path, values):
    """A column of lists, records or bytes is refused with its type."""
    content = pa.table({"a": values})
    path = tmp_path / "x.parquet"
    pq.write_table(content, path)
    with pytest.raises(DataError) as caught:
        read_arrow(path, "parquet")
    kind = pq.read_schema(path).field("a").type
    assert str(caught.value) == f"column 'a' of {path} holds {kind}; leave it out, or make it numbers or texts"


def test_arrow_file_and_stream(tmp_path):
    """Both forms of Arrow are read, chunk after chunk."""
    content = pa.table({"a": pa.chunked_array([["x"], ["y", "x"]])})
    for kind, new in [("arrow file", pa.ipc.new_file), ("arrow stream", pa.ipc.new_stream)]:
        path = tmp_path / kind
        with path.open("wb") as file, new(file, content.schema) as writer:
            writer.write_table(content)
        assert read_arrow(path, kind).column("a").written() == ["x", "y", "x"]


@pytest.mark.parametrize("kind", ["parquet", "arrow file", "arrow stream"])
def test_damaged_file_is_refused(tmp_path, kind):
    """A file that pyarrow cannot read is refused with pyarrow's reason."""
    path = tmp_path / "x"
    path.write_bytes(b"PAR1" + b"\xff" * 100)
    with pytest.raises(DataError, match="is damaged or cannot be read; pyarrow says: "):
        read_arrow(path, kind)


def test_no_rows_are_refused(tmp_path):
    """A file without rows is refused."""
    path = tmp_path / "x.parquet"
    pq.write_table(pa.table({"a": pa.array([], pa.int64())}), path)
    with pytest.raises(DataError) as caught:
        read_arrow(path, "parquet")
    assert str(caught.value) == f"{path} has no rows below its header; a table needs at least one"


def test_missing_pyarrow_is_named(tmp_path, monkeypatch):
    """Without pyarrow, the message says how to install it."""
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingPackageError) as caught:
        read_arrow(tmp_path / "x", "parquet")
    assert str(caught.value) == (
        f"reading {tmp_path / 'x'} needs pyarrow; install it with: pip install 'chainrule[data]'"
    )
