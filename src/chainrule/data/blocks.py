"""A file, or a folder of Parquet files, as tables of some thousand rows each, in order: for data beyond the memory."""

import sys
from collections.abc import Collection, Iterator
from pathlib import Path

from chainrule.data.arrow_blocks import arrow_blocks
from chainrule.data.content import Content
from chainrule.data.csv_blocks import csv_blocks
from chainrule.data.reading import PLAIN, Reading
from chainrule.data.sniff import kind_of
from chainrule.data.table import Table
from chainrule.errors import DataError


def table_blocks(path: str | Path, reading: Reading = PLAIN, unused: Collection[str] = ()) -> Iterator[Table]:
    """The tables that a file, or the Parquet files of a folder in the order of their names, is made of.

    Every row is in one of them, and columns named in `unused` are left out. One that is small is one table.
    """
    for content in contents_of(path):
        kind = kind_of(content, as_said=reading.text_encoding is not None)
        if kind == "text":
            yield from csv_blocks(content, reading, unused)
        else:
            yield from arrow_blocks(content, kind, unused)
    give_back()


def give_back() -> None:
    """Nothing; memory that pyarrow keeps for more of the same goes back to the system."""
    if "pyarrow" in sys.modules:
        sys.modules["pyarrow"].default_memory_pool().release_unused()


def contents_of(path: str | Path) -> list[Content]:
    """The file, or the Parquet files of a folder."""
    if not is_folder(path):
        return [Content.of(path)]
    files = sorted(Path(path).glob("*.parquet"))
    if not files:
        raise DataError(f"{path} is a folder without .parquet files; name a file, or a folder of such")
    return [Content.of(file) for file in files]


def is_folder(path: str | Path) -> bool:
    """Whether data is a folder."""
    return "\0" not in str(path) and Path(path).is_dir()
