"""What kind of file it is."""

import pytest

from chainrule.data.content import Content
from chainrule.data.sniff import kind_of
from chainrule.errors import DataError

NEEDED = "a table is needed: CSV, Parquet or Arrow"
FOREIGN = [
    (b"", "is empty"),
    (b"\x89PNG\r\n\x1a\n", "is a PNG picture"),
    (b"PK\x03\x04rest", "is a zip file (Excel and NumPy's .npz are such files); save the table in it as CSV"),
    (b"\x80\x04\x95", "is a Python pickle, which is never opened because opening one runs code"),
    (b"\x93NUMPY\x01\x00", "is a NumPy array; save it as CSV with a line of names"),
    (
        "a,b\n1,2\n".encode("utf-16-le"),
        "is a binary file (it contains NUL bytes; of UTF-16 without a mark, say the encoding)",
    ),
    (b"\x64\0\0\0\0\0\0\0" + b'{"W1":', "is a safetensors file (a model, perhaps)"),
    (b'{"a": 1}', "is JSON; save it as CSV"),
    (b'\xef\xbb\xbf [ {"a": 1}]', "is JSON; save it as CSV"),
    (b"<!DOCTYPE html>", "is an HTML or XML page; download the table itself"),
]


@pytest.mark.parametrize(("content", "description"), FOREIGN)
def test_file_that_is_no_table_is_refused(tmp_path, content, description):
    """A file of another kind is refused with its kind, whatever its name says."""
    path = tmp_path / "data.csv"
    path.write_bytes(content)
    with pytest.raises(DataError) as caught:
        kind_of(Content.of(path))
    assert str(caught.value) == f"{path} {description}; {NEEDED}"


@pytest.mark.parametrize(
    ("content", "kind"),
    [(b"PAR1", "parquet"), (b"ARROW1", "arrow file"), (b"\xff\xff\xff\xff", "arrow stream"), (b"[a],b", "text")],
)
def test_first_bytes_tell_the_kind(tmp_path, content, kind):
    """The first bytes decide, not the name."""
    path = tmp_path / "data.csv"
    path.write_bytes(content)
    assert kind_of(Content.of(path)) == kind


def test_folder_is_refused(tmp_path):
    """A folder is refused."""
    with pytest.raises(DataError) as caught:
        kind_of(Content.of(tmp_path))
    assert str(caught.value) == f"{tmp_path} is a folder; name one file in it"


def test_file_that_is_not_there_is_refused_with_a_hint(tmp_path):
    """A file that is not there is refused with the nearest name in its folder."""
    (tmp_path / "people.csv").write_text("a\n1\n")
    with pytest.raises(DataError) as caught:
        kind_of(Content.of(tmp_path / "poeple.csv"))
    assert str(caught.value) == f"there is no file {tmp_path / 'poeple.csv'}; did you mean {tmp_path / 'people.csv'}?"


def test_folder_that_is_not_there_is_named(tmp_path):
    """Without a near name, the folder that was searched is named."""
    with pytest.raises(DataError) as caught:
        kind_of(Content.of(tmp_path / "no" / "x.csv"))
    assert str(caught.value) == f"there is no file {tmp_path / 'no' / 'x.csv'}; looked in {tmp_path / 'no'}"


def test_parquet_that_does_not_begin_as_one_is_refused(tmp_path):
    """A file that is called Parquet and is not is refused."""
    path = tmp_path / "x.parquet"
    path.write_bytes(b"hello")
    with pytest.raises(DataError) as caught:
        kind_of(Content.of(path))
    assert str(caught.value) == f"{path} is damaged or not what its ending says: it does not begin as such a file does"
