"""What kind of file this is, told by its first bytes and not by its name."""

import re
from typing import Literal, TypeAlias

from chainrule.data.content import Content
from chainrule.errors import DataError

Kind: TypeAlias = Literal["text", "parquet", "arrow file", "arrow stream"]

READABLE: dict[bytes, Kind] = {
    b"PAR1": "parquet",
    b"ARROW1": "arrow file",
    b"\xff\xff\xff\xff": "arrow stream",
}

FOREIGN = {
    b"\x89PNG": "a PNG picture",
    b"\xff\xd8\xff": "a JPEG picture",
    b"GIF8": "a GIF picture",
    b"%PDF": "a PDF document",
    b"BZh": "a bzip2 file; unpack it first (bunzip2)",
    b"\xfd7zXZ": "an xz file; unpack it first (unxz)",
    b"PK\x03\x04": "a zip file (Excel and NumPy's .npz are such files); save the table in it as CSV",
    b"\xd0\xcf\x11\xe0": "an old Excel file; save its sheet as CSV",
    b"\x93NUMPY": "a NumPy array; save it as CSV with a line of names",
    b"\x89HDF": "an HDF5 file; save the table in it as CSV or Parquet",
    b"SQLite format 3": "an SQLite database; save a query of it as CSV",
    b"FEA1": "a Feather file of the first version; save it again with a newer pyarrow",
    b"\x80\x04": "a Python pickle, which is never opened because opening one runs code",
    b"\x80\x05": "a Python pickle, which is never opened because opening one runs code",
}
JSON_LIST = re.compile(rb"\[\s*[\[{\"\d-]")
NEEDED = "a table is needed: CSV, Parquet or Arrow"


def kind_of(content: Content, *, as_said: bool = False) -> Kind:
    """The kind of table in this content; with an encoding that was said, it is text unless it begins otherwise."""
    head, source = content.head, content.source
    if not head:
        raise DataError(f"{source} is empty; {NEEDED}")
    for magic, kind in READABLE.items():
        if head.startswith(magic):
            return kind
    marked = head.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff"))
    foreign = None if as_said or marked else _foreign(head)
    if foreign:
        raise DataError(f"{source} is {foreign}; {NEEDED}")
    if content.suffix in {".parquet", ".arrow", ".feather"}:
        raise DataError(f"{source} is damaged or not what its ending says: it does not begin as such a file does")
    return "text"


def _foreign(head: bytes) -> str | None:
    for magic, description in FOREIGN.items():
        if head.startswith(magic):
            return description
    if head[8:9] == b"{" and b"\0" in head[:8]:
        return "a safetensors file (a model, perhaps)"
    if b"\0" in head:
        return "a binary file (it contains NUL bytes; of UTF-16 without a mark, say the encoding)"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:1] == b"<":
        return "an HTML or XML page; download the table itself"
    if start[:1] == b"{" or JSON_LIST.match(start):
        return "JSON; save it as CSV"
    return None
