"""The rows of a sound CSV file through pyarrow, several times faster than one by one.

pyarrow forgives what the exact reader refuses: text after a closing quote, a quote that is never closed, NUL bytes,
endless cells. A file with any of them is left to the exact reader, and so is one that pyarrow refuses or might change.
"""

import re
from collections.abc import Collection
from itertools import islice
from typing import TYPE_CHECKING

import numpy as np

from chainrule.data.arrow_file import arrow_spelling
from chainrule.data.cells import NO_NUMBER, NUMBER, WHOLE, Numbers
from chainrule.data.columns import Column, NumberColumn, typed_column
from chainrule.data.content import Content
from chainrule.data.csv_form import UTF_8, Form

if TYPE_CHECKING:
    import pyarrow as pa

BLOCK = 1 << 22  # bytes; a row may reach over two blocks, and that is less than the longest line
WORTH = 1000  # bytes for each column; below, pyarrow takes longer to begin than the exact reader to end
LONGEST_CELL = 131_072  # the standard library's limit
LINE_END = re.compile(rb"\r\n|\n|\r")

# a cell in quotes from its first quote to its last; without the last group it is not closed as it must be,
# or has a carriage return: where one ends a block, pyarrow 26 forgets a line feed after it
QUOTED = rb'"(?:(?<![^%b\r\n]")|(?<=\A\xef\xbb\xbf"))(?:[^"\r]++|"")*+("(?![^%b\r\n]))?'


def read_columns(content: Content, form: Form, unused: Collection[str] = ()) -> list[Column] | None:
    """The columns of the file that are used, or None where the exact reader must decide, or is faster."""
    if form.delimiter == " " or content.size < WORTH * len(form.names):
        return None
    table = content.read()
    return columns_of(table if form.encoding == UTF_8 else table.decode(form.encoding).encode(), form, unused)


def columns_of(table: bytes, form: Form, unused: Collection[str] = ()) -> list[Column] | None:
    """The columns of a table in UTF-8 that are used, or None where the exact reader must decide."""
    try:
        import pyarrow as pa
    except ImportError:
        return None
    try:
        columns = _columns(_below(table, form), form)
        if columns is None:
            return None
        pairs = ((name, columns.pop(0)) for name in form.names)  # each gives its memory back
        return [_typed(name, column) for name, column in pairs if name not in unused]
    except pa.ArrowException:
        return None


def _below(table: bytes, form: Form) -> bytes:
    """The table without the lines above it."""
    if not form.skipped:
        return table
    last = next(islice(LINE_END.finditer(table), form.skipped - 1, None), None)
    return table[last.end() :] if last else b""


def _columns(content: bytes, form: Form) -> "list[pa.ChunkedArray] | None":
    import pyarrow as pa
    import pyarrow.csv

    if b"\0" in content or not _closes_quotes(content, form.delimiter.encode()):
        return None
    width = len(form.names) + form.trailing
    names = [str(position) for position in range(width)]  # so that the header is a row like the others
    rows = pyarrow.csv.read_csv(
        pa.BufferReader(content),
        pyarrow.csv.ReadOptions(use_threads=False, block_size=BLOCK, column_names=names),
        pyarrow.csv.ParseOptions(delimiter=form.delimiter, newlines_in_values=True),
        pyarrow.csv.ConvertOptions(column_types=dict.fromkeys(names, pa.large_string())),
    )
    columns: list[pa.ChunkedArray] = rows.slice(int(form.header)).columns
    behind = [columns.pop() for _ in range(form.trailing)]
    if any(map(_has_endless_cell, columns)) or any(map(_has_text, behind)) or _ends_empty(columns):
        return None
    return columns


def _ends_empty(columns: "list[pa.ChunkedArray]") -> bool:
    """Whether the last row has no cell."""
    return len(columns) > 1 and all(len(column) and not column[-1].as_py().strip() for column in columns)


def _has_text(column: "pa.ChunkedArray") -> bool:
    import pyarrow.compute

    trimmed = pyarrow.compute.utf8_trim_whitespace(column)
    return bool(pyarrow.compute.any(pyarrow.compute.not_equal(trimmed, ""), min_count=0).as_py())


def _closes_quotes(content: bytes, delimiter: bytes) -> bool:
    quoted = re.compile(QUOTED % (delimiter, delimiter))
    return all(match[1] for match in quoted.finditer(content))


def _has_endless_cell(column: "pa.ChunkedArray") -> bool:
    import pyarrow.compute

    longest = pyarrow.compute.max(pyarrow.compute.binary_length(column)).as_py()
    return (longest or 0) > LONGEST_CELL


def _typed(name: str, column: "pa.ChunkedArray") -> Column:
    import pyarrow as pa
    import pyarrow.compute

    encoded = column.combine_chunks().dictionary_encode()
    spelling = arrow_spelling(encoded)
    words = pa.array(NO_NUMBER, pa.large_string())
    missing = pyarrow.compute.is_in(pyarrow.compute.ascii_lower(encoded.dictionary), words)
    numbers = _numbers(pyarrow.compute.if_else(missing, "0", encoded.dictionary))
    if numbers is None or pyarrow.compute.all(missing, min_count=0).as_py():
        return typed_column(name, spelling)
    absent = np.asarray(missing.to_numpy(zero_copy_only=False))
    return NumberColumn(name, absent[spelling.codes], numbers[spelling.codes], spelling)


def _numbers(texts: "pa.LargeStringArray") -> Numbers | None:
    """The numbers of these texts, or None where Python must decide: no number, a space, a plus, beyond 64 bits."""
    import pyarrow as pa

    if not _all_match(texts, NUMBER):
        return None
    try:
        numbers: Numbers = texts.cast("int64" if _all_match(texts, WHOLE) else "float64").to_numpy()
    except pa.ArrowInvalid:
        return None
    return numbers


def _all_match(texts: "pa.LargeStringArray", pattern: re.Pattern[str]) -> bool:
    import pyarrow.compute

    matches = pyarrow.compute.match_substring_regex(texts, rf"\A(?:{pattern.pattern})\z")
    return bool(pyarrow.compute.all(matches, min_count=0).as_py())
