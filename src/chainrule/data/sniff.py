"""What kind of file this is, told by its first bytes and not by its name."""

import re
from pathlib import Path
from typing import Literal, TypeAlias

from chainrule.errors import DataError
from chainrule.wording import closest

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
    b"\x1f\x8b": "a gzip file; unpack it first (gunzip)",
    b"BZh": "a bzip2 file; unpack it first (bunzip2)",
    b"\xfd7zXZ": "an xz file; unpack it first (unxz)",
    b"\x28\xb5\x2f\xfd": "a zstd file; unpack it first (unzstd)",
    b"PK\x03\x04": "a zip file (Excel and NumPy's .npz are such files); save the table in it as CSV",
    b"\xd0\xcf\x11\xe0": "an old Excel file; save its sheet as CSV",
    b"\x93NUMPY": "a NumPy array; save it as CSV with a line of names",
    b"\x89HDF": "an HDF5 file; save the table in it as CSV or Parquet",
    b"SQLite format 3": "an SQLite database; save a query of it as CSV",
    b"FEA1": "a Feather file of the first version; save it again with a newer pyarrow",
    b"\x80\x04": "a Python pickle, which is never opened because opening one runs code",
    b"\x80\x05": "a Python pickle, which is never opened because opening one runs code",
    b"\xff\xfe": "UTF-16 text; save it as UTF-8",
    b"\xfe\xff": "UTF-16 text; save it as UTF-8",
}
JSON_LIST = re.compile(rb"\[\s*[\[{\"\d-]")
NEEDED = "a table is needed: CSV, Parquet or Arrow"


def kind_of(path: Path) -> Kind:
    """The kind of table in this file."""
    head = _head(path)
    if not head:
        raise DataError(f"{path} is empty; {NEEDED}")
    for magic, kind in READABLE.items():
        if head.startswith(magic):
            return kind
    foreign = _foreign(head)
    if foreign:
        raise DataError(f"{path} is {foreign}; {NEEDED}")
    if path.suffix.lower() in {".parquet", ".arrow", ".feather"}:
        raise DataError(f"{path} is damaged or not what its ending says: it does not begin as such a file does")
    return "text"


def _head(path: Path) -> bytes:
    try:
        if path.is_dir():
            raise DataError(f"{path} is a folder; name one file in it")
        if not path.is_file():
            raise _absent(path)
        with path.open("rb") as file:
            return file.read(4096)
    except OSError as fault:
        raise DataError(f"{path} cannot be read: {fault.strerror}") from None


def _absent(path: Path) -> DataError:
    if path.exists():
        return DataError(f"{path} is not a regular file; save the data to one first")
    folder = path.parent
    beside = [entry.name for entry in folder.iterdir()] if folder.is_dir() else []
    nearest = closest(path.name, beside)
    hint = f"did you mean {folder / nearest}?" if nearest else f"looked in {folder.absolute()}"
    return DataError(f"there is no file {path}; {hint}")


def _foreign(head: bytes) -> str | None:
    for magic, description in FOREIGN.items():
        if head.startswith(magic):
            return description
    if head[8:9] == b"{" and b"\0" in head[:8]:
        return "a safetensors file (a model, perhaps)"
    if b"\0" in head:
        return "a binary file (it contains NUL bytes)"
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start[:1] == b"<":
        return "an HTML or XML page; download the table itself"
    if start[:1] == b"{" or JSON_LIST.match(start):
        return "JSON; save it as CSV"
    return None
