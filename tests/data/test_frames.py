"""Tables in memory: data frames, pyarrow tables, and dicts of columns."""

import subprocess
import sys
from decimal import Decimal

import numpy as np
import pytest

from chainrule.data import read_frame, read_table
from chainrule.data.columns import NumberColumn
from chainrule.errors import DataError, MissingPackageError

DAYS = np.array(["2020-01-31", "2020-02-01", "NaT"], dtype="M8[us]")
COLUMNS = {
    "size": [1.5, None, -2.0],
    "count": [1, 2, 3],
    "colour": ["red", None, "blue"],
    "ripe": [True, False, None],
    "seen": DAYS,
}
WRITTEN = {
    "size": ["1.5", "", "-2.0"],
    "count": ["1", "2", "3"],
    "colour": ["red", "", "blue"],
    "ripe": ["true", "false", ""],
    "seen": ["2020-01-31 00:00:00.000000", "2020-02-01 00:00:00.000000", ""],
}


def in_pandas():
    """The columns as pandas has them."""
    pandas = pytest.importorskip("pandas")
    return pandas.DataFrame({**COLUMNS, "colour": pandas.Categorical(COLUMNS["colour"])}, index=[7, 8, 9])


def in_polars():
    """The columns as polars has them, texts as categories."""
    polars = pytest.importorskip("polars")
    return polars.DataFrame(COLUMNS).with_columns(polars.col("colour").cast(polars.Categorical))


def in_arrow():
    """The columns as pyarrow has them, in two pieces."""
    pa = pytest.importorskip("pyarrow")
    whole = pa.table(COLUMNS)
    return pa.concat_tables([whole.slice(0, 1), whole.slice(1)])


WAYS = {"pandas": in_pandas, "polars": in_polars, "pyarrow": in_arrow, "dict": lambda: COLUMNS}


@pytest.mark.parametrize("way", WAYS)
def test_a_table_is_the_same_however_it_lies_in_memory(way):
    """Numbers, texts, truth, days and missing cells mean the same in every package, in order."""
    table = read_frame(WAYS[way]())
    assert {column.name: column.written() for column in table.columns} == WRITTEN
    assert table.column("size").missing.tolist() == [False, True, False]
    assert [column.name for column in table.columns if isinstance(column, NumberColumn)] == ["size", "count"]


@pytest.mark.parametrize("way", ["pandas", "polars", "pyarrow"])
def test_a_frame_is_read_as_its_file(way, tmp_path):
    """What the same package writes as Parquet has the same cells."""
    frame = WAYS[way]()
    path = tmp_path / "a.parquet"
    if way == "pandas":
        frame.to_parquet(path, index=False)
    elif way == "polars":
        frame.write_parquet(path)
    else:
        pytest.importorskip("pyarrow.parquet").write_table(frame, path)
    from_file = read_table(path)
    for column in read_frame(frame).columns:
        assert column.written() == from_file.column(column.name).written(), column.name


@pytest.mark.parametrize("index", [[7, 8, 9], ["a", "b", "c"]])
def test_the_index_of_a_pandas_frame_is_no_column(index):
    """Whether it has a name or not; `reset_index` makes a column of it."""
    pandas = pytest.importorskip("pandas")
    frame = pandas.DataFrame({"x": [1, 2, 3]}, index=pandas.Index(index, name="id"))
    assert read_frame(frame).names == ("x",)
    assert read_frame(frame.rename_axis(None)).names == ("x",)
    assert read_frame(frame.reset_index()).names == ("id", "x")


@pytest.mark.parametrize(
    ("values", "written"),
    [
        (np.array([1, 2], dtype=np.uint8), ["1", "2"]),
        (np.array([1.5, np.nan], dtype=np.float16), ["1.5", ""]),
        ([Decimal("0.25"), 2], ["0.25", "2.0"]),
        (("a", float("nan")), ["a", "nan"]),
        ([None, None], ["", ""]),
        ([1, "a"], ["1", "a"]),
        ([True, "a"], ["True", "a"]),
        (np.array(["a", True], dtype=object), ["a", "true"]),
        (np.array(["2020-01-31", "NaT"], dtype="M8[D]"), ["2020-01-31", ""]),
        (np.array(["a", "b"], dtype=np.dtypes.StringDType()), ["a", "b"]),
    ],
)
def test_columns_of_a_dict(values, written):
    """Arrays of all types, and lists with a bit of each."""
    assert read_frame({"x": values}).column("x").written() == written


def test_nothing_in_a_column_of_pandas_is_missing():
    """NaN, NaT and NA of a Series in a dict."""
    pandas = pytest.importorskip("pandas")
    for values in (["a", None], [pandas.NA, 1], [pandas.NaT, pandas.Timestamp("2020-01-31")]):
        column = read_frame({"x": pandas.Series(values)}).column("x")
        assert column.missing.tolist() == [one is None or one is pandas.NA or one is pandas.NaT for one in values]


def test_a_class_is_called_as_it_is_first_written():
    """In a dict as in a file: by the first row that has it, not by the alphabet."""
    labels, positions = read_frame({"x": ["1.0", "01", "2"]}).column("x").labels(np.arange(3))
    assert (labels, positions.tolist()) == (["1.0", "2"], [0, 0, 1])


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({}, "the data has no columns"),
        ({"a": []}, "the data has no rows; a table needs at least one"),
        ({"a": [1], "b": [1, 2]}, "the columns of the data are not of one length: 'a' has 1 row, 'b' has 2 rows"),
        ({1: [2]}, "the name of a column is a text, not 1"),
        ({"a": 1}, "column 'a' of the data needs a list with one value for each row"),
        ({"a": "text"}, "column 'a' of the data needs a list with one value for each row"),
        ({"a": [[1, 2], [3]]}, "column 'a' of the data needs a list with one value for each row"),
        ({"a": [1, 10**400]}, "row 2 of the data, column 'a': the number is not finite"),
        ({"a": [1, float("inf")]}, "row 2 of the data, column 'a': the number is not finite"),
        ({"a": [1j]}, "column 'a' of the data holds complex128; make it numbers or texts"),
        ([[1, 2]], "a table is the name of a file, a data frame of pandas or polars, a pyarrow table, or a dict"),
        (7, "a table is the name of a file, a data frame of pandas or polars, a pyarrow table, or a dict of columns"),
    ],
)
def test_what_is_no_table(data, sentence):
    """Is refused with what was found and what is needed."""
    with pytest.raises(DataError) as caught:
        read_frame(data)
    assert str(caught.value).startswith(sentence)


def test_frames_that_are_no_table():
    """Lists in cells, texts among numbers, and a name twice are told by column."""
    pandas = pytest.importorskip("pandas")
    wrong = {
        "the data has no column of numbers or texts: 'm' holds list<": pandas.DataFrame({"m": [[1], [2]]}),
        "the data cannot be read as columns of numbers and texts (Could not": pandas.DataFrame({"m": [1, "a", None]}),
        "the data cannot be read as columns of numbers and texts (Duplicate": pandas.DataFrame(
            [[1, 2]], columns=["a", "a"]
        ),
    }
    for sentence, frame in wrong.items():
        with pytest.raises(DataError) as caught:
            read_frame(frame)
        assert str(caught.value).startswith(sentence)


def test_without_pyarrow_the_sentence_says_what_to_install(monkeypatch):
    """A dict of columns needs nothing."""

    class Stream:
        def __arrow_c_stream__(self, requested_schema=None):
            raise AssertionError("nobody can read it")

    monkeypatch.setitem(sys.modules, "pyarrow", None)
    with pytest.raises(MissingPackageError, match=r"a data frame is read through pyarrow; install it with: pip "):
        read_frame(Stream())
    assert read_frame({"a": [1]}).names == ("a",)


def test_no_package_of_data_frames_is_imported():
    """Not even where it is installed."""
    program = "import sys; from chainrule.data import read_frame; read_frame({'a': [1]}); print(*sys.modules)"
    found = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)  # noqa: S603
    assert {"pandas", "polars", "pyarrow"}.isdisjoint(found.stdout.split())
